"""Reads an answer from the keyboard, in the way that the question asks for: keys in, an EntryResult out."""

from collections.abc import Callable, Mapping

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.prediction import FORMS, Form
from quizapp.core.question import Entry, Shown
from quizapp.questions.base import letters
from quizapp.ui.entering import Answered, Command, Entering, EntryResult, NextKey, Revealed
from quizapp.ui.hanging import Hanging
from quizapp.ui.text import inline
from quizapp.ui.text_entry import take_figure, take_lines, take_texts

NEXT_FORM = Command("tab")  # ask for the prediction in another form


def command_of(pressed: str, key: NextKey) -> Command:
    """Return the command of a key; Esc takes the key that follows."""
    return Command(key() if pressed == "esc" else pressed)


def options_lines(shown: Shown, marked: str = "") -> list[RenderableType]:
    """Return the options with their letters; those in `marked` are shown as picked."""
    lines: list[RenderableType] = []
    for letter, option in zip(letters(len(shown.options)), shown.options, strict=True):
        box = f"[{'x' if letter in marked else ' '}] " if shown.entry == "picks" else "  "
        prefix = Text(f"{box}{letter}  ", style="accent" if letter in marked else "bold")
        lines.append(Hanging(prefix, inline(option)))
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


def take_answer(shown: Shown, entering: Entering) -> EntryResult:
    """Read keys until there is an answer, a wish to see it, or a command; the draft keeps what was entered."""
    return _TAKERS[shown.entry](shown, entering)


def _reveal(shown: Shown, entering: Entering) -> EntryResult:
    entering.draw([], "Space  show the answer")
    while True:
        pressed = entering.key()
        if pressed in ("space", "enter"):
            return Revealed()
        return command_of(pressed, entering.key)


def _range(shown: Shown) -> str:
    """Return the keys that pick, such as 'a to d' or 'a or b, y or n'."""
    labels = letters(len(shown.options))
    listed = f"{labels[0]} or {labels[-1]}" if len(labels) == 2 else f"{labels[0]} to {labels[-1]}"
    first = dict.fromkeys(shown.aliases.values())
    words = [next(key for key, letter in shown.aliases.items() if letter == each) for each in first]
    return ", ".join(filter(None, (listed, " or ".join(words))))


def _pick(shown: Shown, entering: Entering) -> EntryResult:
    labels = letters(len(shown.options))
    entering.draw(options_lines(shown), f"{_range(shown)}  pick     Space  show the answer")
    while True:
        pressed = entering.key()
        if letter := picked(pressed, labels) or shown.aliases.get(pressed.lower(), ""):
            return Answered(letter)
        if pressed == "space":
            return Revealed()
        if pressed != "enter":
            return command_of(pressed, entering.key)


def _picks(shown: Shown, entering: Entering) -> EntryResult:
    labels, draft = letters(len(shown.options)), entering.draft
    while True:
        act = "Enter  answer" if draft.letters else "Space  show the answer"
        entering.draw(options_lines(shown, draft.letters), f"{_range(shown)}  mark all that are true     {act}")
        pressed, marked = entering.key(), draft.letters
        if letter := picked(pressed, labels):
            draft.letters = marked.replace(letter, "") if letter in marked else marked + letter
        elif pressed == "enter" and marked:
            return Answered("".join(sorted(marked)))
        elif pressed == "space":
            return Revealed()
        elif pressed != "enter":
            return command_of(pressed, entering.key)


def _sequence(shown: Shown, entering: Entering) -> EntryResult:
    labels, draft = letters(len(shown.options)), entering.draft
    while True:
        given = draft.letters
        entering.draw(_arranged(shown, given), _sequence_help(shown, given))
        pressed = entering.key()
        letter = picked(pressed, labels)
        if letter and letter not in given:
            draft.letters += letter
        elif pressed == "backspace":
            draft.letters = given[:-1]
        elif pressed == "enter" and len(given) == len(labels):
            return Answered(given)
        elif pressed == "space" and not given:
            return Revealed()
        elif pressed not in ("enter", "space") and not letter:
            return command_of(pressed, entering.key)


def _sequence_help(shown: Shown, given: str) -> str:
    """Return the keys that do something after some of the options were placed."""
    if len(given) == len(shown.options):
        return "Enter  answer     Backspace  back"
    where = "what belongs to the marked line" if shown.prompts else f"what comes {'next' if given else 'first'}"
    act = "Backspace  back" if given else "Space  show the answer"
    return f"{_range(shown)}  {where}     {act}"


def _arranged(shown: Shown, given: str) -> list[RenderableType]:
    """Return what was placed (next to its prompt for a match, else in order), then the options."""
    labels = letters(len(shown.options))
    lines: list[RenderableType] = []
    if shown.prompts:
        for index, prompt in enumerate(shown.prompts):
            chosen = shown.options[labels.index(given[index])] if index < len(given) else ""
            arrow = " <- " if index == len(given) else " -- " if chosen else "    "
            lines.append(Hanging(Text("  "), Text.assemble(inline(prompt), (arrow, "accent"), inline(chosen))))
    else:
        for index, letter in enumerate(given, 1):
            line = inline(shown.options[labels.index(letter)])
            lines.append(Hanging(Text(f"{index:3}  ", style="accent"), line))
    lines.append(Text())
    for letter, option in zip(labels, shown.options, strict=True):
        is_placed = letter in given
        prefix = Text(f"  {letter}  ", style="dim" if is_placed else "bold")
        lines.append(Hanging(prefix, Text(inline(option).plain, style="dim" if is_placed else "")))
    return lines


def _schedule(shown: Shown, entering: Entering) -> EntryResult:
    from quizapp.ui.schedule_entry import take_schedule  # few questions need it

    return take_schedule(shown, entering)


def _program(shown: Shown, entering: Entering) -> EntryResult:
    from quizapp.ui.program_entry import take_program

    return take_program(shown, entering)


CONFIDENCES = (50, 60, 70, 80, 90, 95, 99)  # percent


def _prediction(shown: Shown, entering: Entering) -> EntryResult:
    """Read a prediction in the form of the experiment; Tab changes to another form."""
    forms = [form for form in FORMS if form != "choice" or shown.options]
    draft = entering.draft
    while True:
        form = draft.form or (shown.form if shown.form in forms else forms[0])
        taken = _range_and_confidence(shown, entering) if form == "choice" else take_figure(_ASK[form], entering)
        if taken != NEXT_FORM:
            return taken
        draft.form = forms[(forms.index(form) + 1) % len(forms)]


_ASK: Mapping[Form, str] = {"point": "your prediction", "interval": "from..to, right 8 times in 10, such as 1.5..2"}


def _range_and_confidence(shown: Shown, entering: Entering) -> EntryResult:
    help_line = f"{_range(shown)}  pick a range     Tab  another form"
    taken = _pick_one(options_lines(shown), len(shown.options), help_line, entering)
    if not isinstance(taken, int):
        return taken
    sure = [f"{percent}%" for percent in CONFIDENCES]
    lines: list[RenderableType] = [*options_lines(shown, letters(26)[taken]), Text(), Text("How sure are you?")]
    lines += [Text(f"  {letter}  {text}") for letter, text in zip(letters(len(sure)), sure, strict=True)]
    how = _pick_one(lines, len(sure), "letter  how sure, then it runs     Tab  another form", entering)
    return Answered(f"{shown.values[taken]}@{sure[how]}") if isinstance(how, int) else how


def _pick_one(lines: list[RenderableType], count: int, help_line: str, entering: Entering) -> int | Revealed | Command:
    """Return the index of the option that a key picks; a key without a meaning here is ignored."""
    labels = letters(count)
    entering.draw(lines, help_line)
    while True:
        pressed = entering.key()
        if letter := picked(pressed, labels):
            return labels.index(letter)
        if pressed == "space":
            return Revealed()
        if pressed in ("tab", "esc"):
            return command_of(pressed, entering.key)


_TAKERS: Mapping[Entry, Callable[[Shown, Entering], EntryResult]] = {
    "reveal": _reveal, "pick": _pick, "picks": _picks, "sequence": _sequence, "text": take_texts, "lines": take_lines,
    "prediction": _prediction, "schedule": _schedule, "program": _program,
}  # fmt: skip
