"""What another program knew of a card, as events of the log."""

import json
from pathlib import Path

import pytest

from tests.conftest import Run

NOTE = "#flashcards\n\nWho schedules threads?::The kernel\n<!--SR:!2026-11-25,20,250-->\n"


@pytest.mark.parametrize(
    ("zone", "offset"),
    [("UTC", "+00:00"), ("America/Los_Angeles", "-08:00"), ("Asia/Tokyo", "+09:00"), ("Pacific/Auckland", "+13:00")],
)
def test_a_due_day_is_the_study_day_of_the_learner(quizapp: Run, tmp_path: Path, zone: str, offset: str) -> None:
    """A day has no zone: at noon of the day before nothing is due, on the day the card is."""
    (tmp_path / "n.md").write_text(NOTE)

    def due(day: int) -> int:
        now = f"2026-11-{day}T12:00:00{offset}"
        return int(json.loads(quizapp("status", "--json", TZ=zone, QUIZAPP_NOW=now).stdout)["due"])

    done = quizapp("import", str(tmp_path / "n.md"), TZ=zone, QUIZAPP_NOW=f"2026-11-20T10:00:00{offset}")
    assert done.returncode == 0, done.stderr
    assert (due(24), due(25)) == (0, 1)
