"""The fingerprint that a consent is bound to."""

from hashlib import sha256
from pathlib import Path

import pytest

from quizapp.lab import code_fingerprint
from quizapp.lab.code_fingerprint import RUNNER_VERSION, Runnable

DECIDED = {
    "checking/checking.py": "80921c5678b9c1d503b6d14fd04738e6fc4747570cb3f1bab3e68b759b32b996",
    "checking/check_worker.py": "965ecd52a529f58285d89b131f806299c1915d27245c51dc804455efb0ee4a71",
    "worker.py": "3f0b02a8da8580a004aa8a684817e4a106501892b1262092a7deb2e89c15e0b5",
    "landlock_child.py": "7dae5cda06d03c50131f5191340ce9aad92f476b6bb1c4c5f19821abd53db220",
}
"""The texts for which RUNNER_VERSION was decided."""


@pytest.mark.parametrize("name", DECIDED)
def test_the_version_is_decided_for_this_text(name: str) -> None:
    """After a change: does the code that runs get more rights, or run in a way that nobody agreed to?

    If so, raise RUNNER_VERSION, and every learner is asked again. Then write the new hash here.
    """
    text = (Path(code_fingerprint.__file__).parent / name).read_bytes()
    assert sha256(text).hexdigest() == DECIDED[name]


def test_a_fingerprint_is_that_of_the_code_and_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any change of either gives another one."""
    base = Runnable(sources={"a": "1", "b": "2"}).fingerprint
    assert Runnable(sources={"b": "2", "a": "1"}).fingerprint == base
    others = ({"a": "1"}, {"a": "2", "b": "1"}, {"a": "1", "c": "2"})
    marks = {base, *(Runnable(sources=each).fingerprint for each in others)}
    marks |= {Runnable(sources={"a": "1"}, terms=terms).fingerprint for terms in ("x", "y")}
    assert len(marks) == 6
    monkeypatch.setattr(code_fingerprint, "RUNNER_VERSION", RUNNER_VERSION + 1)
    assert Runnable(sources={"a": "1", "b": "2"}).fingerprint != base
