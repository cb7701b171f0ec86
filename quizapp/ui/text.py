"""Text of cards as renderables: Markdown and code, never markup, never links that act."""

import re

from rich.console import RenderableType
from rich.text import Text

from quizapp.ui.safe import visible

_MARKS = re.compile(r"[`*_#>\[]|^\s*(?:[-+]|\d+[.)])\s|\n\n", re.MULTILINE)


def prose(text: str) -> RenderableType:
    """Return Markdown rendered; plain text stays plain, which spares the import."""
    shown = visible(text).strip()
    if not _MARKS.search(shown):
        return Text(shown)
    from rich.markdown import Markdown

    return Markdown(shown, hyperlinks=False, code_theme="ansi_dark", inline_code_lexer=None)


def code(source: str, language: str) -> RenderableType:
    """Return code, highlighted with the terminal's own colours."""
    from rich.syntax import Syntax

    return Syntax(visible(source).rstrip(), language or "text", theme="ansi_dark", background_color="default")


def inline(text: str) -> Text:
    """Return one line of card text: code in backticks is coloured, nothing else is read."""
    result = Text()
    for index, part in enumerate(visible(text).split("`")):
        result.append(part, style="cyan" if index % 2 else "")
    return result
