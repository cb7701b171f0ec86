"""Merging obeys laws: in any order, any number of times, with files late or torn, all devices end equal."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.errors import QuizError
from quizapp.store.database import Store, open_store
from quizapp.store.maintenance.integrity import integrity, states_that_differ
from quizapp.store.sync.merge import Taken, sound, take
from quizapp.store.sync.shared_folder import exchange, merge_database
from tests.store.devices import ROW, Action, actions, bits, device, histories, ids, live
from tests.store.installed_rows import put_card
from tests.store.sync.conftest import answer

pytestmark = pytest.mark.file
NAMES = ("aaaa", "bbbb", "cccc")


@pytest.fixture(scope="module")
def place(template: Path) -> Iterator[Path]:
    """Create a folder for the devices of each example."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def merged(place: Path, start: Path, *others: Path) -> Path:
    """Return a copy of a database into which others were merged in turn."""
    target = Path(tempfile.mkdtemp(dir=place)) / "q.db"
    shutil.copyfile(start, target)
    store = open_store(target, "me")
    for other in others:
        merge_database(store, other)
    assert states_that_differ(store) == 0
    store.close()
    return target


def bits_at(path: Path) -> object:
    """Return the rows of a closed database."""
    store = open_store(path, "me")
    found = bits(store)
    store.close()
    return found


@settings(max_examples=12, deadline=None)
@given(histories)
def test_merge_is_commutative_associative_and_idempotent(
    template: Path, place: Path, histories_of_devices: tuple[list[Action], ...]
) -> None:
    """Over random histories of three devices whose clocks differ; no answer is lost."""
    home = Path(tempfile.mkdtemp(dir=place))
    paths, acknowledged = [], set()
    for name, history in zip(NAMES, histories_of_devices, strict=True):
        store = device(template, home / f"{name}.db", name)
        acknowledged |= live(store, history)
        store.close()
        paths.append(home / f"{name}.db")
    a, b, c = paths
    assert bits_at(merged(place, a, b)) == bits_at(merged(place, b, a))
    together = bits_at(merged(place, merged(place, a, b), c))
    assert together == bits_at(merged(place, a, merged(place, b, c)))
    assert together == bits_at(merged(place, c, b, a, b, c))
    assert bits_at(merged(place, a, a)) == bits_at(a)
    assert {row[1] for row in together[0]} == acknowledged  # type: ignore[index]


steps = st.one_of(
    st.tuples(st.just("live"), st.integers(0, 2), actions),
    st.tuples(st.just("exchange"), st.integers(0, 2)),
    st.tuples(st.just("carry"), st.integers(0, 2), st.integers(0, 2), st.booleans()),
    st.tuples(st.just("tear"), st.integers(0, 2), st.integers(0, 9), st.floats(0, 1)),
    st.tuples(st.just("lose"), st.integers(0, 2), st.integers(0, 9)),
    st.tuples(st.just("merge"), st.integers(0, 2), st.integers(0, 2)),
)


class World:
    """Three devices, each with its own copy of the shared folder, as Syncthing or Dropbox provide."""

    def __init__(self, template: Path, place: Path) -> None:
        self.home = Path(tempfile.mkdtemp(dir=place))
        self.stores = [device(template, self.home / f"{name}.db", name) for name in NAMES]
        self.folders = [self.home / f"{name}-shared" for name in NAMES]
        for folder in self.folders:
            folder.mkdir()
        self.acknowledged: set[str] = set()
        self.whole: dict[str, bytes] = {}  # the content of every segment when written

    def do(self, step: tuple[Any, ...]) -> None:
        """Perform one step."""
        getattr(self, step[0])(*step[1:])

    def live(self, at: int, action: Action) -> None:
        self.acknowledged |= live(self.stores[at], [action])

    def exchange(self, at: int) -> None:
        exchange(self.stores[at], self.folders[at])
        for path in self.folders[at].iterdir():
            self.whole.setdefault(path.name, path.read_bytes())

    def carry(self, here: int, there: int, backwards: bool) -> None:
        """Copy half of the files, in either order of names."""
        names = sorted((path.name for path in self.folders[here].iterdir()), reverse=backwards)
        for name in names[: (len(names) + 1) // 2]:
            if here != there:
                shutil.copyfile(self.folders[here] / name, self.folders[there] / name)

    def _nth(self, at: int, number: int) -> Path | None:
        files = sorted(self.folders[at].iterdir())
        return files[number % len(files)] if files else None

    def tear(self, at: int, number: int, share: float) -> None:
        """Truncate a file, as an interrupted copy does."""
        if path := self._nth(at, number):
            path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])

    def lose(self, at: int, number: int) -> None:
        if path := self._nth(at, number):
            path.unlink()

    def merge(self, here: int, there: int) -> None:
        if here != there:
            merge_database(self.stores[here], self.stores[there].path)

    def settle(self) -> None:
        """Let every segment arrive complete on every device."""
        for _ in range(2):
            for at, folder in enumerate(self.folders):
                for name, content in self.whole.items():
                    (folder / name).write_bytes(content)
                self.exchange(at)
        for at, folder in enumerate(self.folders):
            for name, content in self.whole.items():
                (folder / name).write_bytes(content)
            self.exchange(at)


@settings(max_examples=40, deadline=None)
@given(st.lists(steps, max_size=14))
def test_devices_converge_however_files_are_copied(
    template: Path, place: Path, steps_taken: list[tuple[Any, ...]]
) -> None:
    """Files come late, twice, in any order, torn or not at all; once all have arrived, logs and states are the same
    bits.
    """
    world = World(template, place)
    for step in steps_taken:
        world.do(step)
    world.settle()
    found = [bits(store) for store in world.stores]
    assert found[0] == found[1] == found[2]
    assert ids(world.stores[0]) == world.acknowledged
    for store in world.stores:
        assert states_that_differ(store) == 0
        assert integrity(store) == []
        store.close()


def test_events_of_unknown_cards_are_kept(pair: tuple[Store, Store]) -> None:
    """Their history is used once their deck is imported."""
    one, other = pair
    answer(one, "unknown/deck/card")
    taken = merge_database(other, one.path)
    assert (taken.events, taken.unknown_cards) == (1, {"unknown/deck/card"})
    assert bits(one) == bits(other)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "1"},
        {"time_ms": -1},
        {"time_ms": "soon"},
        {"time_ms": 10**18},
        {"day": "today"},
        {"undoes": "x"},
        {"payload": "{}"},
        {"payload": '{"rating":"best"}'},
        {"payload": "[" * 100_000},
        {"payload": '{"rating": "good"}'},
        {"payload": '{"rating":"good","memory":{"parameters":[1,2]}}'},
        {"payload": '{"rating":"good","memory":{"retention":"high"}}'},
        {"payload": '{"rating":"good","placed":[10,-3]}'},
        {"payload": '{"rating":"good","placed":[10]}'},
        {"kind": "optimize", "card": "", "payload": '{"run":"r","deck":"","parameters":[1.0]}'},
        {"kind": "optimize", "card": "", "payload": '{"run":"r"}'},
        {"kind": "bury"},
        {"kind": "carry", "payload": '{"stability":-1.0,"difficulty":5.0,"due_ms":1,"lapses":0}'},
        {"learner": None},
    ],
)
def test_event_that_cannot_be_folded_is_refused(pair: tuple[Store, Store], change: dict[str, Any]) -> None:
    """The log is append-only, so a bad event would stay for ever; valid events next to it are merged."""
    store, good = pair[0], {**ROW, "id": ROW["id"][:-1] + "1"}
    assert sound(ROW)
    with store.transaction() as connection:
        taken = take(connection, [ROW | change, good])
    assert (taken.invalid, taken.events) == (1, 1)
    assert states_that_differ(store) == 0


def test_unknown_kinds_of_events_are_kept(pair: tuple[Store, Store]) -> None:
    """A device with an older version loses nothing for the others."""
    store = pair[0]
    with store.transaction() as connection:
        assert take(connection, [ROW | {"kind": "dream", "payload": '{"of":"sheep"}'}]).events == 1
    assert states_that_differ(store) == 0


def test_same_id_with_different_content_is_counted(pair: tuple[Store, Store]) -> None:
    """The first one stays; an import on two devices in two time zones can cause it."""
    store = pair[0]
    with store.transaction() as connection:
        take(connection, [ROW])
        taken = take(connection, [ROW | {"day": "2026-03-03"}])
    assert (taken.events, taken.known, taken.differing) == (0, 1, 1)


def test_event_of_another_learner_with_the_same_id_is_another_event(pair: tuple[Store, Store]) -> None:
    """Two learners on one machine who imported the same collection have the same ids."""
    store = pair[0]
    with store.transaction() as connection:
        assert take(connection, [ROW]).events == 1
        taken = take(connection, [ROW | {"learner": "you"}, ROW])
    assert (taken.events, taken.known, taken.differing) == (1, 1, 0)


def test_choice_between_two_contents_does_not_depend_on_order(pair: tuple[Store, Store]) -> None:
    """Where both arrive at once."""
    rows = [ROW, ROW | {"day": "2026-03-03"}]
    for store, order in zip(pair, (rows, rows[::-1]), strict=True):
        with store.transaction() as connection:
            assert take(connection, order).events == 1
    assert bits(pair[0]) == bits(pair[1])


@pytest.mark.parametrize("content", [b"", b"text", b"x" * 5000])
def test_merge_of_a_file_that_is_no_database_is_one_clear_error(
    pair: tuple[Store, Store], tmp_path: Path, content: bytes
) -> None:
    """Also another program's database, and a missing file."""
    path = tmp_path / "other.db"
    path.write_bytes(content)
    with pytest.raises(QuizError, match=r"is not a database|cannot be read"):
        merge_database(pair[0], path)
    path.unlink()
    with pytest.raises(QuizError, match="does not exist"):
        merge_database(pair[0], path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE events (x)")
    with pytest.raises(QuizError, match="is not a database of quizapp"):
        merge_database(pair[0], path)


def test_counts_are_summed_over_batches(pair: tuple[Store, Store]) -> None:
    """Known events, unknown cards and invalid events."""
    store, cards = pair[0], [f"d/c/{number:03}" for number in range(600)]
    here = {cards[0], cards[499], cards[599]}
    for card in here:
        put_card(store, card)
    rows = [ROW | {"id": f"{ROW['id'][:-3]}{card[-3:]}", "card": card} for card in cards]
    with store.transaction() as connection:
        taken = take(connection, [ROW | {"id": "1"}, *rows, ROW | {"id": "2"}])
        assert taken == Taken(events=600, reviews=600, invalid=2, unknown_cards=frozenset(cards) - here)
        assert take(connection, rows) == Taken(known=600)
    assert states_that_differ(store) == 0
