"""The text between the tags of HTML, with backslashes before what Markdown would take for its own marks."""

import html
import re

from quizapp.core.literal_text import FORMULA, MOST_SEARCHED, unblocked, unmarked

# What keeps its text: elements that become code in Markdown, formulas.
_KEPT = re.compile(
    rf"(?P<code><(?P<name>pre|code|kbd|samp)\b[^<>]{{0,500}}>(?:(?!</?(?P=name)\b).){{0,100000}}</(?P=name)\s{{0,9}}>)"
    r"|(?P<named>\[(?:image|sound): ?[^\]\n]{1,300}\])"  # put there by a reader
    rf"|(?P<tag></?(?P<of>[a-zA-Z][\w-]{{0,30}})[^<>]{{0,2000}}>|<!--(?:(?!-->|<!--).){{0,5000}}-->)"
    rf"|(?P<formula>{FORMULA.pattern})",
    re.DOTALL | re.IGNORECASE,
)
# Each begins with a set of characters, which the engine looks for at several times the speed of alternatives.
_MARK = re.compile(r"[\\`*_~|\[&](?:(?<=[\\`*~|])|(?<!\w_)(?<=_)|(?<=\[)(?!image: |sound: )|(?<=&)amp;[#\w])")
_LINE_MARK = re.compile(r"[>\n;]\s*(?:[-+>#=]|&gt;|\d{1,9}[.)])")
_FIRST_MARK = re.compile(r"\s*(?:[-+>#=]|&gt;|\d{1,9}[.)])")
_NEEDS = re.compile(r"[\\`*_~|\[&]|^\s*(?:[-+>#=]|\d{1,9}[.)])", re.MULTILINE)
_IN_A_LINE = frozenset(
    ("a", "b", "strong", "i", "em", "u", "s", "span", "font", "sub", "sup", "mark", "small", "big", "img", "code")
)
_ALL_MARKS = "`a` *a* _a_ ~a~ [a](a)"  # a text in which every mark means something
_EMPHASIS = re.compile(r"<(?:b|strong|i|em|del|s)\b", re.IGNORECASE)


def escaped(source: str) -> str:
    """Return HTML whose texts mean themselves once its tags have become Markdown."""
    if not (_MARK.search(source) or _LINE_MARK.search(source) or _FIRST_MARK.match(source)):
        return source
    pieces: list[tuple[str, bool]] = []  # texts, and whether each begins a line; tags, code and formulas as they are
    kept: list[str] = []
    last, starts = 0, True
    for found in _KEPT.finditer(source):
        pieces.append((source[last : found.start()], starts))
        kept.append(found[0])
        starts = _starts_line(found, source[last : found.start()], starts)
        last = found.end()
    pieces.append((source[last:], starts))
    is_long = len(source) > MOST_SEARCHED  # comparing each text with the whole takes time that grows with its square
    whole = _ALL_MARKS if is_long else html.unescape("\ue000".join(text for text, _ in pieces))
    stars = "*" if _EMPHASIS.search(source) else ""
    out = []
    for (text, begins), tag in zip(pieces, [*kept, ""], strict=True):
        out += [_text(text, whole, stars, begins) if text else "", tag]
    return "".join(out)


def _starts_line(found: re.Match[str], text: str, before: bool) -> bool:
    """Return whether the text after a tag begins a line."""
    if found["of"] and found["of"].lower() not in _IN_A_LINE:
        return True
    return before and not text.strip() and found["tag"] is not None


def _text(text: str, whole: str, marks: str, begins: bool) -> str:
    plain = html.unescape(text)
    if not _NEEDS.search(plain):
        return text
    shown = unmarked(plain, whole, marks)
    shown = unblocked(shown) if begins else unblocked(f"\0{shown}")[1:]
    return html.escape(shown, quote=False).replace("\xa0", "&nbsp;")
