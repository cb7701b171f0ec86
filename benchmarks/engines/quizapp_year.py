"""quizapp's own session as a scheduler of a simulated year: its store, plan, learning steps and load balancing."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from engines.measuring import quizapp_environ

from quizapp.core.model import Rating
from quizapp.core.scope import Moment, Scope
from quizapp.errors import QuizError
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import Context, make_context
from quizapp.usecases.scheduling.optimize import apply_fit, fit_all
from quizapp.usecases.study.session import Session
from quizapp.usecases.study.session_plan import SessionLimits

DECK = "shelf"
FIT_EVERY = 30  # days, from the 60th on
RATINGS = (Rating.AGAIN, Rating.AGAIN, Rating.HARD, Rating.GOOD, Rating.EASY)
NOW_MS = [0]  # the virtual clock of this process


class ClockedContext(Context):
    """A context that reads the virtual clock."""

    __slots__ = ()

    @property
    def now_ms(self) -> int:
        """Return the virtual time."""
        return NOW_MS[0]


BY_STUDY_DAYS = Moment.day_begins
BY_PERIODS = property(lambda _moment: None)  # reviews that record no study day count whole periods of 24 hours


def _clocked(context: Context) -> Context:
    return ClockedContext(
        db=context.db, learner=context.learner, config=context.config, zone=context.zone, fixed_ms=context.fixed_ms
    )


def fill(folder: Path, cards: int, seed: int) -> None:
    """Import cards into a new database in a folder, before the first day.

    The fuzz is seeded by the card's id, which comes from its question: it is fixed for each seed.
    """
    rows = "".join(f"What is fact {number} of shelf {seed}?,It is {number}.\n" for number in range(cards))
    (folder / f"{DECK}.csv").write_text("front,back\n" + rows)
    env = quizapp_environ(folder) | {"TZ": "UTC", "QUIZAPP_NOW": "2025-12-31T08:00:00+00:00"}
    words = [sys.executable, "-m", "quizapp", "import", str(folder / f"{DECK}.csv")]
    subprocess.run(words, env=env, check=True, capture_output=True)


def settings(new_per_day: int) -> str:
    """Return the settings of a learner; everything else is as shipped."""
    return f"new_per_day = {new_per_day}\n"


@dataclass(slots=True)
class QuizappYear:
    """A learner's database, and the session of the day."""

    context: Context
    fits: bool
    session: Session | None = None
    fitted: int = 0  # how often new parameters were used

    @classmethod
    def new(cls, folder: Path, new_per_day: int, variant: str) -> "QuizappYear":
        """Open the database in a folder; the variant is `optimised`, `24 hours` or as shipped."""
        setattr(Moment, "day_begins", BY_PERIODS if variant == "24 hours" else BY_STUDY_DAYS)  # noqa: B010
        (folder / "config.toml").write_text(settings(new_per_day))
        return cls(_clocked(make_context(environ=quizapp_environ(folder) | {"TZ": "UTC"})), variant == "optimised")

    def begin(self, day: int, now_ms: int) -> None:
        """Open a session; fit the parameters before it where it is time."""
        NOW_MS[0] = now_ms
        store = open_app(self.context)
        if self.fits and day >= 60 and day % FIT_EVERY == 0:
            try:
                found = fit_all(self.context, store)
            except QuizError:  # too few reviews yet
                pass
            else:
                if found.better:
                    apply_fit(self.context, store, found)
                    self.fitted += 1
        self.session = Session(self.context, Scope(deck=DECK), SessionLimits(), store=store)

    def next(self, now_ms: int) -> int | None:
        """Draw a question."""
        NOW_MS[0] = now_ms
        assert self.session
        asked = self.session.next()
        return None if asked is None else int(json.dumps(asked.card.body).split("What is fact ")[1].split()[0])

    def rate(self, rating: int, seconds: int, now_ms: int) -> None:
        """Reveal the answer, and rate it."""
        NOW_MS[0] = now_ms
        assert self.session
        self.session.grade(None, seconds=seconds)
        self.session.rate(RATINGS[rating])

    def end(self) -> None:
        """Close the session."""
        if self.session:
            self.session.close()
            self.session = None

    def close(self) -> None:
        """Nothing more to release."""
        self.end()
