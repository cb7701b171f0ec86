"""One session over the store: what is done with its questions. Implements ui.session_port.StudySession."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from quizapp.core import events as log_kinds
from quizapp.core.answer import Answer
from quizapp.core.model import Rating
from quizapp.core.scope import Scope
from quizapp.core.session_values import AskedQuestion, Outcome, PendingAnswer, RatingResult, UndoneInSession
from quizapp.errors import QuizError
from quizapp.usecases.study.session_plan import candidate_of
from quizapp.usecases.study.session_questions import SessionQuestions

if TYPE_CHECKING:
    from quizapp.core.card_info import CardInfo
    from quizapp.core.session_values import Ask, Summary
    from quizapp.ui.browser_port import CardBrowsing
    from quizapp.usecases.experiments.program_tries import ProgramTries
    from quizapp.usecases.experiments.question_runs import QuestionRunner
    from quizapp.usecases.experiments.run_experiment import Live


class Session(SessionQuestions):
    """A session: grades and records what the learner does with the current question."""

    def grade(
        self, answer: Answer | None, *, hinted: bool = False, seconds: float = 0.0,
        live: "Live | None" = None, ask: "Ask | None" = None,
    ) -> Outcome:  # fmt: skip
        """Grade an answer (None: revealed)."""
        from quizapp.questions.grading import graded

        asked = self.current
        if answer is not None and asked.question.runs:
            from quizapp.usecases.experiments.question_runs import grade_by_running

            outcome = grade_by_running(self._runner(live, ask), asked, answer, self.seed)
        else:
            outcome = graded(asked, answer)
        slow = seconds > self.context.settings.slow_seconds and not asked.question.takes_minutes
        if outcome.suggested is Rating.GOOD and (hinted or slow):
            outcome = replace(outcome, suggested=Rating.HARD)
        self._answer = PendingAnswer(given=answer, outcome=outcome, hinted=hinted, seconds=seconds)
        return outcome

    def rate(self, rating: Rating) -> RatingResult:
        """Record the review of the current card."""
        from quizapp.usecases.study.answered_card import AnsweredCard

        moment, cram = self.context.moment(), self.limits.cram
        answered = AnsweredCard(self.current.card, self._answer, rating, moment, cram)
        is_last = cram or self._time.is_over(self._record.answered + 1)
        lease = None if is_last else self._order.lease_with_answer(moment)
        found = answered.record(self.store, self._preview(moment), lease)
        after = found.after
        self._order.leases.confirm()
        self._record.add_answer(found)
        if isinstance(after, log_kinds.ReviewedCard):
            self._previews.count(after.due_ms)
        if (again := answered.comes_again(after)) is not None:
            self._order.again(again)
        self._current = None
        return answered.result(after)

    def _mark(self, kind: str, *, leaves: bool = True) -> None:
        from quizapp.store.events.mark_cards import mark_cards

        (event,) = mark_cards(self.store, self.context.moment(), kind, [self.current.card.card])
        self._record.add(event)
        self._current = None if leaves else self._current

    def observe(self, seen: str) -> None:
        """Store what the learner observed."""
        self._answer = replace(self._answer, seen=seen)

    def facts(self) -> str:
        """Return the facts of this machine that matter to a measurement."""
        from quizapp.lab.machine import facts

        return facts().line()

    def proofs(self) -> tuple[AskedQuestion, ...]:
        """Return a question for each claim of the current concept."""
        from quizapp.usecases.experiments.question_runs import experiment_questions

        return experiment_questions(self.current, self.concept(), Random())

    def prove(self, asked: AskedQuestion, answer: Answer, live: "Live", ask: "Ask") -> Outcome:
        """Run one of `proofs`, reschedule its card, and return how good the prediction was."""
        from quizapp.usecases.experiments.question_runs import prove_during_question

        outcome, moved = prove_during_question(self._runner(live, ask), asked, answer)
        self._order.leave_out({moved})  # it was answered: its lease would be refused, as if by another terminal
        return outcome

    def _runner(self, live: "Live | None", ask: "Ask | None") -> "QuestionRunner":
        from quizapp.usecases.experiments.question_runs import QuestionRunner

        return QuestionRunner(context=self.context, store=self.store, concept=self.concept(), live=live, ask=ask)

    def tries(self, ask: "Ask | None" = None) -> "ProgramTries":
        """Return what runs and keeps the programs that the learner writes for the current question."""
        return self._runner(None, ask).tries(self.current)

    def edit(self, launch: Callable[[Path, int], None]) -> tuple[AskedQuestion | None, str]:
        """Open an editor at the current card's line, and import its deck again."""
        from quizapp.usecases.study.edit_card import edit_card

        told = edit_card(self.context, self.store, self.current.card, launch)
        self._loader.forget_concepts()
        return self._ask(self.current.card.card) or self.next(), told

    def add(self, launch: Callable[[Path, int], None], edit_again: Callable[[QuizError], bool]) -> str:
        """Have cards of the learner's own written, and return what to tell them; the cards come as new ones."""
        from quizapp.usecases.authoring.add_cards import add_written

        return add_written(self.context, self.store, launch, edit_again)

    def info(self) -> "CardInfo":
        """Return what is known of the current card."""
        from quizapp.usecases.reports.card_listings import card_details

        return card_details(self.store, self.context, self.current.card.card).info()

    def browse(self, show: "Callable[[CardBrowsing], None]") -> AskedQuestion | None:
        """Show the browser of all cards; cards that were changed there leave the plan until it is made again."""
        from quizapp.usecases.study.card_browser import CardBrowser

        browser, asked = CardBrowser(self.context, self.store, Scope()), self.current
        show(browser)
        self._loader.forget_concepts()
        self._order.leave_out(browser.changed)
        if asked.card.card not in browser.changed:
            return asked
        return (self._ask(asked.card.card) if browser.is_open(asked.card.card) else None) or self.next()

    def suspend(self) -> None:
        """Suspend the current card."""
        self._mark(log_kinds.SUSPEND)

    def bury(self) -> None:
        """Hide the current card until tomorrow."""
        self._mark(log_kinds.BURY)

    def is_flagged(self) -> bool:
        """Return whether the current card is flagged."""
        from quizapp.store.events.flags import flagged_cards

        return self.current.card.card in flagged_cards(self._query, self.context.learner)

    def flag(self) -> bool:
        """Flag the current card, or remove its flag; return whether it is flagged now."""
        is_flagged = self.is_flagged()
        self._mark(log_kinds.UNFLAG if is_flagged else log_kinds.FLAG, leaves=False)
        return not is_flagged

    def undo(self) -> UndoneInSession:
        """Undo the learner's last action; the card of an answer is asked again."""
        from quizapp.usecases.study.session_undo import undo_in_session

        last, now = undo_in_session(self.context, self.store, self._id, self._record), self._current
        if last is None:
            return UndoneInSession("", now)
        self._order.leases.forget()
        self._loader.forget_concepts(last.changed_files)
        if card := last.undone.asked_again:
            if now and now.teach:  # its page may not have been read to its end
                self._loader.forget_met(now.card)
            self._order.interrupt(card, candidate_of(now.card, None, self.seen_reviews) if now else None)
        again = last.card_to_ask(now.card.card if now else "")
        return UndoneInSession(last.text, (self._ask(again) if again else None) or self.next())

    def summary(self) -> "Summary":
        """Return the summary of the session."""
        from quizapp.usecases.study.session_summary import SessionEnd, summary_of

        end = SessionEnd(
            recorded=self._record.events, met=self._loader.met, seconds=self._time.seconds,
            elsewhere=bool(self._order.elsewhere), waiting=self._order.waiting,
            closed=self._order.closed(self._query) if not (self._asked or self._order.elsewhere) else "",
            cram=self.limits.cram, left=self._order.left(self._current),
        )  # fmt: skip
        return summary_of(self.context, self._query, end)

    def close(self, *, away: bool = False) -> None:
        """Release leases, close the store, and take the daily backup if it is due; only close it if it is away."""
        store, self._store = self._store, None
        if store is not None:
            from quizapp.usecases.study.session_summary import shut

            shut(self.context, store, self._id, answered=bool(self._record.events), away=away)
