"""Reads an answer from the keyboard, in the way that the question asks for: keys in, an EntryResult out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.prediction import FORMS, Form
from quizapp.core.question import Entry, Shown
from quizapp.questions.base import letters
from quizapp.ui.text import inline

Draw = Callable[[list[RenderableType], str], None]
"""Draws the lines of the entry under the question, with a line of help."""

NextKey = Callable[[], str]

Given = str | list[str]
"""What was entered: letters, text or a prediction, or a list with a text for each gap; `read_answer` parses it."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The learner gave an answer."""

    answer: Given


@dataclass(frozen=True, slots=True)
class Revealed:
    """The learner wants to see the answer."""


@dataclass(frozen=True, slots=True)
class Command:
    """The learner pressed the key of a command instead, such as u, perhaps after Esc."""

    key: str


EntryResult = Answered | Revealed | Command

NEXT_FORM = Command("tab")  # ask for the prediction in another form


def command_of(pressed: str, key: NextKey) -> Command:
    """Return the command of a key; Esc takes the key that follows."""
    return Command(key() if pressed == "esc" else pressed)


def options_lines(shown: Shown, marked: str = "") -> list[RenderableType]:
    """Return the options with their letters; those in `marked` are shown as picked."""
    lines: list[RenderableType] = []
    for letter, option in zip(letters(len(shown.options)), shown.options, strict=True):
        mark = "x" if letter in marked else " "
        box = f"[{mark}] " if shown.entry == "picks" else "  "
        first, *rest = option.split("\n")
        line = Text.assemble((f"{box}{letter}  ", "accent" if letter in marked else "bold"), inline(first))
        for more in rest:
            line.append("\n       ").append_text(inline(more))
        lines.append(line)
    return lines


def picked(pressed: str, labels: str) -> str:
    """Return the letter that a key picks, itself a letter or a digit from 1 on; '' if it picks none."""
    if pressed.isdecimal() and 0 < int(pressed) <= len(labels):
        return labels[int(pressed) - 1]
    return pressed.lower() if len(pressed) == 1 and pressed.lower() in labels else ""


def entry_lines(shown: Shown) -> list[RenderableType]:
    """Return the options and the gaps, for a screen that is not redrawn."""
    gaps: list[RenderableType] = [inline(f"{number}. {prompt}") for number, prompt in enumerate(shown.prompts, 1)]
    return [*gaps, *options_lines(shown)]


def take_answer(shown: Shown, key: NextKey, draw: Draw) -> EntryResult:
    """Read keys until there is an answer, a wish to see it, or a command."""
    return _TAKERS[shown.entry](shown, key, draw)


def _reveal(shown: Shown, key: NextKey, draw: Draw) -> EntryResult:
    draw([], "Space  show the answer")
    while True:
        pressed = key()
        if pressed in ("space", "enter"):
            return Revealed()
        if pressed != "redraw":
            return command_of(pressed, key)


def _pick(shown: Shown, key: NextKey, draw: Draw) -> EntryResult:
    labels = letters(len(shown.options))
    draw(options_lines(shown), f"{labels[0]} to {labels[-1]}  pick     Space  show the answer")
    while True:
        pressed = key()
        if letter := picked(pressed, labels):
            return Answered(letter)
        if pressed == "space":
            return Revealed()
        if pressed not in ("enter", "redraw"):
            return command_of(pressed, key)


def _picks(shown: Shown, key: NextKey, draw: Draw) -> EntryResult:
    labels, marked = letters(len(shown.options)), ""
    while True:
        draw(options_lines(shown, marked), f"{labels[0]} to {labels[-1]}  mark all that are true     Enter  answer")
        pressed = key()
        if letter := picked(pressed, labels):
            marked = marked.replace(letter, "") if letter in marked else marked + letter
        elif pressed == "enter" and marked:
            return Answered("".join(sorted(marked)))
        elif pressed == "space":
            return Revealed()
        elif pressed not in ("enter", "redraw"):
            return command_of(pressed, key)


def _sequence(shown: Shown, key: NextKey, draw: Draw) -> EntryResult:
    labels, given = letters(len(shown.options)), ""
    while True:
        help_line = f"{labels[0]} to {labels[-1]}  in order     Backspace  back"
        draw(_arranged(shown, given), help_line + ("     Enter  answer" if len(given) == len(labels) else ""))
        pressed = key()
        letter = picked(pressed, labels)
        if letter and letter not in given:
            given += letter
        elif pressed == "backspace":
            given = given[:-1]
        elif pressed == "enter" and len(given) == len(labels):
            return Answered(given)
        elif pressed == "space" and not given:
            return Revealed()
        elif pressed not in ("enter", "space", "redraw") and not letter:
            return command_of(pressed, key)


def _arranged(shown: Shown, given: str) -> list[RenderableType]:
    """Return what was placed (next to its prompt for a match, else in order), then the options."""
    labels = letters(len(shown.options))
    lines: list[RenderableType] = []
    if shown.prompts:
        for index, prompt in enumerate(shown.prompts):
            chosen = shown.options[labels.index(given[index])] if index < len(given) else ""
            arrow = " <- " if index == len(given) else " -- " if chosen else "    "
            lines.append(Text.assemble("  ", inline(prompt), (arrow, "accent"), inline(chosen)))
    else:
        for index, letter in enumerate(given, 1):
            lines.append(Text.assemble((f"{index:3}  ", "accent"), inline(shown.options[labels.index(letter)])))
    lines.append(Text())
    for letter, option in zip(labels, shown.options, strict=True):
        style = "dim" if letter in given else "bold"
        lines.append(
            Text.assemble((f"  {letter}  ", style), Text(inline(option).plain, style="dim" if letter in given else ""))
        )
    return lines


def _texts(shown: Shown, key: NextKey, draw: Draw) -> EntryResult:
    """Read a text for each slot; an empty one shows the answer."""
    done: list[str] = []
    while len(done) < shown.slots:
        prompt = shown.prompts[len(done)] if len(done) < len(shown.prompts) else ""
        typed = _line(done, f"{prompt}> " if prompt else "> ", "type the answer; Enter answers", key, draw)
        if isinstance(typed, Command):
            return typed
        if not typed:
            return Revealed()
        done.append(typed)
    return Answered(done[0] if shown.slots == 1 else done)


def _lines(shown: Shown, key: NextKey, draw: Draw) -> EntryResult:
    """Read lines until an empty one."""
    done: list[str] = []
    while True:
        typed = _line(done, "> ", "type what it prints; an empty line answers", key, draw)
        if isinstance(typed, Command):
            return typed
        if not typed:
            return Answered("\n".join(done)) if done else Revealed()
        done.append(typed)


def _line(done: list[str], label: str, what: str, key: NextKey, draw: Draw) -> str | Command:
    """Return a line without white space around it, or the command after Esc; `done` are the lines before it."""
    typed = ""
    while True:
        lines: list[RenderableType] = [Text.assemble(("> ", "quiet"), text) for text in done]
        lines.append(Text.assemble((label, "accent"), typed, ("_", "blink")))
        draw(lines, f"{what}   Esc + letter: command")
        pressed = key()
        if pressed == "enter":
            return typed.strip()
        if pressed == "esc":
            return Command(key())
        if pressed == "backspace":
            typed = typed[:-1]
        elif pressed == "space":
            typed += " "
        elif len(pressed) == 1 and pressed.isprintable():
            typed += pressed


CONFIDENCES = (50, 60, 70, 80, 90, 95, 99)  # percent


def _prediction(shown: Shown, key: NextKey, draw: Draw) -> EntryResult:
    """Read a prediction in the form of the experiment; Tab changes to another form."""
    forms = [form for form in FORMS if form != "choice" or shown.options]
    form = shown.form if shown.form in forms else forms[0]
    while True:
        taken = _range_and_confidence(shown, key, draw) if form == "choice" else _figure(form, key, draw)
        if taken != NEXT_FORM:
            return taken
        form = forms[(forms.index(form) + 1) % len(forms)]


def _figure(form: Form, key: NextKey, draw: Draw) -> EntryResult:
    ask = "your prediction" if form == "point" else "from..to, right 8 times in 10, such as 1.5..2"
    typed = ""
    while True:
        draw(
            [Text.assemble((f"{ask}> ", "accent"), typed, ("_", "blink"))],
            "Enter  run it     Tab  another form     Esc + letter: command",
        )
        pressed = key()
        if pressed == "enter":
            return Answered(typed.strip()) if typed.strip() else Revealed()
        if pressed in ("tab", "esc"):
            return command_of(pressed, key)
        typed = typed[:-1] if pressed == "backspace" else typed + (pressed if _in_figure(pressed) else "")


def _in_figure(pressed: str) -> bool:
    return len(pressed) == 1 and (pressed.isdigit() or pressed in ".,x@%")


def _range_and_confidence(shown: Shown, key: NextKey, draw: Draw) -> EntryResult:
    help_line = "letter  pick a range     Tab  another form     Esc + letter: command"
    taken = _pick_one(options_lines(shown), len(shown.options), help_line, key, draw)
    if not isinstance(taken, int):
        return taken
    sure = [f"{percent}%" for percent in CONFIDENCES]
    lines: list[RenderableType] = [*options_lines(shown, letters(26)[taken]), Text(), Text("How sure are you?")]
    lines += [Text(f"  {letter}  {text}") for letter, text in zip(letters(len(sure)), sure, strict=True)]
    how = _pick_one(lines, len(sure), "letter  how sure, then it runs     Tab  another form", key, draw)
    return Answered(f"{shown.values[taken]}@{sure[how]}") if isinstance(how, int) else how


def _pick_one(
    lines: list[RenderableType], count: int, help_line: str, key: NextKey, draw: Draw
) -> int | Revealed | Command:
    """Return the index of the option that a key picks; a key without a meaning here is ignored."""
    labels = letters(count)
    draw(lines, help_line)
    while True:
        pressed = key()
        if letter := picked(pressed, labels):
            return labels.index(letter)
        if pressed == "space":
            return Revealed()
        if pressed in ("tab", "esc"):
            return command_of(pressed, key)


_TAKERS: Mapping[Entry, Callable[[Shown, NextKey, Draw], EntryResult]] = {
    "reveal": _reveal, "pick": _pick, "picks": _picks, "sequence": _sequence, "text": _texts, "lines": _lines,
    "prediction": _prediction,
}  # fmt: skip
