"""The end of a session: its summary, backup and exchange with other devices."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from quizapp.core.event_payloads.review import rating_of
from quizapp.core.events import CRAM, REVIEW, Event
from quizapp.core.model import Rating
from quizapp.core.scope import Moment
from quizapp.core.session_values import Summary
from quizapp.errors import NotBackedUp, QuizError
from quizapp.store.backup.backups import take_daily
from quizapp.store.card_lookup import stored_card
from quizapp.store.daily_candidates import Query
from quizapp.store.database import Store
from quizapp.store.events.card_leases import release
from quizapp.store.events.new_card_cursor import advance
from quizapp.store.location import Server
from quizapp.usecases.context import Context
from quizapp.usecases.reports.today import overview

ADVICE = "`quizapp prove` tests a claim on this machine; `quizapp progress` shows what you know."


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnd:
    """What a session did, and why it ended."""

    recorded: Sequence[Event]
    met: Mapping[tuple[str, str], str]  # (deck, concept) -> title of the concepts that it taught
    seconds: float
    elsewhere: bool  # cards are leased to another session
    waiting: int  # cards due today that the cap after an absence left out
    closed: str  # why there was nothing to ask; '' if something was asked
    left: int = 0  # of the session's own cards
    cram: bool = False  # the answers changed no due date


def summary_of(context: Context, query: Query, end: SessionEnd) -> Summary:
    """Return the summary of a session."""
    answers = [event for event in end.recorded if event.kind in (REVIEW, CRAM)]
    missed = dict.fromkeys(event.card for event in answers if rating_of(event.payload) == Rating.AGAIN)
    touched = {tuple(event.card.split("/")[:2]) for event in answers}
    view = overview(query, context)
    left = end.left if end.waiting else view.due + view.new
    return Summary(
        answered=len(answers),
        correct=sum(rating_of(event.payload) != Rating.AGAIN for event in answers),
        seconds=end.seconds,
        learnt=tuple(title for topic, title in end.met.items() if topic in touched),
        missed=tuple((card, _asked_by(query, context.learner, card)) for card in missed),
        next_due_ms=view.next_due_ms,
        due_tomorrow=view.due_tomorrow,
        left=left,
        new_left=view.new,
        is_done=not left and not end.waiting,
        now_ms=view.now_ms,
        zone=context.zone,
        streak=view.streak,
        advice="" if left else ADVICE,
        notes=tuple(_notes(end)),
    )


def _notes(end: SessionEnd) -> Iterator[str]:
    if end.cram and end.recorded:
        yield "Cramming changed no due date."
    if end.elsewhere:
        yield "Some cards are being asked in another terminal."
    if end.closed:
        yield end.closed
    if end.waiting:
        are_due = "is due: it comes" if end.waiting == 1 else "are due: they come"
        yield f"{end.waiting} more {are_due} on the next days, or now with `quizapp`."


def _asked_by(query: Query, learner: str, card: str) -> str:
    stored = stored_card(query, learner, card)
    body = stored.card.body if stored else {}
    return str(body.get("ask") or body.get("text") or card).splitlines()[0]


def shut(context: Context, store: Store, session: str, *, answered: bool, away: bool = False) -> None:
    """Release the leases of a session and close its store; after answers, back up and share new events.

    The learner sees the summary before that, so neither delays it. Of a server that is `away` nothing is asked: the
    leases expire. Raises QuizError (exit code 4) where the shared folder cannot be used, and NotBackedUp.
    """
    if away:
        store.close()
        return
    moment = context.moment()
    release(store, session)
    if answered:
        store.write(lambda connection: advance(connection, store.learner))
    shared: QuizError | None = None
    try:
        if answered and context.settings.sync_folder and not isinstance(store.place, Server):
            from quizapp.usecases.sync.sync import share

            share(context, store)
    except QuizError as error:
        shared = error
    finally:
        store.close()
    if answered and not isinstance(store.place, Server):
        _back_up(store.path, moment, shared)
    if shared is not None:
        raise shared


def _back_up(database: Path, moment: Moment, shared: QuizError | None) -> None:
    """Take the daily backup. Raises NotBackedUp, unless another error is to be reported."""
    try:
        take_daily(database, moment.day, moment.now)
    except QuizError as error:
        if shared is None:
            raise NotBackedUp(error.message) from error
