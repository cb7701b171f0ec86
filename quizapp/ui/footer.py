"""The last lines of the screen: what to do next, and the keys of the commands that work now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from rich.cells import cell_len
from rich.text import Text

from quizapp.core.question import Shown
from quizapp.core.session_values import AskedQuestion
from quizapp.questions.base import letters
from quizapp.settings.keymap import COMMANDS, key_of
from quizapp.ui.entering import SHOW_ANSWER
from quizapp.ui.entries.base import entry_kind
from quizapp.ui.screen import Footer

_ARCHIVES = (".apkg", ".colpkg", ".zip")
# Left out in this order on narrow screens.
_LEAST = ("flag", "browse", "info", "open", "add", "edit", "bury", "suspend", "prove", "read", "hint", "undo")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandKeys:
    """The commands that work at a question now, and how their keys are pressed."""

    names: tuple[str, ...]
    taken: str = ""  # keys that pick an option: their commands need Esc
    typing: bool = False  # keys are text: every command needs Esc
    note: str = ""  # shown instead of commands
    nothing: str = SHOW_ANSWER  # what giving no answer does


def commands_at(asked: AskedQuestion, *, answered: bool, hinted: bool, can_undo: bool) -> CommandKeys:
    """Return the commands that work at a question, before or after its answer."""
    works = {
        "undo": can_undo,
        "hint": bool(asked.question.hint) and not hinted and not answered,
        "read": asked.can_read,
        "prove": asked.can_prove,
        "edit": bool(asked.card.file) and PurePath(asked.card.file).suffix.lower() not in _ARCHIVES,
        "open": bool(asked.card.body.get("media")) and (answered or _shows_media(asked)),
    }
    names = tuple(name for name in COMMANDS if works.get(name, True))
    if answered:
        return CommandKeys(names=names)
    return CommandKeys(names=names, taken=option_keys(asked.shown), typing=entry_kind(asked.shown.entry).types)


def _shows_media(asked: AskedQuestion) -> bool:
    from quizapp.core.media_sides import media_sides

    return bool(media_sides(asked.card.body).question)


def option_keys(shown: Shown) -> str:
    """Return the keys that pick an option."""
    return letters(len(shown.options)) + "".join(shown.aliases) if entry_kind(shown.entry).picks else ""


def command_line(commands: CommandKeys, keymap: Mapping[str, str], width: int) -> str:
    """Return the keys with their commands; where they do not fit, those that are needed least are left out."""
    if commands.note:
        return commands.note
    names = [name for name in commands.names if key_of(name, keymap)]
    for dropped in (None, *_LEAST):
        names = [name for name in names if name != dropped]
        line = "  ".join(_named(name, key_of(name, keymap), commands) for name in names)
        if len(line) <= width:
            break
    return line


def _named(name: str, key: str, commands: CommandKeys) -> str:
    return f"{'Esc ' if commands.typing or key in commands.taken else ''}{key} {name}"


def help_text(line: str, width: int) -> Text:
    """Return a help line in bold, broken between its parts where it is too long."""
    return Text(packed(line.split("     "), width) if "     " in line else line, style="bold")


def page_footer(line: str, go_on: str, width: int) -> Footer:
    """Return the keys of a page. While `go_on` turns to more of it, only Enter does what both do at its end."""
    read_on = line.replace(go_on, f"{go_on}  read on     Enter", 1)
    return Footer(help_text(line, width), help_text(read_on, width))


def packed(items: Iterable[str], width: int, gap: str = "     ") -> str:
    """Return items side by side in lines of at most `width` cells; no item is broken if it fits into a line."""
    lines: list[str] = []
    for item in items:
        if lines and cell_len(lines[-1] + gap + item.rstrip()) <= width:
            lines[-1] += gap + item
        else:
            lines.append(item)
    return "\n".join(line.rstrip() for line in lines)
