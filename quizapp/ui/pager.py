"""Shows a text on the whole terminal until the reader leaves it, with the keys of a pager."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType
from rich.text import Text

from quizapp.ui.console import CURSOR
from quizapp.ui.escape import one_line, visible
from quizapp.ui.footer import packed
from quizapp.ui.keys import Keys
from quizapp.ui.screen import PAGER_KEYS, Footer, Frame, Screen
from quizapp.ui.text_field import TextField, edited
from quizapp.ui.viewer import open_files

if TYPE_CHECKING:
    from quizapp.ui.pictures.layer import PictureLayer

HELP = "Space  next page   b  back   /  search   n  next match   q  leave"
OPENS = "o  open the files"


@dataclass(frozen=True, slots=True)
class Page:
    """A text with its title; no line is wider than `width` cells. `files` are those that it shows."""

    title: str
    body: Sequence[RenderableType]
    width: int
    files: Sequence[Path] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """The words that are searched for, and the line of the last match unless the reader scrolled away from it."""

    words: str = ""
    line: int | None = None


def read(console: Console, page: Page, layer: "PictureLayer | None" = None) -> None:
    """Show a text until q, Esc or the end of input; a `layer` draws its pictures."""
    with Screen(console, linear=False) as screen, Keys(screen) as keys:
        screen.pictures = layer
        read_on(screen, keys, page)


def read_on(screen: Screen, keys: Keys, page: Page) -> None:
    """Do the same on a screen that is open already."""
    title, helps = Text(one_line(page.title), style="accent"), HELP + (f"   {OPENS}" if page.files else "")
    screen.show(Frame(title, page.body, turned_by="Space", width=page.width), _footer(helps))
    search = Search()
    while (pressed := keys.next()) not in ("q", "Q", "esc", "end-of-input"):
        told = ""
        if pressed == "/" and (words := _typed(screen, keys)):
            search, told = _searched(screen, Search(words))
        elif pressed == "n":
            search, told = _searched(screen, search)
        elif pressed == "o" and page.files:
            told = open_files(page.files)
        else:
            search = Search(search.words)
            _turn(screen, pressed)
        screen.replace_footer(_footer(told or helps))


def _footer(line: str) -> Callable[[int], Footer]:
    return lambda width: Footer(Text(packed(visible(line).split("   "), width, "   "), style="bold"))


def _turn(screen: Screen, pressed: str) -> None:
    meant = {"space": "pgdn", "ctrl-f": "pgdn", "ctrl-b": "pgup", "enter": "down"} | PAGER_KEYS
    if pressed in ("resize", "ctrl-l"):
        screen.redraw()
    else:
        screen.scroll(meant.get(pressed, pressed))


def _typed(screen: Screen, keys: Keys) -> str:
    """Return what the reader types to search for; '' where they press Esc."""
    field = TextField()
    while True:
        screen.replace_footer(Text(f"Search: {visible(field.before)}{CURSOR}{visible(field.after)}", style="bold"))
        pressed = keys.next()
        if pressed in ("enter", "esc", "end-of-input"):
            return field.text if pressed == "enter" else ""
        field = edited(field, pressed) or field


def _searched(screen: Screen, search: Search) -> tuple[Search, str]:
    """Scroll to the next line that has the words; return the search with that line, and what to tell where none has."""
    after = screen.offset if search.line is None else search.line
    line = screen.scroll_to(search.words, after) if search.words else None
    told = f"Not found further down: {search.words}" if search.words and line is None else ""
    return Search(search.words, search.line if line is None else line), told
