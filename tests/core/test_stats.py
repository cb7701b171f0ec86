"""Figures of progress from small, whole histories."""

from typing import Any

from quizapp.core import stats


def proof(verdict: str, day: str, *, ideas: tuple[str, ...] = (), error: float | None = 0.0) -> dict[str, Any]:
    """One proof as the log keeps it."""
    machine = {"implementation": "CPython", "python": "3.11.7", "cores": 2.0, "gil": True}
    return {
        "experiment": "d/c/x", "verdict": verdict, "day": day, "machine": machine, "misconceptions": list(ideas),
        "measured": {"value": 1.8, "unit": "times"}, "error": error, "form": "point",
    }  # fmt: skip


def test_a_verdict_that_changed_names_the_one_before() -> None:
    """What decided nothing changes nothing."""
    log = [proof("confirmed", "1"), proof("inconclusive", "2"), proof("refuted", "3"), proof("inconclusive", "4")]
    (row,) = stats.proofs(log)
    assert (row["verdict"], row["before"], row["day"]) == ("refuted", "confirmed", "3")
    (row,) = stats.proofs(log[:2])
    assert (row["verdict"], row["before"]) == ("confirmed", None)


def test_a_wrong_idea_is_counted_and_gone_when_the_next_prediction_is_free_of_it() -> None:
    """Until then it stands first."""
    log = [proof("confirmed", "1", ideas=("a", "b")), proof("confirmed", "2", ideas=("a",))]
    assert [(row["says"], row["count"], row["gone"]) for row in stats.misconceptions(log)] == [
        ("a", 2, False),
        ("b", 1, True),
    ]


def test_streaks() -> None:
    """The longest run of days."""
    assert stats.longest_streak(["2026-03-01", "2026-03-02", "2026-03-04", "2026-03-02"]) == 2
    assert stats.longest_streak([]) == 0


def reviewed(recalled: bool, predicted: float, state: str = "review", day: str = "2026-03-01") -> stats.Reviewed:
    """One review."""
    rating = "good" if recalled else "again"
    return stats.Reviewed(day=day, card="c", rating=rating, state=state, seconds=2.0, predicted=predicted)


def test_calibration_is_that_of_the_field_s_definitions() -> None:
    """Log loss and the weighted difference of bins, by hand."""
    reviews = [reviewed(True, 0.9), reviewed(False, 0.9), reviewed(True, 0.5), reviewed(True, 0.95, state="learning")]
    found = stats.calibration(reviews)
    # -(ln .9 + ln .1 + ln .5) / 3, and bins .9: (.9 - .5)² of two, .5: (.5 - 1)² of one
    assert round(found["log_loss"], 4) == 1.0337
    assert round(found["rmse_bins"], 4) == round(((2 * 0.16 + 0.25) / 3) ** 0.5, 4)
    assert stats.calibration([])["log_loss"] is None


def test_true_retention_counts_review_cards_alone() -> None:
    """A card in its learning steps is no evidence of memory."""
    reviews = [reviewed(True, 0.9), reviewed(False, 0.9), reviewed(False, 0.9, state="new")]
    assert stats.true_retention(reviews) == 0.5
    assert stats.retention_windows(reviews, "2026-06-01") == {"7": None, "30": None, "all": 0.5}


def test_what_is_overdue_is_due_today() -> None:
    """And what lies beyond the horizon is not counted."""
    rows = stats.forecast(["2026-02-01", "2026-03-01", "2026-03-03", "2027-01-01"], "2026-03-01", days=3)
    assert [row["due"] for row in rows] == [2, 0, 1]
