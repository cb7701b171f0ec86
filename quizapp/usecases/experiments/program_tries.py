"""Runs the checks of a question on the learner's program, and keeps what they wrote."""

from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.core.event_payloads.program_try import ProgramTryPayload
from quizapp.core.events import TRY
from quizapp.core.program_run import ProgramRun
from quizapp.core.session_values import Ask, AskedQuestion
from quizapp.lab.checking.run_checks import Checks, run_checks
from quizapp.questions.program import Program
from quizapp.store.database import Store
from quizapp.store.events.event_log import EventDraft, record
from quizapp.store.events.program_tries import last_try
from quizapp.usecases.context import Context
from quizapp.usecases.experiments.code_consent import Code, permitted, program_code, trust_command

NOT_RUN = "# The solution is a part of what you agree to, but does not run now: you see it after your answer.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramTries:
    """The programs that the learner writes for a question. Implements ui.session_port.ProgramTries."""

    context: Context
    store: Store
    ask: Ask | None  # asks whether the question's code may run
    asked: AskedQuestion

    def last(self) -> ProgramTryPayload | None:
        """Return the last program that the learner wrote for this question, or None."""
        return last_try(self.store.query, self.context.learner, self.asked.card.card)

    def keep(self, program: str, verdict: str = "") -> None:
        """Record a program as the last one; `verdict` is '' where it was not run."""
        moment = self.context.moment()
        payload = ProgramTryPayload(program=program, verdict=verdict).as_payload()
        record(self.store, EventDraft(TRY, self.asked.card.card, payload, now_ms=moment.now, day=moment.day))

    def run(self, program: str) -> ProgramRun:
        """Return what the checks find in a program, which is kept.

        It runs in the sandbox of the question's own code. Raises ConsentRefused, and QuizError without a sandbox.
        """
        question = self.asked.question
        assert isinstance(question, Program)
        agree_with = trust_command(self.asked.card.deck)
        code = Code(title=self.asked.card.card, runs=program_code(question), agree_with=agree_with)
        environment = permitted(self.context, self.store, code, self.ask and _without_solution(self.ask))
        checks = Checks(checks=question.checks, given=question.given, seconds=question.seconds)
        run = run_checks(program, checks, environment)
        self.keep(program, run.verdict)
        return run


def _without_solution(ask: Ask) -> Ask:
    """Return a prompt for consent that does not give the answer away."""

    def asked(title: str, sources: Mapping[str, str], warning: str) -> bool:
        return ask(title, {**sources, "solution": NOT_RUN}, warning)

    return asked
