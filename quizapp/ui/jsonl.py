"""The session as a protocol: one JSON document a line, in and out, for editors and other front ends."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from quizapp.core.answer import Answer
from quizapp.core.model import Rating
from quizapp.core.session_values import AskedQuestion, Outcome
from quizapp.core.study_day import iso
from quizapp.errors import QuizError
from quizapp.questions.answers import read_answer
from quizapp.ui.session_port import StudySession


@dataclass(slots=True)
class _Turn:
    asked: AskedQuestion
    outcome: Outcome | None = None
    given: bool = False


def run_jsonl(sitting: StudySession, lines: Iterable[str], out: TextIO) -> None:
    """Drive a sitting by lines until it is over, the input ends or `quit` comes; then write the summary."""
    asked = sitting.next()
    turn = _Turn(asked) if asked else None
    if turn:
        _write(out, question(sitting, turn.asked))
    source = iter(lines)
    while turn is not None:
        try:
            line = next(source, None)
            if line is None:
                break
            if not line.strip():
                continue
            message = json.loads(line)
            if not isinstance(message, dict):
                raise ValueError("a line is a JSON object with a `type`")
            if message.get("type") == "quit":
                break
            turn = _handle(sitting, turn, message, out)
        except (ValueError, QuizError, RecursionError) as error:
            _write(out, {"type": "error", "message": str(error) or "the line could not be read"})
    _write(out, _summary(sitting))


def _write(out: TextIO, document: Mapping[str, Any]) -> None:
    out.write(json.dumps(document) + "\n")
    out.flush()


def question(sitting: StudySession, asked: AskedQuestion) -> dict[str, Any]:
    """Return the question as a document; the options come in the order in which letters pick them."""
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
    document["previews"] = {str(rating): text for rating, text in sitting.previews().items()}
    return document


def _handle(sitting: StudySession, turn: _Turn, message: Mapping[str, Any], out: TextIO) -> _Turn | None:
    kind = message.get("type")
    if kind == "answer":
        if "answer" not in message:
            raise ValueError("an answer has the key `answer`")
        outcome = sitting.grade(_answer(turn, message["answer"]), hinted=bool(message.get("hinted")), seconds=0.0)
        return _rate(sitting, turn, outcome, out) if outcome.correct is not None else _judge(turn, outcome, out)
    if kind == "reveal":
        return _judge(turn, sitting.grade(None, hinted=False, seconds=0.0), out)
    if kind == "rate":
        return _finish(sitting, turn, _rating(message.get("rating")), out)
    if kind in ("suspend", "bury"):
        sitting.suspend() if kind == "suspend" else sitting.bury()
        return _draw(sitting, out)
    if kind == "undo":
        return _undo(sitting, turn, out)
    known = "answer, rate, reveal, undo, suspend, bury, quit"
    raise ValueError(f"`{kind}` is not understood; known types: {known}")


def _answer(turn: _Turn, given: object) -> Answer | None:
    return None if given is None else read_answer(turn.asked.shown, given)


def _rating(value: Any) -> Rating:
    try:
        return Rating(value)
    except ValueError:
        raise ValueError(f"`{value}` is no rating; one of: {', '.join(Rating)}") from None


def _judge(turn: _Turn, outcome: Outcome, out: TextIO) -> _Turn:
    document = {"type": "revealed", "card": turn.asked.card.card, "expected": outcome.expected}
    _write(out, document | {"remarks": list(outcome.remarks), "explain": turn.asked.question.explain})
    return _Turn(turn.asked, outcome, given=True)


def _rate(sitting: StudySession, turn: _Turn, outcome: Outcome, out: TextIO) -> _Turn | None:
    return _finish(sitting, _Turn(turn.asked, outcome, given=True), outcome.suggested, out)


def _finish(sitting: StudySession, turn: _Turn, rating: Rating, out: TextIO) -> _Turn | None:
    outcome = turn.outcome or sitting.grade(None, hinted=False, seconds=0.0)
    rated = sitting.rate(rating)
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
    _write(out, document | {"remarks": list(outcome.remarks), "explain": turn.asked.question.explain})
    return _draw(sitting, out)


def _draw(sitting: StudySession, out: TextIO) -> _Turn | None:
    asked = sitting.next()
    if asked is None:
        return None
    _write(out, question(sitting, asked))
    return _Turn(asked)


def _undo(sitting: StudySession, turn: _Turn, out: TextIO) -> _Turn | None:
    asked = sitting.undo()
    if asked is None:
        raise ValueError("there is nothing to undo")
    _write(out, question(sitting, asked))
    return _Turn(asked)


def _summary(sitting: StudySession) -> dict[str, Any]:
    summary = sitting.summary()
    return {
        "type": "summary",
        "answered": summary.answered,
        "correct": summary.correct,
        "seconds": round(summary.seconds, 3),
        "next_due": iso(summary.next_due_ms),
    }
