"""Draws the pictures of the terminal in docs/: PYTHONPATH=. python docs/picture.py

screen.svg is from a real question of the shipped deck, page.svg a concept, progress.svg a year of made-up reviews.
"""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pexpect
from rich.console import Console
from rich.text import Text

from quizapp.core.answer_difference import PredictionDifference
from quizapp.core.model import Card, Rating
from quizapp.core.prediction import parse
from quizapp.core.session_values import AskedQuestion, SessionProgress
from quizapp.decks.loader import load_deck
from quizapp.decks.shipped import shipped_folders
from quizapp.questions.base import surroundings
from quizapp.questions.grading import as_outcome
from quizapp.questions.registry import kind_named
from quizapp.ui.bars import comparison
from quizapp.ui.console import THEME
from quizapp.ui.feedback.marks import Marks
from quizapp.ui.feedback.measurement import figure_verdict
from quizapp.ui.header import header
from quizapp.ui.result import Judged, RatingChoice, choices, ratings_of, result_lines
from quizapp.ui.text import prose
from tests.year import NOW, a_year

_MOVES = re.compile(r"\x1b\[[0-9;?]*[A-Za-ln-z]")  # everything but colours

PREVIEWS = {Rating.AGAIN: "1m", Rating.HARD: "6m", Rating.GOOD: "10m", Rating.EASY: "10d"}


def console_of(width: int = 80) -> Console:
    """Return a console that records what it prints."""
    return Console(record=True, width=width, theme=THEME, file=Path("/dev/null").open("w"), highlight=False)


def write(name: str, console: Console) -> None:
    """Write what a console recorded; no font is fetched by the picture."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", console.export_svg(title="quizapp"), flags=re.DOTALL)
    Path(__file__).with_name(name).write_text(svg, "utf-8")


def draw_question() -> None:
    """Draw a question with its ratings, and below it a prediction with its measurement."""
    deck = load_deck(shipped_folders()["concurrency"]).deck
    assert deck is not None
    concept = deck.concepts[0]
    question, kind = concept.questions[0], kind_named("choice")
    shown = kind.show(question, surroundings(concept), Random(1))
    outcome = as_outcome(kind.grade(question, shown, "a"))
    choice = RatingChoice(outcome.suggested, 4, {each: str(n) for n, each in enumerate(ratings_of(4), 1)})
    asked = AskedQuestion(
        card=Card(
            card="", deck="concurrency", concept="process", section=question.section, kind="choice", position=0, body={}
        ),
        question=question, shown=shown, deck_title="Concurrency in Python", concept_title=concept.title, is_new=True,
        teach=None,
        can_prove=True,
    )  # fmt: skip
    console = console_of()
    console.print(header(asked, SessionProgress(answered=6, due_left=4, new_left=2, learning_left=0), 80), "\n")
    console.print(
        prose(shown.ask), "\n", *result_lines(Judged(shown, "a", outcome, question.explain), Marks()), sep="\n"
    )
    console.print("", choices(PREVIEWS, choice), "", sep="\n")
    console.print(Text(concept.experiments[0].ask, style="accent"))
    found = PredictionDifference(
        predicted=parse("6"), value=16.4, low=14.1, high=17.7, unit="times"
    )  # fmt: skip
    console.print(Text(f"Not right: {figure_verdict(found)}.", style="bad"))
    console.print(comparison((6.0, 6.0), found.value, (found.low, found.high), found.unit, 76))
    write("screen.svg", console)


def draw_terminal(name: str, command: str, environ: Mapping[str, str], *keys: str) -> None:
    """Draw what a command shows on a terminal of 80 columns and 24 rows, after keys were pressed."""
    child = pexpect.spawn(
        sys.executable, ["-m", "quizapp", *command.split()], env=dict(environ), dimensions=(24, 80), encoding="utf-8"
    )
    frame = ""
    for key in ("", *keys):
        child.send(key)
        child.expect("\x1b\\[J")
        frame = (child.before or "").rpartition("\x1b[H")[2]
    child.send("q")
    child.expect(pexpect.EOF)
    console = console_of()
    console.print(Text.from_ansi(_MOVES.sub("", frame.replace("\r", ""))))
    write(name, console)


def main() -> None:
    """Write the pictures."""
    draw_question()
    with TemporaryDirectory() as folder:
        database = f"{folder}/q.db"
        own = {"QUIZAPP_DB": database, "QUIZAPP_NOW": NOW, "TZ": "UTC", "TERM": "xterm-256color", "HOME": folder}
        environ = os.environ | own
        a_year(database)
        draw_terminal("page.svg", "learn process", environ)
        draw_terminal("progress.svg", "progress", environ, "2")


if __name__ == "__main__":
    main()
