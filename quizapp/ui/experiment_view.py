"""An experiment on the screen: consent to its code, samples as they come, and what the learner saw."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from quizapp.ui.escape import visible
from quizapp.ui.text import code

Show = Callable[[list[RenderableType], str], None]
"""Draws a body with a line of help."""

SEEN = {"more": "more than I predicted", "as predicted": "about what I predicted", "less": "less than I predicted"}
WIDTH = 40


def consent_lines(title: str, sources: Mapping[str, str], warning: str) -> list[RenderableType]:
    """Return all code that would run, under a plain sentence of what agreeing means."""
    lines: list[RenderableType] = [
        Text("This code did not come with quizapp. It runs only if you agree to exactly this code.", style="bold"),
        Text(visible(warning)),
    ]
    for name, source in sources.items():
        lines += [Text(), Text(f"{visible(title)}: {visible(name)}", style="accent"), code(source, "python")]
    return lines


class Live:
    """Draws each sample of an experiment on a scale as it comes."""

    def __init__(self, show: Show, prediction: str) -> None:
        self._show, self._prediction = show, prediction
        self._began = time.monotonic()
        self._samples: dict[str, list[float]] = {}

    def __call__(self, trial: Any) -> None:
        """Take a sample and draw."""
        self._samples.setdefault(trial.variant, []).append(trial.reading)
        lines: list[RenderableType] = [self._head(trial), Text()]
        longest = max(max(values) for values in self._samples.values()) or 1.0
        for name, values in self._samples.items():
            lines.append(_scale(name, values, longest, trial.unit))
        lines += [Text(), Text.assemble(("your prediction  ", "quiet"), visible(self._prediction))]
        self._show(lines, "Ctrl-C leaves; nothing is rated then")

    def _head(self, trial: Any) -> Text:
        left = max(0.0, trial.limit - (time.monotonic() - self._began))
        text = f"Running on this machine: trial {trial.done}, at most {left:.0f} s more"
        if trial.foreign > 0.1:
            text += f"; other programs use {trial.foreign:.1f} of a core"
        return Text(text)


def _scale(name: str, values: list[float], longest: float, unit: str) -> Text:
    """Return every sample as a mark on one scale from nothing to the longest, the latest one in words."""
    marks = [" "] * WIDTH
    for value in values:
        place = min(WIDTH - 1, int(value / longest * (WIDTH - 1)))
        marks[place] = "▪" if marks[place] == " " else "■"
    return Text.assemble(
        f"{visible(name)[:14]:14} ", ("|" + "".join(marks) + "|", "accent"), f" {values[-1]:.3g} {unit}"
    )
