"""Chooses the day on which a card is due, by load and by the learner's calendar, for the cards of one study day."""

from collections import Counter, defaultdict
from datetime import date, timedelta

from quizapp.core.fuzz import day_within
from quizapp.core.load_balancing import EVERY_DAY, DayChances, calendar_of, day_chances, next_open
from quizapp.settings.settings import Settings
from quizapp.store.events.due_counts import DayDueCounts

BALANCED_DAYS = 90  # days; longer intervals are not balanced, because little is known about the load of such late days
NOTICED = 50  # a day with fewer cards than this has its chances computed again for each card

_Range = tuple[int, int, int]  # the interval, the first day and the last one


class DueDays:
    """The days on which cards of one study day may become due.

    The chances of the days around an interval are kept, because computing them takes 15 us for each of the ratings of a
    preview, until noticeably more cards are due on one of the days.
    """

    def __init__(self, settings: Settings, due_counts: DayDueCounts) -> None:
        self._due_counts, self._balance = due_counts, settings.load_balance
        self._calendar = calendar_of(settings.easy_days, settings.days_off)
        self._is_plain = self._calendar == EVERY_DAY
        self._chances: dict[_Range, DayChances | None] = {}
        self._added: Counter[int] = Counter()  # day -> cards that became due on it since its chances were computed
        self._ranges_with: defaultdict[int, list[_Range]] = defaultdict(list)  # day -> those with kept chances

    @property
    def today(self) -> str:
        """The study day from which the days are counted."""
        return self._due_counts.day

    def choose(self, interval: int, first: int, last: int, at: float) -> int:
        """Return the day, in days from today, that a fraction in [0, 1) draws for an interval from `first` to `last`.

        If all of these are days off, it is the next day that is not.
        """
        is_balanced = self._balance and interval <= BALANCED_DAYS
        if self._is_plain and not is_balanced:
            return day_within(first, last, at)
        key = interval, first, last
        if key not in self._chances:
            self._chances[key] = self._chances_of(interval, first, last, is_balanced=is_balanced)
            for day in range(first, last + 1):
                self._ranges_with[day].append(key)
        chances = self._chances[key]
        return chances.day(at) if chances else next_open(self._calendar, date.fromisoformat(self.today), last + 1)

    def _chances_of(self, interval: int, first: int, last: int, *, is_balanced: bool) -> DayChances | None:
        is_counted = is_balanced and first < last
        loads = self._due_counts.between(first, last) if is_counted else [0] * (last - first + 1)
        # Where the beginning of the fuzz range is left out, the mean is the middle of the rest, not its first day.
        return day_chances(max(interval, (first + last) // 2), first, loads, self._shares(first, last))

    def _shares(self, first: int, last: int) -> list[float]:
        """Return the share of a usual day's work on each day."""
        if self._is_plain:
            return [1.0] * (last - first + 1)
        today = date.fromisoformat(self.today)
        return [self._calendar.share(today + timedelta(days=day)) for day in range(first, last + 1)]

    def add(self, due_ms: int) -> None:
        """Count a card that becomes due: the chances of its day are renewed once its count grew by a fiftieth."""
        day, count = self._due_counts.add(due_ms)
        self._added[day] += 1
        if self._added[day] * NOTICED >= count:
            self._added[day] = 0
            for key in self._ranges_with.pop(day, ()):
                self._chances.pop(key, None)
