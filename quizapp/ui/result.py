"""What is shown after an answer: what was right and why, what was measured, and the ratings to choose from."""

from collections.abc import Mapping
from math import inf
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.model import Rating
from quizapp.core.session_values import AskedQuestion, Outcome
from quizapp.ui.answer_input import options_lines
from quizapp.ui.escape import visible
from quizapp.ui.text import prose


def result_lines(asked: AskedQuestion, answer: Any, outcome: Outcome) -> list[RenderableType]:
    """Return what was right and why."""
    lines: list[RenderableType] = []
    if asked.shown.entry in ("pick", "picks") and asked.shown.options:
        lines += [*options_lines(asked.shown, answer if isinstance(answer, str) else ""), Text()]
    if outcome.correct is not None:
        lines.append(Text("Right.", style="good") if outcome.correct else _wrong(asked, answer))
    if getattr(outcome.report, "measured", None):
        lines += measured_lines(answer, outcome.report)
    elif outcome.expected:
        lines += [Text(), prose(outcome.expected)]
    for remark in outcome.remarks:
        lines += [Text(), prose(remark)]
    if why := asked.question.explain or getattr(getattr(outcome.report, "experiment", None), "explain", ""):
        lines += [Text(), prose(why)]
    return lines


def _wrong(asked: AskedQuestion, answer: Any) -> Text:
    """Return that it was not right, and what was picked, which colour alone would not tell everybody."""
    picked = asked.shown.entry == "pick" and isinstance(answer, str)
    return Text(f"Not right: you picked {answer}." if picked else "Not right.", style="bad")


def measured_lines(answer: Any, report: Any) -> list[RenderableType]:
    """Return the prediction beside the measurement, the verdict, and on what it was measured."""
    from quizapp.core.prediction import parse
    from quizapp.ui.bars import bars

    measured = report.measured
    lines: list[RenderableType] = []
    if isinstance(measured["value"], int | float):
        guess = None if answer is None else parse(answer)
        ends = None if guess is None else (guess.low, measured["high"] * 2 if guess.high == inf else guess.high)
        lines += [Text(), bars(ends, measured["value"], measured["low"], measured["high"], measured["unit"])]
    style = {"confirmed": "good", "refuted": "bad"}.get(report.verdict, "bold")
    lines += [Text(), Text.assemble("The claim here: ", (report.verdict, style), f". Expected {report.expected}.")]
    if report.reason:
        lines.append(Text(f"Why no verdict: {visible(report.reason)}."))
    lines += [Text(visible(line), style="quiet") for line in report.remarks]
    return lines


def ratings_of(buttons: int) -> tuple[Rating, ...]:
    """Return the ratings that can be chosen: all four, or wrong and right."""
    return (Rating.AGAIN, Rating.GOOD) if buttons == 2 else tuple(Rating)


def choices(previews: Mapping[Rating, str], suggested: Rating, buttons: int) -> str:
    """Return the ratings with the interval that each gives; the suggested one in brackets."""
    names = {Rating.AGAIN: "Wrong", Rating.GOOD: "Right"} if buttons == 2 else {}
    parts = []
    for number, rating in enumerate(ratings_of(buttons), 1):
        text = f"{number} {names.get(rating, rating.capitalize())} {previews[rating]}"
        parts.append(f"[{text}]" if rating is offered(suggested, buttons) else f" {text} ")
    return " ".join(parts) + "  Space: [ ]"


def offered(suggested: Rating, buttons: int) -> Rating:
    """Return the suggested rating among those that can be chosen."""
    return suggested if suggested in ratings_of(buttons) else Rating.GOOD
