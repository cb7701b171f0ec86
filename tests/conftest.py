"""A database, settings and a clock of each test's own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

NOON = "2026-03-02T12:00:00+00:00"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The environment of a learner who has never used the program, at a fixed time."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    own = {"QUIZAPP_DB": str(tmp_path / "quiz.db"), "QUIZAPP_CONFIG": str(tmp_path / "config.toml")}
    return kept | own | {"QUIZAPP_NOW": NOON, "PYTHONUTF8": "1"}


@pytest.fixture
def quizapp(environ: dict[str, str]) -> Run:
    """Run the program as a subprocess and return how it ended."""

    def run(*words: str, stdin: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "quizapp", *words],
            input=stdin,
            env=environ | more,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run
