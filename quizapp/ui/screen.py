"""A screen with a header, a body that scrolls, and a footer; in linear mode everything is printed once, in order."""

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.segment import Segment
from rich.text import Text

from quizapp.core.counting import counted
from quizapp.ui.console import CURSOR
from quizapp.ui.escape import visible

if TYPE_CHECKING:
    from quizapp.ui.pictures.layer import PictureLayer

OVERLAP = 2  # lines that two pages share, so that the eye finds its place
PAGER_KEYS = {"b": "pgup", "f": "pgdn", "j": "down", "k": "up", "g": "home", "G": "end", "<": "home", ">": "end"}
"""Letters that scroll a page where they have no other meaning, as in a pager."""

SPACIOUS = 20  # rows from which an empty line is left below the header

_ENTER = "\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[2J"  # alternate screen, no cursor, pasted text in brackets
_LEAVE = "\x1b[?2004l\x1b[0m\x1b[?25h\x1b[?1049l"


@dataclass(frozen=True, slots=True)
class Frame:
    """A header and a body. `short_body` is shown instead where the window is too low for all of the body.

    The line of the cursor is in sight if the frame `follows_cursor`, else the first one. `focus` names the first and
    the last part of the body, excluded, that are in sight as far as they fit.
    `turned_by` is the key that turns to the next page of the body, and `width` the most cells of a line. A header
    that depends on the width of the window is a function of it.
    """

    header: Text | Callable[[int], Text]
    body: Sequence[RenderableType]
    short_body: Sequence[RenderableType] = ()
    follows_cursor: bool = True
    focus: tuple[int, int] | None = None
    turned_by: str = "arrow down"
    width: int = 96


@dataclass(frozen=True, slots=True)
class Footer:
    """The lines below a body; `unread` are shown instead while Space turns to more of what is to be read."""

    text: Text
    unread: Text | None = None

    def followed_by(self, line: str) -> "Footer":
        """Return this in bold, above a line of other keys or a notice."""
        return Footer(_above(self.text, line), None if self.unread is None else _above(self.unread, line))


def _above(keys: Text, line: str) -> Text:
    return Text.assemble(Text.assemble(keys, style="bold"), (f"\n{line}" if line else "", "quiet"))


AnyFooter = Text | Footer | Callable[[int], Footer]
"""A footer, or a function that returns it for the width of a window."""


class Screen:
    """Draws frames on the alternate screen, each with one write."""

    def __init__(self, console: Console, *, linear: bool) -> None:
        self.console, self.linear = console, linear
        self.offset = 0
        self.pictures: PictureLayer | None = None  # set where the terminal shows pictures
        self._frame: tuple[Frame, AnyFooter] | None = None
        self._follow = True  # whether the line of the cursor is kept in sight
        self._room = self._unread = 0  # lines of the body in sight, and those below them that are to be read
        self._lines: list[list[Segment]] = []  # of the body, as they were drawn last

    def __enter__(self) -> "Screen":
        if not self.linear:
            self._write(_ENTER)
        return self

    def __exit__(self, *_: object) -> None:
        if not self.linear:
            self._write(self._erased() + _LEAVE)

    def _erased(self) -> str:
        return self.pictures.erased() if self.pictures else ""

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Leave the alternate screen for a while, for another program."""
        self.__exit__()
        try:
            yield
        finally:
            self.__enter__()

    def _write(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()

    @property
    def width(self) -> int:
        """The cells of a line, without the margins."""
        width = self.console.size.width
        return width - 2 * _margin(width)

    def show(self, frame: Frame, footer: AnyFooter) -> None:
        """Draw a frame with a footer. One that follows its cursor scrolls so far that its line is in sight."""
        self.offset = 0
        self._follow = frame.follows_cursor
        self._frame = (frame, footer)
        if self.linear:
            header = self._header(frame)
            self.console.print()
            for part in (*([header] if header else []), *frame.body, self._footer(footer).text):
                self.console.print(part)
            return
        self._draw()

    def _header(self, frame: Frame) -> Text:
        return frame.header if isinstance(frame.header, Text) else frame.header(self.width)

    def _footer(self, footer: AnyFooter) -> Footer:
        if isinstance(footer, Text):
            return Footer(footer)
        return footer if isinstance(footer, Footer) else footer(self.width)

    def fits(self, frame: Frame, footer: Text) -> bool:
        """Return whether all of a frame is in sight at once, or is printed."""
        if self.linear:
            return True
        rows = self._rendered(frame.body, frame.width)
        return len(rows) <= self._room_above(self._rendered([footer], self.width))

    def say(self, *lines: str) -> None:
        """Print lines in linear mode, where nothing is redrawn."""
        for line in lines:
            self.console.print(Text(visible(line)))

    def redraw(self) -> None:
        """Draw the frame and its pictures again, after a resize or where the window may show something else."""
        if not self.linear:
            self._write(self._erased())
        self._draw()

    def _draw(self) -> None:
        if self._frame is None or self.linear:
            return
        frame, footer = self._frame[0], self._footer(self._frame[1])
        parts = [self._rendered([part], frame.width) for part in frame.body]
        self._lines = [line for part in parts for line in part]
        if frame.short_body and len(self._lines) > self._room_above(self._rendered([footer.text], self.width)):
            self._lines = self._rendered(frame.short_body, frame.width)
        read = tuple(sum(map(len, parts[:part])) for part in frame.focus or ())
        foot = self._place(read, footer.text)
        if footer.unread is not None and self._unread:
            foot = self._place(read, footer.unread)
        self._write_rows(frame, foot)

    def _rendered(self, body: Sequence[RenderableType], most: int) -> list[list[Segment]]:
        """Return the lines of a body as wide as the window, and at most so wide."""
        options = self.console.options.update(width=min(self.width, most), height=None)
        return self.console.render_lines(Group(*body), options, pad=False) if body else []

    def _room_above(self, foot: Sequence[Sequence[Segment]]) -> int:
        """Return the rows between the header and the line above a footer."""
        height = self.console.size.height
        return max(1, height - 2 - (height >= SPACIOUS) - len(foot))

    def _place(self, focus: tuple[int, ...], footer: Text) -> list[list[Segment]]:
        """Scroll to what is to be in sight above a footer; return the lines of the footer.

        `focus` has the first line of what is to be read and the line after its end, or nothing where that is all.
        """
        foot = self._rendered([footer], self.width)
        self._room = self._room_above(foot)
        first, end = focus or (0, len(self._lines))
        if focus and self._follow:
            self.offset = min(first, max(0, end - self._room))
        self.offset = max(0, min(self.offset, len(self._lines) - self._room))
        if self._follow and (place := _cursor(self._lines)):
            self.offset = min(max(self.offset, place[0] - self._room + 1), place[0])
        self._unread = max(0, end - self.offset - self._room)
        return foot

    def _write_rows(self, frame: Frame, foot: Sequence[Sequence[Segment]]) -> None:
        """Write the header, the lines of the body in sight, how many are below, and the footer."""
        height, margin = self.console.size.height, _margin(self.console.size.width)
        across = self.console.options.update(width=self.width, height=None, no_wrap=True)
        top = self.console.render_lines(self._header(frame), across, pad=False)[:1]
        space: list[list[Segment]] = [[]] if height >= SPACIOUS else []  # between header and body
        shown = self._lines[self.offset : self.offset + self._room]
        more = len(self._lines) - self.offset - self._room
        rows: list[Sequence[Segment]] = [*top, *space, *shown, *[[] for _ in range(self._room - len(shown))]]
        turned_by = frame.turned_by if self._unread else "arrow down"
        below = f"more below: {turned_by} ({counted(more, 'line')})"
        note = below if more > 0 else "more above: arrow up" if self.offset else ""
        rows = [*rows, [Segment(note)], *foot][:height]
        self._write(self._encoded(rows, margin) + _shown_cursor(_cursor(rows), margin))

    def _encoded(self, rows: Sequence[Sequence[Segment]], margin: int) -> str:
        if self.pictures is None:
            return "\x1b[H" + "\r\n".join(self._line(row, margin) for row in rows) + "\x1b[J"
        over = self.pictures.over(rows, margin)
        lines = ("" if number in over.kept else self._line(row, margin) for number, row in enumerate(rows))
        return f"{over.before}\x1b[H" + "\r\n".join(lines) + f"\x1b[J{over.after}"

    def _line(self, row: Sequence[Segment], margin: int) -> str:
        system = self.console._color_system
        kept = Segment.remove_color(row) if self.console.no_color else row
        text = "".join(
            segment.style.render(segment.text, color_system=system) if segment.style else segment.text
            for segment in kept
            if not segment.control
        )
        return f"{' ' * margin}{text.rstrip(chr(10)).replace(CURSOR, '')}\x1b[0m\x1b[K"

    def scroll(self, key: str) -> bool:
        """Scroll if the key scrolls; return whether it does."""
        page = max(1, self._room - OVERLAP)
        steps = {"up": -1, "down": 1, "pgup": -page, "pgdn": page, "home": -100000, "end": 100000}
        if key not in steps:
            return False
        return self.scroll_lines(steps[key])

    def turn_page(self) -> bool:
        """Scroll to more of what is to be read; return False where its end is in sight, or was printed."""
        return not self.linear and self._unread > 0 and self.scroll("pgdn")

    def scroll_to(self, words: str, after: int) -> int | None:
        """Scroll to the next line after a line that has these words, in any case; return it, or None."""
        wanted = words.casefold()
        for place in range(after + 1, len(self._lines)):
            if wanted in "".join(segment.text for segment in self._lines[place]).casefold():
                self.scroll_lines(place - self.offset)
                return place
        return None

    def scroll_lines(self, count: int) -> bool:
        """Scroll down by so many lines, up by a negative number."""
        self.offset, self._follow = max(0, self.offset + count), False
        self._draw()
        return True

    def replace_footer(self, footer: AnyFooter) -> None:
        """Draw the frame again where it is, with another footer."""
        if self._frame is not None:
            self._frame = (self._frame[0], footer)
            self._draw()


def _margin(width: int) -> int:
    """Return the empty cells on either side of a window."""
    return 2 if width >= 60 else 0


def _cursor(lines: Sequence[Sequence[Segment]]) -> tuple[int, int] | None:
    """Return the line and the column, in cells, of the cursor; None if the lines have none."""
    for number, line in enumerate(lines):
        column = 0
        for segment in line:
            before, found, _ = segment.text.partition(CURSOR)
            if found:
                return number, column + cell_len(before)
            column += segment.cell_length
    return None


def _shown_cursor(place: tuple[int, int] | None, margin: int) -> str:
    """Return what puts the cursor at a row and a column, or hides it where none is in sight."""
    return f"\x1b[{place[0] + 1};{place[1] + margin + 1}H\x1b[?25h" if place else "\x1b[?25l"
