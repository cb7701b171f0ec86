"""The quiz of one learner as pages see it: at most one session, and where its current question is.

Each form of a question carries the question's token. A form that is sent twice, from the page behind the back button
or from a second tab, is recognised by it: what it asks for was done already, and is not done again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import count
from secrets import token_hex
from typing import TYPE_CHECKING, Protocol

from quizapp.core.answer import Answer
from quizapp.core.model import Rating
from quizapp.core.scope import Scope
from quizapp.core.session_values import AskedQuestion, Outcome, Summary
from quizapp.errors import QuizError, ServerAway
from quizapp.usecases.study.session import Session
from quizapp.usecases.study.session_clock import monotonic
from quizapp.usecases.study.session_plan import FirstCard, SessionLimits
from quizapp.web.consent import Agreement, CodeShown, ConsentNeeded

if TYPE_CHECKING:
    from quizapp.core.program_run import ProgramRun
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context
    from quizapp.web.live import LiveRuns

MINE = token_hex(4)  # of this process: tokens of a process that has ended are told from its own


@dataclass(slots=True)
class ProgramTurn:
    """How far the learner is with a program."""

    text: str
    note: str = ""
    tries: int = 0
    ran: str = ""  # the program of the last run
    run: "ProgramRun | None" = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Code that waits for consent, and what runs it."""

    code: CodeShown
    act: Callable[[Agreement], None]


@dataclass(slots=True)
class Turn:
    """One question, from being asked to being rated."""

    asked: AskedQuestion
    reviews: int
    number: int
    began: float = field(default_factory=monotonic)
    taught: bool = False  # the page of its concept was shown, if it is the first question of it
    hinted: bool = False
    draft: list[str] = field(default_factory=list)  # texts that were no answer, to be corrected
    schedule: str = ""  # the steps that were chosen
    program: ProgramTurn | None = None
    answer: Answer | None = None
    outcome: Outcome | None = None
    waits_for_sight: bool = False  # the learner says what they saw before they read why
    waiting: "Waiting | None" = None
    flagged: bool | None = None  # None until it is looked up

    @property
    def needs_code(self) -> bool:
        """Whether answering runs code."""
        return self.asked.question.needs_code

    @property
    def token(self) -> str:
        """What the forms of this question carry."""
        return f"{MINE} {self.number} {self.reviews} {self.asked.card.card}"


@dataclass(frozen=True, slots=True)
class Token:
    """The token of a form, parsed."""

    process: str
    number: int
    reviews: int
    card: str

    @classmethod
    def read(cls, text: str) -> "Token":
        """Return the token of a form. Raises QuizError for any other text."""
        process, _, rest = text.partition(" ")
        number, _, rest = rest.partition(" ")
        reviews, _, card = rest.partition(" ")
        if not (number.isdecimal() and reviews.isdecimal() and card and len(number + reviews) < 20):
            raise QuizError("This form has no question.", "Go to the quiz and answer there.")
        return cls(process, int(number), int(reviews), card)

    def fits(self, turn: Turn | None) -> bool:
        """Return whether a form belongs to a question; one of a process that has ended does if its card is the same."""
        if turn is None or (turn.asked.card.card, turn.reviews) != (self.card, self.reviews):
            return False
        return self.process != MINE or self.number == turn.number


class Workplace(Protocol):
    """What the quiz needs of the desk that it is on."""

    context: "Context"
    live: "LiveRuns"

    @property
    def store(self) -> "Store":
        """The open database."""

    def store_was_closed(self) -> None:
        """Open the database again when it is needed."""

    def read_settings(self) -> None:
        """Read the settings again."""


class QuizState:
    """The session and the current question of a learner."""

    def __init__(self, desk: Workplace) -> None:
        self._desk = desk
        self.session: Session | None = None
        self.turn: Turn | None = None
        self.summary: Summary | None = None
        self.notice = ""
        self.greets = False  # the session's greeting is still to be shown
        self.read: set[tuple[str, str]] = set()  # concepts whose pages were read in the session
        self._day = ""
        self._numbers = count(1)

    def start(self, scope: Scope, limits: SessionLimits) -> None:
        """Start a session; the one before ends."""
        self.end()
        from quizapp.usecases.sync.sync import catch_up

        self._desk.read_settings()
        context = self._desk.context
        catch_up(context, self._desk.store)
        self.session = Session(context, scope, limits, store=self._desk.store)
        self._day, self.summary = context.moment().day, None
        self.read = set()
        self.greets = bool(self.session.greeting) and not limits.first

    def current(self) -> Turn | None:
        """Return the current question, drawn if there is none; None when the session is over.

        A session that was started on another study day, and waits for no rating, is replaced by one of today.
        """
        is_old = self.session is not None and self._day != self._desk.context.moment().day
        if self.session is None or (is_old and (self.turn is None or self.turn.outcome is None)):
            self.start(Scope(), SessionLimits())
        assert self.session is not None
        if self.turn is None:
            self._show(self.session.next())
        if self.turn is None:
            self._finish()
        return self.turn

    def _show(self, asked: AskedQuestion | None) -> None:
        self.turn = None
        if asked is not None and self.session is not None:
            self.turn = Turn(asked, self.session.seen_reviews, next(self._numbers))

    def _finish(self) -> None:
        """End the session that has no more questions, and keep its summary."""
        if self.session is not None:
            self.summary = self.session.summary()
            self.end()

    def end(self, *, away: bool = False) -> None:
        """End the session: its leases are released and the database closed, which is opened again when needed.

        One that is away is only closed.
        """
        session, self.session, self.turn = self.session, None, None
        if session is not None:
            self._desk.store_was_closed()
            session.close(away=away)

    @contextmanager
    def _recording(self) -> Iterator[None]:
        """End the session where the database stays away in the block: the next one stores first what was kept.

        The question would be answered a second time otherwise.
        """
        try:
            yield
        except ServerAway:
            self.end(away=True)
            raise
        self.turn = None

    def resumed(self, token: Token) -> Turn | None:
        """Return the question that a form belongs to; None, with a notice, where it is answered or gone.

        After the server was restarted the question of the form is asked again with the same options, so that the
        answer that was on its way counts.
        """
        if token.process != MINE and self.session is None:
            self.start(Scope(), SessionLimits(first=FirstCard(token.card, token.reviews)))
        turn = self.current()
        if not token.fits(turn):
            self.notice = "That question was answered already. This is what comes now; nothing was stored twice."
            return None
        return turn

    def is_leased(self, turn: Turn) -> bool:
        """Return whether the card is still this session's; otherwise another question is drawn, with a notice.

        A page may stay open for hours, while the same card is answered in a terminal. Where a class's database stays
        away until the session ends, nobody can say: what follows is then kept, and stored by the next session.
        """
        assert self.session is not None
        try:
            if self.session.limits.cram or self.session.connect():
                return True
        except ServerAway:
            return True
        self.turn = None
        self.notice = "That card was answered or hidden elsewhere meanwhile, so this answer was not stored."
        return False

    def attempt(self, turn: Turn, act: Callable[[Agreement], None], agreement: Agreement | None = None) -> None:
        """Do what may run code; where that needs consent first, the code waits to be shown."""
        turn.waiting = None
        try:
            with self._desk.live.running() if turn.needs_code else nullcontext():
                act(agreement or Agreement())
        except ConsentNeeded as needed:
            turn.waiting = Waiting(needed.code, act)

    def grade(self, turn: Turn, answer: Answer | None, agreement: Agreement) -> None:
        """Grade an answer (None: revealed). Raises ConsentNeeded, QuizError, or ValueError for what is no answer."""
        assert self.session is not None
        seconds, live = monotonic() - turn.began, self._desk.live.now
        outcome = self.session.grade(answer, hinted=turn.hinted, seconds=seconds, live=live, ask=agreement)
        report = outcome.report
        compares = report is not None and not isinstance(report, str) and report.comparable
        turn.answer, turn.outcome = answer, outcome
        turn.waits_for_sight = answer is not None and outcome.rateable and compares

    def rate(self, rating: Rating) -> None:
        """Record the rating of the current card."""
        assert self.session is not None
        with self._recording():
            self.session.rate(rating)

    def hide(self, *, suspend: bool) -> None:
        """Suspend the current card, or hide it until tomorrow."""
        assert self.session is not None
        with self._recording():
            self.session.suspend() if suspend else self.session.bury()

    def is_flagged(self, turn: Turn) -> bool:
        """Return whether the card of the current question is flagged."""
        if turn.flagged is None:
            assert self.session is not None
            turn.flagged = self.session.is_flagged()
        return turn.flagged

    def flag(self, turn: Turn, *, wanted: bool) -> None:
        """Flag the current card, or remove its flag; a form that is sent twice does it once."""
        assert self.session is not None
        if self.session.is_flagged() != wanted:
            self.session.flag()
        turn.flagged = wanted

    def undo(self) -> None:
        """Undo the learner's last action; the card of an answer is asked again."""
        if self.session is None:
            self.start(Scope(), SessionLimits())
            assert self.session is not None
        undone = self.session.undo()
        self.notice = undone.text or "There is nothing to undo."
        if undone.text:
            self._show(undone.asked)

    def ask_again(self) -> None:
        """Ask the current question again after its measurement gave no verdict."""
        if self.turn is not None:
            self._show(self.turn.asked)

    def take_notice(self) -> str:
        """Return what is to be told on the next page, once."""
        notice, self.notice = self.notice, ""
        return notice
