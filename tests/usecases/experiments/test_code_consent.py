"""What a consent to the code of a question about a program is bound to."""

from dataclasses import replace
from typing import Any

from quizapp.lab.code_fingerprint import fingerprint
from quizapp.questions.program import Program
from quizapp.usecases.experiments.code_consent import program_sources, shipped_prints

QUESTION = Program(
    id="q", section="how", ask="Add.", given="x = 1\n", solution="x = 2\n",  # type: ignore[arg-type]
    checks="import answer\nassert answer.x == 2\n",
)  # fmt: skip
CHANGES: dict[str, Any] = {
    "given": "x = 3\n", "solution": "x = 4\n", "checks": "import answer\nassert answer.x\n", "seconds": 6.0,
}  # fmt: skip


def test_any_change_of_a_program_asks_again() -> None:
    """Of what runs, of what is shown, and of the time; not of the words around it."""
    mark = fingerprint(program_sources(QUESTION))
    changed = [fingerprint(program_sources(replace(QUESTION, **{name: value}))) for name, value in CHANGES.items()]
    assert len({mark, *changed}) == 5
    assert fingerprint(program_sources(replace(QUESTION, ask="Subtract.", hint="It is two."))) == mark
    assert mark not in shipped_prints()
