"""An answer as a value: what the learner gave, parsed once where it entered."""

from quizapp.core.prediction import Prediction

Answer = str | bool | tuple[str, ...] | Prediction
"""A letter, letters or a text; true or false; a text or letter for each slot; a prediction of a figure."""


def answer_as_json(answer: Answer) -> str | bool | float | list[str]:
    """Return an answer as the log stores it: as the learner gave it."""
    if isinstance(answer, Prediction):
        return answer.given
    return list(answer) if isinstance(answer, tuple) else answer
