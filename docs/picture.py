"""Draws docs/screen.svg from a real question of the shipped deck: python docs/picture.py"""

import re
from pathlib import Path
from random import Random

from rich.console import Console
from rich.text import Text

from quizapp.core.answer_difference import PredictionDifference
from quizapp.core.model import Rating
from quizapp.core.prediction import parse
from quizapp.decks.loader import load_deck
from quizapp.decks.shipped import shipped_folders
from quizapp.questions.base import surroundings
from quizapp.questions.grading import as_outcome
from quizapp.questions.registry import kind_named
from quizapp.ui.bars import comparison
from quizapp.ui.console import THEME
from quizapp.ui.feedback.marks import Marks
from quizapp.ui.feedback.measurement import figure_verdict
from quizapp.ui.result import Judged, RatingChoice, choices, ratings_of, result_lines
from quizapp.ui.text import prose

PREVIEWS = {Rating.AGAIN: "1m", Rating.HARD: "6m", Rating.GOOD: "10m", Rating.EASY: "10d"}


def main() -> None:
    """Write the picture; no font is fetched by it."""
    deck = load_deck(shipped_folders()["concurrency"]).deck
    assert deck is not None
    concept = deck.concepts[0]
    question, kind = concept.questions[0], kind_named("choice")
    shown = kind.show(question, surroundings(concept), Random(1))
    outcome = as_outcome(kind.grade(question, shown, "a"))
    choice = RatingChoice(outcome.suggested, 4, {each: str(n) for n, each in enumerate(ratings_of(4), 1)})
    console = Console(record=True, width=80, theme=THEME, file=Path("/dev/null").open("w"), highlight=False)  # noqa: SIM115
    console.print(Text("Concurrency in Python > Process > What is it?", style="accent"), "\n")
    console.print(
        prose(shown.ask), "\n", *result_lines(Judged(shown, "a", outcome, question.explain), Marks()), sep="\n"
    )
    console.print(f"\n{choices(PREVIEWS, choice)}\n", markup=False, style="bold")
    console.print(Text(concept.experiments[0].ask, style="accent"))
    found = PredictionDifference(
        predicted=parse("6"), value=16.4, low=14.1, high=17.7, unit="times"
    )  # fmt: skip
    console.print(Text(f"Not right: {figure_verdict(found)}.", style="bad"))
    console.print(comparison((6.0, 6.0), found.value, (found.low, found.high), found.unit, 76))
    svg = console.export_svg(title="quizapp")
    Path(__file__).with_name("screen.svg").write_text(
        re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL), "utf-8"
    )


if __name__ == "__main__":
    main()
