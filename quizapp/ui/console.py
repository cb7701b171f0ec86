"""Creates the console, with colour and Unicode as the terminal and the learner want them."""

import os

from rich.console import Console as Console
from rich.theme import Theme

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


def make_console(color: bool | None = None, plain: bool = False) -> Console:
    """Return a console for stdout.

    `color` forces colour on or off (--color, --no-color); by default NO_COLOR (not empty) and TERM=dumb turn it off.
    """
    off = color is False or (color is None and bool(os.environ.get("NO_COLOR")))
    return Console(
        theme=THEME,
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
