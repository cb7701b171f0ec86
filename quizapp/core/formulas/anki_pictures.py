"""The names of the pictures that Anki makes of formulas: they depend on the formula alone."""

import hashlib
import html
import re

_FORMULA = re.compile(
    r"\[latex\]((?:(?!\[/?latex\]).){1,20000})\[/latex\]|\[\$\]((?:(?!\[/?\$).){1,20000})\[/\$\]"
    r"|\[\$\$\]((?:(?!\[/?\$).){1,20000})\[/\$\$\]",
    re.DOTALL | re.IGNORECASE,
)
_LINE_END = re.compile(r"<br ?/?>|<div>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")


def pictures_of(text: str) -> tuple[str, ...]:
    """Return the names of the pictures of the formulas in HTML between `[latex]`, `[$]` or `[$$]` and their ends."""
    if "[/latex]" not in text and "[/$" not in text:
        return ()
    return tuple(_name(*found.groups()) for found in _FORMULA.finditer(text))


def _name(latex: str | None, inline: str | None, display: str | None) -> str:
    source = latex or (f"${inline}$" if inline else f"\\begin{{displaymath}}{display}\\end{{displaymath}}")
    plain = html.unescape(_TAG.sub("", _LINE_END.sub("\n", source))).replace("\xa0", " ")
    return f"latex-{hashlib.sha1(plain.encode('utf-8', 'surrogatepass'), usedforsecurity=False).hexdigest()}.png"
