"""Code on the terminal, with its colours."""

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.console import RenderableType

from quizapp.ui.escape import visible
from quizapp.ui.hanging import WrappedCode

if TYPE_CHECKING:
    from rich.syntax import SyntaxTheme
    from rich.text import Text


@lru_cache(maxsize=1)
def _theme() -> "SyntaxTheme":
    """Return colours that are readable on light and on dark terminals: neither black, white nor bright."""
    from pygments import token  # type: ignore[import-untyped]
    from rich.style import Style
    from rich.syntax import ANSISyntaxTheme

    colours = {
        token.Comment: "italic dim", token.Keyword: "bold blue", token.Operator.Word: "bold blue",
        token.Name.Function: "cyan", token.Name.Class: "cyan", token.Name.Builtin: "cyan", token.Name.Decorator: "cyan",
        token.String: "green", token.Number: "magenta",
    }  # fmt: skip
    return ANSISyntaxTheme({kind: Style.parse(style) for kind, style in colours.items()})


def highlighted(source: str, language: str = "python") -> "Text":
    """Return code with the colours of the terminal, as it is."""
    from rich.syntax import Syntax

    shown = visible(source)
    return Syntax(shown, language or "text", theme=_theme(), background_color="default").highlight(shown)


def code(source: str, language: str) -> RenderableType:
    """Return code, highlighted with the colours of the terminal; long lines go on below, behind a mark."""
    found = highlighted(source.rstrip(), language)
    found.rstrip()
    found.no_wrap = False
    return WrappedCode(found)
