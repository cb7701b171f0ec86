"""Cards as values: what `cards list` and `cards show` print, and what the browser shows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizapp.core.card_filter import Marked, label, standing
from quizapp.core.card_info import CardInfo, HistoryEntry
from quizapp.core.counting import counted
from quizapp.core.event_payloads.review import review_of
from quizapp.core.events import REVIEW, UNDO, CardState, Event, ReviewedCard
from quizapp.core.literal_text import as_read
from quizapp.core.model import SECTION_TITLES
from quizapp.core.scheduler import fold, retrievability
from quizapp.core.scheduler_settings import decay_of
from quizapp.core.scope import Moment, Scope
from quizapp.core.study_day import iso, study_day
from quizapp.errors import QuizError
from quizapp.formats.common.flatten_question import question_and_answer
from quizapp.store.database import Store
from quizapp.store.decks.card_search import search
from quizapp.store.decks.deck_records import CardRecord, installed_card, installed_cards
from quizapp.store.decks.installed_names import experiment_asks
from quizapp.store.events.event_log import all_states, card_events, card_state
from quizapp.store.events.flags import flagged_cards
from quizapp.store.events.parameters import Presets, parameters_of, presets
from quizapp.store.events.pauses import is_paused, paused_names
from quizapp.usecases.context import Context

_FENCE = re.compile(r"(?m)^[ \t]*(?:`{3,}[^`\n]*|~{3,}.*)$")  # the first or last line of a block of code


def asked_line(body: Mapping[str, Any], asked: str) -> str:
    """Return what a question asks, or its experiment, in one line, as a person reads it; a cloze with its gaps."""
    ask = question_and_answer(body)[0] if body["kind"] == "cloze" else body["ask"] or asked
    return " ".join(_FENCE.sub("", as_read(ask)).split())


@dataclass(frozen=True, slots=True)
class CardListing:
    """A card with its state; `retrievability` is from 0 to 1, None for a card that was never answered."""

    record: CardRecord
    state: CardState
    retrievability: float | None
    standing: frozenset[str]  # of core.card_filter.STANDINGS
    asked: str  # by its experiment, where the question itself has no text

    @property
    def due(self) -> str | None:
        """Return when it is due, as ISO 8601 in UTC."""
        return iso(self.state.due_ms)

    @property
    def text(self) -> str:
        """Return what the question asks, in one line, as a person reads it."""
        return asked_line(self.record.body, self.asked)

    def place_as_json(self) -> dict[str, Any]:
        """Return where the card belongs, as JSON."""
        record = self.record
        return {
            "card": record.card,
            "deck": record.deck,
            "concept": record.concept,
            "section": record.section,
            "kind": record.kind,
        }

    def state_as_json(self) -> dict[str, Any]:
        """Return the state, as JSON."""
        state = self.state
        return {
            "state": str(state.state),
            "due": self.due,
            "stability": state.stability,
            "difficulty": state.difficulty,
            "retrievability": self.retrievability,
            "reviews": state.reviews,
            "lapses": state.lapses,
            "suspended": state.suspended,
            "buried": "buried" in self.standing,
            "paused": "paused" in self.standing,
            "flagged": "flagged" in self.standing,
        }

    def as_json(self) -> dict[str, Any]:
        """Return the card as the JSON contract has it."""
        return self.place_as_json() | self.state_as_json() | {"text": self.text}


@dataclass(frozen=True, slots=True)
class CardDetails:
    """A card with its history, in the order in which it happened."""

    listing: CardListing
    history: tuple[HistoryEntry, ...]
    due_day: str = ""  # the study day on which it is due, as an ISO date; empty for a new card

    def as_json(self) -> dict[str, Any]:
        """Return the card as the JSON contract has it."""
        record = self.listing.record
        place = self.listing.place_as_json() | {"file": record.file, "line": record.line}
        rest = {"question": record.body, "history": [entry.as_json() for entry in self.history]}
        return place | self.listing.state_as_json() | rest

    def info(self) -> CardInfo:
        """Return the card as a person reads it."""
        record = self.listing.record
        body = {"answer": "", **record.body}
        question, answer = question_and_answer(body | {"ask": body["ask"] or self.listing.asked})
        return CardInfo(
            card=record.card, question=question, answer=answer, memory=tuple(self._memory()),
            place=tuple(_place(record)), history=self.history,
        )  # fmt: skip

    def _memory(self) -> Iterator[tuple[str, str]]:
        """Yield what the scheduler knows of the card."""
        state, listing = self.listing.state, self.listing
        others = sorted(listing.standing - {label(listing.standing), str(state.state)})
        yield "state", ", ".join([label(listing.standing), *others])
        if isinstance(state, ReviewedCard):
            yield "due", self.due_day
            yield "stability", f"{state.stability:.3g} days"
            yield "difficulty", f"{state.difficulty:.1f} of 10"
            yield "recall now", f"{listing.retrievability or 0:.0%}"
        yield "reviews", f"{state.reviews:,}, with {counted(state.lapses, 'lapse')}"


def _place(record: CardRecord) -> Iterator[tuple[str, str]]:
    yield "card", record.card
    if record.section:
        yield "section", SECTION_TITLES.get(record.section, record.section)
    yield "kind", record.kind
    if record.tags:
        yield "tags", ", ".join(record.tags)
    if record.file:
        yield "file", f"{record.file}:{record.line}"


@dataclass(frozen=True, slots=True)
class Standings:
    """What any card's state and text are read with, besides the card itself: read once for all cards."""

    moment: Moment
    presets: Presets
    flagged: frozenset[str]
    paused: Sequence[str]
    asks: Mapping[str, str]  # deck/concept/experiment -> what it asks

    def listed(self, record: CardRecord, state: CardState) -> CardListing:
        """Return a card with its state."""
        decay = decay_of(parameters_of(self.presets, record.card))
        marked = Marked(
            day=self.moment.day,
            day_end=self.moment.day_end,
            paused=is_paused(self.paused, record.deck, record.concept),
            flagged=record.card in self.flagged,
        )
        recall = retrievability(state.stability, state.last_ms, self.moment.now, decay)
        asked = self.asks.get(f"{record.deck}/{record.concept}/{_experiment(record)}", "")
        return CardListing(record, state, recall, standing(state, marked), asked)


def _experiment(record: CardRecord) -> str:
    return str(record.body.get("experiment", "")) if record.kind == "predict" else ""


def standings(store: Store, context: Context) -> Standings:
    """Return what the states of the learner's cards are read with, at this moment."""
    query, learner = store.query, store.learner
    return Standings(
        context.moment(),
        presets(query, learner),
        flagged_cards(query, learner),
        paused_names(query, learner),
        experiment_asks(query),
    )


def list_cards(
    store: Store, context: Context, scope: Scope, wanted: frozenset[str] = frozenset(), find: str = ""
) -> list[CardListing]:
    """Return the cards of a scope that have every wanted standing and contain the words of `find`."""
    states, known = all_states(store), standings(store, context)
    found = set(search(store, find)) if find else None
    rows = []
    for card in installed_cards(store, scope.deck, scope.concept):
        if (scope.tag and scope.tag not in card.tags) or (found is not None and card.card not in found):
            continue
        listed = known.listed(card, states.get(card.card, CardState()))
        if wanted <= listed.standing:
            rows.append(listed)
    return rows


def card_details(store: Store, context: Context, card_id: str) -> CardDetails:
    """Return one card with its history. Raises QuizError where it is not installed any more."""
    record = installed_card(store, card_id)
    if record is None:
        raise QuizError(f"The card `{card_id}` is not installed any more.", "quizapp cards list lists the cards.")
    known, state = standings(store, context), card_state(store, card_id)
    with store.reading() as connection:
        events = card_events(connection, store.learner, card_id)
    due = _day(context, state.due_ms) if state.due_ms is not None else ""
    return CardDetails(known.listed(record, state), tuple(_history(context, events)), due)


def _day(context: Context, time_ms: int) -> str:
    return study_day(time_ms, context.zone, context.settings.rollover).isoformat()


def _history(context: Context, events: Sequence[Event]) -> Iterator[HistoryEntry]:
    """Yield what happened to a card, oldest first."""
    undone = {event.undoes for event in events if event.kind == UNDO}
    past: list[Event] = []
    for event in sorted(events, key=lambda event: (event.time_ms, event.id)):
        if event.kind == UNDO:
            yield HistoryEntry(time_ms=event.time_ms, day=event.day or _day(context, event.time_ms), kind=event.kind)
            continue
        if event.id not in undone:
            past.append(event)
        review = review_of(event)
        yield HistoryEntry(
            time_ms=event.time_ms,
            day=event.day or _day(context, event.time_ms),
            kind=event.kind,
            rating=review.rating if review else None,
            interval=_interval(past, event) if event.kind == REVIEW and event.id not in undone else None,
            undone=event.id in undone,
        )


def _interval(past: Sequence[Event], event: Event) -> float | None:
    """Return the seconds from a review, the last of `past`, until the card was due again."""
    due = fold(past).due_ms
    return (due - event.time_ms) / 1000 if due is not None else None
