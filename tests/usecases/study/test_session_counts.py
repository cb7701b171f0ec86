"""The counts of a session: greeting, header, summary and status say the same."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from collection import write_deck

from quizapp.core.model import Rating
from quizapp.core.prediction import parse
from quizapp.core.scope import Scope
from quizapp.store.database import Store
from quizapp.ui.header import day_progress
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import Context, make_context
from quizapp.usecases.reports.today import overview
from quizapp.usecases.study.session import Session
from quizapp.usecases.study.session_plan import SessionLimits
from tests.conftest import Run

DAY_MS = int(timedelta(days=1).total_seconds() * 1000)


@pytest.fixture
def context(environ: dict[str, str], quizapp: Run, tmp_path: Path) -> Context:
    """A learner with a deck of twelve cards, all of which are asked today."""
    assert quizapp("import", str(write_deck(tmp_path / "deck", "deck", 12))).returncode == 0
    return make_context(environ=environ | {"QUIZAPP_NEW_PER_DAY": "12", "QUIZAPP_COMEBACK_LIMIT": "5"})


@pytest.fixture
def store(context: Context) -> Iterator[Store]:
    """Its database."""
    with closing(open_app(context)) as opened:
        yield opened


def later(context: Context, days: int) -> Context:
    """The same learner so many days later."""
    return replace(context, fixed_ms=context.now_ms + days * DAY_MS)


DECK = Scope(deck="deck")


def session(context: Context, store: Store, scope: Scope = DECK, **limits: object) -> Session:
    """A session."""
    return Session(context, scope, SessionLimits(**limits), store=store)  # type: ignore[arg-type]


def answer_all(found: Session, rating: Rating) -> int:
    """Answer everything that a session asks; return how many answers that were."""
    count = 0
    while found.next() is not None:
        found.grade(None)
        found.rate(rating)
        count += 1
    return count


def header(found: Session) -> tuple[int, int]:
    """Return what the header counts: due, with learning steps, and new."""
    tally = found.tally()
    return tally.due_left + tally.learning_left, tally.new_left


def total(found: Session) -> int:
    """Return the total that the header has."""
    return int(day_progress(found.tally(), 0).plain.partition(" of ")[2].split()[0])


@pytest.mark.parametrize("rating", [Rating.AGAIN, Rating.GOOD])
def test_the_total_of_the_header_stays_and_cards_to_learn_again_are_apart(
    context: Context, store: Store, rating: Rating
) -> None:
    """Whatever is answered, and after an undo."""
    found = session(context, store)
    for answered in range(12):
        assert found.next() is not None
        assert (total(found), found.tally().again_left) == (12, answered)
        found.grade(None)
        found.rate(rating)
    assert found.undo().asked is not None
    assert (total(found), found.tally().again_left) == (12, 11)
    found.rate(Rating.EASY)
    assert found.next() is not None  # a card that comes again
    assert (total(found), found.tally().again_left) == (12, 11)


def test_header_and_status_agree_through_a_day(context: Context, store: Store) -> None:
    """At the start, after every answer, and at the end."""
    everything = session(context, store, Scope())
    for rating in [Rating.EASY, Rating.AGAIN, Rating.GOOD, Rating.EASY]:
        assert everything.next() is not None
        view = overview(store.query, context)
        assert header(everything) == (view.due, view.new)
        everything.grade(None)
        everything.rate(rating)
    view = overview(store.query, context)
    assert everything.summary().left == view.due + view.new


def test_after_an_absence_greeting_header_status_and_summary_agree(context: Context, store: Store) -> None:
    """The cap is part of all of them."""
    assert answer_all(session(context, store), Rating.EASY) == 12
    back = later(context, 40)
    view = overview(store.query, back)
    assert (view.due, view.waiting) == (5, 7)
    found = session(back, store, new=0)
    told = found.greeting
    assert (told.days_away, told.due, told.waiting, told.new) == (40, 5, 7, 0)
    found.next()
    assert header(found) == (5, 0)
    found.grade(None)
    found.rate(Rating.EASY)
    assert answer_all(found, Rating.EASY) == 4
    summary = found.summary()
    assert [note for note in summary.notes if note.startswith("7 more are due")]
    assert (summary.left, summary.is_done) == (0, False)


def test_a_finished_day_is_done(environ: dict[str, str], store: Store) -> None:
    """And a session that asks nothing says the same."""
    done = make_context(environ=environ | {"QUIZAPP_NEW_PER_DAY": "0"})
    summary = session(done, store, Scope()).summary()
    assert (summary.is_done, summary.left, summary.answered) == (True, 0, 0)


def test_cramming_is_named_and_previews_nothing(context: Context, store: Store) -> None:
    """Its answers change no due date."""
    found = session(context, store, cram=True)
    assert found.next() is not None
    assert found.previews() == {}
    assert found.tally().cram
    found.grade(None)
    found.rate(Rating.GOOD)
    assert "Cramming changed no due date." in found.summary().notes


def test_cards_ahead_of_their_day_are_not_due(context: Context, store: Store) -> None:
    """They are counted on their own."""
    answer_all(session(context, store), Rating.EASY)
    found = session(later(context, 1), store, ahead=3)
    found.next()
    assert header(found) == (0, 0)
    assert found.tally().ahead_left == 3


def test_a_card_that_a_proof_rescheduled_is_in_no_other_terminal(
    context: Context, store: Store, quizapp: Run, foreign_deck: Path
) -> None:
    """`p` answers the card of the claim; the session leaves it out."""
    assert quizapp("import", str(foreign_deck)).returncode == 0
    found = session(context, store, Scope(deck="mine"), new=20)
    asked = found.next()
    while asked is not None and asked.card.kind == "predict":
        found.grade(None)
        found.rate(Rating.EASY)
        asked = found.next()
    assert asked is not None
    (proof,) = found.proofs()
    found.prove(proof, parse("3"), lambda _: None, lambda *_: True)
    found.rate(Rating.EASY) if found.grade(None) else None
    answer_all(found, Rating.EASY)
    assert not [note for note in found.summary().notes if "another terminal" in note]
