"""The reviews of a learner, in the form that the optimiser and the simulation use."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quizapp.core.float_sum import float_sum
from quizapp.core.study_day import DAY_MS, days_between

VISIT_MS = DAY_MS // 2  # answers of a card closer together than this are one visit: the steps of one day


@dataclass(frozen=True, slots=True)
class CardHistory:
    """The reviews of one card since it was new, in order: times in UTC milliseconds, ratings 1 to 4, seconds.

    `day_begins` has for each review when the study days begin by which it counts elapsed time, or None where it counts
    periods of 24 hours; () if all do.
    """

    card: str
    times: tuple[int, ...]
    ratings: tuple[int, ...]
    seconds: tuple[float, ...]
    day_begins: tuple[int | None, ...] = ()

    @property
    def deck(self) -> str:
        """The deck's id."""
        return self.card.split("/", 1)[0]

    @property
    def gaps(self) -> list[int]:
        """Whole days since the review before, as the scheduler counts them; 0 for the first."""
        begins = self.day_begins or (None,) * len(self.times)
        pairs = zip(self.times, self.times[1:], begins[1:], strict=False)
        return [0, *(max(0, days_between(before, after, begin)) for before, after, begin in pairs)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How a learner answers: shares of ratings, and the seconds that a card takes on a day, its steps included."""

    first: tuple[float, ...]  # Again, Hard, Good, Easy of a new card
    passed: tuple[float, ...]  # Hard, Good, Easy of a card that was recalled
    new_seconds: float
    recalled_seconds: float
    forgotten_seconds: float


# Assumed habits of a learner without history; they weigh as much as PRIOR cards of their own.
PRIOR = 20
USUAL = Habits(
    first=(0.25, 0.1, 0.5, 0.15),
    passed=(0.2, 0.65, 0.15),
    new_seconds=30.0,
    recalled_seconds=8.0,
    forgotten_seconds=20.0,
)
MOST_SECONDS = 120.0  # of one answer; a longer one is counted as this: the learner went away


def long_term(histories: Iterable[CardHistory]) -> list[int]:
    """Return the times of all reviews that came a day or more after the one before, sorted."""
    return sorted(
        time_ms for history in histories for time_ms, gap in zip(history.times, history.gaps, strict=True) if gap > 0
    )


def _visits(history: CardHistory) -> Iterator[tuple[bool, int, float]]:
    """Yield for each day on which the card was answered whether it was new, the first rating, and the seconds."""
    began, spent = 0, 0.0
    for index, time_ms in enumerate(history.times):
        if index and time_ms - history.times[index - 1] >= VISIT_MS:
            yield began == 0, history.ratings[began], spent
            began, spent = index, 0.0
        spent += min(history.seconds[index], MOST_SECONDS)
    if history.times:
        yield began == 0, history.ratings[began], spent


def habits_of(histories: Iterable[CardHistory]) -> Habits:
    """Return the learner's habits: the mean of their history and the usual ones, which weigh as much as PRIOR cards."""
    new: list[tuple[int, float]] = []
    old: list[tuple[int, float]] = []
    for history in histories:
        for is_new, rating, seconds in _visits(history):
            (new if is_new else old).append((rating, seconds))
    recalled = [visit for visit in old if visit[0] > 1]
    return Habits(
        first=_shares([rating - 1 for rating, _ in new], USUAL.first),
        passed=_shares([rating - 2 for rating, _ in recalled], USUAL.passed),
        new_seconds=_mean([seconds for _, seconds in new], USUAL.new_seconds),
        recalled_seconds=_mean([seconds for _, seconds in recalled], USUAL.recalled_seconds),
        forgotten_seconds=_mean([seconds for rating, seconds in old if rating == 1], USUAL.forgotten_seconds),
    )


def _shares(found: Sequence[int], usual: Sequence[float]) -> tuple[float, ...]:
    total = len(found) + PRIOR
    return tuple((found.count(index) + PRIOR * share) / total for index, share in enumerate(usual))


def _mean(found: Sequence[float], usual: float) -> float:
    # Imported reviews may have no times: a card that took none is left out.
    timed = [seconds for seconds in found if seconds > 0]
    return (float_sum(timed) + PRIOR * usual) / (len(timed) + PRIOR)
