"""The session as JSON lines: the difference between an answer and the right one."""

import json
from pathlib import Path
from typing import Any

import pytest
from kinds_deck import write_kinds

from tests.conftest import Run

pytestmark = pytest.mark.file


def session(quizapp: Run, kind: str, *sent: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a session over one kind of question wrote; its code may run."""
    lines = "".join(json.dumps(each) + "\n" for each in sent)
    done = quizapp("quiz", "naps", "--kind", kind, "--limit", "1", "--jsonl", stdin=lines)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def naps(quizapp: Run, tmp_path: Path) -> None:
    """The deck with every kind of question, whose code may run."""
    assert quizapp("import", str(write_kinds(tmp_path / "naps"))).returncode == 0
    assert quizapp("deck", "trust", "naps", "--yes").returncode == 0


@pytest.mark.usefixtures("naps")
@pytest.mark.parametrize(
    ("kind", "answer", "difference"),
    [
        ("choice", "A race", {"A race": (True, False), "A nap": (False, True)}),
        ("multi", ["Rest", "Fame"], {"Rest": (True, True), "Calm": (False, True), "Fame": (True, False)}),
        ("true_false", True, {"True": (True, False), "False": (False, True)}),
    ],
)
def test_options_are_picked_or_right(quizapp: Run, kind: str, answer: object, difference: dict[str, Any]) -> None:
    """In the order of their letters."""
    question, graded, *_ = session(quizapp, kind, {"type": "answer", "answer": answer})
    found = graded["difference"]
    assert found["of"] == "options"
    assert [each["letter"] for each in found["options"]] == list("abc"[: len(found["options"])])
    pairs = zip(question["options"], found["options"], strict=True)
    assert {option: (each["picked"], each["right"]) for option, each in pairs} == difference


@pytest.mark.usefixtures("naps")
@pytest.mark.parametrize(
    ("kind", "answer", "of", "parts"),
    [
        ("typed", "threads", "text", [("", "threads", "multiprocessing", False)]),
        ("cloze", ["memory", "shared"], "gaps",
         [("gap 1", "memory", "memory", True), ("gap 2", "shared", "share", False)]),
        ("match", ["threads", "processes"], "pairs",
         [("Sums", "threads", "processes", False), ("Waits", "processes", "threads", False)]),
        ("order", ["p.join()", "p.start()"], "order",
         [("", "p.join()", "p.start()", False), ("", "p.start()", "p.join()", False)]),
        ("output", "one", "lines", [("", "one", "one", True), ("", None, "two", False)]),
        ("output", "one, two", "lines", [("", "one", "one", True), ("", "two", "two", True)]),
    ],
)  # fmt: skip
def test_parts_are_given_and_expected(quizapp: Run, kind: str, answer: object, of: str, parts: list[Any]) -> None:
    """One text, gaps, pairs, an order, or lines of output."""
    _, graded, *_ = session(quizapp, kind, {"type": "answer", "answer": answer})
    assert graded["difference"]["of"] == of
    assert [(p["label"], p["given"], p["expected"], p["right"]) for p in graded["difference"]["parts"]] == parts
    assert graded["correct"] == all(part[3] for part in parts)


@pytest.mark.usefixtures("naps")
def test_a_prediction_has_its_factor_the_medians_and_then_the_claim(quizapp: Run) -> None:
    """The question does not have the claim."""
    question, graded, *_ = session(quizapp, "predict", {"type": "answer", "answer": "9"})
    claim = "A long nap misses three times as many calls."
    assert claim not in json.dumps(question)
    assert graded["claim"] == claim
    found = graded["difference"]
    assert (found["of"], found["predicted"]) == ("prediction", {"value": 9.0})
    assert round(found["factor"], 3) == round(9 / found["measured"]["high"], 3) == 3.0
    assert {name: round(each["value"]) for name, each in found["medians"].items()} == {"long": 60, "short": 20}


@pytest.mark.usefixtures("naps")
def test_a_recall_has_nothing_to_compare(quizapp: Run) -> None:
    """A choice that is revealed has its right option alone."""
    assert session(quizapp, "recall", {"type": "reveal"})[1]["difference"] is None
    revealed = session(quizapp, "choice", {"type": "reveal"})[1]
    assert [each["picked"] for each in revealed["difference"]["options"]] == [False, False]


@pytest.mark.usefixtures("naps")
def test_previews_of_cards_that_are_crammed_are_empty(quizapp: Run) -> None:
    """The contract's keys stay."""
    done = quizapp("quiz", "naps", "--cram", "--jsonl", stdin="")
    question = json.loads(done.stdout.splitlines()[0])
    assert question["previews"] == {"again": "", "hard": "", "good": "", "easy": ""}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_numbers_that_are_no_json_are_refused(quizapp: Run, number: str) -> None:
    """In any answer, however deep; nothing is stored, and the session goes on."""
    sent = f'{{"type": "answer", "answer": {number}}}\n{{"type": "answer", "answer": {{"a": [{number}]}}}}\n'
    done = quizapp("quiz", "--jsonl", stdin=sent)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["type"] for line in lines] == ["question", "error", "error", "summary"]
    assert json.loads(quizapp("status", "--json").stdout)["done_today"] == 0
