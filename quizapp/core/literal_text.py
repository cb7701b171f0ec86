"""Plain text as Markdown that shows it unchanged: only what the screen would interpret gets a backslash.

The Markdown of quizapp is CommonMark with tables and strikethrough, without raw HTML: a tag is text. Formulas stand
between dollars, `\\(` and `\\)`, `\\[` and `\\]`, or Anki's marks `[$]`, `[$$]` and `[latex]`.
"""

import re
from collections.abc import Iterator
from functools import cache

MOST_SEARCHED = 20_000  # characters of a text in which formulas are looked for
PUNCTUATION = r"[!-/:-@\[-`{-~]"
# None goes on past the next mark that begins one: a text of such marks is read once.
_FORMULA = (
    r"\$\$(?:\\.|[^\\$]){1,2000}\$\$|(?<![\\$\w])\$(?![\s$])(?:\\.|[^\\$\n]){1,1000}(?<!\s)\$(?![\d$])"
    r"|\\\((?:(?!\n\n)[^\\]|\\[^()]){1,500}\\\)|\\\[(?:(?!\n\n)[^\\]|\\[^\[\]]){1,2000}\\\]"
    r"|\[latex\](?:(?!\[/?latex\]).){1,5000}\[/latex\]|\[\$\$\](?:(?!\[/?\$).){1,2000}\[/\$\$\]"
    r"|\[\$\](?:(?!\[/?\$).){1,1000}\[/\$\]"
)
FORMULA = re.compile(_FORMULA, re.DOTALL)
# What a renderer skips before it looks for formulas: code, and characters after a backslash.
FORMULA_OR_SKIPPED = re.compile(
    rf"(?P<formula>{_FORMULA})|\\.|(?<!`)(?P<ticks>`{{1,20}})(?!`)(?:(?!\n\n).){{1,5000}}?(?<!`)(?P=ticks)(?!`)",
    re.DOTALL,
)

_ANYWHERE = re.compile(r"[\\`~\[|*_&\n]")
_FIRST = frozenset(" \t#>-+=0123456789")
_SPECIAL = re.compile(
    r"[\\`~\[|]|[*_]\S|&#?\w|\A[ \t]|\n[ \t]|(?:\A|\n)(?:#{1,6}(?:\s|\Z)|>|[-+*](?:\s|\Z)|[-_*=]|\d{1,9}[.)](?:\s|\Z))"
)
_BLOCK = re.compile(
    r"(?m)^([ \t]*)(?:(#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|[-*_=]{1,}(?=[-*_=\s]*$)|~~~|```)|(\d{1,9})([.)])(?=\s|$))"
)
_INDENT = re.compile(r"(?<=\n\n)[ \t](?=[ \t]*\S)")  # at the start of a paragraph, where it is dropped or begins code
_TABLE_RULE = re.compile(r"(?m)^([ \t]*)([|:-])(?=[ \t:|-]*$)")
# Not the places of gaps in a text, such as [[1]], nor the names of files that a reader put there.
_BRACKET = re.compile(r"\[(?!\[\d{1,3}\]\]|\d{1,3}\]\]|(?:image|sound):)")
_ENTITY = re.compile(r"&(?=#?\w{1,40};)")
_ESCAPING = re.compile(rf"\\(?={PUNCTUATION}|\n|\Z)")
_ALL = re.compile(r"[\\`$~*_\[]")
_TICKS = re.compile(r"`+")
_UNESCAPED = re.compile(rf"\\({PUNCTUATION})")


def literal(text: str) -> str:
    """Return Markdown that shows a plain text as it is."""
    # Most texts of a large table end here, after a fifth of the time that the second pattern takes.
    if (not _ANYWHERE.search(text) and text[:1] not in _FIRST) or not _SPECIAL.search(text):
        return text
    if _has_code(text) or len(text) > MOST_SEARCHED:
        return unblocked(_ALL.sub(r"\\\g<0>", text))
    pieces = [piece if is_formula else unmarked(piece, text) for piece, is_formula in _parts(text)]
    marked = "".join(pieces)
    if marked != text and ("$" in text or "\\" in text) and _formulas(marked) != _formulas(text):
        marked = _ALL.sub(r"\\\g<0>", text)  # the added backslashes began a formula
    return unblocked(marked)


def without_escapes(text: str) -> str:
    """Return a text without the backslashes that escape punctuation."""
    return _UNESCAPED.sub(r"\1", text) if "\\" in text else text


def as_read(text: str) -> str:
    """Return Markdown as a line of plain text shows it: without the backslashes of literal text.

    Code and formulas keep theirs.
    """
    if "\\" not in text and "&nbsp;" not in text:
        return text
    return _escapes().sub(_as_read, text)


@cache
def _escapes() -> re.Pattern[str]:
    """Return what is not shown as written, or skipped. Compiled when first needed: quizzes do without it."""
    return re.compile(
        rf"(?P<fence>^(?P<of>```+|~~~+)[^\n]{{0,500}}\n.*?(?:^(?P=of)|\Z))|(?P<blank>&nbsp;)"
        rf"|{FORMULA_OR_SKIPPED.pattern}",
        re.DOTALL | re.MULTILINE,
    )


def _as_read(found: re.Match[str]) -> str:
    part = found[0]
    return " " if found["blank"] else without_escapes(part) if len(part) == 2 and part[0] == "\\" else part


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a text, and whether each is a formula."""
    last = 0
    for found in FORMULA_OR_SKIPPED.finditer(text):
        if found["formula"]:
            yield text[last : found.start()], False
            yield found[0], True
            last = found.end()
    yield text[last:], False


def _formulas(text: str) -> list[str]:
    return [found[0] for found in FORMULA_OR_SKIPPED.finditer(text) if found["formula"]]


def _has_code(text: str) -> bool:
    """Return whether two runs of backticks have one length: unless they are escaped, code is between them."""
    ticks = [len(run) for run in _TICKS.findall(text)]
    return len(set(ticks)) < len(ticks)


def unmarked(piece: str, text: str, always: str = "") -> str:
    """Return a piece of a plain text with a backslash before every mark that means something in the whole text.

    `always` holds marks that mean something because of what is around the text.
    """
    plain, piece = piece, _ESCAPING.sub(r"\\\\", piece)
    if "`" in piece and _has_code(text):
        piece = piece.replace("`", "\\`")
    for mark in "*_":
        if mark in piece and (mark in always or _emphasises(text, mark)):
            piece = piece.replace(mark, f"\\{mark}")
    if text.count("~") > 1:
        piece = piece.replace("~", "\\~")
    if "](" in text or "]:" in text or "][" in text:
        piece = _BRACKET.sub(r"\\[", piece)
    if piece != plain and "$" in piece and _formulas(piece):
        piece = piece.replace("$", "\\$")  # the added backslashes made a formula of what was none
    return _ENTITY.sub(r"\\&", piece)


def _emphasises(text: str, mark: str) -> bool:
    """Return whether one of the marks could open emphasis and a later one could close it."""
    opened = False
    for found in re.finditer(f"{re.escape(mark)}+", text):
        before, after = (
            text[found.start() - 1 : found.start()] if found.start() else " ",
            text[found.end() : found.end() + 1],
        )
        inner = mark == "_" and before.isalnum() and after.isalnum()
        if opened and not before.isspace() and not inner:
            return True
        opened = opened or (bool(after) and not after.isspace() and not inner)
    return False


def unblocked(text: str) -> str:
    """Return a text whose lines begin no block, and keep their indentation."""
    text = _BLOCK.sub(_with_backslash, text)
    text = _TABLE_RULE.sub(r"\1\\\2", text) if "|" in text else text
    return _INDENT.sub("&nbsp;", text) if "\n\n" in text else text


def _with_backslash(found: re.Match[str]) -> str:
    if found[3]:
        return f"{found[1]}{found[3]}\\{found[4]}"
    # After an escaped one, another of a run of these could end emphasis.
    return found[1] + "".join(f"\\{mark}" for mark in found[2]) if found[2][0] in "*_" else f"{found[1]}\\{found[2]}"
