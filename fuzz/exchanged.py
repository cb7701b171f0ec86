"""Segments of a shared folder: the rows of one that came whole, whatever they hold, are taken or left out."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from quizapp.store import segments
from quizapp.store.database import Store, open_store
from quizapp.store.exchange import exchange

ROW = ["me", "019c9000-0000-7000-8000-000000000000", "aaaa", 1_772_000_000_000, "2026-03-02", "d/c/a"]


def seeds() -> Iterator[bytes]:
    """Yield rows of several kinds."""
    for kind, payload in (
        ("review", {"rating": "good"}), ("suspend", {}), ("forget", {}), ("bury", {"until": "2026-03-03"}),
        ("carry", {"stability": 3.5, "difficulty": 5.0, "due_ms": 1, "lapses": 0}), ("undo", {}),
        ("optimize", {"parameters": [0.1] * 21, "deck": "", "run": "a"}),
    ):  # fmt: skip
        yield json.dumps([*ROW, kind, None, json.dumps(payload, separators=(",", ":"))]).encode() + b"\n"


@cache
def _store() -> Store:
    return open_store(Path(mkdtemp(prefix="quizapp-fuzz-")) / "quiz.db", "me")


def check(content: bytes, folder: Path) -> None:
    """Put the bytes into a segment whose name and digests fit, and exchange."""
    shared = folder / "shared"
    shutil.rmtree(shared, ignore_errors=True)
    shared.mkdir()
    head = {"format": segments.FORMAT, "events": 1, "sha256": hashlib.sha256(content).hexdigest()}
    whole = json.dumps(head).encode() + b"\n" + content
    digest = hashlib.sha256(whole).hexdigest()[:16]
    (shared / f"aaaa-{'0' * 16}-{'0' * 16}-{digest}.jsonl").write_bytes(whole)
    exchange(_store(), shared)
