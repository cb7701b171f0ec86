"""The session as a protocol of JSON lines, for editors and other front ends (docs/cli.md)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TextIO

from quizapp.core.answer import Answer
from quizapp.core.model import Rating
from quizapp.core.session_values import AskedQuestion, Outcome
from quizapp.core.strict_json import parse_json
from quizapp.core.study_day import iso
from quizapp.errors import QuizError
from quizapp.questions.answers import read_answer
from quizapp.ui.session_port import StudySession

SIDES: tuple[Literal["question", "answer"], ...] = ("question", "answer")


@dataclass(frozen=True, slots=True)
class _Turn:
    """The current question, and its outcome once it was answered or revealed but not yet rated."""

    asked: AskedQuestion
    outcome: Outcome | None = None


def run_jsonl(session: StudySession, lines: Iterable[str], out: TextIO) -> None:
    """Run a session by lines until it is over, the input ends or `quit` comes; then write the summary."""
    asked = session.next()
    turn = _Turn(asked) if asked else None
    if turn:
        _write(out, question(session, turn.asked))
    source = iter(lines)
    while turn is not None:
        try:
            line = next(source, None)
            if line is None:
                break
            if not line.strip():
                continue
            message = parse_json(line)
            if not isinstance(message, dict):
                raise ValueError("a line must be a JSON object with a `type`")
            if message.get("type") == "quit":
                break
            turn = _handle(session, turn, message, out)
        except (ValueError, QuizError, RecursionError) as error:
            _write(out, {"type": "error", "message": str(error) or "the line is not valid JSON"})
    _write(out, _summary(session))


def _write(out: TextIO, document: Mapping[str, Any]) -> None:
    out.write(json.dumps(document) + "\n")
    out.flush()


def question(session: StudySession, asked: AskedQuestion) -> dict[str, Any]:
    """Return the question as a document; the options are in the order of their letters."""
    document: dict[str, Any] = {
        "type": "question",
        "card": asked.card.card,
        "kind": asked.card.kind,
        "section": asked.card.section,
        "ask": asked.shown.ask,
    }
    if asked.shown.options:
        document["options"] = list(asked.shown.options)
    if asked.shown.prompts:
        document["prompts"] = list(asked.shown.prompts)
    if asked.shown.code:
        document["code"] = asked.shown.code
    previews = session.previews()
    media = {side: [str(file) for file in session.media(side)] for side in SIDES}
    if any(media.values()):
        document["media"] = media
    document["previews"] = {str(rating): previews.get(rating, "") for rating in Rating}
    return document


def _handle(session: StudySession, turn: _Turn, message: Mapping[str, Any], out: TextIO) -> _Turn | None:
    kind = message.get("type")
    if kind == "answer":
        if "answer" not in message:
            raise ValueError("an answer needs the key `answer`")
        outcome = session.grade(_answer(turn, message["answer"]), hinted=bool(message.get("hinted")), seconds=0.0)
        if outcome.correct is None:
            return _judge(turn, outcome, out)
        return _finish(session, _Turn(turn.asked, outcome), outcome.suggested, out)
    if kind == "reveal":
        return _judge(turn, session.grade(None, hinted=False, seconds=0.0), out)
    if kind == "rate":
        return _finish(session, turn, _rating(message.get("rating")), out)
    if kind in ("suspend", "bury"):
        session.suspend() if kind == "suspend" else session.bury()
        return _draw(session, out)
    if kind == "undo":
        return _undo(session, out)
    known = "answer, rate, reveal, undo, suspend, bury, quit"
    raise ValueError(f"unknown type `{kind}`; known types: {known}")


def _answer(turn: _Turn, given: object) -> Answer | None:
    return None if given is None else read_answer(turn.asked.shown, given)


def _rating(value: Any) -> Rating:
    try:
        return Rating(value)
    except ValueError:
        raise ValueError(f"`{value}` is not a rating; ratings: {', '.join(Rating)}") from None


def _judge(turn: _Turn, outcome: Outcome, out: TextIO) -> _Turn:
    document = {"type": "revealed", "card": turn.asked.card.card, "expected": outcome.expected}
    _write(out, document | _shown_after(turn.asked, outcome))
    return _Turn(turn.asked, outcome)


def _finish(session: StudySession, turn: _Turn, rating: Rating, out: TextIO) -> _Turn | None:
    outcome = turn.outcome or session.grade(None, hinted=False, seconds=0.0)
    rated = session.rate(rating)
    document = {
        "type": "graded",
        "card": rated.card,
        "correct": outcome.correct,
        "expected": outcome.expected,
        "rating": str(rating),
        "due": iso(rated.due_ms),
        "stability": rated.stability,
        "difficulty": rated.difficulty,
    }
    _write(out, document | _shown_after(turn.asked, outcome))
    return _draw(session, out)


def _shown_after(asked: AskedQuestion, outcome: Outcome) -> dict[str, Any]:
    """Return what is shown after an answer besides the right one."""
    report = outcome.report
    claim = {} if report is None or isinstance(report, str) else {"claim": report.experiment.claim}
    return claim | {
        "remarks": [*outcome.remarks, *outcome.notes],
        "explain": asked.question.explain,
        "difference": outcome.difference.as_json() if outcome.difference else None,
    }


def _draw(session: StudySession, out: TextIO) -> _Turn | None:
    asked = session.next()
    if asked is None:
        return None
    _write(out, question(session, asked))
    return _Turn(asked)


def _undo(session: StudySession, out: TextIO) -> _Turn | None:
    undone = session.undo()
    if not undone.text:
        raise ValueError("there is nothing to undo")
    if undone.asked is None:
        return None
    _write(out, question(session, undone.asked) | {"undone": undone.text})
    return _Turn(undone.asked)


def _summary(session: StudySession) -> dict[str, Any]:
    summary = session.summary()
    return {
        "type": "summary",
        "answered": summary.answered,
        "correct": summary.correct,
        "seconds": round(summary.seconds, 3),
        "next_due": iso(summary.next_due_ms),
    }
