"""Shows a text on the whole terminal until the reader leaves it, with the keys of a pager."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console, RenderableType
from rich.text import Text

from quizapp.ui.escape import visible
from quizapp.ui.keys import Keys
from quizapp.ui.screen import PAGER_KEYS, Frame, Screen
from quizapp.ui.text_field import TextField, edited

HELP = "Space  next page   b  back   /  search   n  next match   q  quit"


@dataclass(frozen=True, slots=True)
class Page:
    """A text with its title; no line is wider than `width` cells."""

    title: str
    body: Sequence[RenderableType]
    width: int


@dataclass(frozen=True, slots=True)
class Search:
    """The words that are searched for, and the line of the last match unless the reader scrolled away from it."""

    words: str = ""
    line: int | None = None


def read(console: Console, page: Page) -> None:
    """Show a text until q, Esc or the end of input."""
    with Screen(console, linear=False) as screen, Keys(screen) as keys:
        title = Text(visible(page.title), style="accent")
        screen.show(Frame(title, page.body, turned_by="Space", width=page.width), _footer(HELP))
        search = Search()
        while (pressed := keys.next()) not in ("q", "Q", "esc", "end-of-input"):
            if pressed == "/" and (words := _typed(screen, keys)):
                search = _searched(screen, Search(words))
            elif pressed == "n":
                search = _searched(screen, search)
            else:
                search = Search(search.words)
                _turn(screen, pressed)


def _footer(line: str) -> Text:
    return Text(visible(line), style="bold")


def _turn(screen: Screen, pressed: str) -> None:
    meant = {"space": "pgdn", "ctrl-f": "pgdn", "ctrl-b": "pgup", "enter": "down"} | PAGER_KEYS
    if pressed in ("resize", "ctrl-l"):
        screen.redraw()
    elif not screen.scroll(meant.get(pressed, pressed)):
        screen.replace_footer(_footer(HELP))


def _typed(screen: Screen, keys: Keys) -> str:
    """Return what the reader types to search for; '' where they press Esc."""
    field = TextField()
    while True:
        screen.replace_footer(_footer(f"Search: {field.text}"))
        pressed = keys.next()
        if pressed in ("enter", "esc", "end-of-input"):
            return field.text if pressed == "enter" else ""
        field = edited(field, pressed) or field


def _searched(screen: Screen, search: Search) -> Search:
    """Scroll to the next line that has the words, or tell that none has; return the search with that line."""
    after = screen.offset if search.line is None else search.line
    line = screen.scroll_to(search.words, after) if search.words else None
    is_missed = search.words and line is None
    screen.replace_footer(_footer(f"Not found further down: {search.words}" if is_missed else HELP))
    return Search(search.words, search.line if line is None else line)
