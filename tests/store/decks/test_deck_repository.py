"""Decks in the database are installed as a difference, completely or not at all."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.card import Card
from quizapp.core.events import IMPORT, IMPORTED_DEVICE, REVIEW, Event
from quizapp.core.model import NO_SECTIONS, Concept, Deck, DeckInfo
from quizapp.store.backup.backups import backups_of
from quizapp.store.database import Store, open_store
from quizapp.store.decks import deck_repository
from quizapp.store.decks.card_rows import Batch, all_written
from quizapp.store.decks.comparison import Part
from quizapp.store.decks.deck_records import card_ids, installed_cards, installed_concepts, installed_decks
from quizapp.store.decks.import_diff import Diff, Source, decks_with_digest
from quizapp.store.events.event_log import all_states
from quizapp.store.ids import id_of
from tests.store.devices import START

pytestmark = pytest.mark.file
DAY = "2026-03-02"
QuestionSpec = tuple[str, str, str]  # a question: its id, section and text
NOTHING = Part(files=frozenset())
Lists = dict[str, list[QuestionSpec]]  # concept -> its questions


def deck_of(name: str, title: str, lists: Lists) -> Deck:
    """Build a deck with these concepts."""
    made = [Concept(concept=each, title=each.title(), sections=NO_SECTIONS, tags=[f"of-{each}"]) for each in lists]
    return Deck(info=DeckInfo(format=1, deck=name, title=title), concepts=tuple(made))


def batches_of(deck: Deck, lists: Lists, histories: Sequence[Sequence[Event]] = (), cut: int = 1000) -> list[Batch]:
    """Return the deck's cards in one batch or, cut at a number, in two."""
    name = deck.info.deck
    cards = [
        Card(
            card=f"{name}/{concept}/{own}", deck=name, concept=concept, section=section, kind="recall",
            position=position, siblings=own, file="f", line=position + 1,
            body={"id": own, "kind": "recall", "section": section, "ask": ask, "answer": "x", "tags": ["own"]},
        )
        for concept, told in lists.items()
        for position, (own, section, ask) in enumerate(told)
    ]  # fmt: skip
    whole = all_written(deck, cards, histories)[0]
    return [Batch(whole.cards[:cut], whole.histories), Batch(whole.cards[cut:])] if cut < len(cards) else [whole]


def install(store: Store, name: str, lists: Lists, *, title: str = "T", origin: str = "path", **more: object) -> Diff:
    """Install a deck with these questions."""
    deck = deck_of(name, title, lists)
    histories, cut = more.pop("histories", ()), more.pop("cut", 1000)
    source = Source(origin=origin, path=f"/{name}", digest=f"{name}{title}")
    return deck_repository.install(
        store, deck, batches_of(deck, lists, histories, cut), source,
        deck_repository.Installation(now_ms=START, day=DAY, **more),  # type: ignore[arg-type]
    )  # fmt: skip


@dataclass
class ExpectedDecks:
    """A model of the installed decks, to compare the database with."""

    decks: dict[str, dict[str, object]] = field(default_factory=dict)
    concepts: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    cards: dict[str, tuple[QuestionSpec, int, bool]] = field(default_factory=dict)  # question, place, retired

    def install(self, name: str, title: str, lists: Lists, *, merge: bool) -> dict[str, set[str]]:
        """Install a deck in the model; return the expected difference."""
        own = {f"{name}/{concept}/{told[0]}": told for concept, each in lists.items() for told in each}
        here = {card for card in self.cards if card.startswith(f"{name}/")}
        standing = {card for card in here if not self.cards[card][2]}
        diff = {
            "added": own.keys() - standing,
            "unchanged": {card for card in own.keys() & standing if self.cards[card][0] == own[card]},
            "changed": {card for card in own.keys() & standing if self.cards[card][0] != own[card]},
            "retired": set() if merge else standing - own.keys(),
        }
        position = self.decks.get(name, {}).get("position", len(self.decks))
        self.decks[name] = {"position": position, "title": title, "removed": 0}
        for card in diff["retired"]:
            self.cards[card] = (*self.cards[card][:2], True)
        for index, (concept, told) in enumerate(lists.items()):
            for at, each in enumerate(told):
                place = int(str(position)) << 40 | index << 20 | at
                self.cards[f"{name}/{concept}/{each[0]}"] = (each, place, False)
        for (deck, concept), row in self.concepts.items():
            is_empty = not any(card.startswith(f"{name}/{concept}/") for card in self.standing())
            row["retired"] = int(row["retired"] or (deck == name and (not merge or is_empty)))
        for index, (concept, told) in enumerate(lists.items()):
            sections = len({section for _, section, _ in told})
            self.concepts[(name, concept)] = {"position": index, "sections": sections, "retired": 0}
        return diff

    def standing(self) -> set[str]:
        """The cards that are not retired."""
        return {card for card, (_, _, retired) in self.cards.items() if not retired}

    def remove(self, name: str) -> int:
        """Remove a deck in the model; return how many cards it had."""
        if name in self.decks:
            self.decks[name]["removed"] = 1
        for (deck, _), row in self.concepts.items():
            row["retired"] = int(row["retired"] or deck == name)
        gone = [card for card, (_, _, retired) in self.cards.items() if card.startswith(f"{name}/") and not retired]
        for card in gone:
            self.cards[card] = (*self.cards[card][:2], True)
        return len(gone)

    def check(self, store: Store) -> None:
        """Assert that every query returns what the model holds."""
        by_position = sorted(self.decks, key=lambda name: int(str(self.decks[name]["position"])))
        rows = installed_decks(store, removed=True)
        assert [row.deck for row in rows] == by_position
        for row in rows:
            wanted = self.decks[row.deck] | {"source": f"/{row.deck}", "origin": deck_repository.SHIPPED}
            assert {name: getattr(row, name) for name in wanted} == wanted
            assert (row.digest, row.info.title) == (f"{row.deck}{row.title}", row.title)
        assert installed_decks(store) == [row for row in rows if not row.removed]
        taught = [key for key, row in self.concepts.items() if not row["retired"]]
        taught.sort(key=lambda key: (by_position.index(key[0]), self.concepts[key]["position"]))
        found = installed_concepts(store)
        # Concepts that a merge left alone keep their positions, so two may have the same.
        assert sorted((row.deck, row.concept) for row in found) == sorted(taught)
        order = [(by_position.index(row.deck), row.position) for row in found]
        assert order == sorted(order)
        for row in found:
            expected = self.concepts[(row.deck, row.concept)]
            retired = {"retired": 0}  # retired concepts are not returned
            assert {name: getattr(row, name) for name in expected if name not in retired} | retired == expected
            assert list(row.tags) == [f"of-{row.concept}"]
            assert row.body["concept"] == row.concept
        for name in self.decks:
            assert installed_concepts(store, name) == [row for row in found if row.deck == name]
        standing = {card: (place, told) for card, (told, place, retired) in self.cards.items() if not retired}
        for table in ("cards", "concepts"):
            assert {row[0] for row in store.query(f"SELECT retired FROM {table}", {})} <= {0, 1}
        cards = installed_cards(store)
        assert {row.card: row.place for row in cards} == {card: place for card, (place, _) in standing.items()}
        assert [row.place for row in cards] == sorted(row.place for row in cards)
        for row in cards:
            told = standing[row.card][1]
            body = row.body
            assert (body["id"], row.section, body["ask"]) == told
            assert list(row.tags) == [f"of-{row.concept}", "own"]
        for name in self.decks:
            assert installed_cards(store, name) == [row for row in cards if row.deck == name]
            assert installed_cards(store, name, "p") == installed_cards(store, name, concept="p")
            assert installed_cards(store, name, "p") == [row for row in cards if (row.deck, row.concept) == (name, "p")]
            with store.reading() as connection:
                every = card_ids(connection, name)
                of_p = card_ids(connection, name, "p")
            assert sorted(every) == sorted(card for card in self.cards if card.startswith(f"{name}/"))
            assert sorted(of_p) == sorted(card for card in self.cards if card.startswith(f"{name}/p/"))


questions = st.lists(
    st.tuples(st.sampled_from("wxyz"), st.sampled_from(["what", "why"]), st.sampled_from(["1?", "2?"])),
    unique_by=lambda told: told[0],
    max_size=4,
)
lists = st.dictionaries(st.sampled_from("pqr"), questions, min_size=1)
steps = st.one_of(
    st.tuples(
        st.just("install"), st.sampled_from("ab"), st.sampled_from("ST"), lists, st.booleans(), st.integers(0, 9)
    ),
    st.tuples(st.just("remove"), st.sampled_from("ab")),
)


@settings(max_examples=40)
@given(st.lists(steps, min_size=1, max_size=6))
def test_installed_decks_equal_a_model(template: Path, tmp_path_factory: pytest.TempPathFactory, done: list) -> None:  # type: ignore[type-arg]
    """Differences, decks, concepts, cards and events agree with a model after any installs, merges and removals."""
    path = tmp_path_factory.mktemp("q") / "q.db"
    shutil.copyfile(template, path)
    shelf, told = ExpectedDecks(), []
    with closing(open_store(path, "me")) as store:
        for what, name, *rest in done:
            if what == "remove":
                assert deck_repository.remove(store, name) == shelf.remove(name)
            else:
                title, these, merge, cut = rest
                deck = deck_of(name, title, these)
                part = Part(files=frozenset() if merge else None)
                seen = deck_repository.preview(store, deck, batches_of(deck, these, cut=cut), part)
                shelf.check(store)  # a preview changes nothing
                diff = install(store, name, these, title=title, origin=deck_repository.SHIPPED, part=part, cut=cut)
                wanted = shelf.install(name, title, these, merge=merge)
                assert {part: set(getattr(diff, part)) for part in wanted} == wanted
                assert (diff.deck, diff.title, diff.concepts, diff.reviews) == (name, title, len(these), 0)
                assert diff.nothing == (not (wanted["added"] or wanted["changed"] or wanted["retired"]))
                assert replace(seen, details=()) == diff  # a preview has the texts, too
                if not diff.nothing:
                    counts = {part: len(wanted[part]) for part in ("added", "changed", "retired")}
                    written = {"cards": sorted(wanted["added"] | wanted["changed"])}
                    told.append({"deck": name, "origin": "shipped", "digest": name + title, **counts, **written})
            shelf.check(store)
        rows = store.query("SELECT payload, kind, card, day, time_ms, device FROM events ORDER BY id", {})
        assert [json.loads(row[0]) for row in rows] == told
        assert {tuple(row[1:]) for row in rows} <= {(IMPORT, "", DAY, START, store.device)}


def imported_review(card: str, at: int) -> Event:
    """A review that another program recorded."""
    return Event(
        id=id_of(START + at, bytes(16)), device=IMPORTED_DEVICE, time_ms=START + at, day=DAY, learner="me", card=card,
        kind=REVIEW, payload={"rating": "good", "seconds": 1.0},
    )  # fmt: skip


ONE: Lists = {"p": [("w", "what", "1?")]}
TWO: Lists = {"p": [("w", "what", "1?"), ("x", "why", "2?")]}


def test_merge_adds_and_changes_but_retires_nothing(store: Store) -> None:
    """A package may hold only a part of a deck: cards and concepts that it lacks stay."""
    install(store, "a", TWO | {"q": [("w", "what", "1?")]})
    part: Lists = {"p": [("x", "why", "3?"), ("y", "what", "1?")]}
    deck = deck_of("a", "T", part)
    seen = deck_repository.preview(store, deck, batches_of(deck, part), NOTHING)
    diff = install(store, "a", part, part=NOTHING)
    assert replace(seen, details=()) == diff  # a preview has the texts, too
    assert (diff.added, diff.changed, diff.unchanged, diff.retired) == (("a/p/y",), ("a/p/x",), (), ())
    assert [row.card for row in installed_cards(store)] == ["a/p/w", "a/p/x", "a/p/y", "a/q/w"]
    assert [row.concept for row in installed_concepts(store)] == ["p", "q"]
    assert [row.card for row in installed_cards(store, "a", "q")] == ["a/q/w"]
    deck_repository.remove(store, "a")
    assert install(store, "a", part, part=NOTHING).added == ("a/p/x", "a/p/y")


def test_imported_history_is_added_once(store: Store) -> None:
    """Reviews that are already in the log are no change."""
    past = [[imported_review("a/p/w", 0), imported_review("a/p/w", 9)]]
    diff = install(store, "a", ONE, histories=past)
    assert (diff.reviews, diff.nothing, all_states(store)["a/p/w"].reviews) == (2, False, 2)
    again = install(store, "a", ONE, histories=past)
    assert (again.reviews, again.nothing) == (0, True)
    more = install(store, "a", ONE, histories=[[*past[0], imported_review("a/p/w", 20)]])
    assert (more.reviews, more.nothing, more.unchanged) == (1, False, ("a/p/w",))


def test_reviews_of_all_batches_are_counted(store: Store) -> None:
    """Not only those of the last batch."""
    deck, source = deck_of("a", "T", TWO), Source(origin="path", path="/a", digest="d")
    both = batches_of(deck, TWO, cut=1)
    given = [Batch(each.cards, [[imported_review(each.cards[0].card, at)]]) for at, each in enumerate(both)]
    assert (
        deck_repository.install(store, deck, given, source, deck_repository.Installation(now_ms=START, day=DAY)).reviews
        == 2
    )


def test_failed_installation_changes_nothing(store: Store) -> None:
    """An error in a later batch rolls the earlier ones back."""
    install(store, "a", ONE)
    before = installed_decks(store), installed_concepts(store), installed_cards(store)
    deck = deck_of("a", "Other", TWO)

    def broken() -> Iterator[Batch]:
        yield from batches_of(deck, TWO)
        raise ValueError("the file ended early")

    source = Source(origin="path", path="/a", digest="x")
    with pytest.raises(ValueError, match="early"):
        deck_repository.install(store, deck, broken(), source, deck_repository.Installation(now_ms=START, day=DAY))
    assert (
        installed_decks(store),
        installed_concepts(store),
        installed_cards(store),
    ) == before


@pytest.mark.parametrize(
    ("origin", "lists", "histories", "kept"),
    [
        ("path", ONE, (), 0),
        ("path", TWO, (), 1),
        ("path", {"p": [("w", "what", "2?")]}, (), 1),
        ("path", {"p": []}, (), 1),
        ("path", ONE, [[imported_review("a/p/w", 0)]], 1),
        (deck_repository.SHIPPED, TWO, (), 0),
        (deck_repository.SHIPPED, {"p": []}, (), 0),
    ],
)
def test_backup_is_taken_before_a_learners_deck_changes(
    store: Store, origin: str, lists: Lists, histories: list[list[Event]], kept: int
) -> None:
    """No backup where nothing changes or where the deck ships with the program."""
    install(store, "a", ONE, origin=deck_repository.SHIPPED)
    install(store, "a", lists, origin=origin, histories=histories)
    assert [each.reason for each in backups_of(store.path)] == ["import"] * kept


def test_unread_concepts_stay_as_they_are(store: Store) -> None:
    """A concept whose file did not change keeps its cards and its row."""
    both: Lists = {"p": [("w", "what", "1?")], "q": [("w", "what", "1?")], "r": [("w", "what", "1?")]}
    install(store, "a", both, digests={"p": "one", "q": "two"})
    without_p: Lists = {"p": [], "q": [("w", "what", "2?")], "r": []}
    without = Part(unread=frozenset({"p"}))
    deck = deck_of("a", "T", without_p)
    seen = deck_repository.preview(store, deck, batches_of(deck, without_p), without)
    diff = install(store, "a", without_p, digests={"q": "three"}, part=without)
    assert replace(seen, details=()) == diff  # a preview has the texts, too
    assert (diff.unchanged, diff.changed, diff.retired) == (("a/p/w",), ("a/q/w",), ("a/r/w",))
    rows = {row.concept: (row.sections, row.body["file"]) for row in installed_concepts(store)}
    assert rows == {"p": (1, "one"), "q": (1, "three"), "r": (0, "")}
    assert [row.card for row in installed_cards(store)] == ["a/p/w", "a/q/w"]


def test_retiring_cards_leaves_other_decks_alone(store: Store) -> None:
    """Another deck may have concepts and questions of the same names."""
    install(store, "a", TWO)
    install(store, "b", TWO)
    install(store, "a", ONE)
    assert [row.card for row in installed_cards(store)] == ["a/p/w", "b/p/w", "b/p/x"]


def test_remove_counts_only_cards_in_use(store: Store) -> None:
    """Cards retired before are not counted; removing twice removes nothing."""
    install(store, "a", TWO)
    install(store, "a", ONE)
    assert (deck_repository.remove(store, "a"), deck_repository.remove(store, "a")) == (1, 0)


def test_required_concepts_are_stored(store: Store) -> None:
    """The order of introduction reads them."""
    before, after = (Concept(concept=each, title=each, sections=NO_SECTIONS) for each in "pq")
    deck = Deck(
        info=DeckInfo(format=1, deck="a", title="T"), concepts=(before, replace(after, requires=["p"]))
    )  # fmt: skip
    source = Source(origin="path", path="/a", digest="d")
    deck_repository.install(
        store, deck, all_written(deck, []), source, deck_repository.Installation(now_ms=START, day=DAY)
    )
    assert [list(row.requires) for row in installed_concepts(store)] == [[], ["p"]]


def test_card_record_has_file_line_kind_and_siblings(store: Store) -> None:
    """The fields that no other test reads."""
    install(store, "a", ONE)
    (row,) = installed_cards(store)
    assert (row.file, row.line, row.kind, row.siblings) == ("f", 1, "recall", "w")


def test_decks_with_digest_returns_decks_of_the_same_content(store: Store) -> None:
    """Each as a difference without changes, in deck order, with the cards in use."""
    for name in ("b", "a"):
        install(store, name, {"x": [("p", "what", "1"), ("q", "why", "2")], "y": [("p", "what", "3")]}, title="T")
    install(store, "b", {"x": [("p", "what", "1")]}, title="T")  # the missing cards are retired
    install(store, "c", {"x": []}, title="U")
    (stood,) = decks_with_digest(store.query, "aT", "/elsewhere")
    assert (stood.deck, stood.title, stood.concepts, stood.nothing) == ("a", "T", 2, True)
    assert sorted(stood.unchanged) == ["a/x/p", "a/x/q", "a/y/p"]
    assert stood == replace(stood, added=(), changed=(), retired=(), rewritten=(), reviews=0)
    (left,) = decks_with_digest(store.query, "bT", "/elsewhere")
    assert (left.deck, left.concepts, left.unchanged) == ("b", 1, ("b/x/p",))
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE decks SET digest = 'one' WHERE deck <> 'c'")
    assert [each.deck for each in decks_with_digest(store.query, "one", "/elsewhere")] == ["a", "b"]
    deck_repository.remove(store, "a")
    assert [each.deck for each in decks_with_digest(store.query, "one", "/elsewhere")] == ["b"]
    assert decks_with_digest(store.query, "aT", "/elsewhere") == []
    assert decks_with_digest(store.query, "one", "/c") == []  # it is what changed
