"""The desired retention and the parameters of a deck: shown, set for one deck, and used."""

import json
import sqlite3
from typing import Any

import pytest

from quizapp.core import fsrs
from tests.conftest import Run

pytestmark = pytest.mark.file


def config(quizapp: Run, *words: str) -> dict[str, Any]:
    done = quizapp("config", *words, "--deck", "concurrency", "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_deck_without_a_preset_uses_the_settings(quizapp: Run) -> None:
    quizapp("config", "retention", "0.93")
    found = config(quizapp)
    assert (found["retention"], found["retention_of"], found["origin"]) == (0.93, "settings", "defaults")
    assert found["parameters"] == list(fsrs.DEFAULTS)
    assert json.loads(quizapp("deck", "list", "--json").stdout)[0]["preset"] is None


def test_a_retention_for_one_deck(quizapp: Run, environ: dict[str, str]) -> None:
    """Its reviews use it; the general one of the settings stays, and can be used again."""
    assert config(quizapp, "retention", "0.8")["retention"] == 0.8
    assert (config(quizapp)["retention"], config(quizapp)["retention_of"]) == (0.8, "deck")
    assert "retention          0.9 " in quizapp("config", "retention").stdout
    assert "concurrency        desired retention 0.8, the default parameters of FSRS\n" in quizapp("config").stdout
    assert json.loads(quizapp("deck", "list", "--json").stdout)[0]["preset"]["retention"] == 0.8
    lines = ({"type": "reveal"}, {"type": "rate", "rating": "easy"}, {"type": "quit"})
    quizapp("quiz", "concurrency", "--jsonl", stdin="".join(f"{json.dumps(line)}\n" for line in lines))
    with sqlite3.connect(environ["QUIZAPP_DB"]) as connection:
        (payload,) = connection.execute("SELECT payload FROM events WHERE kind = 'review'").fetchone()
    connection.close()
    assert json.loads(payload)["memory"] == {"retention": 0.8}
    assert config(quizapp, "retention", "default")["retention_of"] == "settings"
    assert json.loads(quizapp("deck", "list", "--json").stdout)[0]["preset"] is None
    assert quizapp("optimize", "--undo").returncode == 1  # a retention is no fit


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["retention", "0.5", "--deck", "concurrency"], "0.70 to 0.99"),
        (["new_per_day", "5", "--deck", "concurrency"], "`new_per_day` is a setting for all decks"),
        (["retantion", "0.8", "--deck", "concurrency"], "there is no setting `retantion`"),
        (["retention", "0.8", "--deck", "nowhere"], "`nowhere`"),
    ],
)
def test_what_cannot_be_set_for_a_deck(quizapp: Run, words: list[str], message: str) -> None:
    done = quizapp("config", *words)
    assert done.returncode == 2 and message in done.stderr
    assert config(quizapp)["retention_of"] == "settings"
