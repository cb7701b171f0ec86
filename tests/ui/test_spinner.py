"""The bar of a long piece of work, on a real terminal."""

import sys

import pexpect
import pytest

WORK = """
import sys, time
from quizapp.ui.spinner import progress_bar
with progress_bar("counting") as show:
    for step in range(int(sys.argv[1])):
        show(step / 30)
        time.sleep(0.1)
print("finished")
"""


@pytest.mark.parametrize("steps", [0, 30])
def test_bar_tells_how_long_the_work_still_takes_and_disappears(steps: int, environ: dict[str, str]) -> None:
    """Work that is too short to be watched shows nothing."""
    child = pexpect.spawn(
        sys.executable, ["-c", WORK, str(steps)], env=environ | {"TERM": "xterm"}, dimensions=(24, 80),
        encoding="utf-8", timeout=60,
    )  # fmt: skip
    if steps:
        child.expect("counting")
        child.expect(r"0:00:0\d *(\x1b\[[0-9;]*m)* *left")
    child.expect("finished")
    assert ("counting" in child.before) == bool(steps)
    if steps:
        assert child.before.endswith("\x1b[2K")
    child.expect(pexpect.EOF)
