"""The progress report as the JSON document that `progress --json` prints. Its keys are a contract."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from quizapp.core.statistics.habit import Habit
from quizapp.core.statistics.progress_report import AgeGroup, ConceptRecall, DeckRow, MemoryReport, ProgressReport
from quizapp.core.statistics.retention import PeriodRetention
from quizapp.usecases.study.learning_paths import path_json

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def as_json(report: ProgressReport) -> dict[str, Any]:
    """Return the document."""
    windows, found = report.true_retention, report.predictions
    return {
        "study_day": report.study_day,
        "reviews": report.reviews,
        "study_days": report.study_days,
        "streak_days": report.streak_days,
        "longest_streak_days": report.longest_streak_days,
        "true_retention": {"7": windows.days_7, "30": windows.days_30, "all": windows.all},
        "per_day": _rows(report.per_day),
        "forecast": _rows(report.forecast),
        "concepts": [_concept(each) for each in report.concepts],
        "calibration": {
            "recall": _row(report.recall, bins=_rows(report.recall.bins)),
            "predictions": _row(report.prediction_summary),
        },
        "predictions": {
            "over_time": _rows(found.over_time),
            "bias": _rows(found.bias),
            "intervals": _rows(found.intervals),
        },
        "proofs": _rows(report.verdicts),
        "misconceptions": _rows(report.misconceptions),
        "habit": _habit(report.habit),
        "memory": _memory(report.memory),
        "decks": [_deck(each) for each in report.decks],
        "leeches": list(report.leeches),
        "paths": [path_json(path, report.new_per_day) for path in report.paths],
    }


def _row(row: "DataclassInstance", **nested: Any) -> dict[str, Any]:
    """Return the fields of a dataclass by name; `nested` replaces those that hold other dataclasses.

    dataclasses.asdict copies every value deeply, which takes ten times as long over a year of days.
    """
    return {name: getattr(row, name) for name in row.__dataclass_fields__} | nested


def _rows(rows: Iterable["DataclassInstance"]) -> list[dict[str, Any]]:
    return [_row(row) for row in rows]


def _concept(concept: ConceptRecall) -> dict[str, Any]:
    sections = {str(name): chance for name, chance in concept.sections.items()}
    return _row(concept, requires=list(concept.requires), sections=sections)


def _habit(habit: Habit) -> dict[str, Any]:
    return {
        "rest": habit.rest,
        "calendar": [{"day": row.day, "reviews": row.reviews, "seconds": row.seconds} for row in habit.calendar],
        "ratings": _rows(habit.ratings),
        "hours": [row._asdict() for row in habit.hours],
        "best_hour": habit.best_hour,
    }


def _memory(memory: MemoryReport) -> dict[str, Any]:
    return {
        "desired": memory.desired,
        "retention": {period: [_period(row) for row in rows] for period, rows in memory.retention.items()},
        "young": _age(memory.young),
        "mature": _age(memory.mature),
        "stability": _rows(memory.stability),
        "difficulty": _rows(memory.difficulty),
        "retrievability": _rows(memory.retrievability),
        "lapses": _rows(memory.lapses),
        "forecast": {str(days): _rows(rows) for days, rows in memory.forecast.items()},
        "leeches": _rows(memory.leeches),
    }


def _period(row: PeriodRetention) -> dict[str, Any]:
    document = _row(row)
    return document | {"from": document.pop("start")}


def _age(group: AgeGroup) -> dict[str, Any]:
    return {"cards": group.cards} | _row(group.reviews)


def _deck(row: DeckRow) -> dict[str, Any]:
    return {"deck": row.deck, "title": row.title} | _row(row.progress, limits=_rows(row.progress.limits))
