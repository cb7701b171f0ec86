"""The console: colour, Unicode and width as the terminal and the learner want them."""

import os

from rich.console import Console as Console
from rich.theme import Theme

# Sixteen colours without backgrounds: right on light and on dark.
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
    },
    inherit=True,
)


def make_console(color: bool | None = None, plain: bool = False) -> Console:
    """Return the console for stdout. NO_COLOR (not empty), TERM=dumb and --no-color take colour away."""
    off = color is False or (color is None and bool(os.environ.get("NO_COLOR")))
    return Console(
        theme=THEME,
        no_color=off or None,
        force_terminal=True if color else None,
        color_system="standard" if color else ("auto" if not off else None),
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )


def unicode_ok(console: Console) -> bool:
    """Whether the terminal can show more than ASCII."""
    return (console.encoding or "").lower().replace("-", "").startswith("utf")
