"""Asks for a prediction on a plain terminal."""

import sys
from typing import TYPE_CHECKING

from quizapp.cli.output import complain
from quizapp.errors import ExitCode, QuizError

if TYPE_CHECKING:
    from quizapp.core.prediction import Expected

PROMPT = "Your prediction (a number, LOW..HIGH, or LOW..HIGH@80%; Enter for none): "


def read_prediction(text: str, *, free: bool = False) -> "Expected":
    """Return the prediction that a text is: any text if `free`, else a figure. Raises QuizError (exit code 2)."""
    from quizapp.core.prediction import TextPrediction, parse

    if free:
        return TextPrediction(text=text)
    try:
        return parse(text)
    except ValueError as error:
        raise QuizError(f"`{text}` is not a prediction.", f"{str(error).capitalize()}.", ExitCode.USAGE) from None


def ask_prediction(prompt: str, *, free: bool = False) -> "Expected | None":
    """Return the prediction typed after a prompt, None for an empty line; ask again if it cannot be parsed."""
    while True:
        sys.stdout.write(prompt)
        sys.stdout.flush()
        typed = sys.stdin.readline().strip()
        try:
            return read_prediction(typed, free=free) if typed else None
        except QuizError as error:
            complain(error.message, error.hint)
