"""Reads a prediction: a figure, an interval, or a range of several with how sure the learner is."""

from collections.abc import Mapping

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.prediction import FORMS, Form
from quizapp.core.question import Shown
from quizapp.questions.base import letters
from quizapp.ui.entering import Answered, Command, Entering, EntryResult, Revealed
from quizapp.ui.entries.base import EntryKind, command_of, line_for_each_gap, option_range, options_lines, picked
from quizapp.ui.entries.fields import field_line, typing_key
from quizapp.ui.escape import visible
from quizapp.ui.key_sequences import Pasted
from quizapp.ui.text_field import TextField, edited

NEXT_FORM = Command("tab")  # ask for the prediction in another form
CONFIDENCES = (50, 60, 70, 80, 90, 95, 99)  # percent
_ASK: Mapping[Form, str] = {"point": "your prediction", "interval": "from..to, right 8 times in 10, such as 1.5..2"}


def _take(shown: Shown, entering: Entering) -> EntryResult:
    """Read a prediction in the form of the experiment; Tab changes to another form."""
    forms = [form for form in FORMS if form != "choice" or shown.options]
    draft = entering.draft
    while True:
        form = draft.form or (shown.form if shown.form in forms else forms[0])
        taken = _range_and_confidence(shown, entering) if form == "choice" else _figure(_ASK[form], entering)
        if taken != NEXT_FORM:
            return taken
        draft.form = forms[(forms.index(form) + 1) % len(forms)]


def _range_and_confidence(shown: Shown, entering: Entering) -> EntryResult:
    help_line = f"{option_range(shown)}  pick a range     Tab  another form"
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


def _figure(ask: str, entering: Entering) -> EntryResult:
    """Read a figure, an interval or a range with a confidence; Tab asks for it in another form."""
    draft = entering.draft
    draft.fields = draft.fields or [TextField()]
    refused = ""
    while True:
        line = field_line(draft.fields[0], f"{ask}> ", active=True)
        act = "run it" if draft.fields[0].text.strip() else entering.nothing
        entering.draw([line], f"{refused}Enter  {act}     Tab  another form")
        refused = ""
        pressed = typing_key(entering)
        if pressed == "enter":
            text = draft.fields[0].text.strip()
            return Answered(text) if text else Revealed()
        if pressed in ("tab", "esc"):
            return command_of(pressed, entering.key)
        if isinstance(pressed, Pasted):
            pressed = Pasted("".join(filter(_in_figure, pressed.text)))
        if isinstance(pressed, Pasted) or len(pressed) > 1 or _in_figure(pressed):
            draft.fields[0] = edited(draft.fields[0], pressed) or draft.fields[0]
        elif pressed.isprintable():
            refused = f"`{visible(pressed)}` is not part of a number     "


def _in_figure(character: str) -> bool:
    return character.isdigit() or character in " .,x@%"


def _line_help(shown: Shown) -> str:
    return "a number, an interval such as 1.5..2, or a range and how sure you are, such as 2..4@80%"


ENTRY = EntryKind(take=_take, line_help=_line_help, take_line=line_for_each_gap, types=True, above_code=True)
