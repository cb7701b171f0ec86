"""Text as a file of plain lines holds it."""

import re

_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f]")


def lined(text: str) -> str:
    """Return a text with `\\n` as line ends, without blanks around it; other control characters become their pictures.

    A picture, such as U+241B for escape, is a visible character: no text becomes empty.
    """
    return _CONTROL.sub(_picture, text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2421 if code == 0x7F else 0x2400 + code)
