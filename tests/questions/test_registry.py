"""Every kind of question: its own answer is accepted, others are not, and positions vary."""

from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.model import Example, Experiment, Variant
from quizapp.questions.base import Surroundings
from quizapp.questions.registry import QUESTION_KINDS, kind_named, question_from

AROUND = Surroundings(
    examples={"show": Example(source="print('Process running')")},
    experiments={
        "cpu-bound-speedup": Experiment(
            id="cpu-bound-speedup", section="why", claim="c", ask="{workers}?", measure="ratio",  # type: ignore[arg-type]
            variants={"a": Variant(example="show")}, parameters={"workers": [2, 4]},
        )
    },
)  # fmt: skip


def example_of(name: str) -> Any:
    """Return the question of a kind's reference page."""
    fields = yaml.safe_load(kind_named(name).EXAMPLE)[0]
    return question_from(fields)


@pytest.mark.parametrize("kind", QUESTION_KINDS)
def test_example_of_each_kind_is_valid_and_its_solution_accepted(kind: str) -> None:
    """The reference page shows working examples."""
    module, question = kind_named(kind), example_of(kind)
    assert list(module.faults(question)) == []
    for seed in range(20):
        shown = module.show(question, AROUND, Random(seed))
        solution = module.solution(question, shown)
        if kind == "predict":
            assert solution is None
        else:
            assert module.grade(question, shown, solution).correct in (True, None)


@given(st.lists(st.text(min_size=1, max_size=8), min_size=2, max_size=8, unique=True), st.integers())
def test_choice_accepts_only_its_answer(options: list[str], seed: int) -> None:
    """By letter, whatever the texts are."""
    module = kind_named("choice")
    body = {
        "kind": "choice",
        "id": "q",
        "section": "what",
        "ask": "?",
        "answer": options[0],
        "distractors": options[1:],
    }
    question = question_from(body)
    shown = module.show(question, AROUND, Random(seed))
    assert sorted(shown.options) == sorted(options)
    labelled = zip("abcdefgh", shown.options, strict=False)
    assert [option for letter, option in labelled if module.grade(question, shown, letter).correct] == [options[0]]


def test_order_of_options_depends_on_the_seed() -> None:
    """The answer is not always at the same place."""
    question = example_of("choice")
    assert len({kind_named("choice").show(question, AROUND, Random(seed)).options for seed in range(20)}) > 1


@given(st.lists(st.text(alphabet="ab \n", min_size=1, max_size=3), min_size=2, max_size=8), st.integers())
def test_equal_lines_may_be_swapped(lines: list[str], seed: int) -> None:
    """A solution is accepted in any order of repeated lines."""
    module = kind_named("order")
    question = question_from({"kind": "order", "id": "q", "section": "how", "ask": "?", "lines": lines})
    shown = module.show(question, AROUND, Random(seed))
    assert module.grade(question, shown, module.solution(question, shown)).correct


def test_multi_gives_partial_credit_and_names_what_was_missed() -> None:
    """One of two right options."""
    module, question = kind_named("multi"), example_of("multi")
    shown = module.show(question, AROUND, Random(1))
    letter = "abc"[shown.options.index("Open files")]
    graded = module.grade(question, shown, letter)
    assert not graded.correct
    assert graded.score == pytest.approx(2 / 3)
    assert "missed: Global variables" in graded.remarks


@pytest.mark.parametrize("answer", [None, 3, {"a": 1}, "zz", "", ["a", "a"], [1]])
@pytest.mark.parametrize("kind", ["choice", "multi", "order", "match"])
def test_nonsensical_answer_is_a_value_error(kind: str, answer: object) -> None:
    """Front ends can send anything."""
    module, question = kind_named(kind), example_of(kind)
    shown = module.show(question, AROUND, Random(1))
    if kind == "multi" and answer == "":
        assert not module.grade(question, shown, answer).correct
        return
    with pytest.raises(ValueError, match=r"."):
        module.grade(question, shown, answer)


def test_output_is_graded_by_what_the_program_prints() -> None:
    """Not by what the author wrote."""
    from quizapp.questions import output

    question = example_of("output")
    shown = output.show(question, AROUND, Random(1))
    assert output.grade_against(question, shown, "here", "here\n").correct
    assert not output.grade_against(question, shown, question.answer, "here\n").correct
