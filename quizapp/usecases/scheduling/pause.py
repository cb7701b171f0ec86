"""Pauses a deck or a concept, whose cards are not asked then, and resumes it."""

from typing import TYPE_CHECKING

from quizapp.core.event_payloads.pause import PausePayload, ResumePayload
from quizapp.core.events import PAUSE, RESUME
from quizapp.core.scope import Scope
from quizapp.errors import ExitCode, QuizError
from quizapp.store.events.event_log import EventDraft, record
from quizapp.store.events.pauses import paused_names

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context


def pause(context: "Context", store: "Store", scope: Scope) -> str:
    """Pause a deck or a concept, which may be paused already; return its name."""
    if _name(scope) not in paused_names(store.query, store.learner):
        _record(context, store, scope, paused=True)
    return _name(scope)


def resume(context: "Context", store: "Store", scope: Scope) -> tuple[str, ...]:
    """Resume a deck or a concept; return what keeps cards of it from being asked still: its concepts, or its deck.

    Raises QuizError (exit code 2) where it is not paused, which names what is.
    """
    paused = paused_names(store.query, store.learner)
    name = _name(scope)
    within = tuple(each for each in paused if each.startswith(f"{name}/"))
    if name not in paused:
        others = (scope.deck,) if scope.deck in paused else within
        known = ", ".join(f"`quizapp deck resume {each}`" for each in others)
        hint = f"What is paused: {known}." if others else "`quizapp deck list` shows what is paused."
        raise QuizError(f"`{name}` is not paused by itself.", hint, ExitCode.USAGE)
    _record(context, store, scope, paused=False)
    return (scope.deck,) if scope.concept and scope.deck in paused else within


def _name(scope: Scope) -> str:
    return f"{scope.deck}/{scope.concept}" if scope.concept else scope.deck


def _record(context: "Context", store: "Store", scope: Scope, *, paused: bool) -> None:
    moment = context.moment()
    payload = (PausePayload if paused else ResumePayload)(deck=scope.deck, concept=scope.concept, day=moment.day)
    kind = PAUSE if paused else RESUME
    record(store, EventDraft(kind, "", payload.as_payload(), now_ms=moment.now, day=moment.day))
