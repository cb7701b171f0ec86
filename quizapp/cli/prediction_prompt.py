"""Asks for a prediction on a plain terminal."""

import sys

from quizapp.cli.output import complain
from quizapp.errors import ExitCode, QuizError

PROMPT = "Your prediction (a number, LOW..HIGH, or LOW..HIGH@80%; Enter for none): "


def check_prediction(text: str) -> None:
    """Refuse what is no prediction before anything runs. Raises QuizError (exit code 2)."""
    from quizapp.core.prediction import parse

    try:
        parse(text)
    except ValueError as error:
        raise QuizError(f"`{text}` is no prediction.", f"{str(error).capitalize()}.", ExitCode.USAGE) from None


def ask_prediction(prompt: str, *, free: bool = False) -> str:
    """Return what is typed after a prompt, or nothing; a slip is told and asked again unless any text will do."""
    while True:
        sys.stdout.write(prompt)
        sys.stdout.flush()
        typed = sys.stdin.readline().strip()
        try:
            if typed and not free:
                check_prediction(typed)
        except QuizError as error:
            complain(error.message, error.hint)
        else:
            return typed
