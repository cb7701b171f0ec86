"""Who is asked for a learning path."""

from contextlib import closing
from pathlib import Path

from quizapp.core.model import Rating
from quizapp.core.scope import Scope
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import make_context
from quizapp.usecases.study.first_start import paths_to_ask
from quizapp.usecases.study.learning_paths import choose_path, known_paths
from quizapp.usecases.study.session import Session
from quizapp.usecases.study.session_plan import SessionLimits


def test_learner_is_asked_until_a_path_was_chosen(environ: dict[str, str]) -> None:
    """Choosing none of them is a choice too."""
    context = make_context(environ=environ)
    with closing(open_app(context)) as store:
        assert paths_to_ask(context, store.query) == known_paths(store.query) != {}
        choose_path(store.query, context.config.path, "all")
        assert paths_to_ask(make_context(environ=environ), store.query) == {}


def test_learner_who_has_answered_is_not_asked(environ: dict[str, str], tmp_path: Path) -> None:
    context = make_context(environ=environ)
    session = Session(context, Scope(), SessionLimits(), store=open_app(context))
    with closing(session):
        assert session.next() is not None
        session.grade(None)
        assert paths_to_ask(context, session.store.query)
        session.rate(Rating.GOOD)
        assert paths_to_ask(context, session.store.query) == {}
