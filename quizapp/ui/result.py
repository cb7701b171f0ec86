"""The screen after an answer: what was right and why, what was measured, and the ratings to choose from."""

from collections.abc import Mapping, Sequence
from math import inf
from typing import Protocol

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.answer import Answer
from quizapp.core.model import Experiment, Rating
from quizapp.core.prediction import Expected, Prediction
from quizapp.core.session_values import AskedQuestion, Outcome
from quizapp.ui.answer_input import options_lines
from quizapp.ui.escape import visible
from quizapp.ui.text import prose


class MeasuredReport(Protocol):
    """What is shown of the lab's report: the measurement with its interval (a text has none), and the verdict."""

    @property
    def experiment(self) -> Experiment:
        """The experiment that ran."""

    @property
    def value(self) -> float | str:
        """The measured value."""

    @property
    def low(self) -> float | None:
        """The lower end of its interval."""

    @property
    def high(self) -> float | None:
        """The upper end of its interval."""

    @property
    def unit(self) -> str:
        """The unit of the value."""

    @property
    def verdict(self) -> str:
        """Whether the claim holds here: confirmed, refuted or inconclusive."""

    @property
    def expected(self) -> str:
        """What was expected, in words."""

    @property
    def reason(self) -> str:
        """Why there is no verdict."""

    @property
    def remarks(self) -> Sequence[str]:
        """Lines about the measurement and the machine."""

    @property
    def comparable(self) -> bool:
        """Whether a prediction can be compared with the value."""


def report_of(outcome: Outcome) -> MeasuredReport | None:
    """Return the report of the experiment that graded an answer; None if none ran."""
    report: MeasuredReport | str | None = outcome.report
    return None if isinstance(report, str) else report


def result_lines(asked: AskedQuestion, answer: Answer | None, outcome: Outcome) -> list[RenderableType]:
    """Return what was right and why."""
    lines: list[RenderableType] = []
    if asked.shown.entry in ("pick", "picks") and asked.shown.options:
        lines += [*options_lines(asked.shown, answer if isinstance(answer, str) else ""), Text()]
    if outcome.correct is not None:
        lines.append(Text("Right.", style="good") if outcome.correct else _wrong(asked, answer))
    report = report_of(outcome)
    if report is not None:
        lines += measured_lines(answer, report)
    elif outcome.expected:
        lines += [Text(), prose(outcome.expected, asked.shown.ask)]
    for remark in outcome.remarks:
        lines += [Text(), prose(remark, asked.shown.ask)]
    if why := asked.question.explain or (report.experiment.explain if report is not None else ""):
        lines += [Text(), prose(why, asked.shown.ask)]
    return lines


def _wrong(asked: AskedQuestion, answer: Answer | None) -> Text:
    """Return that the answer was wrong and which option was picked, in words: colour alone is not enough."""
    picked = asked.shown.entry == "pick" and isinstance(answer, str)
    return Text(f"Not right: you picked {answer}." if picked else "Not right.", style="bad")


def measured_lines(prediction: Answer | Expected | None, report: MeasuredReport) -> list[RenderableType]:
    """Return the prediction next to the measurement, the verdict, and the machine."""
    from quizapp.ui.bars import comparison

    lines: list[RenderableType] = []
    value, low, high = report.value, report.low, report.high
    if not isinstance(value, str) and low is not None and high is not None:
        ends = None
        if isinstance(prediction, Prediction):
            ends = prediction.low, high * 2 if prediction.high == inf else prediction.high
        lines += [Text(), comparison(ends, value, low, high, report.unit)]
    style = {"confirmed": "good", "refuted": "bad"}.get(report.verdict, "bold")
    lines += [Text(), Text.assemble("The claim here: ", (report.verdict, style), f". Expected: {report.expected}.")]
    if report.reason:
        lines.append(Text(f"Why there is no verdict: {visible(report.reason)}."))
    lines += [Text(visible(line), style="quiet") for line in report.remarks]
    return lines


def ratings_of(buttons: int) -> tuple[Rating, ...]:
    """Return the ratings that can be chosen: all four, or Again and Good with two buttons."""
    return (Rating.AGAIN, Rating.GOOD) if buttons == 2 else tuple(Rating)


def choices(previews: Mapping[Rating, str], suggested: Rating, buttons: int) -> str:
    """Return the line of ratings with the interval of each; the suggested one is in brackets."""
    names = {Rating.AGAIN: "Wrong", Rating.GOOD: "Right"} if buttons == 2 else {}
    parts = []
    for number, rating in enumerate(ratings_of(buttons), 1):
        text = f"{number} {names.get(rating, rating.capitalize())} {previews[rating]}"
        parts.append(f"[{text}]" if rating is offered(suggested, buttons) else f" {text} ")
    return " ".join(parts) + "  Space: [ ]"


def offered(suggested: Rating, buttons: int) -> Rating:
    """Return the suggested rating if it can be chosen, else Good."""
    return suggested if suggested in ratings_of(buttons) else Rating.GOOD
