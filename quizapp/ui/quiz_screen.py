"""One question on the terminal's screen, from being asked to being rated."""

import contextlib
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.answer import Answer
from quizapp.core.model import Concept
from quizapp.core.session_values import AskedQuestion, Outcome
from quizapp.errors import QuizError
from quizapp.questions.answers import read_answer
from quizapp.ui.code_view import code
from quizapp.ui.entering import SHOW_ANSWER, Answered, Command, Draft, Entering, EntryResult
from quizapp.ui.entries.base import entry_kind, entry_lines
from quizapp.ui.escape import one_line
from quizapp.ui.footer import CommandKeys, command_line, commands_at, help_text, page_footer
from quizapp.ui.header import header
from quizapp.ui.keys import Keys
from quizapp.ui.line_mode import INTRODUCTION, LineInput, line_help, take_line
from quizapp.ui.screen import PAGER_KEYS, Footer, Frame, Screen
from quizapp.ui.session_port import StudySession
from quizapp.ui.text import inline, prose

if TYPE_CHECKING:
    from quizapp.ui.program_draft import ProgramDesk
    from quizapp.ui.server_wait import ServerWait


@dataclass(frozen=True, slots=True)
class StayAtQuestion:
    """The command is done; the question is still to be answered."""


@dataclass(frozen=True, slots=True)
class LeaveQuestion:
    """The command ends the question; `ask_now` is asked instead of the next one."""

    ask_now: AskedQuestion | None = None


CommandResult = StayAtQuestion | LeaveQuestion
HelpLine = str | Callable[[int], Footer]  # a line, or lines for a width


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizOptions:
    """How the learner wants the quiz: own keys (key -> default key), four rating buttons or two, and pictures.

    `on_first_draw` is called once the first question is on the screen; it returns whether its card is still free.
    `paths` are the learning paths that a new learner chooses from, id -> title; `on_path` gets the id, or `all`.
    `listening` has a listener called while the server of a class does not answer.
    """

    keymap: Mapping[str, str]
    buttons: int
    pictures: bool = False
    on_first_draw: Callable[[], bool | None] | None = None
    paths: Mapping[str, str] = field(default_factory=dict)
    on_path: Callable[[str], None] | None = None
    listening: "Callable[[ServerWait], contextlib.AbstractContextManager[None]] | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What comes around a question: the page of its concept, its commands, a run of its program, and its rating."""

    teach: Callable[["QuizScreen", AskedQuestion, Concept], CommandResult]
    run_command: Callable[["QuizScreen", AskedQuestion, str], CommandResult]
    grade_by_running: Callable[["QuizScreen", AskedQuestion, Answer, float], Outcome]
    rate: Callable[["QuizScreen", AskedQuestion, Answer | None, Outcome], AskedQuestion | None]
    program_desk: "Callable[[QuizScreen, AskedQuestion], ProgramDesk]"


class Quit(Exception):
    """The learner leaves."""


class AskedElsewhere(Exception):
    """The card of this question is leased to another terminal."""


class QuizScreen:
    """One quiz on one screen."""

    def __init__(
        self,
        session: StudySession,
        screen: Screen,
        keys: Keys | LineInput,
        options: QuizOptions,
        steps: Steps,
    ) -> None:
        self.session, self.screen, self.keys, self.buttons = session, screen, keys, options.buttons
        self.keymap, self._steps = options.keymap, steps
        self._on_first_draw = options.on_first_draw
        self._read: set[tuple[str, str]] = (
            set()
        )  # concepts whose pages were read, and are not shown again after an undo
        self._printed = ""  # in linear mode, the card whose question is printed
        self.notice = ""
        self.hinted = self.answered = False

    @property
    def go_on(self) -> str:
        """The key that goes on, as help lines name it."""
        return "Enter" if self.screen.linear else "Space"

    def header(self, asked: AskedQuestion) -> Callable[[int], Text]:
        """Return what the header is at a width: the place of the question, and how much is left today."""
        return partial(header, asked, self.session.tally())

    def draw(self, asked: AskedQuestion, frame: Frame, helps: HelpLine, commands: CommandKeys) -> None:
        """Draw a frame with help and the keys of the commands. The first time, then open the store behind it."""
        notice = self.notice

        def footer(width: int) -> Footer:
            named = "" if self.screen.linear else command_line(commands, self.keymap, width)
            above = Footer(help_text(helps, width)) if isinstance(helps, str) else helps(width)
            return above.followed_by(notice or named)

        self.screen.show(frame, footer)
        self.notice = ""
        if self._on_first_draw is not None:
            opened, self._on_first_draw = self._on_first_draw, None
            if opened() is False:
                raise AskedElsewhere

    def commands(self, asked: AskedQuestion, *, answered: bool = False) -> CommandKeys:
        """Return the commands that work at a question now."""
        can_undo = self.session.tally().answered > 0
        return commands_at(asked, answered=answered, hinted=self.hinted, can_undo=can_undo)

    def key(self, own: Collection[str] = (), /) -> str:
        """Return the next key that does not scroll or redraw the screen; keys of `own` never scroll or leave."""
        while True:
            pressed = self.keys.next()
            if pressed in ("resize", "ctrl-l"):
                self.screen.redraw()
            elif pressed in own:
                return pressed
            elif pressed == "end-of-input":
                raise Quit
            elif not self.screen.scroll(pressed):
                return pressed

    def page(self, title: Text, body: list[RenderableType], help_line: str, stop: tuple[str, ...] = ()) -> str:
        """Show a page until Space at its end, Enter or a key of `stop`; return the key."""
        return self.show_page(Frame(title, body, turned_by="Space"), help_line, stop)

    def show_page(self, frame: Frame, help_line: str, stop: tuple[str, ...] = ()) -> str:
        """Do the same as `page` with a frame."""
        self.screen.show(frame, partial(page_footer, help_line, self.go_on))
        return self.wait_on_page(stop)

    def wait_on_page(self, stop: tuple[str, ...] = ()) -> str:
        """Scroll the page in sight until Space at its end, Enter or a key of `stop`; return the key."""
        while True:
            pressed = self.key(("pgdn",))
            meant = self.keymap.get(pressed, pressed)
            if (pressed == "pgdn" or meant == "space") and self.screen.turn_page():
                continue
            if pressed in stop or meant in ("space", "enter"):
                return pressed
            if not self.screen.scroll(PAGER_KEYS.get(pressed, "")):
                self.leave_at(pressed)

    def leave_at(self, pressed: str) -> None:
        """Quit where a key means that."""
        if self.keymap.get(pressed, pressed) == "q":
            raise Quit

    def asked_lines(self, asked: AskedQuestion) -> list[RenderableType]:
        """Return the question, its hint once asked for, and what a prediction needs to know of the machine."""
        body: list[RenderableType] = [prose(asked.shown.ask), Text(), *self.pictures(asked, "question")]
        if self.hinted:
            body += [Text.assemble(("Hint  ", "accent"), inline(asked.question.hint)), Text()]
        if asked.shown.entry == "prediction":
            body += [Text(self.session.facts(), style="quiet"), Text()]
        return body

    def pictures(self, asked: AskedQuestion, side: Literal["question", "answer"]) -> list[RenderableType]:
        """Return the pictures of a side of the card, each with an empty line below, if the terminal shows any."""
        if self.screen.pictures is None or not asked.card.body.get("media"):
            return []
        found = self.screen.pictures.pictures(self.session.media(side))
        return [part for picture in found for part in (picture, Text())]

    def take(self, asked: AskedQuestion, draft: Draft, commands: CommandKeys | None = None) -> EntryResult:
        """Read an answer, a wish to see it, or a command; the draft keeps what was entered."""
        entry = entry_kind(asked.shown.entry)
        listed = asked.shown.code and (self.screen.linear or not entry.draws_code)
        program = [code(asked.shown.code, asked.shown.language), Text()] if listed else []
        is_read = False  # once something is entered; until then the question is in sight from its first line

        def draw(lines: list[RenderableType], help_line: str) -> None:
            nonlocal is_read
            is_read = is_read or not draft.is_empty
            above = self.asked_lines(asked)
            code_last = [*above, *lines, Text(), *program]
            body = code_last if entry.above_code else [*above, *program, *lines]
            result = draft.program.result_at if draft.program else None
            focus = None if result is None else (len(above) + result, len(body))
            named = CommandKeys(names=()) if draft.program and draft.program.typing else commands
            self.draw(
                asked,
                Frame(self.header(asked), body, code_last if program else (), is_read, focus),
                help_line,
                named or self.commands(asked),
            )

        if isinstance(self.keys, LineInput):
            self._print_question(asked, draw)
            return take_line(asked.shown, self.keys)
        desk = draft.program.desk if draft.program else None
        if entry.needs_desk and desk is None:
            desk = self._steps.program_desk(self, asked)
        nothing = commands.nothing if commands else SHOW_ANSWER
        return entry.take(asked.shown, Entering(self._entry_key, draw, draft, desk, nothing))

    def _entry_key(self, own: Collection[str] = (), /) -> str:
        """Return the next key; where no text is typed, the learner's own key for `show` is Space."""
        pressed = self.key(own)
        return "space" if not own and self.keymap.get(pressed) == "space" else pressed

    def _print_question(self, asked: AskedQuestion, draw: Callable[[list[RenderableType], str], None]) -> None:
        """Print a question as lines: once, then only a new hint, a notice, and what to type."""
        hint = f"Hint: {asked.question.hint}" if self.hinted else ""
        if self._printed == asked.card.card:
            self.screen.say(*filter(None, (self.notice or hint, line_help(asked.shown))))
            self.notice = ""
            return
        if not self._printed:
            self.screen.say(INTRODUCTION)
        self._printed = asked.card.card
        draw(entry_lines(asked.shown), line_help(asked.shown))

    def ask(self, asked: AskedQuestion) -> AskedQuestion | None:
        """Ask one question until it is rated or left; return a question to ask now instead of the next one."""
        concept = asked.card.deck, asked.card.concept
        if asked.teach is not None and concept not in self._read:
            result = self._steps.teach(self, asked, asked.teach)
            if isinstance(result, LeaveQuestion):
                return result.ask_now
            self._read.add(concept)
        self.hinted = self.answered = False
        began, draft = time.monotonic(), Draft()
        try:
            while True:
                entered = self.take(asked, draft)
                if isinstance(entered, Command):
                    result = self.command(asked, entered.key)
                    if isinstance(result, LeaveQuestion):
                        return result.ask_now
                    continue
                try:
                    answer = read_answer(asked.shown, entered.answer) if isinstance(entered, Answered) else None
                    outcome = self.graded(asked, answer, time.monotonic() - began)
                except (ValueError, QuizError) as error:
                    self.tell(error)
                    continue
                return self.rate(asked, answer, draft.program.remembered(outcome) if draft.program else outcome)
        finally:
            self._keep_program(draft)
            self._printed = self._printed and "-"  # a question that comes again is printed again

    def _keep_program(self, draft: Draft) -> None:
        """Record a program that was changed and not run, however its question is left."""
        if draft.program is not None:
            from quizapp.ui.entries.program import keep_unsaved

            with contextlib.suppress(QuizError):
                keep_unsaved(draft, draft.program)

    def tell(self, error: Exception) -> None:
        """Show what went wrong in the next frame."""
        self.notice = one_line(str(error))
        if isinstance(error, QuizError) and error.hint:
            self.notice = f"{self.notice.rstrip('.')}. {one_line(error.hint)}"

    def graded(self, asked: AskedQuestion, answer: Answer | None, seconds: float) -> Outcome:
        """Grade an answer (None: revealed), by a run of its program where it has one."""
        if answer is None or not asked.question.runs:
            return self.session.grade(answer, hinted=self.hinted, seconds=seconds)
        return self._steps.grade_by_running(self, asked, answer, seconds)

    def rate(self, asked: AskedQuestion, answer: Answer | None, outcome: Outcome) -> AskedQuestion | None:
        """Show the answer beside the right one, and why; record the rating."""
        self.answered = True
        return self._steps.rate(self, asked, answer, outcome)

    def command(self, asked: AskedQuestion, pressed: str) -> CommandResult:
        """Run the command of a key."""
        self.leave_at(pressed)
        return self._steps.run_command(self, asked, self.keymap.get(pressed, pressed))
