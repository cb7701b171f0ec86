"""One question on the terminal's screen, from being asked to being rated."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.model import SECTION_TITLES, Rating
from quizapp.core.session_values import AskedQuestion, Outcome
from quizapp.errors import QuizError
from quizapp.questions.base import letters
from quizapp.settings.keymap import COMMANDS, RATINGS
from quizapp.ui.answer_input import Command, entry_lines, take_answer
from quizapp.ui.concept_page import concept_page
from quizapp.ui.escape import visible
from quizapp.ui.experiment_view import SEEN, Live, consent_lines
from quizapp.ui.keys import Keys
from quizapp.ui.line_mode import LineInput, line_help, take_line
from quizapp.ui.result import choices, measured_lines, offered, ratings_of, result_lines
from quizapp.ui.screen import Screen
from quizapp.ui.session_port import StudySession
from quizapp.ui.text import code, prose

RUNNING = "Running on this machine ..."


Done = tuple[bool, AskedQuestion | None]
"""Whether the question is done with, and a question to ask instead of the next one."""


class Quit(Exception):
    """The learner leaves."""


class Elsewhere(Exception):
    """The question that was drawn is being asked in another terminal."""


class QuizScreen:
    """One quiz on one screen."""

    def __init__(
        self,
        sitting: StudySession,
        screen: Screen,
        keys: Keys | LineInput,
        *,
        keymap: Mapping[str, str],
        buttons: int,
        do: Callable[["QuizScreen", AskedQuestion, str], Done],
        on_first_draw: Callable[[], Any] | None,
    ) -> None:
        self.sitting, self.screen, self.keys, self.buttons = sitting, screen, keys, buttons
        self._keymap, self._do = keymap, do
        self._on_first_draw = on_first_draw
        self.notice = ""
        self.hinted = False

    # -- drawing -------------------------------------------------------------------------------

    def header(self, asked: AskedQuestion | None) -> Text:
        """Return where we are and how much is left."""
        if asked is None:
            return Text("quizapp", style="accent")
        tally = self.sitting.tally()
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
        """Draw the question's screen, then whatever waits behind the first one; `taken` are letters that pick."""
        footer = Text(f"{help_line}\n", style="bold")
        # All of them do not fit into 80 columns, and a letter that picks an option does nothing else.
        left_out = "bury" if asked.card.body.get("media") else "open"
        named = {name: key for name, (key, _) in COMMANDS.items() if name != left_out and key not in taken}
        names = "  ".join(f"{key} {name}" for name, key in named.items())
        footer.append(self.notice or names, style="quiet")
        self.screen.show(self.header(asked), body, footer, bottom=bottom)
        self.notice = ""
        if self._on_first_draw is not None:
            opened, self._on_first_draw = self._on_first_draw, None
            if opened() is False:
                raise Elsewhere

    def key(self) -> str:
        """Return the next key that is not about the screen itself."""
        while True:
            pressed = self.keys.next()
            if pressed == "resize":
                self.screen.redraw()
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
        """Return the question, its hint where it was asked for, its code, and the lines of entry or result."""
        program: list[RenderableType] = []
        if asked.shown.code:
            program = [code(asked.shown.code, asked.shown.language), Text()]
        body: list[RenderableType] = [prose(asked.shown.ask), Text()]
        if self.hinted:
            body += [Text.assemble(("hint  ", "accent"), visible(asked.question.hint)), Text()]
        if asked.shown.entry == "prediction":
            body += [Text(self.sitting.facts(), style="quiet"), Text()]
        return [*body, *lines, Text(), *program] if code_last else [*body, *program, *lines]

    def take(self, asked: AskedQuestion) -> object:
        """Return an answer, None for a reveal, or a Command."""

        def draw(lines: list[RenderableType], help_line: str) -> None:
            last = asked.shown.entry == "prediction"
            body = self.question_body(asked, lines, code_last=last)
            taken = letters(len(asked.shown.options)) if asked.shown.entry in ("pick", "picks", "sequence") else ""
            self.draw(asked, body, help_line, taken=taken, bottom=bool(asked.shown.code) and not last)

        if isinstance(self.keys, LineInput):
            draw(entry_lines(asked.shown), line_help(asked.shown))
            return take_line(asked.shown, self.keys)
        return take_answer(asked.shown, self.key, draw)

    def ask(self, asked: AskedQuestion) -> AskedQuestion | None:
        """Ask one question to its rating; return a question that a command brought up, or None."""
        if asked.teach is not None:
            page = Text(f"New: {visible(asked.teach.title)}", style="accent")
            self.page(page, [concept_page(asked.teach)], "Space  to the first question     arrows scroll     q quit")
        self.hinted, began = False, time.monotonic()
        while True:
            answer = self.take(asked)
            if isinstance(answer, Command):
                done, back = self.command(asked, answer.key)
                if done:
                    return back
                continue
            try:
                outcome = self.graded(asked, answer, time.monotonic() - began)
            except (ValueError, QuizError) as error:
                self.tell(error)
                continue
            return self.rate(asked, answer, outcome)

    def tell(self, error: Exception) -> None:
        """Say what went wrong in the next frame."""
        self.notice = visible(str(error))
        if isinstance(error, QuizError) and error.hint:
            self.notice += " " + visible(error.hint)

    def graded(self, asked: AskedQuestion, answer: Any, seconds: float) -> Outcome:
        """Grade, showing samples as they come where a program runs."""
        if answer is not None and asked.question.runs:
            self.running(asked, [Text(RUNNING)], "Ctrl-C leaves")
        return self.sitting.grade(
            answer, hinted=self.hinted, seconds=seconds, live=self.live(asked, answer), ask=self.consent
        )

    def running(self, asked: AskedQuestion, lines: list[RenderableType], help_line: str) -> None:
        """Draw what is going on; in linear mode only that something is."""
        if not self.screen.linear or lines[0] == Text(RUNNING):
            self.screen.show(self.header(asked), lines, Text(help_line, style="quiet"))

    def live(self, asked: AskedQuestion, answer: Any) -> Live:
        """Return what draws an experiment's samples."""
        return Live(lambda lines, help_line: self.running(asked, lines, help_line), str(answer))

    def consent(self, title: str, sources: Mapping[str, str], warning: str) -> bool:
        """Show code that did not ship and return whether the learner agrees to run it."""
        help_line = "y  run exactly this code     n  do not     arrows scroll"
        body = consent_lines(title, sources, warning)
        while (pressed := self.page(Text("May this run?", style="accent"), body, help_line, ("y", "n"))) not in "yn":
            pass
        return pressed == "y"

    def observed(self, asked: AskedQuestion, answer: Any, outcome: Outcome) -> None:
        """Have the learner say what they saw, before they read why."""
        lines: list[RenderableType] = [*measured_lines(answer, outcome.report), Text(), Text("What did you see?")]
        lines += [Text(f"  {letter}  {text}") for letter, text in zip("abc", SEEN.values(), strict=True)]
        self.screen.show(self.header(asked), lines, Text("a to c  say it, then read why", style="bold"))
        while (pressed := self.key().lower()) not in ("a", "b", "c"):
            if self._keymap.get(pressed, pressed) == "q":
                raise Quit
        self.sitting.observe(list(SEEN)["abc".index(pressed)])

    def rate(self, asked: AskedQuestion, answer: Any, outcome: Outcome) -> AskedQuestion | None:
        """Show what was right and why; take the rating."""
        if outcome.rateable and getattr(outcome.report, "comparable", False) and answer is not None:
            self.observed(asked, answer, outcome)
        body = self.question_body(asked, result_lines(asked, answer, outcome), code_last=True)
        if not outcome.rateable:
            return self.unrated(asked, body)
        line = choices(self.sitting.previews(), outcome.suggested, self.buttons)
        while True:
            self.draw(asked, body, line)
            pressed = self.key()
            rating = self.rating_of(pressed, outcome.suggested)
            if rating is not None:
                self.sitting.rate(rating)
                return None
            done, back = self.command(asked, self.key() if pressed == "esc" else pressed)
            if done:
                return back

    def unrated(self, asked: AskedQuestion, body: list[RenderableType]) -> AskedQuestion | None:
        """Nothing was shown, so nothing is rated: run it again now, or tomorrow."""
        self.draw(asked, body, "r  run it again     Space  leave it for tomorrow")
        while True:
            pressed = self.key()
            if pressed == "r":
                return asked
            if pressed in ("space", "enter"):
                self.sitting.bury()
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

    def command(self, asked: AskedQuestion, pressed: str) -> tuple[bool, AskedQuestion | None]:
        """Do a command; return whether the question is done with, and a question to ask instead."""
        meant = self._keymap.get(pressed, pressed)
        if meant == "q":
            raise Quit
        return self._do(self, asked, meant)
