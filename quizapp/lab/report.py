"""The result of an experiment, for the screen and as JSON."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from quizapp.core.answer_difference import VariantMedian
from quizapp.core.measures import MEASURES, unit_of
from quizapp.core.model import Experiment
from quizapp.lab.machine import Machine
from quizapp.lab.system_load import Load
from quizapp.lab.verdict import Bounds, Verdict, outcome

NOTHING_KNOWN = Load()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A measurement and its verdict. `value` is a number with an interval, or a text without one."""

    experiment: Experiment
    parameters: Mapping[str, Any]
    machine: Machine
    value: float | str
    low: float | None
    high: float | None
    figures: tuple[float, ...]  # one for each block
    seconds: float
    readings: Mapping[str, tuple[float, ...]]
    verdict: Verdict
    expected: str
    sandbox: str
    reason: str = ""
    ceiling: float | None = (
        None  # how many times as fast all cores are as one: the lower of two measurements, before and after
    )
    load: Load = NOTHING_KNOWN  # of the machine during the measurement

    @property
    def unit(self) -> str:
        """Return the unit of the value."""
        return unit_of(self.experiment)

    @property
    def comparable(self) -> bool:
        """Return whether a prediction can be compared with the value."""
        return self.verdict != "inconclusive" and not isinstance(self.value, str)

    @property
    def measured(self) -> dict[str, Any]:
        """Return the measured value with its interval; the value is None if nothing was measured."""
        return {
            "value": self.value if self.value != "" or self.readings else None,
            "low": self.low,
            "high": self.high,
            "unit": self.unit,
            "trials": min(map(len, self.readings.values()), default=0),
            "seconds": round(self.seconds, 3),
        }

    @property
    def medians(self) -> tuple[VariantMedian, ...]:
        """The median reading of each variant; none for texts."""
        measure = MEASURES[self.experiment.measure]
        unit = "s" if self.experiment.measure == "ratio" else measure.unit
        numbers = self.readings.items() if not measure.text else ()
        return tuple(VariantMedian(variant=name, value=median(found), unit=unit) for name, found in numbers if found)

    @property
    def remarks(self) -> list[str]:
        """Return further facts in sentences: the ceiling, the machine, the sandbox."""
        lines = []
        if self.ceiling is not None and not isinstance(self.value, str):
            lines.append(f"{self.value:.2g} of at most {self.ceiling:.2g}: what all cores together do more than one.")
        return [*lines, f"{self.machine.line()}; sandbox: {self.sandbox}."]

    def as_json(self) -> dict[str, Any]:
        """Return the report by the keys of the JSON contract; the caller adds the prediction."""
        times = MEASURES[self.experiment.measure].unit in ("ms", "times")
        scale = 1000.0 if MEASURES[self.experiment.measure].unit == "ms" else 1.0
        variants = {
            name: {
                "median_s": median(values) / scale if times and values else None,
                "median": median(values) if values else None,
                "trials": len(values),
                "interpreter": self.experiment.variants[name].interpreter or None,
            }
            for name, values in self.readings.items()
        }
        ratio = self.low is not None and self.high is not None and self.unit == "times"
        return {
            "experiment": self.experiment.id,
            "claim": self.experiment.claim,
            "parameters": dict(self.parameters),
            "machine": self.machine.as_json(),
            "measured": self.measured,
            "outcome": outcome(self.low or 0.0, self.high or 0.0) if ratio else None,
            "variants": variants,
            "prediction": None,
            "verdict": self.verdict,
            "expected": self.expected,
            "reason": self.reason,
            "ceiling": self.ceiling,
            "foreign_load": self.load.foreign,
            "sandbox": self.sandbox,
        }


def requirement_text(only_if: str) -> str:
    """Return what an experiment needs, in words where it is one of the usual requirements."""
    if match := re.fullmatch(r"minor >= (\d+)", only_if):
        return f"Python 3.{match[1]} or later"
    return {"gil": "an interpreter with the GIL", "not gil": "an interpreter without the GIL"}.get(only_if, only_if)


def expected_text(experiment: Experiment, bounds: Bounds) -> str:
    """Return the expectation on this machine in words."""
    if experiment.expect.equals:
        return "`" + experiment.expect.equals.strip().replace("\n", " / ") + "`"
    sides = []
    if bounds.low is not None:
        sides.append(f"at least {bounds.low:.3g}")
    if bounds.high is not None:
        sides.append(f"at most {bounds.high:.3g}")
    if not sides:
        return "nothing in particular"
    rules = [each for each in (experiment.expect.at_least, experiment.expect.at_most) if each]
    told = "" if all(map(_is_figure, rules)) else f" ({' and '.join(rules)})"
    return f"{' and '.join(sides)} {unit_of(experiment)}{told}"


def _is_figure(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()
