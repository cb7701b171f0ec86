"""Packages that are written: what comes back of them, through our own reader."""

import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.model import Rating, State
from quizapp.errors import Location
from quizapp.formats.anki import writer
from quizapp.formats.common.card_deck import CardDeck, ImportedHistory, ImportedReview
from tests.formats.decks_strategy import card_decks
from tests.formats.reading import read_all

START_MS = 1_700_000_000_000
_REVIEWS = st.lists(st.tuples(st.integers(1, 10**8), st.sampled_from(Rating), st.integers(0, 600)), max_size=4)


@st.composite
def histories(draw: st.DrawFn) -> ImportedHistory | None:
    """Return what an export knows of a card: nothing, or reviews with a state, or that it is suspended."""
    reviews, time_ms = [], START_MS + draw(st.integers(0, 10**9)) * 1000
    for gap, rating, seconds in draw(_REVIEWS):
        time_ms += gap * 1000
        reviews.append(ImportedReview(time_ms=time_ms, rating=rating, seconds=seconds))
    if not reviews:
        return draw(st.sampled_from([None, ImportedHistory(suspended=True)]))
    learning = ImportedHistory(due_ms=time_ms + 600_000, state=State.LEARNING, steps_left=draw(st.integers(1, 3)))
    day = f"20{draw(st.integers(24, 60))}-03-01"
    scheduled = ImportedHistory(due_day=day, interval_days=float(draw(st.integers(1, 3000))))
    relearning = replace(learning, state=State.RELEARNING, interval_days=1.0)
    found = draw(st.sampled_from([learning, scheduled, relearning, replace(relearning, due_ms=None, due_day=day)]))
    return replace(
        found, reviews=tuple(reviews), lapses=draw(st.integers(0, 3)), suspended=draw(st.booleans()),
        crammed=tuple(replace(each, time_ms=each.time_ms + 250) for each in reviews[: draw(st.integers(0, 1))]),
        forgotten_ms=draw(st.sampled_from([(), (START_MS,)])), stability=draw(st.floats(0.01, 9000)),
        difficulty=draw(st.floats(1, 10)), last_ms=time_ms,
    )  # fmt: skip


def _moved(past: ImportedHistory, number: int) -> ImportedHistory:
    """Return a history that is some milliseconds later, within the second."""
    return replace(
        past,
        reviews=tuple(replace(each, time_ms=each.time_ms + number) for each in past.reviews),
        crammed=tuple(replace(each, time_ms=each.time_ms + number) for each in past.crammed),
        forgotten_ms=tuple(each + number for each in past.forgotten_ms),
    )


@st.composite
def decks(draw: st.DrawFn) -> CardDeck:
    """Return a deck with histories; no two reviews are at one moment."""
    deck, number = draw(card_decks()), 0
    topics = []
    for topic in deck.topics:
        cards = []
        for card in topic.cards:
            past = draw(histories())
            number += 1
            if past:
                past = _moved(past, number)
            cards.append(card._replace(history=past))
        topics.append(replace(topic, cards=tuple(cards)))
    return replace(deck, topics=tuple(topics))


def read_back(content: bytes) -> CardDeck:
    """Return the deck that a package holds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "deck.apkg")
        path.write_bytes(content)
        (found,), problems = read_all(path)
        assert problems == ()
        contents = {name: read() for name, read in found.media.items()}
        return replace(found, media={name: partial(bytes, content) for name, content in contents.items()})


def by_name(deck: CardDeck) -> dict[str, object]:
    """Return what a deck holds, by names."""
    found: dict[str, object] = {"deck": (deck.id, deck.title, {name: read() for name, read in deck.media.items()})}
    for topic in deck.topics:
        found[topic.id] = topic.title
        for card in topic.cards:
            found[f"{topic.id}/{card.id}"] = card._replace(place=Location(""))
    return found


@settings(max_examples=60, deadline=None)
@given(decks())
def test_a_deck_comes_back_as_it_was(deck: CardDeck) -> None:
    """Kinds, texts, hints, tags, siblings, media, reviews, schedules, ids and titles, whatever the text is."""
    back = read_back(writer.write(deck))
    before, after = by_name(writer.kept(deck)), by_name(back)
    assert list(before) == list(after)
    for name, each in before.items():
        assert after[name] == each
