"""HTML elements within Markdown, as Markdown: what is an element by its name and has its end; all else stays text."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from html import unescape
from typing import Any

from quizapp.core.formulas.pieces import script
from quizapp.core.literal_text import FORMULA
from quizapp.formats.common.deck_builder import Draft, digest, question_text
from quizapp.formats.common.html_to_markdown import markdown_of

_LONGEST = 100_000  # characters of a text in which elements are looked for
_DEEP = 12  # elements within each other
_INSIDE = r"((?:(?!</?\1\b).){0,20000})</\1\s{0,9}>"
_KEPT = re.compile(
    r"(?ms)^[ \t>]*(?P<fence>```++(?![^\n]*`)|~~~++)[^\n]{0,500}\n.*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?<!`)(?P<ticks>`{1,9}+)(?!`)(?:(?!\n\n).){1,5000}?(?<!`)(?P=ticks)(?!`)|\\[<\\]"
    rf"|{FORMULA.pattern}",
)
_HELD = re.compile("\ue070(\\d{1,6})\ue071")
_ELEMENT = re.compile(r"</?[a-zA-Z][a-zA-Z1-6]{0,11}(?=[\s/>])[^<>]{0,2000}>|<!--")
_COMMENT = re.compile(r"<!--(?:(?!-->|<!--).){0,20000}-->", re.DOTALL)
_BREAK = re.compile(r"[ \t]*</?br\b[^<>]{0,200}>[ \t]*(?:\n(?!\n))?", re.IGNORECASE)
_RULE = re.compile(r"<hr\b[^<>]{0,200}>|<wbr\b[^<>]{0,200}>", re.IGNORECASE)
_IMAGE = re.compile(r"<img\b([^<>]{0,2000})>", re.IGNORECASE)
_ATTRIBUTE = r"""(?i)(?<![\w-]){}\s{{0,9}}=\s{{0,9}}(?:"([^"]{{0,500}})"|'([^']{{0,500}})'|([^\s"'>]{{1,500}}))"""
_BLOCK = re.compile(rf"<(table|ul|ol|dl|pre|h[1-6]|blockquote)\b[^<>]{{0,500}}>{_INSIDE}", re.IGNORECASE | re.DOTALL)
_PAIR = re.compile(
    r"<(a|abbr|b|bdi|bdo|big|center|cite|code|del|details|dfn|div|em|figcaption|figure|font|i|ins|kbd|label|mark|p|q|rb"
    r"|rp|rt|ruby|s|samp|section|small|span|strike|strong|sub|summary|sup|time|tt|u|var)"
    rf"((?:\s[^<>]{{0,2000}})?)>{_INSIDE}",
    re.IGNORECASE | re.DOTALL,
)
_AROUND = {
    **dict.fromkeys(("b", "strong"), "**"), **dict.fromkeys(("i", "em", "cite", "dfn", "var"), "*"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "`"), **dict.fromkeys(("s", "del", "strike"), "~~"),
}  # fmt: skip
_BLOCKS = frozenset(("center", "details", "div", "figcaption", "figure", "p", "section", "summary"))


def without_html(text: str) -> str:
    """Return Markdown whose elements are Markdown too.

    A tag without its end, a word that is no element, code and formulas stay, and so does a text that would be empty.
    """
    if "<" not in text or len(text) > _LONGEST or not _ELEMENT.search(text):
        return text
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        held.append(found[0])
        return f"\ue070{len(held) - 1}\ue071"

    shown = _COMMENT.sub("", _KEPT.sub(hold, text))
    shown = _BLOCK.sub(lambda found: f"\n\n{markdown_of(found[0])}\n\n", shown)
    for _ in range(_DEEP):
        if (paired := _PAIR.sub(_paired, shown)) == shown:
            break
        shown = paired
    shown = "\n".join(_line(line) for line in _IMAGE.sub(_image, _RULE.sub(_rule, shown)).split("\n"))
    shown = _HELD.sub(lambda found: held[int(found[1])], shown)
    return re.sub(r"\n{3,}", "\n\n", shown).strip() or text


def _line(line: str) -> str:
    """Return a line with its breaks; in a row of a table they are blanks."""
    return _BREAK.sub(" " if line.lstrip()[:1] == "|" else "\n", line).rstrip() if "<" in line else line


def _rule(found: re.Match[str]) -> str:
    return "\n\n---\n\n" if found[0][1] in "hH" else ""


def _attribute(name: str, tag: str) -> str:
    found = re.search(_ATTRIBUTE.format(name), tag)
    return unescape(next(filter(None, found.groups()), "")).strip() if found else ""


def _image(found: re.Match[str]) -> str:
    source = _attribute("src", found[1])
    if not source:
        return found[0]
    target = f"<{source}>" if re.search(r"[\s()]", source) else source
    return f"![{_attribute('alt', found[1])}]({target})"


def _paired(found: re.Match[str]) -> str:
    """Return an element, and those within it, as Markdown."""
    name, inside = found[1].lower(), _PAIR.sub(_paired, found[3])
    words = inside.strip()
    if not words:
        return " " if inside else ""
    if name in _BLOCKS:
        return f"\n\n**{words}**\n\n" if name == "summary" and "*" not in words else f"\n\n{words}\n\n"
    if name in ("sub", "sup") and len(words) <= 20:
        return script("^" if name == "sup" else "_", words).text
    if name in ("rt", "rp"):
        return f"({words})" if name == "rt" else ""
    if name == "a":
        return _link(words, _attribute("href", found[2]))
    mark = _AROUND.get(name, "")
    if not mark or "\n\n" in words or (mark == "`" and "`" in words):
        return inside
    return inside.replace(words, f"{mark}{unescape(words) if mark == '`' else words}{mark}", 1)


def _link(words: str, target: str) -> str:
    return f"[{words}]({target})" if target and "](" not in words and " " not in target else words


def drafts_without_html(drafts: Iterable[Draft]) -> list[Draft]:
    """Return cards of Markdown with its HTML elements as Markdown; their ids stay those of the texts as written."""
    return [_draft(draft) for draft in drafts]


def _draft(draft: Draft) -> Draft:
    body = converted(draft.body, without_html)
    if body == draft.body:
        return draft
    return replace(draft, body=body, given=draft.given or digest(question_text(draft.body)))


def converted(body: Mapping[str, Any], convert: Callable[[str], str]) -> dict[str, Any]:
    """Return a question whose texts are converted."""
    return {name: value if name == "kind" else _value(value, convert) for name, value in body.items()}


def _value(value: Any, convert: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return convert(value)
    if isinstance(value, list):
        return [_value(each, convert) for each in value]
    if isinstance(value, dict):
        return {name: _value(each, convert) for name, each in value.items()}
    return value
