"""Only files of a deck folder that changed are read again, where nothing else depends on them."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.decks.cards import cards_of
from quizapp.decks.loader import Loaded, load_deck
from quizapp.store.database import Store, open_store
from quizapp.store.decks import deck_repository
from quizapp.store.decks.card_rows import all_written
from quizapp.store.decks.comparison import Part
from quizapp.store.decks.deck_records import installed_cards, installed_concepts, installed_decks
from quizapp.store.decks.import_diff import Diff, Source
from quizapp.store.decks.installed_deck import known_at
from quizapp.usecases.deck_import.changed_files import load_changed
from tests.conftest import CONCEPT
from tests.store.devices import START

pytestmark = pytest.mark.file
LIST = "cards: more\ntitle: More\nquestions:\n  - {id: a, kind: recall, ask: A?, answer: B}\n"
ALL = {"naps", "rests", "more"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a deck of two concepts and a list of cards; the second concept requires the first."""
    made = tmp_path / "mine"
    made.mkdir()
    (made / "deck.yaml").write_text("format: 1\ndeck: mine\ntitle: Mine\norder: [naps, rests]\n")
    (made / "naps.yaml").write_text(CONCEPT)
    rests = CONCEPT.replace("concept: naps\ntitle: Naps", "concept: rests\ntitle: Rests\nrequires: [naps]")
    (made / "rests.yaml").write_text(rests)
    (made / "more.yaml").write_text(LIST)
    return made


def install(store: Store, folder: Path, loaded: Loaded | None = None) -> Diff:
    """Install what was read from a folder."""
    loaded = loaded or load_changed(store, folder)
    assert loaded.deck is not None, loaded.problems
    cards = cards_of(loaded.deck, loaded.locations, loaded.unread)
    source = Source(origin="path", path=str(folder.resolve()), digest=loaded.digest)
    return deck_repository.install(
        store, loaded.deck, all_written(loaded.deck, cards), source,
        deck_repository.Installation(
            now_ms=START, day="2026-03-02", digests=loaded.files, part=Part(unread=loaded.unread),
        ),
    )  # fmt: skip


def installed(store: Store) -> list[object]:
    """Return what is installed, except where the deck came from."""
    return [
        installed_concepts(store),
        installed_cards(store),
        [row.stored_info for row in installed_decks(store)],
    ]


def edit(name: str, old: str, new: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text((folder / name).read_text().replace(old, new))


CHANGES: dict[str, tuple[Callable[[Path], object], set[str]]] = {
    # change -> the concepts whose files are not read again
    "nothing": (lambda folder: None, ALL),
    "a section": (edit("naps.yaml", "A pause.\n", "A short pause.\n"), ALL - {"naps"}),
    "a question": (edit("more.yaml", "A?", "And A?"), ALL - {"more"}),
    "two files": (lambda folder: [edit(f"{each}.yaml", "?", "!?")(folder) for each in ("naps", "rests")], {"more"}),
    "a comment": (edit("naps.yaml", "concept: naps", "# new\nconcept: naps"), ALL - {"naps"}),
    "every file": (lambda folder: [edit(f"{each}.yaml", "?", "!?")(folder) for each in ALL], set()),
    "another title": (edit("naps.yaml", "title: Naps", "title: Sleep"), set()),
    "the deck": (edit("deck.yaml", "title: Mine", "title: Ours"), set()),
    "the order": (edit("deck.yaml", "[naps, rests]", "[rests, naps]"), set()),
    "a list more": (lambda folder: (folder / "new.yaml").write_text(LIST.replace("more", "new")), set()),
    "a list less": (lambda folder: (folder / "more.yaml").unlink(), set()),
    "a file's name": (lambda folder: (folder / "more.yaml").rename(folder / "zzz.yaml"), ALL - {"more"}),
    "an id": (edit("more.yaml", "cards: more", "cards: others"), set()),
}


SAME_CARDS = ("nothing", "a section", "a comment", "a file's name", "the deck", "the order", "another title")
REWRITTEN = {  # change -> the concepts whose text changes, apart from questions
    "a section": {"naps"}, "another title": {"naps"}, "two files": {"naps", "rests"}, "every file": {"naps", "rests"},
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_reading_changed_files_gives_the_same_as_reading_all(
    store: Store, folder: Path, template: Path, name: str
) -> None:
    """Only files that changed are read where that is enough."""
    install(store, folder)
    change, unread = CHANGES[name]
    change(folder)
    loaded = load_changed(store, folder)
    assert set(loaded.unread) == unread
    diff = install(store, folder, loaded)
    other = folder.parent / "other.db"
    shutil.copyfile(template, other)
    with closing(open_store(other, "me")) as fresh:
        install(fresh, folder, load_deck(folder))
        assert installed(store) == installed(fresh)
    assert bool(diff.added or diff.changed or diff.retired) == (name not in SAME_CARDS)
    assert set(diff.rewritten) == REWRITTEN.get(name, set())
    assert install(store, folder).nothing


def test_problem_in_a_changed_file_reads_the_whole_deck(store: Store, folder: Path) -> None:
    """The problems are those of a complete reading."""
    install(store, folder)
    for name, old, new in (
        ("more.yaml", "kind: recall", "kind: recal"),
        ("naps.yaml", "concept: naps", "concept: nap"),
    ):
        before = (folder / name).read_text()
        edit(name, old, new)(folder)
        loaded = load_changed(store, folder)
        assert loaded.deck is None
        assert loaded.unread == frozenset()
        assert [str(each) for each in loaded.problems] == [str(each) for each in load_deck(folder).problems]
        (folder / name).write_text(before)


def test_installed_deck_is_found_by_its_folder(store: Store, folder: Path) -> None:
    """Without retired concepts, and no longer once the deck is removed."""
    other = folder.parent / "other"
    shutil.copytree(folder, other)
    edit("deck.yaml", "deck: mine", "deck: other")(other)
    (other / "zzz.yaml").write_text(LIST.replace("more", "zzz"))
    install(store, other)
    (folder / "gone.yaml").write_text(LIST.replace("more", "gone"))
    install(store, folder)
    (folder / "gone.yaml").unlink()
    install(store, folder)
    known = known_at(store, str(folder.resolve()))
    assert known is not None
    assert [each.concept for each in known.concepts] == ["naps", "rests", "more"]
    assert sorted(each.concept for each in known.files.values()) == sorted(ALL)
    assert (known.info.deck, known.info.title) == ("mine", "Mine")
    assert known_at(store, str(folder.parent)) is None
    deck_repository.remove(store, "mine")
    assert known_at(store, str(folder.resolve())) is None
    assert load_changed(store, folder).unread == frozenset()


def test_deck_installed_without_file_digests_is_read_completely(store: Store, folder: Path) -> None:
    """An older version did not store them."""
    loaded = load_deck(folder)
    assert loaded.deck is not None
    source = Source(origin="path", path=str(folder.resolve()), digest="")
    cards = all_written(loaded.deck, cards_of(loaded.deck, loaded.locations))
    deck_repository.install(
        store, loaded.deck, cards, source, deck_repository.Installation(now_ms=START, day="2026-03-02")
    )
    known = known_at(store, str(folder.resolve()))
    assert known is not None and not known.files
    assert load_changed(store, folder).unread == frozenset()
