"""An interrupt that arrives in a destructor, where Python drops it."""

import subprocess
import sys

import pytest

PROGRAM = """
import os, signal, time
from quizapp.cli.dropped_interrupt import repeat_dropped_interrupts
from quizapp.ui.keys import Terminated

def end(*_):
    raise Terminated

class Held:
    def __del__(self):
        {inside}

signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGTERM, end)
repeat_dropped_interrupts()
try:
    for _ in range(3):
        Held()
        time.sleep({pause})
except KeyboardInterrupt as error:
    print(type(error).__name__)
else:
    print("went on")
"""


def outcome(inside: str, pause: int) -> tuple[str, str]:
    """Return what a program prints, given what its destructor does and how many seconds it waits after each."""
    code = PROGRAM.format(inside=inside, pause=pause)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip(), done.stderr


@pytest.mark.parametrize(("signal", "error"), [("SIGINT", "KeyboardInterrupt"), ("SIGTERM", "Terminated")])
@pytest.mark.once
def test_interrupt_in_a_destructor_ends_the_program(signal: str, error: str) -> None:
    """Without a report of an ignored exception."""
    assert outcome(f"os.kill(os.getpid(), signal.{signal}); time.sleep(0)", pause=15) == (error, "")


@pytest.mark.once
def test_other_errors_of_destructors_are_reported() -> None:
    """As ever."""
    said, told = outcome("raise ValueError('lost')", pause=0)
    assert said == "went on" and told.count("ValueError: lost") == 3
