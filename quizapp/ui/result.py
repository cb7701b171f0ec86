"""The screen after an answer: what was right and why, what was measured, and the ratings to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass

from rich.text import Text

from quizapp.core.measured_report import report_of
from quizapp.core.model import Rating
from quizapp.core.prediction import Prediction, TextPrediction
from quizapp.core.rating_choice import offered, rating_name, ratings_of
from quizapp.core.session_values import Outcome
from quizapp.questions.verdict_words import verdict_line
from quizapp.ui.feedback.base import Judged, feedback_of, solution_lines
from quizapp.ui.feedback.marks import Lines, Marks, labelled
from quizapp.ui.feedback.measurement import claim_lines, machine_lines, measured_lines
from quizapp.ui.footer import packed
from quizapp.ui.text import inline, prose


def result_lines(judged: Judged, marks: Marks) -> Lines:
    """Return whether an answer was right, the answer beside the right one, and why."""
    outcome, report = judged.outcome, report_of(judged.outcome)
    compared = _compared(judged, marks)
    lines: Lines = [*_verdict(outcome), *compared]
    if report is not None:
        lines += [Text()] if compared else _predicted(judged)
        lines += [*measured_lines(judged.predicted, report), *claim_lines(report)]
    for note in outcome.notes if outcome.difference is not None else (*outcome.remarks, *outcome.notes):
        lines += [*_gap(lines), prose(note, judged.shown.ask)]
    if why := judged.explain or (report.experiment.explain if report is not None else ""):
        lines += [*_gap(lines), Text("Why", style="accent"), prose(why, judged.shown.ask)]
    if report is not None:
        lines += [Text(), *machine_lines(report)]
    return lines


def _gap(lines: Lines) -> Lines:
    """Return an empty line to separate what follows; none at the top, or below an empty line."""
    last = lines[-1] if lines else Text()
    return [] if isinstance(last, Text) and not last.plain else [Text()]


def _verdict(outcome: Outcome) -> Lines:
    """Return in one line whether an answer was right, and how far it was off."""
    told = verdict_line(outcome)
    return [Text(told, style="good" if outcome.correct else "bad"), Text()] if told else []


def _compared(judged: Judged, marks: Marks) -> Lines:
    """Return the answer beside the right one; the right one alone where the question was revealed."""
    found, outcome = judged.outcome.difference, judged.outcome
    if found is not None:
        return feedback_of(found).compared(judged, found, marks)
    return solution_lines(judged) if outcome.expected and report_of(outcome) is None else []


def _predicted(judged: Judged) -> Lines:
    """Return what was predicted of a run that gave no verdict."""
    answer = judged.answer
    if judged.outcome.rateable or answer is None:
        return []
    if isinstance(answer, TextPrediction):
        answer = answer.text
    given = answer.given if isinstance(answer, Prediction) else answer
    return [labelled("You predicted", inline(str(given)), 15), Text()]


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
