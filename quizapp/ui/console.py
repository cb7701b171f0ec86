"""Creates the console, with colour and Unicode as the terminal and the learner want them."""

import os
from collections.abc import Iterable

from rich.console import Console as Console
from rich.console import ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.theme import Theme

from quizapp.core.figures import NO_BREAK
from quizapp.ui.escape import visible

CURSOR = "\u2060"  # takes no cell; the screen draws the cursor of a text field in its place
# Sixteen colours without backgrounds, readable on light and on dark terminals.
THEME = Theme(
    {
        "markdown.code": "cyan",
        "markdown.h1": "bold",
        "markdown.h2": "bold",
        "markdown.h3": "bold",
        "markdown.block_quote": "italic",
        "repr.number": "none",
        "good": "bold green",
        "bad": "bold red",
        "accent": "bold cyan",
        "quiet": "dim",
        "rating.again": "red",
        "rating.hard": "yellow",
        "rating.easy": "cyan",
        "rating.good": "green",
    },
    inherit=True,
)


class SafeConsole(Console):
    """A console in whose output no text acts on the terminal, whoever wrote it: everything drawn comes through here.

    Text is better escaped before it is laid out, because marks take cells.
    """

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield the segments of a renderable with control characters as marks; those of Rich itself stay."""
        for segment in super().render(renderable, options):
            if segment.control or segment.text.isprintable():
                yield segment
            else:
                text = segment.text.replace(NO_BREAK, " ")
                yield segment._replace(text=CURSOR.join(map(visible, text.split(CURSOR))))


def make_console(color: bool | None = None, plain: bool = False, *, stderr: bool = False) -> Console:
    """Return a console for stdout or stderr.

    `color` forces colour on or off (--color, --no-color); by default NO_COLOR (not empty) and TERM=dumb turn it off.
    """
    off = color is False or (color is None and bool(os.environ.get("NO_COLOR")))
    return SafeConsole(
        theme=THEME,
        stderr=stderr,
        no_color=off or None,
        force_terminal=True if color else None,
        color_system="standard" if color else "auto",  # without colours, bold and dim stay
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )


def unicode_ok(console: Console) -> bool:
    """Return whether the terminal can show more than ASCII."""
    return (console.encoding or "").lower().replace("-", "").startswith("utf")
