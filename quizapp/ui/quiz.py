"""The quiz on a terminal: drives a Sitting with keys."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from rich.console import Console, RenderableType
from rich.text import Text

from quizapp.core.model import SECTION_TITLES, Rating
from quizapp.core.sitting import Asked, Outcome, Sitting, Summary
from quizapp.errors import QuizError
from quizapp.ui.entry import Command, options_lines, take_answer
from quizapp.ui.keys import Keys
from quizapp.ui.reader import concept_page
from quizapp.ui.safe import visible
from quizapp.ui.screen import Screen
from quizapp.ui.summary import summary_lines
from quizapp.ui.text import code, prose

WELCOME = """\
Welcome to quizapp.

It teaches a concept, asks about it, and has you prove it on your own machine.

1. You read a short page about each new concept before its first question.
2. You answer. Most answers are graded for you; you may overrule with 1 to 4.
3. Each card comes back just before you would forget it.

Every answer is stored at once. Leave whenever you like with q."""

COMMANDS = {
    "u": "undo", "h": "hint", "s": "suspend", "b": "bury", "r": "read the concept", "?": "keys", "q": "quit",
}  # fmt: skip


class Quit(Exception):
    """The learner leaves."""


class Front:
    """One quiz on one screen."""

    def __init__(
        self,
        sitting: Sitting,
        screen: Screen,
        keys: Keys,
        *,
        keymap: Mapping[str, str],
        buttons: int,
        on_first_draw: Callable[[], Any] | None,
    ) -> None:
        self.sitting, self.screen, self.keys, self.buttons = sitting, screen, keys, buttons
        self._renamed = {
            key: next((k for k, name in COMMANDS.items() if name == word), word) for word, key in keymap.items()
        }
        self._on_first_draw = on_first_draw
        self._notice = ""
        self._hinted = False

    # -- drawing -------------------------------------------------------------------------------

    def header(self, asked: Asked | None) -> Text:
        """Return where we are and how much is left."""
        if asked is None:
            return Text("quizapp", style="accent")
        tally = self.sitting.tally()
        place = f"{asked.deck_title} > {asked.concept_title} > {SECTION_TITLES[asked.card.section]}"
        left = f"{tally.answered} done, {tally.due_left} due, {tally.new_left} new, {tally.learning_left} again"
        width = self.screen.console.size.width - 4
        gap = width - len(place) - len(left)
        if gap < 2:
            place = visible(asked.concept_title)
            gap = max(2, width - len(place) - len(left))
        return Text.assemble((visible(place), "accent"), " " * gap, (left, "quiet"))

    def draw(self, asked: Asked, body: list[RenderableType], help_line: str, *, bottom: bool = False) -> None:
        """Draw the question's screen, then whatever waits behind the first one."""
        footer = Text(f"{help_line}\n", style="bold")
        footer.append(self._notice or "u undo  h hint  r read  s suspend  b bury  ? keys  q quit", style="quiet")
        self.screen.show(self.header(asked), body, footer, bottom=bottom)
        self._notice = ""
        if self._on_first_draw is not None:
            opened, self._on_first_draw = self._on_first_draw, None
            if opened() is False:
                raise _Elsewhere

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

    def page(self, title: Text, body: list[RenderableType], help_line: str) -> None:
        """Show a page until Space or Enter."""
        self.screen.show(title, body, Text(help_line, style="bold"))
        while (pressed := self.key()) not in ("space", "enter"):
            if pressed == "q":
                raise Quit

    # -- asking --------------------------------------------------------------------------------

    def question_body(self, asked: Asked, lines: list[RenderableType], *, code_last: bool) -> list[RenderableType]:
        """Return the question, its hint where it was asked for, its code, and the lines of entry or result."""
        program: list[RenderableType] = []
        if asked.shown.code:
            program = [code(asked.shown.code, asked.shown.language), Text()]
        body: list[RenderableType] = [prose(asked.shown.ask), Text()]
        if self._hinted:
            body += [Text.assemble(("hint  ", "accent"), visible(asked.question.hint)), Text()]
        return [*body, *lines, Text(), *program] if code_last else [*body, *program, *lines]

    def ask(self, asked: Asked) -> Asked | None:
        """Ask one question to its rating; return a question that undo brought back, or None."""
        if asked.teach is not None:
            page = Text(f"New: {visible(asked.teach.title)}", style="accent")
            self.page(page, [concept_page(asked.teach)], "Space  to the first question     arrows scroll     q quit")
        self._hinted, began = False, time.monotonic()
        while True:

            def draw(lines: list[RenderableType], help_line: str) -> None:
                last = asked.shown.entry == "number"
                body = self.question_body(asked, lines, code_last=last)
                self.draw(asked, body, help_line, bottom=bool(asked.shown.code) and not last)

            answer = take_answer(asked.shown, self.key, draw)
            if isinstance(answer, Command):
                done, back = self.command(asked, answer.key)
                if done:
                    return back
                continue
            try:
                outcome = self.grade(asked, answer, time.monotonic() - began)
            except (ValueError, QuizError) as error:
                self._notice = visible(str(error))
                if isinstance(error, QuizError) and error.hint:
                    self._notice += " " + visible(error.hint)
                continue
            return self.rate(asked, answer, outcome)

    def grade(self, asked: Asked, answer: Any, seconds: float) -> Outcome:
        """Grade, showing samples as they come where a program runs."""
        times: dict[str, list[float]] = {}

        def live(trial: Any) -> None:
            times.setdefault(trial.variant, []).append(trial.seconds)
            lines: list[RenderableType] = [
                Text(f"Running on this machine: {trial.done} of at most {trial.total}"),
                Text(),
            ]
            longest = max(value[-1] for value in times.values())
            for name, values in times.items():
                bar = "█" * max(1, round(values[-1] / longest * 36))
                lines.append(
                    Text.assemble(f"{visible(name)[:16]:16} ", (bar, "accent"), f" {values[-1] * 1000:.1f} ms")
                )
            self.screen.show(self.header(asked), lines, Text("Ctrl-C leaves", style="quiet"))

        if answer is not None and asked.card.kind in ("predict", "output"):
            self.screen.show(
                self.header(asked), [Text("Running on this machine ...")], Text("Ctrl-C leaves", style="quiet")
            )
        return self.sitting.grade(answer, hinted=self._hinted, seconds=seconds, live=live)

    def rate(self, asked: Asked, answer: Any, outcome: Outcome) -> Asked | None:
        """Show what was right and why; take the rating."""
        body = self.question_body(asked, self.result(asked, answer, outcome), code_last=True)
        if not outcome.rateable:
            self.draw(asked, body, "Space  go on; nothing is rated")
            while self.key() not in ("space", "enter"):
                pass
            self.sitting.bury()
            return None
        choices = self.choices(outcome.suggested)
        while True:
            self.draw(asked, body, choices)
            pressed = self.key()
            rating = self.rating_of(pressed, outcome.suggested)
            if rating is not None:
                self.sitting.rate(rating)
                return None
            if pressed == "esc":
                pressed = self.key()
            done, back = self.command(asked, pressed)
            if done:
                return back

    def choices(self, suggested: Rating) -> str:
        """Return the ratings with the interval that each gives; the suggested one in brackets."""
        shown = self.sitting.previews()
        ratings = (Rating.AGAIN, Rating.GOOD) if self.buttons == 2 else tuple(Rating)
        names = {Rating.AGAIN: "Wrong", Rating.GOOD: "Right"} if self.buttons == 2 else {}
        parts = []
        for number, rating in enumerate(ratings, 1):
            text = f"{number} {names.get(rating, rating.capitalize())} {shown[rating]}"
            parts.append(f"[{text}]" if rating is suggested else f" {text} ")
        return " ".join(parts) + "  Space: [ ]"

    def rating_of(self, pressed: str, suggested: Rating) -> Rating | None:
        """Return the rating that a key gives, or None."""
        ratings = (Rating.AGAIN, Rating.GOOD) if self.buttons == 2 else tuple(Rating)
        if pressed in ("space", "enter"):
            return suggested if suggested in ratings else Rating.GOOD
        return ratings[int(pressed) - 1] if pressed in tuple("1234"[: len(ratings)]) else None

    def result(self, asked: Asked, answer: Any, outcome: Outcome) -> list[RenderableType]:
        """Return what was right and why."""
        lines: list[RenderableType] = []
        if asked.shown.entry in ("pick", "picks") and asked.shown.options:
            lines += [*options_lines(asked.shown, answer if isinstance(answer, str) else ""), Text()]
        if outcome.correct is not None:
            lines.append(Text("Right.", style="good") if outcome.correct else Text("Not right.", style="bad"))
        lines += [prose(remark) for remark in outcome.remarks]
        if measured := getattr(outcome.report, "measured", None):
            lines += self.measured(answer, measured, outcome.report)
        elif outcome.expected:
            lines += [Text(), prose(outcome.expected)]
        if why := asked.question.explain or getattr(getattr(outcome.report, "experiment", None), "explain", ""):
            lines += [Text(), prose(why)]
        return lines

    def measured(self, answer: Any, measured: Mapping[str, Any], report: Any) -> list[RenderableType]:
        """Return the prediction beside the measurement, and the verdict."""
        from quizapp.questions.predict import parse
        from quizapp.ui.bars import bars

        guess = parse(answer)
        point = (guess[0] * guess[1]) ** 0.5 if isinstance(guess, tuple) else guess
        verdict = f"Claim {report.verdict} on this machine; expected {report.expected}."
        chart = bars(point, measured["value"], measured["low"], measured["high"], measured["unit"])
        return [Text(), chart, Text(), Text(visible(verdict)), Text(visible(report.reason))]

    # -- commands ------------------------------------------------------------------------------

    def command(self, asked: Asked, pressed: str) -> tuple[bool, Asked | None]:
        """Do a command; return whether the question is done with, and a question that undo brought back."""
        pressed = self._renamed.get(pressed, pressed)
        if pressed == "q":
            raise Quit
        if pressed in ("s", "b"):
            (self.sitting.suspend if pressed == "s" else self.sitting.bury)()
            self._notice = "suspended until released" if pressed == "s" else "hidden until tomorrow"
            return True, None
        if pressed == "u":
            back = self.sitting.undo()
            self._notice = "taken back" if back else "there is nothing to undo"
            return (True, back) if back else (False, None)
        if pressed == "h":
            self._hinted = self._hinted or bool(asked.question.hint)
            self._notice = "" if asked.question.hint else "this question has no hint"
        elif pressed == "r":
            page = Text(visible(asked.concept_title), style="accent")
            self.page(page, [concept_page(self.sitting.concept())], "Space  back to the question     arrows scroll")
        elif pressed == "?":
            rows: list[RenderableType] = [Text.assemble((f"  {key}  ", "bold"), name) for key, name in COMMANDS.items()]
            rows.insert(0, Text("Space or Enter goes on. 1 to 4 rate. In text fields, press Esc before a letter.\n"))
            self.page(Text("Keys", style="accent"), rows, "Space  back to the question")
        elif pressed != "redraw":
            self._notice = f"`{visible(pressed)}` does nothing here; ? shows the keys"
        return False, None


class _Elsewhere(Exception):
    """The question that was drawn is being asked in another terminal."""


def run_quiz(
    sitting: Sitting,
    console: Console,
    *,
    linear: bool,
    keymap: Mapping[str, str],
    buttons: int,
    first_run: bool = False,
    on_first_draw: Callable[[], Any] | None = None,
) -> Summary:
    """Run a sitting on the terminal and print its summary. KeyboardInterrupt passes once the terminal is restored."""
    with Screen(console, linear=linear) as screen, Keys() as keys:
        front = Front(sitting, screen, keys, keymap=keymap, buttons=buttons, on_first_draw=on_first_draw)
        try:
            if first_run:
                front.page(Text("quizapp", style="accent"), [Text(WELCOME)], "Space  begin     q quit")
            _sit(front, sitting)
        except (Quit, EOFError):
            pass
    summary = sitting.summary()
    for line in summary_lines(summary):
        console.print(line)
    return summary


def _sit(front: Front, sitting: Sitting) -> None:
    if sitting.greeting:
        front.page(
            Text("quizapp", style="accent"), [Text(line) for line in sitting.greeting], "Space  begin     q quit"
        )
    asked = sitting.next()
    while asked is not None:
        try:
            back = front.ask(asked)
        except _Elsewhere:
            back = None
        asked = back if back is not None else sitting.next()
