"""What can be asked of cards and done to them; notes are in `actions`."""

from collections.abc import Mapping
from typing import Any

from quizapp.core import events as log_kinds
from quizapp.core.checked_arguments import Arguments
from quizapp.core.events import CardState, ReviewedCard
from quizapp.core.model import State
from quizapp.core.study_day import DAY_MS
from quizapp.errors import ExitCode, QuizError
from quizapp.store.events.mark_cards import mark_cards
from quizapp.usecases.notes.card_facts import CardFacts, card_facts
from quizapp.usecases.notes.deck_names import deck_names
from quizapp.usecases.notes.find_notes import find_notes
from quizapp.usecases.notes.stored_notes import NoteCard, cards_numbered, cards_of
from quizapp.web.anki_connect.notes import Work, shown_fields

_TYPES: Mapping[State, int] = {State.NEW: 0, State.LEARNING: 1, State.REVIEW: 2, State.RELEARNING: 3}
_QUEUES: Mapping[State, int] = {**_TYPES, State.RELEARNING: 1}
_SUSPENDED, _BURIED = -1, -3  # queues too


def _found(work: Work, query: str) -> list[NoteCard]:
    return list(cards_of(find_notes(work.context, work.store, query)))


def find_cards(work: Work, given: Arguments) -> list[int]:
    """Return the numbers of the cards of the notes that a search finds."""
    return [each.number for each in _found(work, given["query"])]


def cards_info(work: Work, given: Arguments) -> list[dict[str, Any]]:
    """Return cards with their sides and states; an empty object for an unknown number."""
    found = cards_numbered(work.store, given["cards"])
    names = {deck: name for name, deck in deck_names(work.context, work.store).items()}
    facts = {each.of.number: each for each in card_facts(work.context, work.store, list(found.values()))}
    return [_info(facts[number], names) if number in facts else {} for number in given["cards"]]


def _info(facts: CardFacts, names: Mapping[str, str]) -> dict[str, Any]:
    card, note = facts.of, facts.of.note
    question, answer = facts.sides
    about = {
        "cardId": card.number, "note": note.number, "deckName": names.get(card.record.deck, card.record.deck),
        "modelName": note.type.name, "ord": card.ordinal, "fieldOrder": card.ordinal,
    }  # fmt: skip
    sides = {"fields": shown_fields(note), "question": question, "answer": answer, "css": ""}
    return about | sides | _schedule(facts)


def _schedule(facts: CardFacts) -> dict[str, int]:
    """Return where a card is in the schedule, in the numbers of Anki; the interval is in days."""
    state, standing = facts.listing.state, facts.listing.standing
    queue = _SUSPENDED if "suspended" in standing else _BURIED if "buried" in standing else _QUEUES[state.state]
    return {
        "type": _TYPES[state.state], "queue": queue, "interval": _days(state), "reps": state.reviews,
        "lapses": state.lapses, "flags": int("flagged" in standing),
    }  # fmt: skip


def _days(state: CardState) -> int:
    if isinstance(state, ReviewedCard) and state.state is State.REVIEW:
        return round((state.due_ms - state.last_ms) / DAY_MS)
    return 0


def suspend(work: Work, given: Arguments) -> bool:
    """Suspend cards; return whether one of them was not suspended before."""
    return _mark(work, given, log_kinds.SUSPEND, is_suspended=False)


def unsuspend(work: Work, given: Arguments) -> bool:
    """Release suspended cards; return whether one of them was suspended before."""
    return _mark(work, given, log_kinds.UNSUSPEND, is_suspended=True)


def _mark(work: Work, given: Arguments, kind: str, *, is_suspended: bool) -> bool:
    facts = card_facts(work.context, work.store, list(cards_numbered(work.store, given["cards"]).values()))
    left = [each.of.record.card for each in facts if each.listing.state.suspended is is_suspended]
    if left:
        mark_cards(work.store, work.context.moment(), kind, left)
    return bool(left)


def browse(work: Work, given: Arguments) -> None:
    """Raise QuizError that says where a person sees the cards of a search: no window is opened."""
    found = _found(work, given["query"])
    where = f"On a terminal: quizapp cards show {found[0].record.card}" if found else "The search finds no card."
    raise QuizError("quizapp opens no window for other programs.", where, ExitCode.USAGE)
