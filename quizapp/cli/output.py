"""Printing: results on stdout, messages on stderr, control characters made visible."""

import json
import sys
from typing import Any

from quizapp.core.counting import counted as counted


def complain(message: str, hint: str = "") -> None:
    """Print one error with its hint on stderr, as text."""
    from quizapp.ui.escape import visible

    sys.stderr.write(f"error: {visible(message)}\n")
    if hint:
        sys.stderr.write(f"  hint: {visible(hint)}\n")


def print_json(value: Any) -> None:
    """Print one JSON document in ASCII, so that nothing in it can control a terminal."""
    sys.stdout.write(json.dumps(value, indent=2) + "\n")


def say(text: str = "") -> None:
    """Print a line of text on stdout, control characters made visible."""
    from quizapp.ui.escape import visible

    sys.stdout.write(visible(text) + "\n")


def tell(text: str) -> None:
    """Print a message on stderr: progress and what to do next, never a result."""
    from quizapp.ui.escape import visible

    sys.stderr.write(visible(text) + "\n")
