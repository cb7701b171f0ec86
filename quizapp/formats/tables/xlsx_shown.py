"""What a spreadsheet shows that is not in the values of its cells: links, and numbers in another form."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

STYLES = "xl/styles.xml"
# The formats of numbers with a number of their own (ECMA-376, 18.8.30); others are dates, text, or as they are.
_OWN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??"}
_DEFINED = re.compile(r"<(?:\w{1,20}:)?numFmt\b[^>]{0,500}>")
_STYLES = re.compile(r"<(?:\w{1,20}:)?cellXfs\b.*?</(?:\w{1,20}:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(r"<(?:\w{1,20}:)?xf\b([^>]{0,500})>")
_NUMBER = re.compile(
    rb"<(?:\w{1,20}:)?c\b([^>]{0,200})>"
    rb"(?:<(?:\w{1,20}:)?f\b[^<]{0,9000}(?:</(?:\w{1,20}:)?f>)?)?"  # a formula
    rb"<(?:\w{1,20}:)?v>(-?\d{1,30}(?:\.\d{0,30})?(?:[eE][-+]?\d{1,3})?)<"
)
_LINK = re.compile(rb"<(?:\w{1,20}:)?hyperlink\b")
_PLAIN = re.compile(r"(?P<comma>#,##)?(?P<zeros>0+)(?:\.(?P<decimals>0+))?")
_APART = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')  # texts and colours of a format


@dataclass(slots=True)
class ShownOtherwise:
    """What was found in the sheets so far."""

    formats: Mapping[int, str]  # of a style of cells, by its number
    links: int = 0
    numbers: int = 0
    example: tuple[str, str] = field(default=("", ""))  # a cell and its format

    def look(self, sheet: bytes) -> None:
        """Count the links of a sheet, and its numbers that have another form than their value."""
        self.links += len(_LINK.findall(sheet))
        if not self.formats:
            return
        for found in _NUMBER.finditer(sheet):
            given = _attributes(found[1].decode("utf-8", "replace"))
            code = self.formats.get(_whole(given.get("s", "")))
            if code and given.get("t", "n") == "n" and _differs(code, float(found[2])):
                self.numbers += 1
                self.example = self.example if self.numbers > 1 else (given.get("r", ""), code)


def number_formats(styles: str) -> dict[int, str]:
    """Return the format of each style of cells that shows numbers in a form of its own."""
    defined = (_attributes(found[0]) for found in _DEFINED.finditer(styles))
    codes = _OWN | {_whole(each.get("numFmtId", "")): each.get("formatCode", "") for each in defined}
    part = _STYLES.search(styles)
    found = [_attributes(each[1]) for each in _STYLE.finditer(part[0])] if part else []
    return dict(_numeric(codes.get(_whole(each.get("numFmtId", "")), "") for each in found))


def _numeric(codes: Iterator[str]) -> Iterator[tuple[int, str]]:
    """Yield the place and the format of each that is no date, no text and no form that a number has anyway."""
    for number, code in enumerate(codes):
        bare = _APART.sub("", code).lower()
        if code and bare != "general" and not set(bare) & set("ymdhs@"):
            yield number, code


def _attributes(tag: str) -> dict[str, str]:
    return {name: unescape(text) for name, text in re.findall(r'\b(\w{1,30})\s*=\s*"([^"]{0,200})"', tag)}


def _whole(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,9}", text) else -1


def _differs(code: str, value: float) -> bool:
    """Return whether a format shows a number otherwise than its value is read."""
    plain = _PLAIN.fullmatch(code)
    if plain is None:
        return True
    shown = f"{value:{',' if plain['comma'] else ''}.{len(plain['decimals'] or '')}f}"
    digits = len(shown.lstrip("-").split(".")[0])
    return len(plain["zeros"]) > max(1, digits) or shown != f"{value:.15g}"
