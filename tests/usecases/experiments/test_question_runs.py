"""Questions that run programs: the hints of their errors fit every front end."""

from pathlib import Path

import pytest

from quizapp.core.prediction import parse
from quizapp.core.scope import Scope
from quizapp.errors import ConsentRefused, ProgramFailed
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import make_context
from quizapp.usecases.study.session import Session
from quizapp.usecases.study.session_plan import SessionLimits
from tests.conftest import CONCEPT, Run

BROKEN = CONCEPT.replace('print("hello")', "1 / 0").replace("return 100, 40", "return None")


def session_of(environ: dict[str, str]) -> Session:
    """Start a session whose question is about the output of a program of the foreign deck."""
    context = make_context(environ=environ)
    scope = Scope(deck="mine", kind="output")
    session = Session(context, scope, SessionLimits(cram=True), store=open_app(context))
    assert session.next() is not None
    return session


def test_failed_program_has_a_hint_without_keys(foreign_deck: Path, quizapp: Run, environ: dict[str, str]) -> None:
    """Keys differ between the terminal, line mode and JSON Lines, and the learner may have changed them."""
    (foreign_deck / "naps.yaml").write_text(BROKEN)
    assert quizapp("import", str(foreign_deck)).returncode == 0
    assert quizapp("deck", "trust", "mine", "--yes").returncode == 0
    session = session_of(environ)
    with pytest.raises(ProgramFailed, match="ZeroDivisionError") as caught:
        session.grade("hello", hinted=False, seconds=1.0)
    assert caught.value.hint == "Other questions are unaffected. You can suspend this card."
    (claim,) = session.proofs()
    with pytest.raises(ProgramFailed) as caught:
        session.prove(claim, parse("2"), lambda _: None, lambda *_: True)
    assert caught.value.hint == "Your question is unaffected."
    session.close()


def test_consent_hints_name_a_command_that_works(foreign_deck: Path, quizapp: Run, environ: dict[str, str]) -> None:
    """Of an installed deck: `deck trust`; of a folder, which may not be installed: `deck test --yes`."""
    tested = quizapp("deck", "test", str(foreign_deck))
    assert (tested.returncode, f"To agree: quizapp deck test {foreign_deck} --yes" in tested.stderr) == (5, True)
    assert quizapp("import", str(foreign_deck)).returncode == 0
    proved = quizapp("prove", "calls", "--predict", "3")
    assert (proved.returncode, "To agree: quizapp deck trust mine\n" in proved.stderr) == (5, True), proved.stderr
    session = session_of(environ)
    for words in ("Your refusal is remembered. To change your mind: ", "To change your mind: "):
        with pytest.raises(ConsentRefused) as caught:
            session.grade("hello", hinted=False, seconds=1.0, ask=lambda *_: False)
        assert caught.value.hint == f"{words}quizapp deck trust mine"
    session.close()
    assert quizapp("deck", "test", str(foreign_deck), "--yes").returncode == 0
    assert quizapp("deck", "trust", "mine", "--yes").returncode == 0
