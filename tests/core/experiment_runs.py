"""Runs of experiments as the statistics read them, built from the fields that a test needs."""

from collections.abc import Iterable, Mapping
from typing import Any

from quizapp.core.event_payloads.experiment_run import ExperimentPayload
from quizapp.core.statistics.experiment_results import DatedRun


def dated(rows: Iterable[Mapping[str, Any]]) -> list[DatedRun]:
    """Return a run for each row of payload fields, `day` among them."""
    return [_run(row) for row in rows]


def _run(row: Mapping[str, Any]) -> DatedRun:
    fields = {"experiment": "d/c/x"} | {name: value for name, value in row.items() if name != "day"}
    return DatedRun(row.get("day", ""), ExperimentPayload.stored(fields))


def sure_of(confidence: float) -> dict[str, float]:
    """Return the prediction of a range with a confidence, as the log stores it."""
    return {"low": 1.0, "high": 3.0, "confidence": confidence}
