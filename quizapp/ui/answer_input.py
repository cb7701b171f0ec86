"""How an answer is given, by the question's way of entry: keys in, an answer or a command out."""

from collections.abc import Callable
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.prediction import FORMS, Form
from quizapp.questions.base import Shown, letters
from quizapp.ui.text import inline

Draw = Callable[[list[RenderableType], str], None]
"""Draws the entry's own lines under the question, with a line of help."""

NextKey = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the quiz instead of an answer: a letter such as u, or Esc followed by it."""

    key: str


def options_lines(shown: Shown, marked: str = "") -> list[RenderableType]:
    """Return the options with their letters, those picked marked."""
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
    """Return the letter that a letter or a digit picks, or ''."""
    if pressed.isdecimal() and 0 < int(pressed) <= len(labels):
        return labels[int(pressed) - 1]
    return pressed.lower() if len(pressed) == 1 and pressed.lower() in labels else ""


def entry_lines(shown: Shown) -> list[RenderableType]:
    """Return what is to choose from or to fill in, for where nothing is redrawn."""
    gaps: list[RenderableType] = [inline(f"{number}. {prompt}") for number, prompt in enumerate(shown.prompts, 1)]
    return [*gaps, *options_lines(shown)]


def take_answer(shown: Shown, key: NextKey, draw: Draw) -> object:
    """Return an answer, None for a reveal, or a Command."""
    takers = {"pick": _pick, "picks": _picks, "sequence": _sequence, "reveal": _reveal, "prediction": _prediction}
    return takers.get(shown.entry, _texts)(shown, key, draw)


def _reveal(shown: Shown, key: NextKey, draw: Draw) -> object:
    draw([], "Space  show the answer")
    while True:
        pressed = key()
        if pressed in ("space", "enter"):
            return None
        if pressed != "redraw":
            return Command(key() if pressed == "esc" else pressed)


def _pick(shown: Shown, key: NextKey, draw: Draw) -> object:
    labels = letters(len(shown.options))
    draw(options_lines(shown), f"{labels[0]} to {labels[-1]}  pick     Space  show the answer")
    while True:
        pressed = key()
        if letter := picked(pressed, labels):
            return letter
        if pressed == "space":
            return None
        if pressed in ("enter", "redraw"):
            continue
        return Command(key() if pressed == "esc" else pressed)


def _picks(shown: Shown, key: NextKey, draw: Draw) -> object:
    labels, marked = letters(len(shown.options)), ""
    while True:
        draw(options_lines(shown, marked), f"{labels[0]} to {labels[-1]}  mark all that are true     Enter  answer")
        pressed = key()
        if letter := picked(pressed, labels):
            marked = marked.replace(letter, "") if letter in marked else marked + letter
        elif pressed == "enter" and marked:
            return "".join(sorted(marked))
        elif pressed == "space":
            return None
        elif pressed not in ("enter", "redraw"):
            return Command(key() if pressed == "esc" else pressed)


def _sequence(shown: Shown, key: NextKey, draw: Draw) -> object:
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
            return given
        elif pressed == "space" and not given:
            return None
        elif pressed not in ("enter", "space", "redraw") and not letter:
            return Command(key() if pressed == "esc" else pressed)


def _arranged(shown: Shown, given: str) -> list[RenderableType]:
    """Return what is left to place, and what was placed: beside its prompt for a match, in order else."""
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


def _texts(shown: Shown, key: NextKey, draw: Draw) -> object:
    """Read texts: one for each slot, or lines until an empty one."""
    done: list[str] = []
    while True:
        prompt = shown.prompts[len(done)] if shown.prompts and len(done) < len(shown.prompts) else ""
        line = _line(shown, done, prompt, key, draw)
        if not isinstance(line, str):
            return line
        if shown.entry == "lines":
            if not line:
                return "\n".join(done) if done else None
            done.append(line)
            continue
        done.append(line)
        if len(done) == shown.slots:
            return done[0] if shown.slots == 1 else done


def _line(shown: Shown, done: list[str], prompt: str, key: NextKey, draw: Draw) -> object:
    typed = ""
    what = "type what it prints; an empty line answers" if shown.entry == "lines" else "type the answer; Enter answers"
    help_line = f"{what}   Esc + letter: command"
    while True:
        lines: list[RenderableType] = [Text.assemble(("> ", "quiet"), text) for text in done]
        label = f"{prompt}> " if prompt else "> "
        lines.append(Text.assemble((label, "accent"), typed, ("_", "blink")))
        draw(lines, help_line)
        pressed = key()
        if pressed == "enter":
            return typed.strip() if typed.strip() or shown.entry == "lines" else None
        if pressed == "esc":
            return Command(key())
        if pressed == "backspace":
            typed = typed[:-1]
        elif pressed == "space":
            typed += " "
        elif len(pressed) == 1 and pressed.isprintable():
            typed += pressed


SURE = (50, 60, 70, 80, 90, 95, 99)  # percent


def _prediction(shown: Shown, key: NextKey, draw: Draw) -> object:
    """Take a prediction in the experiment's form; Tab changes to another."""
    forms = [form for form in FORMS if form != "choice" or shown.options]
    form = shown.form if shown.form in forms else forms[0]
    while True:
        taken = _range_and_sureness(shown, key, draw) if form == "choice" else _figure(form, key, draw)
        if taken != Command("tab"):
            return taken
        form = forms[(forms.index(form) + 1) % len(forms)]


def _figure(form: Form, key: NextKey, draw: Draw) -> object:
    ask = "your prediction" if form == "point" else "from..to, so that it holds 8 times in 10, such as 1.5..2"
    typed = ""
    while True:
        draw(
            [Text.assemble((f"{ask}> ", "accent"), typed, ("_", "blink"))],
            "Enter  run it     Tab  predict otherwise     Esc + letter: command",
        )
        pressed = key()
        if pressed == "enter":
            return typed.strip() or None
        if pressed in ("tab", "esc"):
            return Command(key() if pressed == "esc" else "tab")
        typed = typed[:-1] if pressed == "backspace" else typed + (pressed if _in_figure(pressed) else "")


def _in_figure(pressed: str) -> bool:
    return len(pressed) == 1 and (pressed.isdigit() or pressed in ".,x@%")


def _range_and_sureness(shown: Shown, key: NextKey, draw: Draw) -> object:
    help_line = "letter  pick a range     Tab  predict otherwise     Esc + letter: command"
    taken = _pick_one(options_lines(shown), len(shown.options), help_line, key, draw)
    if not isinstance(taken, int):
        return taken
    sure = [f"{percent}%" for percent in SURE]
    lines: list[RenderableType] = [*options_lines(shown, letters(26)[taken]), Text(), Text("How sure are you?")]
    lines += [Text(f"  {letter}  {text}") for letter, text in zip(letters(len(sure)), sure, strict=True)]
    how = _pick_one(lines, len(sure), "letter  how sure, then it runs     Tab  predict otherwise", key, draw)
    return f"{shown.values[taken]}@{sure[how]}" if isinstance(how, int) else how


def _pick_one(
    lines: list[RenderableType], count: int, help_line: str, key: NextKey, draw: Draw
) -> int | Command | None:
    labels = letters(count)
    draw(lines, help_line)
    while True:
        pressed = key()
        if letter := picked(pressed, labels):
            return labels.index(letter)
        if pressed == "space":
            return None
        if pressed in ("tab", "esc"):  # as where a figure is typed: another key would begin the prediction anew
            return Command(key() if pressed == "esc" else "tab")
