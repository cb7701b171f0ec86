"""What a session reports where its scope has nothing to ask."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.core.model import Rating
from quizapp.core.scope import Scope
from quizapp.store.database import Store
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import Context, make_context
from quizapp.usecases.study.session import Session
from quizapp.usecases.study.session_plan import SessionLimits
from tests.conftest import Run

PROCESS, THREADS = Scope(deck="concurrency", concept="process"), Scope(deck="concurrency", concept="threads")


@pytest.fixture
def context(environ: dict[str, str], quizapp: Run, tmp_path: Path) -> Context:
    """Return a context with the shipped deck and a note that asks both ways."""
    (tmp_path / "both.md").write_text("#flashcards\n\nlion:::Löwe\n", encoding="utf-8")
    assert quizapp("import", str(tmp_path / "both.md")).returncode == 0
    return make_context(environ=environ)


@pytest.fixture
def store(context: Context) -> Iterator[Store]:
    """Open its database."""
    with closing(open_app(context)) as opened:
        yield opened


def notes(context: Context, store: Store, scope: Scope, limits: SessionLimits, answers: int = 0) -> list[str]:
    """Answer so many cards; return the notes in the next session's summary."""
    for _ in range(answers):
        before = Session(context, scope, limits, store=store)
        assert before.next()
        before.grade(None)
        before.rate(Rating.EASY)
    last = Session(context, scope, limits, store=store)
    assert (last.next() is None) is bool(last.summary().notes)
    return list(last.summary().notes)


@pytest.mark.parametrize(
    ("scope", "limits", "answers", "said"),
    [
        (THREADS, SessionLimits(), 0, "First comes what it requires: `quizapp quiz concurrency/process`."),
        (Scope(deck="concurrency", kind="cloze", tag="no-such"), SessionLimits(), 0, "it has no new cards."),
        (PROCESS, SessionLimits(new=0), 0, "beyond today's limit of 0"),
        (Scope(deck="both"), SessionLimits(), 1, "Its new cards come tomorrow"),
    ],
)
def test_scope_without_open_cards_has_a_reason(
    context: Context, store: Store, scope: Scope, limits: SessionLimits, answers: int, said: str
) -> None:
    """With what to do."""
    (note,) = notes(context, store, scope, limits, answers)
    assert said in note
    assert note.endswith("`--cram` asks it outside the schedule.")


def test_no_reason_where_something_was_asked(context: Context, store: Store) -> None:
    """Nor where the whole scope was asked."""
    assert notes(context, store, PROCESS, SessionLimits()) == []
    assert notes(context, store, THREADS, SessionLimits(cram=True)) == []
    everything = Session(context, Scope(), SessionLimits(new=0), store=store)
    assert everything.next() is None
    assert not everything.summary().notes


def asked_in(context: Context, limits: SessionLimits) -> list[str]:
    """Answer all that a session asks with Easy; return the cards."""
    cards = []
    with closing(Session(context, Scope(), limits)) as session:
        while (asked := session.next()) is not None:
            session.grade(None)
            cards.append(asked.card.card)
            session.rate(Rating.EASY)
    return cards


def test_ahead_reviews_the_soonest_cards_of_later_days_as_real_reviews(context: Context, store: Store) -> None:
    asked_in(context, SessionLimits(new=6))
    tomorrow = replace(context, fixed_ms=context.now_ms + 86_400_000)
    with store.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT s.card, c.deck, c.concept, c.siblings FROM states s JOIN cards c ON c.card = s.card"
            f" WHERE s.due_ms >= {tomorrow.moment().day_end} ORDER BY s.due_ms, s.card"
        ).fetchall()
    soonest: dict[tuple[str, ...], str] = {}
    for card, *siblings in rows:
        soonest.setdefault(tuple(siblings), card)  # of siblings one a day
    later = list(soonest.values())
    print(rows)
    assert len(later) > 3
    assert asked_in(tomorrow, SessionLimits(ahead=3)) == later[:3]
    assert asked_in(tomorrow, SessionLimits(ahead=99)) == later[3:]
    with store.reading() as connection:
        (stored,) = connection.exec_driver_sql("SELECT COUNT(*) FROM events WHERE kind = 'review'").fetchone() or ()
    assert stored == 6 + len(later)


def test_ahead_says_why_nothing_is_asked(context: Context, store: Store) -> None:
    session = Session(context, Scope(), SessionLimits(ahead=5), store=store)
    assert session.next() is None
    assert "only cards that were asked before" in session.summary().notes[0]
