"""One question on the terminal's screen, from being asked to being rated."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.answer import Answer, answer_as_json
from quizapp.core.model import SECTION_TITLES, Rating
from quizapp.core.session_values import AskedQuestion, Outcome
from quizapp.errors import QuizError
from quizapp.questions.answers import read_answer
from quizapp.questions.base import letters
from quizapp.settings.keymap import COMMANDS, RATINGS
from quizapp.ui.answer_input import entry_lines, take_answer
from quizapp.ui.concept_page import concept_page
from quizapp.ui.entering import Answered, Command, Draft, Entering, EntryResult
from quizapp.ui.escape import visible
from quizapp.ui.experiment_view import SEEN, LiveSamples, consent_lines
from quizapp.ui.keys import Keys
from quizapp.ui.line_mode import LineInput, line_help, take_line
from quizapp.ui.result import (
    MeasuredReport,
    choices,
    measured_lines,
    offered,
    ratings_of,
    report_of,
    result_lines,
)
from quizapp.ui.screen import Screen
from quizapp.ui.session_port import StudySession
from quizapp.ui.text import code, inline, prose

RUNNING = "Running on this machine ..."


@dataclass(frozen=True, slots=True)
class StayAtQuestion:
    """The command is done; the question is still to be answered."""


@dataclass(frozen=True, slots=True)
class LeaveQuestion:
    """The command ends the question; `ask_now` is asked instead of the next one."""

    ask_now: AskedQuestion | None = None


CommandResult = StayAtQuestion | LeaveQuestion


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizOptions:
    """How the learner wants the quiz: own keys (key -> default key), and four rating buttons or two.

    `on_first_draw` is called once the first question is on the screen; it returns whether its card is still free.
    """

    keymap: Mapping[str, str]
    buttons: int
    on_first_draw: Callable[[], bool | None] | None = None


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
        run_command: Callable[["QuizScreen", AskedQuestion, str], CommandResult],
    ) -> None:
        self.session, self.screen, self.keys, self.buttons = session, screen, keys, options.buttons
        self._keymap, self._run_command = options.keymap, run_command
        self._on_first_draw = options.on_first_draw
        self.notice = ""
        self.hinted = False

    # -- drawing -------------------------------------------------------------------------------

    def header(self, asked: AskedQuestion | None) -> Text:
        """Return the place of the question and how much is left today."""
        if asked is None:
            return Text("quizapp", style="accent")
        tally = self.session.tally()
        section = SECTION_TITLES.get(asked.card.section, "")
        place = visible(" > ".join(filter(None, (asked.deck_title, asked.concept_title, section))))
        left = f"{tally.answered} done, {tally.due_left} due, {tally.new_left} new, {tally.learning_left} again"
        width = self.screen.console.size.width - 4
        gap = width - len(place) - len(left)
        if gap < 2:
            place = visible(asked.concept_title)
            gap = max(2, width - len(place) - len(left))
        return Text.assemble((place, "accent"), " " * gap, (left, "quiet"))

    def draw(
        self, asked: AskedQuestion, body: list[RenderableType], help_line: str, *, taken: str = "", bottom: bool = False
    ) -> None:  # fmt: skip
        """Draw the question with help and commands; `taken` are letters that pick an option.

        The first time, then open the store behind it.
        """
        footer = Text(f"{help_line}\n", style="bold")
        # Not all commands fit into 80 columns, and a letter that picks an option is no command.
        left_out = ("add", "bury" if asked.card.body.get("media") else "open")
        named = {name: key for name, (key, _) in COMMANDS.items() if name not in left_out and key not in taken}
        names = "  ".join(f"{key} {name}" for name, key in named.items())
        footer.append(self.notice or names, style="quiet")
        self.screen.show(self.header(asked), body, footer, bottom=bottom)
        self.notice = ""
        if self._on_first_draw is not None:
            opened, self._on_first_draw = self._on_first_draw, None
            if opened() is False:
                raise AskedElsewhere

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
        """Show a page until Space, Enter or a key of `stop`; return the key."""
        self.screen.show(title, body, Text(help_line, style="bold"))
        while True:
            pressed = self.key()
            meant = self._keymap.get(pressed, pressed)
            if pressed in stop or meant in ("space", "enter"):
                return pressed
            if meant == "q":
                raise Quit

    # -- asking --------------------------------------------------------------------------------

    def question_body(
        self, asked: AskedQuestion, lines: list[RenderableType], *, code_last: bool
    ) -> list[RenderableType]:
        """Return the question with its hint (once asked for), its code, and the lines of the entry or the result."""
        program: list[RenderableType] = []
        if asked.shown.code:
            program = [code(asked.shown.code, asked.shown.language), Text()]
        body: list[RenderableType] = [prose(asked.shown.ask), Text()]
        if self.hinted:
            body += [Text.assemble(("hint  ", "accent"), inline(asked.question.hint)), Text()]
        if asked.shown.entry == "prediction":
            body += [Text(self.session.facts(), style="quiet"), Text()]
        return [*body, *lines, Text(), *program] if code_last else [*body, *program, *lines]

    def take(self, asked: AskedQuestion, draft: Draft) -> EntryResult:
        """Read an answer, a wish to see it, or a command; the draft keeps what was entered."""

        def draw(lines: list[RenderableType], help_line: str) -> None:
            last = asked.shown.entry == "prediction"
            body = self.question_body(asked, lines, code_last=last)
            taken = letters(len(asked.shown.options)) if asked.shown.entry in ("pick", "picks", "sequence") else ""
            self.draw(asked, body, help_line, taken=taken, bottom=bool(asked.shown.code) and not last)

        if isinstance(self.keys, LineInput):
            draw(entry_lines(asked.shown), line_help(asked.shown))
            return take_line(asked.shown, self.keys)
        return take_answer(asked.shown, Entering(self.key, draw, draft))

    def ask(self, asked: AskedQuestion) -> AskedQuestion | None:
        """Ask one question until it is rated or left; return a question to ask now instead of the next one."""
        if asked.teach is not None:
            page = Text(f"New: {visible(asked.teach.title)}", style="accent")
            self.page(page, [concept_page(asked.teach)], "Space  to the first question     arrows scroll     q quit")
        self.hinted, began, draft = False, time.monotonic(), Draft()
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
            return self.rate(asked, answer, outcome)

    def tell(self, error: Exception) -> None:
        """Show what went wrong in the next frame."""
        self.notice = visible(str(error))
        if isinstance(error, QuizError) and error.hint:
            self.notice += " " + visible(error.hint)

    def graded(self, asked: AskedQuestion, answer: Answer | None, seconds: float) -> Outcome:
        """Grade an answer (None: revealed); while a program runs, show its samples."""
        if answer is not None and asked.question.runs:
            self.running(asked, [Text(RUNNING)], "Ctrl-C leaves")
        return self.session.grade(
            answer, hinted=self.hinted, seconds=seconds, live=self.live(asked, answer), ask=self.consent
        )

    def running(self, asked: AskedQuestion, lines: list[RenderableType], help_line: str) -> None:
        """Draw the state of a run; in linear mode only that it began."""
        if not self.screen.linear or lines[0] == Text(RUNNING):
            self.screen.show(self.header(asked), lines, Text(help_line, style="quiet"))

    def live(self, asked: AskedQuestion, answer: Answer | None) -> LiveSamples:
        """Return a callback that draws the samples of an experiment."""
        written = "" if answer is None else str(answer_as_json(answer))
        return LiveSamples(lambda lines, help_line: self.running(asked, lines, help_line), written)

    def consent(self, title: str, sources: Mapping[str, str], warning: str) -> bool:
        """Show code that did not ship with quizapp; return whether the learner agrees to run it."""
        help_line = "y  run exactly this code     n  do not run it     arrows scroll"
        body = consent_lines(title, sources, warning)
        while (pressed := self.page(Text("May this run?", style="accent"), body, help_line, ("y", "n"))) not in "yn":
            pass
        return pressed == "y"

    def observed(self, asked: AskedQuestion, answer: Answer, report: MeasuredReport) -> None:
        """Ask the learner what they saw, before they read the explanation."""
        lines: list[RenderableType] = [*measured_lines(answer, report), Text(), Text("What did you see?")]
        lines += [Text(f"  {letter}  {text}") for letter, text in zip("abc", SEEN.values(), strict=True)]
        self.screen.show(self.header(asked), lines, Text("a to c  choose, then read why", style="bold"))
        while (pressed := self.key().lower()) not in ("a", "b", "c"):
            if self._keymap.get(pressed, pressed) == "q":
                raise Quit
        self.session.observe(list(SEEN)["abc".index(pressed)])

    def rate(self, asked: AskedQuestion, answer: Answer | None, outcome: Outcome) -> AskedQuestion | None:
        """Show what was right and why; record the rating."""
        if outcome.rateable and answer is not None and (report := report_of(outcome)) and report.comparable:
            self.observed(asked, answer, report)
        body = self.question_body(asked, result_lines(asked, answer, outcome), code_last=True)
        if not outcome.rateable:
            return self.unrated(asked, body)
        line = choices(self.session.previews(), outcome.suggested, self.buttons)
        while True:
            self.draw(asked, body, line)
            pressed = self.key()
            rating = self.rating_of(pressed, outcome.suggested)
            if rating is not None:
                self.session.rate(rating)
                return None
            result = self.command(asked, self.key() if pressed == "esc" else pressed)
            if isinstance(result, LeaveQuestion):
                return result.ask_now

    def unrated(self, asked: AskedQuestion, body: list[RenderableType]) -> AskedQuestion | None:
        """Offer to run an inconclusive experiment again, now or tomorrow; nothing is rated."""
        self.draw(asked, body, "r  run it again     Space  leave it for tomorrow")
        while True:
            pressed = self.key()
            if pressed == "r":
                return asked
            if pressed in ("space", "enter"):
                self.session.bury()
                return None
            if self._keymap.get(pressed, pressed) == "q":
                raise Quit

    def rating_of(self, pressed: str, suggested: Rating) -> Rating | None:
        """Return the rating that a key gives, or None."""
        meant, ratings = self._keymap.get(pressed, pressed), ratings_of(self.buttons)
        if meant in ("space", "enter"):
            return offered(suggested, self.buttons)
        if pressed in self._keymap and meant in RATINGS.values():
            named = Rating(next(name for name, key in RATINGS.items() if key == meant))
            return named if named in ratings else None
        return ratings[int(meant) - 1] if meant in tuple("1234"[: len(ratings)]) else None

    def command(self, asked: AskedQuestion, pressed: str) -> CommandResult:
        """Run the command of a key."""
        meant = self._keymap.get(pressed, pressed)
        if meant == "q":
            raise Quit
        return self._run_command(self, asked, meant)
