"""`prove`: what is asked before a run, and the prediction beside what came of it."""

import json
import platform
import sys
from pathlib import Path

import pytest
from screens import SIZES

from quizapp.lab import machine
from tests.conftest import Run


def test_the_list_asks_and_does_not_claim(quizapp: Run) -> None:
    """The claim of an experiment would give its answer away."""
    listed = json.loads(quizapp("prove", "--json").stdout)
    said = " ".join(quizapp("prove").stdout.split())
    assert len(listed) > 20
    assert not [each["claim"] for each in listed if each["claim"] in said]
    assert "2 or 4 processes share a CPU-bound job." in said


@pytest.mark.parametrize("columns", [size[0] for size in SIZES])
def test_the_list_fits_into_the_terminal(quizapp: Run, columns: int) -> None:
    """It wraps at words, with an indent."""
    lines = quizapp("prove", COLUMNS=str(columns)).stdout.splitlines()
    assert max(map(len, lines)) <= columns


ORDER = """\
  - id: order
    section: how
    claim: The last one ends first.
    ask: What is printed?
    measure: output
    contender: hello
    variants: {hello: {example: hello}}
    deterministic: true
    expect: {equals: "third\\nsecond\\nfirst"}
"""


@pytest.mark.parametrize(
    ("typed", "rating"),
    [("third second first", "good"), ("third, second, first", "good"), ("third\nsecond\nfirst", "good"),
     ("first second third", "again"), ("third", "again")],
)  # fmt: skip
def test_a_predicted_output_is_a_text(quizapp: Run, foreign_deck: Path, typed: str, rating: str) -> None:
    """As lines, or separated by spaces or commas."""
    text = (foreign_deck / "naps.yaml").read_text().replace('print("hello")', r'print("third\nsecond\nfirst")')
    (foreign_deck / "naps.yaml").write_text(f"{text}{ORDER}")
    assert quizapp("import", str(foreign_deck)).returncode == 0
    found = json.loads(quizapp("prove", "order", "--predict", typed, "--yes", "--json").stdout)
    assert found["verdict"] == "confirmed"
    assert found["prediction"] == {"value": typed, "error": float(rating == "again"), "rating": rating}


@pytest.mark.parametrize(
    ("typed", "value"), [("yes", "seen"), ("No", "not seen"), ("a", "seen"), ("not seen", "not seen")]
)
def test_yes_and_no_predict_whether_a_change_is_seen(quizapp: Run, typed: str, value: str) -> None:
    """So do the letters and the words of the options."""
    found = json.loads(quizapp("prove", "change-seen", "--predict", typed, "--json").stdout)
    assert found["prediction"]["value"] == value


def test_another_word_is_refused_with_the_options(quizapp: Run) -> None:
    """Before anything runs."""
    refused = quizapp("prove", "change-seen", "--predict", "perhaps")
    assert refused.returncode == 2
    assert "a (seen), b (not seen)" in refused.stderr


def test_a_figure_is_told_its_factor_and_both_medians(quizapp: Run, foreign_deck: Path) -> None:
    """And the claim, after it."""
    assert quizapp("import", str(foreign_deck)).returncode == 0
    said = quizapp("prove", "calls", "--predict", "9", "--yes").stdout
    assert "Not right: off by a factor of 3." in said
    assert "medians   long 60% lost, short 20% lost" in said or "medians   short 20% lost, long 60% lost" in said
    assert said.index("off by a factor") < said.index("Claim: A long nap misses three times as many calls.")


def test_nothing_lost_is_shown_as_0_percent(quizapp: Run, foreign_deck: Path) -> None:
    """And predictions of 0 and of 1 percent are right."""
    concept = foreign_deck / "naps.yaml"
    text = concept.read_text().replace("return 100, 40", "return 100, 100").replace("    baseline: short\n", "")
    concept.write_text(text.replace('{at_least: "2", at_most: "4"}', '{at_most: "1.5"}'))
    assert quizapp("import", str(foreign_deck)).returncode == 0
    said = quizapp("prove", "calls", "--predict", "1", "--yes").stdout
    assert "measured 0." in said and "0 % lost  (0 to 0)" in said and "factor" not in said
    assert "measured 0." in quizapp("prove", "calls", "--predict", "0", "--yes").stdout


def test_a_preview_of_a_deck_has_each_claim_after_its_question(quizapp: Run, foreign_deck: Path) -> None:
    """As its learner meets them; the right option is marked."""
    said = quizapp("deck", "preview", str(foreign_deck)).stdout
    asked = said.index("How many times as many calls does the long nap miss?")
    assert asked < said.index("Claim: A long nap misses three times as many calls.")
    assert "A pause  (right answer)" in said


def impossible(quizapp: Run, foreign_deck: Path) -> None:
    """Import the deck with an experiment that no interpreter can run."""
    concept = foreign_deck / "naps.yaml"
    added = '    measure: lost_updates\n    only_if: "minor >= 99"\n'
    concept.write_text(concept.read_text().replace("    measure: lost_updates\n", added))
    assert quizapp("import", str(foreign_deck)).returncode == 0
    assert quizapp("deck", "trust", "mine", "--yes").returncode == 0


def test_what_was_not_measured_is_null_in_json(quizapp: Run, foreign_deck: Path) -> None:
    """Of one experiment and of all; an empty text would be something measured."""
    impossible(quizapp, foreign_deck)
    unknown = {"value": None, "low": None, "high": None, "unit": "times", "trials": 0, "seconds": 0.0}
    assert json.loads(quizapp("prove", "calls", "--json").stdout)["measured"] == unknown
    (report,) = json.loads(quizapp("prove", "mine", "--all", "--json").stdout)
    assert (report["measured"], report["verdict"]) == (unknown, "inconclusive")


@pytest.mark.parametrize("words", [("mine", "--all"), ("calls",)])
@pytest.mark.parametrize("columns", [50, 80, 120])
def test_interpreters_are_listed_below_the_claim(
    quizapp: Run, foreign_deck: Path, words: tuple[str, ...], columns: int
) -> None:
    """The claim with what it expects once, then a row for each interpreter that wraps behind its own columns."""
    impossible(quizapp, foreign_deck)
    named = ("--python", sys.executable)
    lines = quizapp("prove", *words, *named, *named, COLUMNS=str(columns)).stdout.splitlines()
    assert max(map(len, lines)) <= columns
    name = f"CPython {platform.python_version()}{'' if machine.facts().gil else 't'}"
    row = f"  {name:16}  inconclusive  "
    first = lines.index(next(line for line in lines if line.startswith(row)))
    assert lines[0] == "mine/naps/calls"
    assert " ".join(" ".join(lines[1:first]).split()).startswith("expected at least 2 and at most ")
    assert [line[: len(row)] for line in lines[first:] if line[2:3].strip()] == [row, row]
    text = " ".join(line[len(row) :] for line in lines[first:])
    assert text.split() == ["it", "cannot", "be", "shown", "here:", "it", "needs", "Python", "3.99", "or", "later"] * 2
