"""Work is set so that it takes the time that an experiment wants."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from quizapp.core.model import Example
from quizapp.lab.calibration import calibrated
from quizapp.lab.instruments import Instruments
from quizapp.lab.machine import facts
from quizapp.lab.plan import Plan, RunSettings
from quizapp.lab.verdict import Bounds
from tests.readings import RUNS, located


@pytest.mark.parametrize(
    ("constant", "per_unit"), [(0.0, 1e-6), (0.14, 1e-6), (0.14, 1e-8), (0.001, 1e-4), (1.0, 2e-7)]
)
def test_work_is_calibrated_besides_a_constant_part(constant: float, per_unit: float) -> None:
    """The work takes its target time, whatever the program takes without work. It used to count as work."""
    amounts: list[int] = []

    def take(_measure: Any, _name: str, _example: Example, parameters: Mapping[str, Any], *_: Any) -> float:
        amounts.append(parameters["n"])
        return constant + per_unit * parameters["n"]

    experiment = located(RUNS["cpu-bound-speedup-busy"])[1]
    experiment = replace(experiment, work_seconds=0.15)
    concept = located(RUNS["cpu-bound-speedup-busy"])[0]
    plan = Plan(
        experiment=experiment, examples=concept.examples, parameters={"workers": 2}, machine=facts(),
        settings=RunSettings(seed=1, instruments=Instruments(take=take)), bounds=Bounds(low=None, high=None),
    )  # fmt: skip
    work = calibrated(plan).parameters["n"] * per_unit
    assert work == pytest.approx(0.15, rel=0.02)
    assert len(amounts) <= 12
