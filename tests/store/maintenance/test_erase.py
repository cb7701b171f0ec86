"""Erasing: what is selected, what stays, and which files still contain what was erased."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.core.events import REVIEW, SUSPEND
from quizapp.core.scope import Scope
from quizapp.errors import ExitCode, QuizError
from quizapp.store import queries
from quizapp.store.backup.backups import take
from quizapp.store.daily_candidates import all_candidates
from quizapp.store.database import Store, open_store
from quizapp.store.events.card_states import card_statuses
from quizapp.store.events.event_log import EventDraft, all_states, record
from quizapp.store.maintenance.doctor import findings, repair
from quizapp.store.maintenance.erase import Erased, cards_tagged, cards_with_history, erase
from quizapp.store.maintenance.integrity import states_that_differ
from quizapp.store.sync import segments
from quizapp.store.sync.shared_folder import exchange, merge_database
from tests.store.devices import START, add_answers, bits, check
from tests.store.installed_rows import put_card, put_deck

pytestmark = pytest.mark.file
DAY = "2026-03-02"
SECRET = "xylophone-confession"


def answer(store: Store, *cards: str) -> None:
    """Record a review of each card."""
    for card in cards:
        record(store, EventDraft(REVIEW, card, {"rating": "good"}, now_ms=START, day=DAY))


def test_scope_selects_complete_names(store: Store) -> None:
    """A deck, a concept or a card with a history, installed or not; only the learner's own."""
    answer(store, "d/c/b", "d/c/a", "d/c/a", "d/cc/a", "dd/c/a", "d_/c/a")
    record(store, EventDraft(SUSPEND, "d/k/a", {}, now_ms=START, day=DAY))
    other = open_store(store.path, "other")
    answer(other, "d/c/z")
    other.close()
    assert cards_with_history(store, "d") == ["d/c/a", "d/c/b", "d/cc/a", "d/k/a"]
    assert cards_with_history(store, "d/c") == ["d/c/a", "d/c/b"]
    assert cards_with_history(store, "d/c/a") == ["d/c/a"]
    assert cards_with_history(store, "") == []


def test_tag_selects_cards_with_history(store: Store) -> None:
    """By the complete tag."""
    for card, tags in (("d/c/b", ("x", "y")), ("d/c/a", ("x",)), ("d/c/c", ("xy",)), ("d/c/new", ("x",))):
        put_card(store, card, tags=tags)
    answer(store, "d/c/b", "d/c/a", "d/c/c", "d/c/b")
    other = open_store(store.path, "other")
    answer(other, "d/c/new")
    other.close()
    assert cards_tagged(store, "x") == ["d/c/a", "d/c/b"]


TAGS = (
    "a_b",
    "axb",
    "100%",
    "100!",
    "1000",
    "Python",
    "python",
    'x"y',
    "y",
    "x\\y",
    "a,b",
    "a",
    "b",
    "[a",
    "ä",
    "Ä",
    "É",
)


@pytest.mark.parametrize("tag", TAGS)
def test_a_tag_is_matched_exactly(store: Store, tag: str) -> None:
    """No character is a pattern, case counts, and a tag within another is none; in the daily quiz too."""
    put_deck(store, "d")
    for number, each in enumerate(TAGS):
        put_card(store, f"d/c/{number}", tags=("first", each, "last"))
        answer(store, f"d/c/{number}")
    card = f"d/c/{TAGS.index(tag)}"
    assert cards_tagged(store, tag) == [card]
    assert [each.card for each in all_candidates(store.query, "me", Scope(tag=tag))] == [card]
    assert [each.card for each in card_statuses(store, Scope(tag=tag))] == [card]


def test_patterns_are_no_tags(store: Store) -> None:
    """Nor is an empty one."""
    put_card(store, "d/c/a", tags=("to-do",))
    answer(store, "d/c/a")
    assert [cards_tagged(store, tag) for tag in ("to_do", "%", "_", "to", "TO-DO", "o-d")] == [[]] * 6


@pytest.mark.parametrize("paused", ["a_b", "A-B", "a%"])
def test_a_pause_is_of_exactly_one_deck(store: Store, paused: str) -> None:
    """Decks with similar names go on."""
    put_card(store, "a-b/c/1")
    named = {"learner": "me", "deck": "", "concept": "", "tag": "", "kind": "", "paused": f"|{paused}|"}
    assert [row[0] for row in store.query(queries.ALL, named)] == ["a-b/c/1"]
    assert store.query(queries.ALL, named | {"paused": "|x|a-b|"}) == []
    assert store.query(queries.ALL, named | {"paused": "|a-b/c|"}) == []


def test_only_the_selected_history_is_erased(store: Store) -> None:
    """Other cards and other learners keep theirs; states and leases are deleted with the events."""
    other = open_store(store.path, "other")
    for each in (store, other):
        answer(each, "d/c/a", "d/c/b")
    assert erase(store, ["d/c/a", "d/c/none"]) == Erased(events=1, backups=(), segments=())
    assert all_states(store).keys() == {"d/c/b"}
    assert all_states(other).keys() == {"d/c/a", "d/c/b"}
    assert [(row[0], row[5]) for row in bits(store)[0]] == [("me", "d/c/b"), ("other", "d/c/a"), ("other", "d/c/b")]  # type: ignore[index]
    assert states_that_differ(store) == 0
    other.close()


def test_kept_collections_of_anki_are_listed(store: Store) -> None:
    """They have the reviews that came with them."""
    answer(store, "d/c/a")
    kept = store.path.parent / "anki" / "0123.stored"
    kept.parent.mkdir()
    kept.write_bytes(b"collection")
    assert erase(store, ["d/c/a"]).originals == (kept,)


def test_files_that_still_contain_erased_events_are_listed(store: Store, tmp_path: Path) -> None:
    """Every backup, each segment with one of the events, and segments that cannot be read."""
    shared = tmp_path / "shared"
    answer(store, "d/c/b")
    exchange(store, shared)
    answer(store, "d/c/a", "d/c/b")
    exchange(store, shared)
    (old,) = (each for each in shared.iterdir() if len(segments.read(each)) == 1)
    (new,) = (each for each in shared.iterdir() if each != old)
    copies = take(store.path, "one", START + 1), take(store.path, "two", START)
    torn = shared / segments.name_of("aaaa", [{"id": "0" * 16}], b"x")
    torn.write_bytes(b"torn")
    done = erase(store, ["d/c/a"], shared)
    assert done == Erased(events=1, backups=copies, segments=tuple(sorted((torn, new))))
    assert erase(store, ["d/c/b"], tmp_path / "none").segments == ()


def test_wal_cannot_be_emptied_while_another_program_reads(store: Store) -> None:
    """The history is erased nevertheless; the error says what remains to do."""
    answer(store, "d/c/a")
    store.connection.exec_driver_sql("PRAGMA busy_timeout = 50")
    store.connection.rollback()
    other = open_store(store.path, "other")
    with other.reading() as reader:
        reader.exec_driver_sql("SELECT * FROM events").all()
        with pytest.raises(QuizError) as caught:
            erase(store, ["d/c/a"])
    other.close()
    assert caught.value.message.startswith(
        f"{store.path}-wal cannot be emptied, because another program is reading the database"
    )
    assert caught.value.hint == "Close other programs, then run: quizapp doctor --repair"
    assert caught.value.exit_code == ExitCode.STORE
    assert bits(store)[0] == []


def test_erased_text_is_in_no_byte_of_the_files(tmp_path: Path) -> None:
    """Neither in the database nor in its WAL; the rest is unchanged, and the log is append-only again."""
    path, shared = tmp_path / "q.db", tmp_path / "shared"
    add_answers(path, 40, note=SECRET, card="secret/c")
    add_answers(path, 5)
    store = open_store(path, "me")
    exchange(store, shared)
    copy = take(path, "asked", START)
    rest = [row for row in bits(store)[0] if row[5].startswith("d/")]  # type: ignore[index]
    done = erase(store, cards_with_history(store, "secret"), shared)
    assert done.events == 40
    assert done.backups == (copy,)
    assert done.segments == tuple(shared.iterdir())
    assert all(SECRET.encode() not in file.read_bytes() for file in tmp_path.glob("q.db*"))
    assert bits(store)[0] == rest
    with store.transaction() as connection, pytest.raises(Exception, match="append-only"):
        connection.exec_driver_sql("DELETE FROM events")
    store.close()
    assert check(path) == 5


def test_erased_events_do_not_come_back(tmp_path: Path) -> None:
    """Neither by a merge nor by the shared folder, which gets a new segment without them."""
    path, shared = tmp_path / "q.db", tmp_path / "shared"
    add_answers(path, 4, note=SECRET, card="secret/c")
    add_answers(path, 5)
    store = open_store(path, "me")
    exchange(store, shared)
    copy = take(path, "asked", START)
    old = erase(store, cards_with_history(store, "secret"), shared).segments
    assert merge_database(store, copy).events == 0
    assert exchange(store, shared).written == 5
    for each in old:
        each.unlink()
    assert exchange(store, shared).taken.events == 0
    assert all(SECRET.encode() not in each.read_bytes() for each in shared.iterdir())
    store.close()
    assert check(path) == 5


FULL = """
import resource, sys
from contextlib import closing
from pathlib import Path
from quizapp.cli.output import complain
from quizapp.errors import QuizError
from quizapp.store.database import open_store
from quizapp.store.maintenance.erase import erase
path = Path(sys.argv[1])
with closing(open_store(path, "me")) as store:
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        erase(store, ["d/c/0"])
    except QuizError as error:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        complain(error.message, error.hint)
        sys.exit(error.exit_code)
"""


def test_full_disk_while_erasing_is_one_error(tmp_path: Path) -> None:
    """The bytes are found until the file is rewritten, and the hint says how."""
    path = tmp_path / "q.db"
    add_answers(path, 400, note="x" * 900)
    done = subprocess.run([sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (4, False), done.stderr
    assert "quizapp doctor --repair" in done.stderr or "could not be used" in done.stderr
    with closing(open_store(path, "me")) as store:
        repair(store, START)
        assert [each for each in findings(store, START) if each.severity == "error"] == []


def test_damaged_files_and_events_set_aside_are_listed(store: Store) -> None:
    """They may have the events too."""
    answer(store, "d/c/a")
    folder = store.path.parent / "backups"
    folder.mkdir()
    kept = [
        folder / f"{store.path.stem}-20260101T000000000Z.{end}" for end in ("damaged", "damaged-wal", "set-aside.jsonl")
    ]
    for each in kept:
        each.write_bytes(b"x")
    assert erase(store, ["d/c/a"]).backups == tuple(kept)
