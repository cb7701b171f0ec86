"""What is exported comes back: the lossless formats, through two databases."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.events import BURY, REVIEW, SUSPEND, Event
from quizapp.core.model import CardList, Concept, DeckInfo
from quizapp.core.scope import Scope
from quizapp.decks.write import concept_yaml, deck_yaml, list_yaml
from quizapp.store.database import Store, open_store
from quizapp.store.decks.deck_records import installed_cards
from quizapp.store.events.event_log import all_states, append
from quizapp.store.events.rebuild import rebuild
from quizapp.store.ids import id_of
from quizapp.usecases.context import make_context
from quizapp.usecases.deck_export.export_deck import own_document, own_files, zipped
from quizapp.usecases.deck_import.import_options import ImportOptions
from quizapp.usecases.deck_import.import_path import import_path
from quizapp.usecases.deck_import.import_result import ImportResult
from quizapp.usecases.deck_import.import_target import Target
from tests.formats.decks_strategy import whole_decks

START_MS, DAY = 1_780_000_000_000, "2026-05-28"
DECK = Scope(deck="deck")
STEPS = st.lists(
    st.tuples(st.sampled_from([REVIEW, REVIEW, SUSPEND, BURY]), st.integers(0, 30), st.sampled_from(["again", "good"])),
    max_size=8,
)
WholeDeck = tuple[DeckInfo, tuple[Concept, ...]]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "quiz.db"
    open_store(path, "me").close()
    return path


@contextmanager
def installation(empty: Path, folder: Path) -> Iterator[Target]:
    """Yield a database of its own in a folder, and how decks are installed in it."""
    folder.mkdir()
    shutil.copyfile(empty, folder / "quiz.db")
    environ = {"TZ": "UTC", "QUIZAPP_NOW": "2026-11-01T12:00:00+00:00", "QUIZAPP_CONFIG": str(folder / "config.toml")}
    context = make_context(str(folder / "quiz.db"), "me", environ)
    with closing(open_store(folder / "quiz.db", "me")) as store:
        yield Target(store=store, context=context, options=ImportOptions())


def write_folder(folder: Path, deck: WholeDeck) -> Path:
    """Write a deck folder with the media that its questions name."""
    info, concepts = deck
    (folder / "media").mkdir(parents=True)
    (folder / "deck.yaml").write_bytes(deck_yaml(info).encode())
    for each in concepts:
        own = CardList(
            cards=each.concept, title=each.title, tags=each.tags, examples=each.examples, questions=each.questions
        )  # fmt: skip
        (folder / f"{each.concept}.yaml").write_bytes((list_yaml(own) if each.is_list else concept_yaml(each)).encode())
    for name in {name for each in concepts for question in each.questions for name in question.media}:
        (folder / "media" / name).write_bytes(name.encode())
    return folder


def add_history(store: Store, steps: Sequence[tuple[str, int, str]]) -> None:
    """Add an event of a kind, and of a rating where it is a review, for each step to a card of the deck."""
    cards = [row.card for row in installed_cards(store, "deck")]
    events = []
    for number, (kind, index, rating) in enumerate(steps if cards else ()):
        time_ms = START_MS + number * 86_400_000
        payloads: dict[str, dict[str, object]] = {BURY: {"day": DAY}, REVIEW: {"rating": rating, "seconds": 1.5}}
        name = id_of(time_ms, hashlib.sha256(str(number).encode()).digest())
        card, payload = cards[index % len(cards)], payloads.get(kind, {})
        events.append(
            Event(id=name, device="d", time_ms=time_ms, day=DAY, learner="me", card=card, kind=kind, payload=payload)
        )
    if events:
        with store.transaction() as connection:
            append(connection, events)
        rebuild(store)


def exported(target: Target, shape: str, folder: Path) -> Path:
    """Export the deck of a database with its history."""
    store, context = target.store, target.context
    path = folder / {"folder": "out", "zip": "out.zip", "json": "out.json"}[shape]
    if shape == "json":
        path.write_bytes(own_document(store, context, "deck", DECK, history=True))
        return path
    files = own_files(store, context, "deck", DECK, history=True)
    if shape == "zip":
        path.write_bytes(zipped(files, "deck"))
        return path
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def content_of(target: Target) -> dict[str, object]:
    """Return all that a database has of the deck: its files with the events, its cards, and their states."""
    store = target.store
    cards = {row.card: (row.concept, row.tags, row.body) for row in installed_cards(store, "deck")}
    files = own_files(store, target.context, "deck", DECK, history=True)
    return {**files, **cards, "order": list(cards), "states": all_states(store)}


def installed(target: Target, path: Path) -> ImportResult:
    """Import a path that holds one deck."""
    (result,) = import_path(target, path)
    assert result.diff is not None, result.problems
    return result


@pytest.mark.parametrize("shape", ["folder", "zip", "json"])
@settings(max_examples=12)
@given(
    deck=whole_decks(),
    steps=STEPS,
)  # fmt: skip
def test_our_own_formats_bring_everything_back(
    empty: Path, shape: str, deck: WholeDeck, steps: list[tuple[str, int, str]]
) -> None:
    """Sections, examples, experiments, claims, questions of every kind, ids, media and events, in their order."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with installation(empty, folder / "one") as first, installation(empty, folder / "two") as second:
            warned = {each.code for each in installed(first, write_folder(folder / "source", deck)).problems}
            add_history(first.store, steps)
            path = exported(first, shape, folder)
            assert {each.code for each in installed(second, path).problems} <= warned  # such as a missing file
            before, after = content_of(first), content_of(second)
            differing = {each: (before.get(each), after.get(each)) for each in before | after}
            assert {each: pair for each, pair in differing.items() if pair[0] != pair[1]} == {}
            for known in (first, second):
                again = installed(known, path).diff
                assert again is not None and (again.added, again.changed, again.retired, again.reviews) == (
                    (),
                    (),
                    (),
                    0,
                )
