"""What was right and why: the table of how each kind of difference is shown beside the right answer.

A new kind of difference is one line in FEEDBACK and a template below `templates/feedback`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
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
)
from quizapp.core.interleaving.solver import trace
from quizapp.core.model import Rating
from quizapp.core.prediction import Prediction
from quizapp.core.session_values import Outcome
from quizapp.questions.base import letters
from quizapp.settings.keymap import RATINGS, key_of, keymap
from quizapp.ui.feedback.base import report_of
from quizapp.ui.feedback.options import option_verdict
from quizapp.ui.feedback.parts import part_verdict
from quizapp.ui.feedback.prediction import figure_verdict
from quizapp.ui.feedback.program import compared_rows, program_verdict
from quizapp.ui.feedback.schedule import schedule_verdict
from quizapp.ui.figures import figure, with_kept_unit, with_unit
from quizapp.ui.result import offered, rating_name, ratings_of
from quizapp.web.quiz_state import QuizState, Turn
from quizapp.web.scale import comparison

SEEN = {"more": "more than I predicted", "as predicted": "about what I predicted", "less": "less than I predicted"}
RIGHT_TOO = (PredictionDifference, ProgramDifference)  # also of a right answer the verdict says more


@dataclass(frozen=True, slots=True)
class Feedback:
    """How a kind of difference is shown: its template, what it says in a line, and what its template shows."""

    template: str
    verdict: Callable[[Any], str]
    values: Callable[[Any, Turn], Mapping[str, Any]]


def _options(found: OptionsDifference, turn: Turn) -> Mapping[str, Any]:
    shown = turn.asked.shown
    missed = "right, not picked" if any(found.picked) and shown.entry == "picks" else "right answer"
    rows = []
    for letter, option, picked, right in zip(
        letters(len(shown.options)), shown.options, found.picked, found.right, strict=True
    ):
        said = "your answer" if picked else missed if right else ""
        rows.append({"letter": letter, "option": option, "picked": picked, "right": right, "said": said})
    return {"rows": rows, "instead": found.note}


def _parts(found: PartsDifference, turn: Turn) -> Mapping[str, Any]:
    texts = [_typed(part) for part in found.parts] if found.of in ("text", "gaps") else []
    places = _places(found) if found.of == "order" else []
    answered = any(part.given is not None for part in found.parts)
    is_sentence = turn.outcome is not None and turn.outcome.expected != found.parts[0].expected
    return {"of": found.of, "parts": found.parts, "texts": texts, "places": places, "answered": answered,
            "is_sentence": is_sentence}  # fmt: skip


def _typed(part: Part) -> tuple[Markup, Markup]:
    """Return a typed text and the right one, with the letters that differ marked."""
    given, expected = part.given or "", part.expected or ""
    if part.given is None or not given or given.casefold() == expected.casefold():
        return Markup("{}").format(given), Markup("{}").format(expected)
    ours, theirs = letters_difference(given, expected)
    return _marked(ours, "bad"), _marked(theirs, "good")


def _marked(pieces: tuple[Letters, ...], kind: str) -> Markup:
    return Markup("").join(
        Markup("{}").format(text) if same else Markup('<mark class="{}">{}</mark>').format(kind, text)
        for text, same in pieces
    )


def _places(found: PartsDifference) -> list[int]:
    """Return for each line of the right order where it was put, from 1 on; 0 where nothing was answered."""
    given = [part.given for part in found.parts]
    taken = {number for number, part in enumerate(found.parts) if part.right}
    places = []
    for number, part in enumerate(found.parts):
        if part.right or part.given is None:
            places.append(number + 1 if part.right else 0)
            continue
        place = next(i for i, line in enumerate(given) if line == part.expected and i not in taken)
        taken.add(place)
        places.append(place + 1)
    return places


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
        else compared_rows(given.rstrip().split("\n"), found.solution.rstrip().split("\n"))
    )
    same = given is not None and given.strip() == found.solution.strip()
    return {"rows": rows, "solution": "" if rows or same else found.solution, "run": None if passed else run,
            "tries": found.tries, "passed": passed}  # fmt: skip


FEEDBACK: Mapping[type, Feedback] = {
    OptionsDifference: Feedback("options", option_verdict, _options),
    PartsDifference: Feedback("parts", part_verdict, _parts),
    ScheduleDifference: Feedback("schedule", schedule_verdict, _schedule),
    ProgramDifference: Feedback("program", program_verdict, _program),
    PredictionDifference: Feedback("", figure_verdict, lambda found, turn: {}),
}


def feedback_values(quiz: QuizState, turn: Turn) -> dict[str, Any]:
    """Return what the page after an answer shows."""
    assert turn.outcome is not None and quiz.session is not None
    outcome, buttons = turn.outcome, quiz.session.context.settings.buttons
    kind = FEEDBACK.get(type(outcome.difference))
    shown = kind is not None and kind.template and outcome.rateable
    suggested = offered(outcome.suggested, buttons)
    previews = quiz.session.previews()
    keys = _own_keys(keymap(quiz.session.context.settings.keys))
    return {
        "outcome": outcome, "verdict": _verdict(outcome), "seen": SEEN,
        "compared": kind.template if kind and shown else "",
        "compare": kind.values(outcome.difference, turn) if kind and shown else {},
        "measured": measured_values(turn.answer if isinstance(turn.answer, Prediction) else None, outcome),
        "given": getattr(turn.answer, "given", turn.answer),
        "notes": outcome.notes if outcome.difference is not None else (*outcome.remarks, *outcome.notes),
        "why": turn.asked.question.explain or _reason(outcome),
        "ratings": [
            {"name": rating_name(rating, buttons), "value": str(rating), "wait": previews.get(rating, ""),
             "key": keys.get(rating, str(number)), "suggested": rating is suggested}
            for number, rating in enumerate(ratings_of(buttons), 1)
        ],
    }  # fmt: skip


def _own_keys(keys: Mapping[str, str]) -> dict[Rating, str]:
    """Return the keys that the learner chose for ratings."""
    return {rating: key_of(rating, keys) for rating in Rating if RATINGS[rating] in keys.values()}


def _reason(outcome: Outcome) -> str:
    report = report_of(outcome)
    return report.experiment.explain if report is not None else ""


def _verdict(outcome: Outcome) -> str:
    """Return in one line whether an answer was right, and how far it was off; '' where the learner judges."""
    if outcome.correct is None:
        return ""
    kind = FEEDBACK.get(type(outcome.difference))
    said = kind.verdict(outcome.difference) if kind else ""
    if outcome.correct:
        return f"Right: {said}." if said and isinstance(outcome.difference, RIGHT_TOO) else "Right."
    return f"Not right: {said}." if said else "Not right."


def measured_values(prediction: Prediction | None, outcome: Outcome) -> dict[str, Any] | None:
    """Return what is shown of a measurement: the scale, the medians, the claim and its verdict; None without one."""
    report = report_of(outcome)
    if report is None:
        return None
    drawing = Markup("")
    if not isinstance(report.value, str) and report.low is not None and report.high is not None:
        ends = None
        if prediction is not None:
            ends = prediction.low, report.high * 2 if prediction.high == inf else prediction.high
        drawing = comparison(ends, report.value, (report.low, report.high), report.unit)
    value = report.value if isinstance(report.value, str) else figure(report.value)
    return {
        "hide_claim": False, "scale": drawing, "claim": report.experiment.claim, "verdict": report.verdict,
        "reason": report.reason,
        "expected": with_kept_unit(report.expected, report.unit), "value": value, "remarks": report.remarks,
        "medians": [(each.variant, with_unit(each.value, each.unit)) for each in report.medians]
        if len(report.medians) > 1 else [],
    }  # fmt: skip


def rating_of(text: str) -> Rating | None:
    """Return the rating that a form names, or None."""
    return Rating(text) if text in tuple(Rating) else None
