"""One session of the quiz by tools: a question is shown with a token, and only that token answers and rates it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.core.checked_arguments import Arguments
from quizapp.core.model import Rating
from quizapp.core.session_values import AskedQuestion, Outcome
from quizapp.core.study_day import iso
from quizapp.errors import QuizError
from quizapp.mcp.desk import Desk
from quizapp.mcp.tool import Result
from quizapp.mcp.written import Written

if TYPE_CHECKING:
    from quizapp.usecases.study.session import Session


@dataclass(frozen=True, slots=True)
class _Open:
    """The question that was shown, and its outcome once it was answered or revealed."""

    token: str
    asked: AskedQuestion
    outcome: Outcome | None = None

    @property
    def is_rateable(self) -> bool:
        return self.outcome is not None and self.outcome.rateable


class Study:
    """The session of one client. A second one begins where another scope is asked for."""

    def __init__(self, desk: Desk, written: Written) -> None:
        self._desk, self._written = desk, written
        self._session: Session | None = None
        self._scope = ""
        self._open: _Open | None = None

    @property
    def hidden(self) -> str:
        """Return `deck/concept` of the question whose answer was not shown yet; '' if there is none."""
        if self._open is None or self._open.outcome is not None:
            return ""
        return f"{self._open.asked.card.deck}/{self._open.asked.card.concept}"

    def next_question(self, given: Arguments) -> Result:
        """Return the question to ask, without its answer; the same one as before until it is rated."""
        scope = given.get("scope", "")
        if self._open and not self._open.outcome and scope in ("", self._scope):
            return _shown(self._session_now(), self._open)
        if self._open and self._open.is_rateable:
            raise QuizError("The last question is not rated yet.", f"Call `rate` with the token {self._open.token}.")
        session = self._started(scope)
        asked = session.next()
        if asked is None:
            return self._over(session)
        return self._show(session, asked)

    def _started(self, scope: str) -> "Session":
        """Return the session of a scope, which begins if there is none."""
        from quizapp.usecases.study.session import Session
        from quizapp.usecases.study.session_plan import SessionLimits

        if self._session is None or (scope and scope != self._scope):
            with self._desk.opened() as (context, store):
                found = self._desk.find_scope(store, scope or None)
            self.close()
            self._session, self._scope = Session(context, found, SessionLimits()), scope
        return self._session

    def _session_now(self) -> "Session":
        assert self._session is not None
        return self._session

    def _show(self, session: "Session", asked: AskedQuestion) -> Result:
        self._open = _Open(secrets.token_hex(8), asked)
        return _shown(session, self._open)

    def _over(self, session: "Session") -> Result:
        summary = session.summary()
        self.close()
        return {
            "over": True,
            "answered": summary.answered,
            "correct": summary.correct,
            "next_due": iso(summary.next_due_ms),
            "due_tomorrow": summary.due_tomorrow,
        }

    def answer(self, given: Arguments) -> Result:
        """Grade an answer; nothing is recorded until it is rated."""
        from quizapp.questions.answers import read_answer

        now = self._unanswered(given["token"])
        if now.asked.shown.entry == "program":
            raise QuizError(
                "A program is written and run by the learner, in the terminal.",
                "Ask the learner to run `quizapp`, or call `reveal` and then `rate`.",
            )
        if given["answer"] is None:
            raise ValueError("`answer` is null; call `reveal` where the learner does not know")
        answer = read_answer(now.asked.shown, given["answer"])
        return self._judged(now, self._session_now().grade(answer, hinted=given.get("hinted", False)))

    def reveal(self, given: Arguments) -> Result:
        """Return the answer of a question that the learner did not answer."""
        now = self._unanswered(given["token"])
        return self._judged(now, self._session_now().grade(None))

    def _judged(self, now: _Open, outcome: Outcome) -> Result:
        self._open = _Open(now.token, now.asked, outcome)
        return _judged(self._open, outcome)

    def rate(self, given: Arguments) -> Result:
        """Record the review of a question whose answer was shown."""
        now = self._current(given["token"])
        outcome = now.outcome
        if outcome is None:
            raise QuizError("The question was not answered yet.", "Call `answer` or `reveal` first.")
        if not outcome.rateable:
            raise QuizError("Nothing was shown that could be rated.", "Call `next_question`.")
        if "rating" not in given and outcome.correct is None:
            raise ValueError(f"`rating` is missing: only the learner can judge this answer; one of {', '.join(Rating)}")
        session = self._session_now()
        rated = session.rate(Rating(given.get("rating", outcome.suggested)))
        self._open = None
        self._written.remember(session.store)
        return {
            "card": rated.card,
            "rating": str(rated.rating),
            "due": iso(rated.due_ms),
            "stability": rated.stability,
            "difficulty": rated.difficulty,
        }

    def undo(self) -> Result:
        """Undo the last thing that was written by these tools; the card of an answer is asked again."""
        from quizapp.usecases.authoring.undo_action import undo_action

        if self._session is None:
            with self._desk.opened() as (context, store):
                self._written.check(store)
                done = undo_action(context, store)
            return {"undone": done.text if done else ""}
        session = self._session
        self._written.check(session.store)
        undone = session.undo()
        self._open = None
        again = {} if undone.asked is None else {"question": self._show(session, undone.asked)}
        return {"undone": undone.text, **again}

    def _current(self, token: str) -> _Open:
        if self._open is None or not secrets.compare_digest(self._open.token.encode(), token.encode()):
            raise QuizError("The token is not that of the open question.", "Call `next_question` to get one.")
        return self._open

    def _unanswered(self, token: str) -> _Open:
        now = self._current(token)
        if now.outcome is not None:
            raise QuizError("The question was answered already.", "Call `rate` with its token.")
        return now

    def close(self) -> None:
        """End the session: its lease is released."""
        if self._session is not None:
            self._session.close()
        self._session, self._open = None, None


def _shown(session: "Session", now: _Open) -> Result:
    """Return a question as a document. The card's id is not part of it: an author may have named it by its answer."""
    asked, shown = now.asked, now.asked.shown
    document: dict[str, Any] = {
        "token": now.token,
        "deck": asked.card.deck,
        "section": asked.card.section,
        "kind": asked.card.kind,
        "ask": shown.ask,
    }
    if not asked.hides_concept:
        document["title"] = asked.concept_title
    more = {"options": list(shown.options), "prompts": list(shown.prompts), "code": shown.code}
    document |= {name: value for name, value in more.items() if value}
    if files := [str(file) for file in session.media("question")]:
        document["media"] = files
    return document | {"new": asked.is_new, "entry": shown.entry}


def _judged(now: _Open, outcome: Outcome) -> Result:
    report = outcome.report
    claim = {} if report is None or isinstance(report, str) else {"claim": report.experiment.claim}
    found: Mapping[str, Any] = {
        "token": now.token,
        "card": now.asked.card.card,
        "correct": outcome.correct,
        "expected": outcome.expected,
        "explain": now.asked.question.explain,
        "remarks": [*outcome.remarks, *outcome.notes],
        "difference": outcome.difference.as_json() if outcome.difference else None,
    }
    suggested = {"suggested": str(outcome.suggested)} if outcome.correct is not None and outcome.rateable else {}
    return {**found, **claim, "rateable": outcome.rateable, **suggested}
