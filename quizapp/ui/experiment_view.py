"""An experiment on the screen: consent to its code, and its samples as they come."""

import time
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.text import Text

from quizapp.core.experiment_ask import ask_of
from quizapp.core.figures import with_unit
from quizapp.core.model import Experiment
from quizapp.ui.code_view import code
from quizapp.ui.escape import one_line, visible
from quizapp.ui.fitted import fitted
from quizapp.ui.hanging import Hanging
from quizapp.ui.session_port import Sample
from quizapp.ui.text import inline

Show = Callable[[list[RenderableType], str], None]
"""Draws lines with a line of help."""

WIDTH = 40  # cells of the scale of the samples, at most
LEAST_WIDTH = 6
NAME_WIDTH = 14


def consent_lines(title: str, sources: Mapping[str, str], warning: str) -> list[RenderableType]:
    """Return all code that would run, below a sentence about what agreeing means."""
    from quizapp.ui.revealed import revealed

    lines: list[RenderableType] = [
        Text("This code did not come with quizapp. It runs only if you agree to exactly this code.", style="bold"),
        Text(visible(warning)),
    ]
    for name, source in sources.items():
        lines += [
            Text(),
            Text(f"{one_line(title)}: {one_line(name)}", style="accent"),
            code(revealed(source), "python"),
        ]
    return lines


class LiveSamples:
    """Draws each sample of an experiment on a scale as it comes."""

    def __init__(self, show: Show, prediction: str) -> None:
        self._show, self._prediction = show, prediction
        self._began = time.monotonic()
        self._samples: dict[str, list[float]] = {}

    def __call__(self, sample: Sample) -> None:
        """Take a sample and draw all of them."""
        self._samples.setdefault(sample.variant, []).append(sample.reading)
        lines: list[RenderableType] = [self._head(sample), Text()]
        longest = max(max(values) for values in self._samples.values()) or 1.0
        for name, values in self._samples.items():
            lines.append(SampleScale(name, values, longest, sample.unit))
        lines += [Text(), Text.assemble(("your prediction  ", "quiet"), visible(self._prediction))]
        self._show(lines, "Ctrl-C stops; nothing is rated then")

    def _head(self, sample: Sample) -> Text:
        left = max(0.0, sample.limit - (time.monotonic() - self._began))
        text = f"Running on this machine: trial {sample.done}, at most {left:.0f} s more"
        if sample.foreign > 0.1:
            text += f"; other programs use {sample.foreign:.1f} of a core"
        return Text(text)


class SampleScale:
    """Every sample as a mark on a scale from 0 to the longest, and the latest one as a number.

    The scale is as wide as the screen allows; where little is left beside the number, there is none.
    """

    def __init__(self, name: str, values: list[float], longest: float, unit: str) -> None:
        self._name, self._values, self._longest = fitted(one_line(name), NAME_WIDTH), values, longest
        self._latest = with_unit(values[-1], unit)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = min(WIDTH, options.max_width - NAME_WIDTH - len(" || ") - len(self._latest))
        if room < LEAST_WIDTH:
            yield Text.assemble((f"{self._name} ", "quiet"), self._latest)
        else:
            yield Text.assemble(f"{self._name:{NAME_WIDTH}} ", (f"|{self._marks(room)}|", "accent"), f" {self._latest}")

    def _marks(self, width: int) -> str:
        marks = [" "] * width
        for value in self._values:
            place = min(width - 1, int(value / self._longest * (width - 1)))
            marks[place] = "▪" if marks[place] == " " else "■"
        return "".join(marks)


def listed_lines(found: Sequence[tuple[str, Experiment]]) -> list[RenderableType]:
    """Return experiments, each with its concept's title, by concept: their names, and what they ask."""
    lines: list[RenderableType] = []
    for title, group in groupby(found, key=lambda each: each[0]):
        lines.append(Text(one_line(title), style="accent"))
        for _, experiment in group:
            lines.append(Text(f"  {visible(experiment.id)}", style="bold"))
            lines.append(Hanging(Text("      "), inline(ask_of(experiment.ask, experiment.parameters))))
    return lines
