"""What a program printed here against what its author expected."""

from random import Random

import pytest

from quizapp.core.model import Example
from quizapp.questions import output
from quizapp.questions.base import Surroundings
from quizapp.questions.output import Output

SURROUNDINGS = Surroundings(examples={"e": Example(source="print(1)")}, experiments={})
OTHER = "here it printed something other than the deck's author expected"


@pytest.mark.parametrize(("printed", "noted"), [("1\n2\n", False), ("1\n2", False), ("2\n1\n", True), ("", True)])
def test_a_difference_from_the_author_is_noted(printed: str, noted: bool) -> None:
    """The answer is graded against what was printed here, and the note says why it may surprise."""
    question = Output(id="q", section="what", ask="?", example="e", answer="1\n2")  # type: ignore[arg-type]
    shown = output.show(question, SURROUNDINGS, Random(1))
    graded = output.grade_against(question, shown, "1\n2", printed)
    assert (OTHER in graded.notes, graded.correct) == (noted, not noted)
