"""Draws docs/screen.svg from a real question of the shipped deck: python docs/picture.py"""

import re
from pathlib import Path
from random import Random

from rich.console import Console
from rich.text import Text

from quizapp.decks.loader import load_deck
from quizapp.decks.shipped import shipped_folders
from quizapp.questions.base import surroundings
from quizapp.questions.registry import kind_named
from quizapp.ui.answer_input import options_lines
from quizapp.ui.bars import comparison
from quizapp.ui.console import THEME
from quizapp.ui.text import prose


def main() -> None:
    """Write the picture; no font is fetched by it."""
    deck = load_deck(shipped_folders()["concurrency"]).deck
    assert deck is not None
    concept = deck.concepts[0]
    question = concept.questions[0]
    shown = kind_named("choice").show(question, surroundings(concept), Random(1))
    console = Console(record=True, width=80, theme=THEME, file=Path("/dev/null").open("w"), highlight=False)  # noqa: SIM115
    console.print(Text("Concurrency in Python > Process > What is it?", style="accent"), "\n")
    console.print(prose(shown.ask), "\n", *options_lines(shown), sep="\n")
    console.print("\n", Text("Right.", style="good"), "\n", prose(question.explain), sep="")
    console.print("\n 1 Again 1m   2 Hard 6m  [3 Good 10m]  4 Easy 10d    Space: [ ]\n", markup=False)
    console.print(Text(f"Prove it: {concept.experiments[0].ask}", style="accent"))
    console.print(comparison((10.0, 10.0), 16.4, 14.1, 17.7, "times"))
    svg = console.export_svg(title="quizapp")
    Path(__file__).with_name("screen.svg").write_text(
        re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL), "utf-8"
    )


if __name__ == "__main__":
    main()
