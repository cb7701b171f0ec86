"""The lease of the next card, which a session takes together with its answer."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from collection import write_deck

from quizapp.core.model import Rating
from quizapp.core.scope import Scope
from quizapp.errors import QuizError
from quizapp.store.database import Store, open_store
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import Context, make_context
from quizapp.usecases.study import session_leases
from quizapp.usecases.study.session import Session
from quizapp.usecases.study.session_plan import SessionLimits
from tests.conftest import Run

pytestmark = pytest.mark.file
DECK = Scope(deck="deck")


@pytest.fixture
def context(environ: dict[str, str], quizapp: Run, tmp_path: Path) -> Context:
    """A learner with a deck of six cards, all of which are asked today."""
    assert quizapp("import", str(write_deck(tmp_path / "deck", "deck", 6))).returncode == 0
    return make_context(environ=environ | {"QUIZAPP_NEW_PER_DAY": "6"})


@pytest.fixture
def store(context: Context) -> Iterator[Store]:
    """Its database."""
    with closing(open_app(context)) as opened:
        yield opened


def leased(store: Store) -> list[str]:
    """Return the leased cards, as another program reads them."""
    with closing(sqlite3.connect(store.path)) as connection:
        return [row[0] for row in connection.execute("SELECT card FROM claims ORDER BY card")]


def answered(session: Session) -> str:
    """Answer the next card with Easy; return its id."""
    asked = session.next()
    assert asked is not None
    session.grade(None)
    session.rate(Rating.EASY)
    return asked.card.card


def session_of(context: Context, store: Store, **limits: object) -> Session:
    """Return a session over the deck."""
    return Session(context, DECK, SessionLimits(**limits), store=store)  # type: ignore[arg-type]


def test_an_answer_leases_the_card_that_comes_next(context: Context, store: Store) -> None:
    """It is the one that is asked then, and another session gets another one."""
    session = session_of(context, store)
    first = answered(session)
    (held,) = leased(store)
    assert held != first
    with closing(open_store(store.path, "me")) as beside:
        other = session_of(context, beside)
        asked = other.next()
        assert asked is not None and asked.card.card not in (first, held)
    again = session.next()
    assert again is not None and again.card.card == held


def test_the_last_answer_of_a_session_leases_nothing(context: Context, store: Store) -> None:
    """Neither after as many answers as were wanted, nor while cramming."""
    answered(session_of(context, store, answers=1))
    assert len(leased(store)) == 1  # that of the card that was answered
    cram = session_of(context, store, cram=True)
    answered(cram)
    assert len(leased(store)) == 1


def test_a_lease_that_waited_is_taken_again(context: Context, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Since then the card may have been suspended in another terminal: it is not asked."""
    session = session_of(context, store)
    answered(session)
    (held,) = leased(store)
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute(
            "INSERT INTO states (learner, card, state, reviews, lapses, suspended, time_ms, event)"
            " VALUES ('me', ?, 'new', 0, 0, 1, 0, 'x')", [held],
        )  # fmt: skip
        connection.commit()
    monkeypatch.setattr(session_leases, "SOON_MS", 0)
    asked = session.next()
    assert asked is not None and asked.card.card != held
    assert leased(store) == [asked.card.card]


def test_an_undo_gives_up_the_lease_of_the_next_card(context: Context, store: Store) -> None:
    """Another session may ask that card then; this one leases it again when its turn comes."""
    session = session_of(context, store)
    first = answered(session)
    (held,) = leased(store)
    undone = session.undo()
    assert undone.asked is not None and undone.asked.card.card == first
    assert leased(store) == [first]
    with closing(open_store(store.path, "me")) as beside:
        other = session_of(context, beside)
        taken = other.next()
        assert taken is not None and taken.card.card == held
        session.grade(None)
        session.rate(Rating.EASY)
        asked = session.next()
        assert asked is not None and asked.card.card not in (first, held)


def test_a_failed_answer_leases_nothing(context: Context, store: Store) -> None:
    """Neither in the database nor in the session's memory: the next question takes a lease of its own."""
    session = session_of(context, store)
    first = session.next()
    assert first is not None
    session.grade(None)
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE UPDATE OF card ON claims BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
        connection.commit()
        with pytest.raises(QuizError):
            session.rate(Rating.EASY)
        connection.execute("DROP TRIGGER full")
        connection.commit()
        assert connection.execute("SELECT COUNT(*) FROM events WHERE kind = 'review'").fetchone() == (0,)
    assert leased(store) == [first.card.card]
    asked = session.next()
    assert asked is not None and leased(store) == [asked.card.card]
