"""Dates in German and English, by what a browser accepts."""

from datetime import date, datetime

import pytest

from quizapp.web.dates import Dates, language_of


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"), ("de", "de"), ("de-CH,de;q=0.9,en;q=0.8", "de"), ("en-GB,de;q=0.9", "en"), ("fr", "en"),
        ("fr,de;q=0.5,en;q=0.3", "de"), ("de;q=x", "en"), ("*", "en"), ("," * 100, "en"),
    ],
)  # fmt: skip
def test_first_known_language_of_highest_weight(accepted: str, language: str) -> None:
    assert language_of(accepted) == language


def test_days_and_times() -> None:
    day = date(2026, 3, 2)
    assert Dates("en").day(day) == "Mon, 2 Mar 2026"
    assert Dates("de").day(day) == "Mo., 2. März 2026"
    assert Dates("de").time(datetime(2026, 12, 24, 18, 5)) == "Do., 24. Dez., 18:05"
    assert Dates("de").iso("no day") == "no day"
