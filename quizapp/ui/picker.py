"""Picks one entry of a long list, grouped under headings: with the cursor keys, or by typing a part of its text."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.text import Text

from quizapp.ui.console import CURSOR
from quizapp.ui.escape import visible
from quizapp.ui.footer import packed
from quizapp.ui.hanging import Hanging
from quizapp.ui.keys import Keys
from quizapp.ui.screen import Frame, Screen
from quizapp.ui.text_field import TextField, edited

WIDEST_NAME = 28  # cells: the states are in a column beside the names, as far as these are no longer
HELP = ("Enter  choose", "up, down  move", "type to search", "Esc  leave")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line to pick: the heading above it, its name, what it says, and its state."""

    group: str
    name: str
    text: str = ""
    state: str = ""
    style: str = "quiet"  # of the state


@dataclass(frozen=True, slots=True)
class Choice:
    """What is searched for, and which of the entries found is marked."""

    field: TextField = TextField()
    at: int = 0


def found_entries(entries: Sequence[Entry], words: str) -> list[int]:
    """Return the indices of the entries that have every word of a search in a text, in any case."""
    wanted = words.casefold().split()
    texts = [f"{each.group} {each.name} {each.text} {each.state}".casefold() for each in entries]
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
        return pick_on(screen, keys, title, entries)


def pick_on(screen: Screen, keys: Keys, title: str, entries: Sequence[Entry]) -> int | None:
    """Return the index of the entry that the learner chooses on a screen that is open already; None for none."""
    choice = Choice()
    while True:
        found = found_entries(entries, choice.field.text)
        screen.show(_frame(title, entries, found, choice), Text(packed(HELP, screen.width), style="bold"))
        pressed = keys.next()
        if pressed == "enter" and found:
            return found[choice.at]
        if pressed == "esc" and choice.field.text:
            choice = Choice()
        elif pressed == "end-of-input" or pressed == "esc" or (pressed == "q" and not choice.field.text):
            return None
        else:
            choice = moved(choice, pressed, len(found), max(1, screen.console.size.height - 8))


def _frame(title: str, entries: Sequence[Entry], found: Sequence[int], choice: Choice) -> Frame:
    body: list[RenderableType] = []
    focus, group = (0, 1), ""
    width = 2 + max((min(cell_len(entries[index].name), WIDEST_NAME) for index in found), default=0)
    for place, index in enumerate(found):
        entry = entries[index]
        if entry.group != group:
            group = entry.group
            body += [*([Text()] if body else []), Text(visible(group), style="bold")]
        lines = _lines(entry, width, marked=place == choice.at)
        if place == choice.at:
            focus = (max(0, len(body) - 2), len(body) + len(lines))
        body += lines
    if not found:
        body = [Text("Nothing here has these words. Esc shows all again.", style="quiet")]
    typed = f"   search: {visible(choice.field.before)}{CURSOR}{visible(choice.field.after)}"
    searched = typed if choice.field.text else ""
    header = Text.assemble((visible(title), "accent"), searched, (f"   {len(found)} of {len(entries)}", "quiet"))
    return Frame(header, body, focus=focus)


def _lines(entry: Entry, width: int, *, marked: bool) -> list[RenderableType]:
    """Return the name of an entry with its state in a column, and its text below."""
    name = Text(visible(entry.name), style="accent" if marked else "bold")
    gap = " " * max(2, width - name.cell_len)
    lines: list[RenderableType] = [
        Text.assemble(("> " if marked else "  ", "accent"), name, gap, (entry.state, entry.style))
    ]
    return [*lines, Hanging(Text("    "), Text(visible(entry.text)))] if entry.text else lines
