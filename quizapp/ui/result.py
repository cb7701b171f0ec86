"""The screen after an answer: what was right and why, what was measured, and the ratings to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass

from rich.text import Text

from quizapp.core.answer import Answer
from quizapp.core.answer_difference import (
    Difference,
    OptionsDifference,
    PartsDifference,
    PredictionDifference,
    ProgramDifference,
    ScheduleDifference,
)
from quizapp.core.model import Rating
from quizapp.core.prediction import Expected, Prediction, TextPrediction
from quizapp.core.question import Shown
from quizapp.core.session_values import Outcome
from quizapp.ui.feedback import parts
from quizapp.ui.feedback.marks import Lines, Marks, labelled
from quizapp.ui.feedback.measurement import MeasuredReport, claim_lines, figure_verdict, machine_lines, measured_lines
from quizapp.ui.feedback.options import option_lines, option_verdict
from quizapp.ui.feedback.typed import TypedText
from quizapp.ui.footer import packed
from quizapp.ui.text import inline, prose


def report_of(outcome: Outcome) -> MeasuredReport | None:
    """Return the report of the experiment that graded an answer; None if none ran."""
    report: MeasuredReport | str | None = outcome.report
    return None if isinstance(report, str) else report


@dataclass(frozen=True, slots=True)
class Judged:
    """A question as it was shown, what was answered (None: revealed), how that was judged, and the reason."""

    shown: Shown
    answer: Answer | Expected | None
    outcome: Outcome
    explain: str = ""

    @property
    def predicted(self) -> Prediction | None:
        """The figure that was predicted."""
        return self.answer if isinstance(self.answer, Prediction) else None


def result_lines(judged: Judged, marks: Marks) -> Lines:
    """Return whether an answer was right, the answer beside the right one, and why."""
    outcome, report = judged.outcome, report_of(judged.outcome)
    lines: Lines = [*_verdict(outcome), *_compared(judged, marks)]
    if report is not None:
        lines += [*_predicted(judged), *measured_lines(judged.predicted, report), *claim_lines(report)]
    for note in outcome.notes if outcome.difference is not None else (*outcome.remarks, *outcome.notes):
        lines += [Text(), prose(note, judged.shown.ask)]
    if why := judged.explain or (report.experiment.explain if report is not None else ""):
        lines += [Text(), Text("Why", style="accent"), prose(why, judged.shown.ask)]
    if report is not None:
        lines += [Text(), *machine_lines(report)]
    return lines


def _verdict(outcome: Outcome) -> Lines:
    """Return in one line whether an answer was right, and how far it was off."""
    if outcome.correct is None:
        return []
    said = _said(outcome.difference)
    if outcome.correct:
        tells = isinstance(outcome.difference, PredictionDifference | ProgramDifference)
        return [Text(f"Right: {said}." if tells else "Right.", style="good"), Text()]
    return [Text(f"Not right: {said}." if said else "Not right.", style="bad"), Text()]


def _said(difference: Difference | None) -> str:
    if isinstance(difference, OptionsDifference):
        return option_verdict(difference)
    if isinstance(difference, PartsDifference):
        return parts.part_verdict(difference)
    if isinstance(difference, ScheduleDifference):
        from quizapp.ui.feedback.schedule import schedule_verdict

        return schedule_verdict(difference)
    if isinstance(difference, ProgramDifference):
        from quizapp.ui.feedback.program import program_verdict

        return program_verdict(difference)
    return figure_verdict(difference) if isinstance(difference, PredictionDifference) else ""


def _compared(judged: Judged, marks: Marks) -> Lines:
    """Return the answer beside the right one; the right one alone where the question was revealed."""
    found, outcome = judged.outcome.difference, judged.outcome
    if isinstance(found, OptionsDifference) and outcome.rateable:
        lines = option_lines(judged.shown, found, marks)
        return [*lines, Text(), labelled("Instead", inline(found.note))] if found.note else lines
    if isinstance(found, PartsDifference) and outcome.rateable:
        return _part_lines(judged, found, marks)
    if isinstance(found, ScheduleDifference):
        from quizapp.ui.feedback.schedule import schedule_lines

        return schedule_lines(found)
    if isinstance(found, ProgramDifference):
        from quizapp.ui.feedback.program import compared_lines

        return compared_lines(found, marks)
    if found is None and outcome.expected and report_of(outcome) is None:
        return [Text("Answer", style="accent"), prose(outcome.expected, judged.shown.ask)]
    return []


def _part_lines(judged: Judged, found: PartsDifference, marks: Marks) -> Lines:
    expected = judged.outcome.expected
    solution = prose(expected, judged.shown.ask)
    if found.of == "lines":
        is_revealed = all(part.given is None for part in found.parts)
        return [Text("Answer", style="accent"), solution] if is_revealed else [parts.OutputColumns(found, marks)]
    if found.of == "text":
        lines: Lines = [TypedText(found.parts[0])]
        is_sentence = expected != found.parts[0].expected  # a cloze: its text with the gap filled in
        return [*lines, Text(), solution] if is_sentence else lines
    if found.of == "gaps":
        return [*parts.gap_lines(found, marks), Text(), Text("Answer", style="accent"), solution]
    if found.of == "pairs":
        return parts.pair_lines(found, marks)
    return [Text("Right order", style="accent"), *parts.order_lines(found, marks)]


def _predicted(judged: Judged) -> Lines:
    """Return what was predicted of a run that gave no verdict; otherwise an empty line below what was compared."""
    answer = judged.answer
    if judged.outcome.rateable or answer is None:
        return [Text()] if isinstance(judged.outcome.difference, OptionsDifference | PartsDifference) else []
    if isinstance(answer, TextPrediction):
        answer = answer.text
    given = answer.given if isinstance(answer, Prediction) else answer
    return [labelled("You predicted", inline(str(given)), 15), Text()]


def ratings_of(buttons: int) -> tuple[Rating, ...]:
    """Return the ratings that can be chosen: all four, or Again and Good with two buttons."""
    return (Rating.AGAIN, Rating.GOOD) if buttons == 2 else tuple(Rating)


def offered(suggested: Rating, buttons: int) -> Rating:
    """Return the suggested rating if it can be chosen, else Good."""
    return suggested if suggested in ratings_of(buttons) else Rating.GOOD


def rating_name(rating: Rating, buttons: int) -> str:
    """Return what a rating is called: with two buttons Wrong and Right."""
    names = {Rating.AGAIN: "Wrong", Rating.GOOD: "Right"} if buttons == 2 else {}
    return names.get(rating, rating.capitalize())


@dataclass(frozen=True, slots=True)
class RatingChoice:
    """Which ratings can be chosen, and how."""

    suggested: Rating
    buttons: int
    keys: Mapping[Rating, str]
    go_on: str = "Space"  # the key that takes the suggested one


def choices(previews: Mapping[Rating, str], choice: RatingChoice, width: int = 80) -> Text:
    """Return the line of ratings in their colours, each with its key and its interval; the suggested one in brackets.

    Without previews, as while cramming, there are no intervals.
    """
    taken = offered(choice.suggested, choice.buttons)
    items = {
        rating: f"{choice.keys[rating]} {rating_name(rating, choice.buttons)} {previews.get(rating, '')}".rstrip()
        for rating in ratings_of(choice.buttons)
    }
    line = [f"[{text}]" if rating is taken else f" {text} " for rating, text in items.items()]
    line.append(f" {choice.go_on} = {rating_name(taken, choice.buttons)}")
    shown = Text(packed(line, width, " "), style="bold")
    for rating, text in items.items():
        start = shown.plain.index(text)
        shown.stylize(f"rating.{rating}", start, start + len(text))
    return shown
