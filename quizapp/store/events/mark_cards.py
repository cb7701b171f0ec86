"""Records that cards were suspended, released, buried, flagged or made new again."""

from collections.abc import Iterable

from quizapp.core.event_payloads.card_marks import MARKS
from quizapp.core.events import Event
from quizapp.core.scope import Moment
from quizapp.store.database import Store
from quizapp.store.events.event_log import EventDraft, record_all
from quizapp.store.ids import new_id


def mark_cards(store: Store, moment: Moment, kind: str, cards: Iterable[str]) -> list[Event]:
    """Append an event of a kind of MARKS for each card, all or none, and return the events.

    Those of several cards share an id, so that one undo takes back all of them.
    """
    marked = list(cards)
    payload = MARKS[kind](day=moment.day, action=new_id() if len(marked) > 1 else "").as_payload()
    return record_all(store, [EventDraft(kind, card, payload, now_ms=moment.now, day=moment.day) for card in marked])
