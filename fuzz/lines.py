"""The quiz's JSON lines: each is answered, none ends the session with an exception."""

import io
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from quizapp.app import Context, make_context, open_app
from quizapp.order import Limits
from quizapp.session import Session
from quizapp.store.database import Store
from quizapp.store.today import Scope
from quizapp.ui.jsonl import run_jsonl

NOON = "2026-03-02T12:00:00+00:00"


@cache
def _learner() -> tuple[Context, Store]:
    """Return a learner with the shipped decks, at a fixed time."""
    home = Path(mkdtemp(prefix="quizapp-fuzz-"))
    own = {"QUIZAPP_DB": str(home / "quiz.db"), "QUIZAPP_CONFIG": str(home / "none.toml"), "QUIZAPP_NOW": NOON}
    context = make_context(environ=own)
    return context, open_app(context)


def seeds() -> Iterator[bytes]:
    """Yield a line of each type."""
    for answer in ("a", ["a", "b"], {"a": "b"}, 3, 0.5, None, True, {"low": 1, "high": 2}):
        yield json.dumps({"type": "answer", "answer": answer}).encode() + b"\n" + b'{"type":"rate","rating":"good"}\n'
    yield b'{"type":"reveal"}\n{"type":"rate","rating":"good"}\n{"type":"undo"}\n{"type":"suspend"}\n{"type":"quit"}\n'


def check(content: bytes, folder: Path) -> None:
    """Send the bytes as lines; everything that comes back is JSON."""
    context, store = _learner()
    out = io.StringIO()
    # Not closed: closing a session closes its store, which serves them all.
    session = Session(context, Scope(), Limits(cram=True), store=store)
    run_jsonl(session, io.StringIO(content.decode("utf-8", "surrogateescape")), out)
    for line in out.getvalue().splitlines():
        json.loads(line)
