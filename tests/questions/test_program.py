"""The kind `program`: ratings by tries, and answers that were not run."""

import pytest

from quizapp.core.answer import ProgramAnswer
from quizapp.core.model import Rating
from quizapp.core.program_run import CheckResult, ProgramRun
from quizapp.core.question import Shown
from quizapp.questions import program
from quizapp.questions.grading import as_outcome

QUESTION = program.Program(
    id="q", section="how", ask="Add.", given="x = 1\n", solution="x = 2\n",  # type: ignore[arg-type]
    checks="import answer\nassert answer.x == 2\n",
)  # fmt: skip
SHOWN = Shown(ask="Add.", entry="program", code=QUESTION.given)
PASSED = ProgramRun(checks=(CheckResult(name="one", ok=True),))
FAILED = ProgramRun(checks=(CheckResult(name="one", ok=False, error="NameError: x"),))


@pytest.mark.parametrize(
    ("tries", "rating"), [(1, Rating.GOOD), (2, Rating.HARD), (3, Rating.HARD), (4, Rating.AGAIN), (9, Rating.AGAIN)]
)
def test_more_tries_give_a_lower_rating(tries: int, rating: Rating) -> None:
    graded = program.grade(QUESTION, SHOWN, ProgramAnswer(program="x = 2\n", tries=tries, run=PASSED))
    assert (graded.correct, graded.rating) == (True, rating)


@pytest.mark.parametrize("run", [FAILED, None])
def test_giving_up_is_again_whether_it_was_run_or_not(run: ProgramRun | None) -> None:
    graded = program.grade(QUESTION, SHOWN, ProgramAnswer(program="x = 3\n", tries=1, run=run))
    assert (graded.correct, graded.rating, graded.rateable) == (False, Rating.AGAIN, True)
    assert graded.remarks == (("one: NameError: x",) if run else ())


def test_a_measurement_without_a_verdict_rates_nothing() -> None:
    run = ProgramRun(checks=PASSED.checks, inconclusive="other programs used 0.8 cores")
    outcome = as_outcome(program.grade(QUESTION, SHOWN, ProgramAnswer(program="x = 2\n", tries=1, run=run)))
    assert (outcome.correct, outcome.rateable) == (None, False)
    assert outcome.notes == ("No verdict: other programs used 0.8 cores.",)


def test_a_failed_check_outweighs_a_measurement_without_a_verdict() -> None:
    assert ProgramRun(checks=FAILED.checks, inconclusive="busy").verdict == "failed"


def test_a_text_is_judged_by_the_learner_and_other_answers_are_refused() -> None:
    assert program.grade(QUESTION, SHOWN, "x = 5").correct is None
    with pytest.raises(ValueError, match="the answer is a program"):
        program.grade(QUESTION, SHOWN, ("x", "y"))


def test_no_line_of_a_program_closes_its_block() -> None:
    assert program.fenced("x = '''\n```\n'''\n").startswith("````python\n")
