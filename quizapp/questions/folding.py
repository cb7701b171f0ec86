"""Folds what keyboards and editors write differently: dashes, quotes, dots, full-width letters, digits."""

import re
import unicodedata

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DASHES = "‐‑‒–—―−﹘﹣"
_QUOTES = dict.fromkeys("‘’‚‛′´ʼ‹›", "'") | dict.fromkeys("“”„‟″«»", '"')
_TABLE = str.maketrans(
    {
        **{chr(code): chr(ascii_code) for code, ascii_code in _FULL_WIDTH.items()},
        **dict.fromkeys(_DASHES, "-"),
        **_QUOTES,
        "…": "...", "。": ".", "、": ",", "·": ".", "‧": ".", "\u3000": " ", "\u00a0": " ", "\u202f": " ",
    }
)  # fmt: skip
_OTHER_DIGITS = re.compile(r"(?![0-9])\d")


def folded(text: str) -> str:
    """Return a text with plain dashes, quotes, dots, letters and spaces, and decimal digits of any script as 0 to 9.

    Accents and letters of other scripts stay, and so do superscripts: 10² is not 102.
    """
    plain = unicodedata.normalize("NFC", text).translate(_TABLE)
    return _OTHER_DIGITS.sub(lambda match: str(unicodedata.decimal(match[0])), plain)
