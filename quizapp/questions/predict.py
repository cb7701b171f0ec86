"""predict: the learner predicts a measured figure; the experiment runs here."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar

from quizapp.core.model import Experiment, doc
from quizapp.questions.base import Fault, Graded, Question, Shown, Surroundings

NAME = "predict"
ABOUT = "predicts a measured figure; graded by running the experiment on this machine"
EXAMPLE = """\
- id: predict-speedup
  kind: predict
  section: why
  experiment: cpu-bound-speedup
"""


@dataclass(frozen=True, kw_only=True)
class Predict(Question):
    """An experiment whose figure is predicted."""

    # One odd measurement is to move a card once a day at the most.
    runs: ClassVar[bool] = True
    once_a_day: ClassVar[bool] = True
    experiment: str = doc("The experiment, by its id.")
    ask: str = doc("What is asked; left out, the experiment's own question.", default="")


MODEL = Predict


def faults(question: Predict) -> Iterator[Fault]:
    """A prediction has no faults of its own."""
    yield from ()


def references(question: Predict) -> Iterator[tuple[str, str, str]]:
    """Yield the experiment that is run."""
    yield ("experiment", "experiment", question.experiment)


def draw_parameters(experiment: Experiment, random: Random) -> Mapping[str, Any]:
    """Return a value for each parameter, so that the idea is learnt and not the number."""
    return {name: random.choice(values) for name, values in sorted(experiment.parameters.items())}


def show(question: Predict, around: Surroundings, random: Random) -> Shown:
    """Return the question with the parameters drawn."""
    experiment = around.experiments[question.experiment]
    ask = (question.ask or experiment.ask).format(**draw_parameters(experiment, random))
    sources = {variant.example: around.examples[variant.example].source for variant in experiment.variants.values()}
    code = "\n\n".join(f"# {name}\n{source.strip()}" for name, source in sources.items())
    return Shown(ask=f"**Claim:** {experiment.claim}\n\n{ask}", entry="number", code=code)


def solution(question: Predict, shown: Shown) -> Any:
    """Only the measurement knows."""
    return None


def _number(text: str) -> float:
    match = re.fullmatch(r"[x×*]?\s*(\d+(?:[.,]\d+)?)\s*(?:[x×]|times)?", text.strip().lower())
    if not match or float(match[1].replace(",", ".")) <= 0:
        raise ValueError("write a number over 0, such as 1.8, or an interval such as 1.5..2")
    return float(match[1].replace(",", "."))


def parse(answer: Any) -> float | tuple[float, float]:
    """Return a prediction: a number over 0, or (low, high). Raises ValueError for anything else."""
    if isinstance(answer, bool) or not isinstance(answer, str | int | float):
        raise ValueError("write a number over 0, such as 1.8, or an interval such as 1.5..2")
    low, dots, high = str(answer).partition("..")
    if not dots:
        return _number(low)
    ends = (_number(low), _number(high))
    if ends[0] > ends[1]:
        raise ValueError("an interval goes from low to high, such as 1.5..2")
    return ends


def grade(question: Predict, shown: Shown, answer: Any) -> Graded:
    """Refuse: a prediction is graded by measuring. Raises ValueError."""
    parse(answer)
    raise ValueError("a prediction is graded by running its experiment")
