"""predict: the learner predicts a measured figure; the experiment runs here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from random import Random
from typing import Any, ClassVar

from quizapp.core.answer import Answer
from quizapp.core.measures import MEASURES, least_compared, unit_of
from quizapp.core.model import Experiment, doc
from quizapp.core.prediction import bin_label, bins
from quizapp.core.question import Entry, Question, Shown
from quizapp.questions.base import Fault, Graded, Surroundings, letters, plain_text
from quizapp.questions.option_picking import pick_one

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

    # At most once a day, so that one odd measurement does not move a card several times.
    runs: ClassVar[bool] = True
    needs_code: ClassVar[bool] = True
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
    """Draw a value for each parameter, so that the learner learns the idea and not the number."""
    return {name: random.choice(values) for name, values in sorted(experiment.parameters.items())}


def show(question: Predict, around: Surroundings, random: Random) -> Shown:
    """Return the question with the parameters drawn."""
    experiment = around.experiments[question.experiment]
    ask = (question.ask or experiment.ask).format(**draw_parameters(experiment, random))
    sources = {variant.example: around.examples[variant.example].source for variant in experiment.variants.values()}
    code = "\n\n".join(f"# {name}\n{source.strip()}" for name, source in sources.items())
    measure, unit = MEASURES[experiment.measure], unit_of(experiment)
    if measure.text:
        entry: Entry = "pick" if measure.options else "lines"
        return Shown(
            ask=ask,
            entry=entry,
            options=measure.options,
            aliases=aliases(measure.options),
            code=code,
            revealed=_revealed(question, experiment),
        )
    ranges = bins(experiment.bins or measure.edges)
    return Shown(
        ask=ask,
        entry="prediction",
        options=tuple(bin_label(low, high, unit) for low, high in ranges) if len(ranges) > 1 else (),
        values=tuple(f"{low:g}..{'' if high == inf else format(high, 'g')}" for low, high in ranges),
        form=experiment.predict,
        from_zero=least_compared(experiment) > 0,
        code=code,
        revealed=_revealed(question, experiment),
    )


def _revealed(question: Predict, experiment: Experiment) -> str:
    """Return the claim with its reason: what a learner who does not predict gets to see."""
    said = f"**Claim:** {experiment.claim} Nothing was run: a prediction runs it on this machine."
    return said if question.explain or not experiment.explain else f"{said}\n\n{experiment.explain}"


def aliases(options: Sequence[str]) -> Mapping[str, str]:
    """Return the keys of yes and no for options of which the second negates the first, such as seen and not seen."""
    yes_or_no = len(options) == 2 and options[1] == f"not {options[0]}"
    return {"y": "a", "n": "b"} if yes_or_no else {}


def picked_text(options: Sequence[str], answer: Answer) -> str:
    """Return the option that an answer names: its letter, its text, yes or no. Raises ValueError if there is none."""
    if isinstance(answer, str) and (word := answer.strip().lower()) in ("yes", "no", "y", "n"):
        answer = aliases(options).get(word[0], answer)
    try:
        return pick_one(options, answer.strip().lower() if isinstance(answer, str) else answer)
    except ValueError:
        listed = ", ".join(f"{letter} ({option})" for letter, option in zip(letters(26), options, strict=False))
        raise ValueError(f"answer with one of {listed}") from None


def as_text(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the stored question as one text that asks and one that answers."""
    return plain_text(body)


def solution(question: Predict, shown: Shown) -> Answer | None:
    """There is none: only the measurement knows."""
    return None


def grade(question: Predict, shown: Shown, answer: Answer) -> Graded:
    """Refuse: a prediction is graded by measuring. Raises ValueError."""
    raise ValueError("a prediction is graded by running its experiment")
