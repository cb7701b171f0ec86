"""Picks one entry of a long list, grouped under headings: with the cursor keys, or by typing a part of its text."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.text import Text

from quizapp.ui.console import CURSOR
from quizapp.ui.escape import one_line, visible
from quizapp.ui.footer import packed
from quizapp.ui.hanging import Hanging
from quizapp.ui.keys import Keys
from quizapp.ui.screen import Frame, Screen
from quizapp.ui.text_field import TextField, edited

WIDEST_NAME = 34  # cells: the states are in a column beside the names, below those that are longer
LEAST_STATE = 24  # cells beside the names that a longer state has at least
HELP = ("Enter  choose", "up, down  move", "type to search", "Esc  leave")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line to pick: the heading above it, its name, what it says, its state, and other words that find it."""

    group: str
    name: str
    text: str = ""
    state: str = ""
    style: str = "quiet"  # of the state
    also: str = ""


@dataclass(frozen=True, slots=True)
class PickList:
    """Entries to choose from, and what is shown above them until something is searched for."""

    title: str
    entries: Sequence[Entry]
    above: Sequence[RenderableType] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What is searched for, which of the entries found is marked, and the index of the one that was chosen."""

    field: TextField = TextField()
    at: int = 0
    index: int = 0


FIRST = Choice()


def found_entries(entries: Sequence[Entry], words: str) -> list[int]:
    """Return the indices of the entries that have every word of a search in a text, in any case."""
    wanted = words.casefold().split()
    texts = [f"{each.group} {each.name} {each.text} {each.state} {each.also}".casefold() for each in entries]
    return [index for index, text in enumerate(texts) if all(word in text for word in wanted)]


def moved(choice: Choice, pressed: str, count: int, page: int) -> Choice:
    """Return the choice after a key among `count` entries; another search marks the first entry."""
    steps = {"up": -1, "down": 1, "pgup": -page, "pgdn": page, "home": -count, "end": count, "tab": 1, "shift-tab": -1}
    if pressed in steps:
        return replace(choice, at=max(0, min(choice.at + steps[pressed], count - 1)))
    field = edited(choice.field, pressed)
    if field is None or field == choice.field:
        return choice
    return Choice(field, choice.at if field.text == choice.field.text else 0)


def pick(console: Console, title: str, entries: Sequence[Entry]) -> int | None:
    """Return the index of the entry that the learner chooses; None where they leave without one."""
    with Screen(console, linear=False) as screen, Keys(screen) as keys:
        chosen = pick_on(screen, keys, PickList(title, entries))
    return chosen.index if chosen else None


def pick_on(screen: Screen, keys: Keys, listed: PickList, choice: Choice = FIRST) -> Choice | None:
    """Return the choice of an entry on a screen that is open already, from one that is given; None for none."""
    while True:
        found = found_entries(listed.entries, choice.field.text)
        frame = _frame(listed, found, choice, screen.width)
        screen.show(frame, Text(packed(HELP, screen.width), style="bold"))
        pressed = keys.next()
        if pressed == "enter" and found:
            return replace(choice, index=found[choice.at])
        if pressed == "esc" and choice.field.text:
            choice = Choice()
        elif pressed == "end-of-input" or pressed == "esc" or (pressed == "q" and not choice.field.text):
            return None
        else:
            choice = moved(choice, pressed, len(found), max(1, screen.console.size.height - 8))


def _frame(listed: PickList, found: Sequence[int], choice: Choice, room: int) -> Frame:
    entries = listed.entries
    body: list[RenderableType] = [] if choice.field.text else [*listed.above]
    focus, group = (0, 1), ""
    columns = _columns([entries[index] for index in found], room)
    for place, index in enumerate(found):
        entry = entries[index]
        if entry.group != group:
            group = entry.group
            body += [*([Text()] if body else []), Text(one_line(group), style="bold")]
        lines = _lines(entry, columns, marked=place == choice.at)
        if place == choice.at:
            focus = (max(0, len(body) - 2), len(body) + len(lines))
        body += lines
    if not found:
        body = [Text("Nothing here has these words. Esc shows all again.", style="quiet")]
    typed = f"   search: {visible(choice.field.before)}{CURSOR}{visible(choice.field.after)}"
    searched = typed if choice.field.text else ""
    count = (f"   {len(found)} of {len(entries)}", "quiet")
    header = Text.assemble((one_line(listed.title), "accent"), searched, count)
    return Frame(header, body, focus=focus)


def _columns(entries: Sequence[Entry], room: int) -> int:
    """Return the cells of the column of names; 0 where states would not fit beside it."""
    width = 2 + max((min(cell_len(each.name), WIDEST_NAME) for each in entries), default=0)
    states = max((cell_len(each.state) for each in entries), default=0)
    return width if width + min(states, LEAST_STATE) <= room - 2 else 0


def _lines(entry: Entry, width: int, *, marked: bool) -> list[RenderableType]:
    """Return the name of an entry, its state in a column `width` cells to the right (0: on a line below), its text."""
    mark, name = ("> " if marked else "  ", "accent"), Text(one_line(entry.name), style="accent" if marked else "bold")
    state, text = Text(visible(entry.state), style=entry.style), Text(visible(entry.text))
    if width >= name.cell_len + 2:
        lines: list[RenderableType] = [Hanging(Text.assemble(mark, name, " " * (width - name.cell_len)), state)]
    else:
        lines = [Hanging(Text.assemble(mark), name), Hanging(Text(" " * (2 + width if width else 4)), state)]
    return [*lines, Hanging(Text("    "), text)] if entry.text else lines
