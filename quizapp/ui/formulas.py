"""How the formulas of a text are shown: as Unicode where the text is mathematics, as they are written elsewhere."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizapp.core.line_pieces import pieces
from quizapp.core.literal_text import FORMULA_OR_SKIPPED, MOST_SEARCHED
from quizapp.ui.escape import visible

if TYPE_CHECKING:
    from quizapp.core.formulas.definitions import Definitions

_FENCE = re.compile(r"(?m)^[ \t>]*(?:```|~~~)")


@dataclass(frozen=True, slots=True)
class Formulas:
    """The formulas of a text with its definitions of commands; `mathematics` is false where all stay as written."""

    mathematics: bool = False
    definitions: "Definitions" = field(default_factory=dict)

    def shown(self, formula: str, after: str) -> str:
        """Return a formula as it is shown; `after` is the letter that follows it, or ''."""
        if not self.mathematics:
            return formula
        from quizapp.core.formulas.readable import may_be_mathematics, readable

        return readable(formula, self.definitions) if may_be_mathematics(formula, after) else formula

    def prepared(self, text: str) -> str:
        """Return a text whose formulas are in one line each, so that no line of one begins a list or a heading.

        Definitions of commands are left out where something else remains to be shown.
        """
        if not self.mathematics or _FENCE.search(text):
            return text
        kept, last = [], 0
        for found in FORMULA_OR_SKIPPED.finditer(text):
            if found["formula"]:
                kept += [self._around(text[last : found.start()]), self._in_line(found[0])]
                last = found.end()
        shown = "".join([*kept, self._around(text[last:])])
        return shown if shown.strip() else text

    def _around(self, text: str) -> str:
        """Return what is around formulas without the definitions that a formula may use."""
        from quizapp.core.formulas.definitions import without_definitions

        return without_definitions(text) if self.definitions and "`" not in text else text

    def _in_line(self, formula: str) -> str:
        from quizapp.core.formulas.definitions import without_definitions
        from quizapp.core.formulas.readable import sides_of

        inside = sides_of(formula)[1]
        if self.definitions and not without_definitions(inside).strip():
            return ""
        return " ".join(formula.split("\n")) if "%" not in formula else formula


NO_FORMULAS = Formulas()


def formulas_in(text: str, preamble: str = "") -> Formulas:
    """Return the formulas of a text; NO_FORMULAS where neither it nor the text before it has mathematics for certain.

    Dollars and brackets alone are no evidence: a shell has `$a:$b`, and a regular expression `\\\\(x\\\\)`.
    """
    if ("$" not in text and "\\" not in text and "[latex]" not in text) or len(text) > MOST_SEARCHED:
        return NO_FORMULAS
    both = f"{preamble}\n\n{text}" if preamble else text
    found = [each[0] for each in FORMULA_OR_SKIPPED.finditer(both) if each["formula"]]
    if not found:
        return NO_FORMULAS
    from quizapp.core.formulas.readable import is_mathematics

    if not any(map(is_mathematics, found)):
        return NO_FORMULAS
    from quizapp.core.formulas.definitions import defined_in

    return Formulas(True, defined_in(both))


def typed_text(text: str) -> str:
    """Return the text that a typed answer should have: asterisks in it are a part of it."""
    shown = visible(text)
    formulas = formulas_in(shown)
    return "".join(
        formulas.shown(piece.text, piece.after) if piece.kind == "formula" else piece.text for piece in pieces(shown)
    )
