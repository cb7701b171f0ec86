"""Mnemosyne's texts, in which HTML and line ends mix, as Markdown."""

import re

from quizapp.core.literal_text import literal
from quizapp.formats.common.html_to_markdown import markdown_of

NOTHING = "(nothing)"  # the answer of a card whose back is empty, which Mnemosyne allows
_PLAYED = re.compile(
    r"""<(?:sound|audio|video)\s[^<>]{0,300}?src\s{0,9}=\s{0,9}["']?([^"'<>]{1,300})["']?[^<>]{0,100}>""", re.I
)
_FORMULA = re.compile(r"<(latex|\$\$?)>((?:(?!</?\1>).){1,5000})</\1>", re.IGNORECASE | re.DOTALL)
_SOURCE = re.compile(r"""(<img\s[^<>]{0,300}?src\s{0,9}=\s{0,9}["'])([^"'<>]{1,300})""", re.IGNORECASE)
_CARD = re.compile(r"<card\b[^<>]{0,200}>", re.IGNORECASE)  # how version 1 laid out an answer
_HELD = "\ue030{}\ue031"
_BACK = re.compile("\ue030(\\d{1,6})\ue031")


def text_of(raw: str) -> str:
    """Return Markdown: a line end is one, `<latex>` and `<$>` are formulas, sounds are named."""
    if "<" not in raw and "&" not in raw:
        return literal(raw.strip())
    held: list[str] = []

    def hold(text: str) -> str:
        held.append(text)
        return _HELD.format(len(held) - 1)

    def formula(found: re.Match[str]) -> str:
        inside = found[2].strip()
        if found[1] == "$":
            return hold(f"${inside}$")
        return hold(
            f"$${inside}$$" if found[1] == "$$" else inside if "$" in inside or "\\[" in inside else f"${inside}$"
        )

    text = _CARD.sub("", _FORMULA.sub(formula, raw))
    text = _PLAYED.sub(lambda found: hold(f"[sound:{found[1].strip()}]"), text)
    text = _SOURCE.sub(lambda found: found[1] + found[2].replace(" ", "%20"), text)
    text = markdown_of(text.replace("\n", "<br>") if "<" in text else text)
    return _BACK.sub(lambda found: held[int(found[1])] if int(found[1]) < len(held) else "", text)
