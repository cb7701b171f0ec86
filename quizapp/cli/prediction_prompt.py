"""Asks for a prediction on a plain terminal: a figure, one of a few options, or what a program prints."""

import sys
from typing import TYPE_CHECKING

from quizapp.cli.output import complain, say
from quizapp.errors import ExitCode, QuizError

if TYPE_CHECKING:
    from quizapp.core.model import Experiment
    from quizapp.core.prediction import Expected

FIGURE = "Your prediction (a number, LOW..HIGH, or LOW..HIGH@80%; Enter for none): "
TEXT = "Your prediction, its lines separated by commas or spaces (Enter for none): "


def read_prediction(text: str, experiment: "Experiment | None" = None) -> "Expected":
    """Return the prediction that a text is: of a figure, or of what the experiment measures.

    Raises QuizError (exit code 2).
    """
    from quizapp.core.measures import MEASURES, least_compared
    from quizapp.core.prediction import TextPrediction, parse
    from quizapp.questions.predict import picked_text

    measure = MEASURES[experiment.measure] if experiment else None
    try:
        if measure is None or not measure.text:
            return parse(text, experiment is not None and least_compared(experiment) > 0)
        return TextPrediction(text=picked_text(measure.options, text) if measure.options else text)
    except ValueError as error:
        raise QuizError(f"`{text}` is not a prediction.", f"{str(error).capitalize()}.", ExitCode.USAGE) from None


def ask_prediction(experiment: "Experiment | None" = None, prompt: str = "") -> "Expected | None":
    """Return the prediction typed after a prompt, None for an empty line; ask again if it cannot be parsed."""
    from quizapp.ui.escape import visible

    prompt = visible(prompt or _prompt(experiment))
    while True:
        sys.stdout.write(prompt)
        sys.stdout.flush()
        typed = sys.stdin.readline().strip()
        try:
            return read_prediction(typed, experiment) if typed else None
        except QuizError as error:
            complain(error.message, error.hint)


def _prompt(experiment: "Experiment | None") -> str:
    """Return what to type; where there are few options, print them first."""
    from quizapp.core.measures import MEASURES
    from quizapp.questions.base import letters

    measure = MEASURES[experiment.measure] if experiment else None
    if measure is None or not measure.text:
        return FIGURE
    if not measure.options:
        return TEXT
    labels = letters(len(measure.options))
    for letter, option in zip(labels, measure.options, strict=True):
        say(f"  {letter}  {option}")
    return f"Your prediction ({' or '.join(labels)}; Enter for none): "
