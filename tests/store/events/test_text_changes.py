"""When the texts of cards changed."""

from pathlib import Path

from conftest import Run

from quizapp.store.daily_candidates import Query
from quizapp.store.events.text_changes import text_changes
from quizapp.store.read_only import read_current

DAYS = [f"2026-03-0{day}T12:00:00+00:00" for day in range(1, 5)]
FIRST_MS, DAY_MS = 1_772_366_400_000, 86_400_000


def changes(database: Path) -> list[int]:
    """Return the days on which the two cards changed last, counted from the first import."""

    def read(query: Query) -> list[int]:
        (learner, device), *_ = query("SELECT learner, device FROM events WHERE kind = 'import'", {})
        found = text_changes(query, learner, device, "list")
        cards = [str(card) for (card,) in query("SELECT card FROM cards WHERE deck = 'list' ORDER BY place", {})]
        return [(found.of(card) - FIRST_MS) // DAY_MS for card in cards]

    return read_current(database, read) or []


def imported(quizapp: Run, path: Path, text: str, now: str) -> None:
    path.write_text(text)
    assert quizapp("import", str(path), QUIZAPP_NOW=now).returncode == 0


def test_a_card_changed_when_an_import_changed_it(quizapp: Run, tmp_path: Path) -> None:
    """Not when its deck was imported again, or another card changed."""
    table, database = tmp_path / "list.csv", tmp_path / "own.db"
    with_own = {"QUIZAPP_DB": str(database)}

    def run(*words: str, **more: str) -> object:
        return quizapp(*words, **with_own, **more)

    imported(run, table, "front,back,id\na?,b,one\nc?,d,two\n", DAYS[0])  # type: ignore[arg-type]
    assert changes(database) == [0, 0]
    imported(run, table, "front,back,id\na?,b,one\nc?,e,two\n", DAYS[1])  # type: ignore[arg-type]
    assert changes(database) == [0, 1]
    imported(run, table, "front,back,id\na?,b,one\nc?,e,two\n", DAYS[2])  # type: ignore[arg-type]
    assert changes(database) == [0, 1]


def test_imports_that_list_no_cards_count_for_all() -> None:
    """Those of earlier versions, and those of many cards; imports of other devices only where this one has none."""
    rows = [
        ("here", 10, '{"deck": "d", "added": 2}'),
        ("here", 20, '{"deck": "d", "changed": 1, "cards": ["d/x/a"]}'),
        ("here", 30, '{"deck": "d", "retired": 1}'),
        ("here", 40, '{"deck": "e", "added": 1}'),
        ("there", 50, '{"deck": "d", "added": 1}'),
    ]
    found = text_changes(lambda sql, named: rows, "me", "here", "d")
    assert (found.of("d/x/a"), found.of("d/x/b")) == (20, 10)
    assert text_changes(lambda sql, named: rows, "me", "new", "d").of("d/x/a") == 50
    assert text_changes(lambda sql, named: [], "me", "here", "d").of("d/x/a") == 0
