"""The JSON document of the progress report; its keys are a contract with scripts."""

import json
from pathlib import Path
from typing import Any

import pytest

from quizapp.core.statistics.progress_report import ProgressReport
from quizapp.usecases.reports.progress_json import as_json
from tests.year import a_year

KEYS = {
    "": "study_day reviews study_days streak_days longest_streak_days true_retention per_day forecast concepts "
        "calibration predictions proofs misconceptions habit memory decks leeches paths",
    "true_retention": "7 30 all",
    "per_day": "day reviews seconds recalled",
    "forecast": "day due",
    "concepts": "deck concept title requires sections mastery",
    "concepts.sections": "what why how example when pros_cons related conclusion",
    "calibration.recall": "log_loss rmse_bins bins",
    "calibration.recall.bins": "predicted recalled count",
    "calibration.predictions": "count median_error interval_hit_rate",
    "predictions.over_time": "day count median_error",
    "predictions.bias": "measure count log_ratio says",
    "proofs": "experiment verdict day machine gil value unit before",
    "misconceptions": "experiment says count gone",
    "habit": "rest calendar ratings hours best_hour",
    "habit.calendar": "day reviews seconds",
    "habit.ratings": "day again hard good easy",
    "habit.hours": "hour reviews recalled",
    "memory": "desired retention young mature stability difficulty retrievability lapses forecast leeches",
    "memory.retention.week": "reviews recalled low high small from",
    "memory.young": "cards reviews recalled",
    "memory.stability": "low high cards",
    "memory.lapses": "deck concept title lapses reviews",
    "memory.forecast": "30 365",
    "decks": "deck title learnt learning new days_left minutes_a_day limits",
    "paths": "deck path title followed concepts done completion unseen days_left new_per_day",
    "decks.limits": "new_per_day days_left minutes_a_day",
}  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> ProgressReport:
    """A year of daily use."""
    return a_year(tmp_path_factory.mktemp("year") / "q.db")


@pytest.mark.parametrize("path", KEYS)
def test_every_key_of_the_contract_exists(report: ProgressReport, path: str) -> None:
    """In objects, and in the first element of lists."""
    part: Any = json.loads(json.dumps(as_json(report)))
    for name in filter(None, path.split(".")):
        part = part[name]
        part = part[0] if isinstance(part, list) else part
    assert sorted(part) == sorted(KEYS[path].split())


def test_document_has_the_figures_of_the_report(report: ProgressReport) -> None:
    """Where its names differ from the fields."""
    document = as_json(report)
    assert document["true_retention"]["30"] == report.true_retention.days_30
    assert document["memory"]["retention"]["week"][0]["from"] == report.memory.retention["week"][0].start
    assert document["memory"]["mature"]["reviews"] == report.memory.mature.reviews.reviews
    assert sum(row["due"] for row in document["forecast"]) == sum(row.due for row in report.memory.forecast[30][:14])


def test_document_without_reviews(tmp_path: Path, quizapp: Any) -> None:
    """Every figure is 0, null or an empty list."""
    document = json.loads(quizapp("progress", "--json").stdout)
    assert document["reviews"] == 0 and document["per_day"] == [] and document["true_retention"]["all"] is None
    assert set(document) == set(KEYS[""].split())
