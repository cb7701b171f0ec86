"""What was right and why: the table of how each kind of difference is shown beside the right answer.

A new kind of difference is one line in FEEDBACK and a template below `templates/feedback`; what is said of it in a line
is in `questions/verdict_words.py`, for every front end.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from quizapp.core.answer_difference import (
    Letters,
    OptionsDifference,
    Part,
    PartsDifference,
    PredictionDifference,
    ProgramDifference,
    ScheduleDifference,
    letters_difference,
    rows_side_by_side,
)
from quizapp.core.figures import with_unit
from quizapp.core.interleaving.solver import trace
from quizapp.core.measured_report import measured_words, predicted_ends, report_of
from quizapp.core.model import Rating
from quizapp.core.prediction import Prediction
from quizapp.core.rating_choice import SEEN, offered, rating_name, ratings_of
from quizapp.core.session_values import Outcome
from quizapp.questions.base import letters
from quizapp.questions.verdict_words import option_words, verdict_line
from quizapp.settings.keymap import keymap, keys_of_ratings
from quizapp.ui.escape import visible
from quizapp.ui.formulas import typed_text
from quizapp.web.quiz_state import QuizState, Turn
from quizapp.web.scale import comparison


@dataclass(frozen=True, slots=True)
class Feedback:
    """How a kind of difference is shown: its template ('' for none), and the values of that."""

    template: str
    values: Callable[[Any, Turn], Mapping[str, Any]]


def _options(found: OptionsDifference, turn: Turn) -> Mapping[str, Any]:
    shown = turn.asked.shown
    said = option_words(found, several=shown.entry == "picks")
    rows = [
        {"letter": letter, "option": option, "picked": picked, "right": right, "said": words}
        for letter, option, picked, right, words in zip(
            letters(len(shown.options)), shown.options, found.picked, found.right, said, strict=True
        )
    ]
    return {"rows": rows, "instead": found.note}


def _parts(found: PartsDifference, turn: Turn) -> Mapping[str, Any]:
    texts = [_typed(part) for part in found.parts] if found.of in ("text", "gaps") else []
    places = found.places if found.of == "order" else ()
    answered = any(part.given is not None for part in found.parts)
    is_sentence = turn.outcome is not None and turn.outcome.expected != found.parts[0].expected
    return {"of": found.of, "parts": found.parts, "texts": texts, "places": places, "answered": answered,
            "is_sentence": is_sentence}  # fmt: skip


def _typed(part: Part) -> tuple[Markup, Markup]:
    """Return a typed text and the right one, with the letters that differ marked."""
    given, expected = visible(part.given or ""), typed_text(part.expected or "")
    if part.given is None or not given or given.casefold() == expected.casefold():
        return Markup("{}").format(given), Markup("{}").format(expected)
    ours, theirs = letters_difference(given, expected)
    return _marked(ours, "bad"), _marked(theirs, "good")


def _marked(pieces: tuple[Letters, ...], kind: str) -> Markup:
    return Markup("").join(
        Markup("{}").format(text) if same else Markup('<mark class="{}">{}</mark>').format(kind, text)
        for text, same in pieces
    )


def _schedule(found: ScheduleDifference, turn: Turn) -> Mapping[str, Any]:
    programs = found.task.programs
    shows_given = found.given is not None and found.given != found.shortest
    return {
        "given": [number + 1 for number in found.given] if shows_given and found.given else [],
        "ends": trace(programs, found.given)[-1].after if shows_given and found.given else {},
        "steps": trace(programs, found.shortest) if found.shortest is not None else (),
        "is_shortest": found.given is not None and found.given == found.shortest,
        "answered": found.answered,
    }


def _program(found: ProgramDifference, turn: Turn) -> Mapping[str, Any]:
    run, given = found.run, found.given
    passed = run is not None and not run.failed
    rows = (
        []
        if given is None or passed
        else rows_side_by_side(given.rstrip().split("\n"), found.solution.rstrip().split("\n"))
    )
    same = given is not None and given.strip() == found.solution.strip()
    return {"rows": rows, "solution": "" if rows or same else found.solution, "run": None if passed else run,
            "tries": found.tries, "passed": passed}  # fmt: skip


FEEDBACK: Mapping[type, Feedback] = {
    OptionsDifference: Feedback("options", _options),
    PartsDifference: Feedback("parts", _parts),
    ScheduleDifference: Feedback("schedule", _schedule),
    ProgramDifference: Feedback("program", _program),
    PredictionDifference: Feedback("", lambda found, turn: {}),
}


def feedback_values(quiz: QuizState, turn: Turn) -> dict[str, Any]:
    """Return what the page after an answer shows."""
    assert turn.outcome is not None and quiz.session is not None
    outcome, buttons = turn.outcome, quiz.session.context.settings.buttons
    kind = FEEDBACK.get(type(outcome.difference))
    shown = kind is not None and kind.template and outcome.rateable
    suggested = offered(outcome.suggested, buttons)
    previews = quiz.session.previews()
    ratings = ratings_of(buttons)
    keys = keys_of_ratings(ratings, keymap(quiz.session.context.settings.keys))
    return {
        "outcome": outcome, "verdict": verdict_line(outcome), "seen": SEEN,
        "compared": kind.template if kind and shown else "",
        "compare": kind.values(outcome.difference, turn) if kind and shown else {},
        "measured": measured_values(turn.answer if isinstance(turn.answer, Prediction) else None, outcome),
        "given": getattr(turn.answer, "given", turn.answer),
        "notes": outcome.notes if outcome.difference is not None else (*outcome.remarks, *outcome.notes),
        "why": turn.asked.question.explain or _reason(outcome),
        "ratings": [
            {"name": rating_name(rating, buttons), "value": str(rating), "wait": previews.get(rating, ""),
             "key": keys[rating], "suggested": rating is suggested}
            for rating in ratings
        ],
    }  # fmt: skip


def _reason(outcome: Outcome) -> str:
    report = report_of(outcome)
    return report.experiment.explain if report is not None else ""


def measured_values(prediction: Prediction | None, outcome: Outcome) -> dict[str, Any] | None:
    """Return what is shown of a measurement: the scale, the medians, the claim and its verdict; None without one."""
    report = report_of(outcome)
    if report is None:
        return None
    drawing = Markup("")
    if not isinstance(report.value, str) and report.low is not None and report.high is not None:
        ends = predicted_ends(prediction, report.high) if prediction else None
        drawing = comparison(ends, report.value, (report.low, report.high), report.unit)
    return {
        "hide_claim": False, "scale": drawing, "claim": report.experiment.claim, "verdict": report.verdict,
        "reason": report.reason,
        "told": measured_words(report), "remarks": report.remarks,
        "medians": [(each.variant, with_unit(each.value, each.unit)) for each in report.medians]
        if len(report.medians) > 1 else [],
    }  # fmt: skip


def rating_of(text: str) -> Rating | None:
    """Return the rating that a form names, or None."""
    return Rating(text) if text in tuple(Rating) else None
