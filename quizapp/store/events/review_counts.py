"""Counts of reviews by study day, brought up to date when they are read, so that an answer costs nothing extra."""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from sqlalchemy import Connection, func, insert, select

from quizapp.core.event_payloads.review import counted_of
from quizapp.core.events import REVIEW, UNDO
from quizapp.core.scope import Scope
from quizapp.core.statistics.review_counts import BinCount, Counts, DayCount, HourCount, Seen, counts_of, tally
from quizapp.store.batched import batched
from quizapp.store.database import Store, clause
from quizapp.store.engines import dialect_of_connection
from quizapp.store.insert_rows import insert_tuples
from quizapp.store.metadata import COUNTED, read_facts, write_facts
from quizapp.store.schema import calibrations, cards, events, tallied, tallies

HourOf = Callable[[int], int]
Days = dict[str, tuple[int, int]]  # day -> (reviews, undone)
Watch = Callable[[float], None]  # is given the share of the work that is done, from 0 to 1
WATCHED = 50_000  # reviews to count, from which on the work takes about a second or more
WATCH_EVERY = 5_000  # reviews

_COUNTS = ("learner", "day", "deck", "hour", "state", "rating", "mature", "reviews", "seconds")
_BINS = (
    "learner", "day", "deck", "tenth", "days", "nth", "lapses", "reviews", "chances", "recalled", "loss",
)  # fmt: skip


def refresh(store: Store, hour_of: HourOf, watch: Watch | None = None) -> None:
    """Count the reviews of the days whose events changed since they were last counted, and of all later days.

    The later days too, because the count of a review depends on the earlier reviews of its card. `watch` is called
    while there are many to count, as after the import of a long history.
    """
    with store.reading() as connection:
        if _is_counted(connection, store.learner):
            return
    with store.transaction() as connection:
        first = _first_stale(connection, store.learner)
        if first is not None:
            _count_since(connection, store.learner, first, hour_of, watch)
        if now := _counted_now(connection, store.learner):
            write_facts(connection, COUNTED, {store.learner: now})


def _is_counted(connection: Connection, learner: str) -> bool:
    """Return whether the counts are those of the log: no event was stored or removed since, as far as that is known.

    To compare them with the log, day by day, takes a tenth of the time of a report on a million reviews.
    """
    if now := _counted_now(connection, learner):
        return read_facts(connection, COUNTED).get(learner) == now
    return _first_stale(connection, learner) is None


def _counted_now(connection: Connection, learner: str) -> str:
    """Return the id of the event that was stored last, with the number of days and reviews that were counted.

    '' where the engine does not know in which order rows were stored.
    """
    if connection.dialect.name != "sqlite":
        return ""
    last = connection.exec_driver_sql("SELECT id FROM events ORDER BY rowid DESC LIMIT 1").scalar()
    counted = select(func.count(), func.sum(tallied.c.reviews)).where(tallied.c.learner == learner)
    return f"{last} {' '.join(map(str, connection.execute(counted).one()))}"


def _first_stale(connection: Connection, learner: str) -> str | None:
    """Return the first study day whose counts differ from the log, or None."""
    rows = connection.execute(
        select(tallied.c.day, tallied.c.reviews, tallied.c.undone).where(tallied.c.learner == learner)
    )
    kept: Days = {day: (reviews, undone) for day, reviews, undone in rows}
    now = _in_log(connection, learner)
    return min((day for day in kept.keys() | now.keys() if kept.get(day) != now.get(day)), default=None)


def _in_log(connection: Connection, learner: str) -> Days:
    mine = events.c.learner == learner, events.c.kind == REVIEW
    per_day = select(events.c.day, func.count()).where(*mine).group_by(events.c.day)
    reviews: dict[str, int] = {row[0]: row[1] for row in connection.execute(per_day)}
    undo = events.alias()
    query = (
        select(events.c.day, func.count())
        .join(undo, (undo.c.learner == events.c.learner) & (undo.c.undoes == events.c.id))
        .where(*mine, undo.c.kind == UNDO)
        .group_by(events.c.day)
    )
    undone: dict[str, int] = {row[0]: row[1] for row in connection.execute(query)}
    return {day: (count, undone.get(day, 0)) for day, count in reviews.items()}


def _count_since(
    connection: Connection, learner: str, first: str, hour_of: HourOf, watch: Watch | None
) -> None:  # fmt: skip
    now = _in_log(connection, learner)
    if sum(reviews for day, (reviews, _) in now.items() if day >= first) < WATCHED:
        watch = None
    if watch is not None:
        watch(0.0)  # the database sorts the reviews before it returns the first
    for table in (tallies, calibrations, tallied):
        dialect_of_connection(connection).delete_derived(connection, learner, table.name, first)
    only = _touched(connection, learner, first)
    seen = _seen(connection, learner, only)
    if watch is not None:
        total = sum(reviews - undone for reviews, undone in now.values())
        seen = _watched(seen, watch, total, sorted(only) if only is not None else None)
    found = tally(seen, hour_of, first)
    rows = [(learner, *key[:5], int(key[5]), int(n), seconds) for key, (n, seconds) in found.counts.items()]
    bins = [(learner, *key, int(n), chance, int(good), loss) for key, (n, chance, good, loss) in found.bins.items()]
    for table, names, new in ((tallies, _COUNTS, rows), (calibrations, _BINS, bins)):
        if new:
            insert_tuples(connection, insert(table), names, new)
    days = [{"learner": learner, "day": day, "reviews": reviews, "undone": undone}
            for day, (reviews, undone) in now.items() if day >= first]  # fmt: skip
    if days:
        connection.execute(insert(tallied), days)


def _watched(seen: Iterable[Seen], watch: Watch, total: int, only: Sequence[str] | None) -> Iterator[Seen]:
    """Yield the reviews and call `watch`: the share of `total` reviews, or of the cards in `only`, which is sorted."""
    for number, each in enumerate(seen):
        if number % WATCH_EVERY == 0:
            watch(number / total if only is None else bisect_left(only, each.card) / len(only))
        yield each


MOST_NAMED = 20_000  # cards to select by id; for more, reading the whole log is faster


def _touched(connection: Connection, learner: str, first: str) -> list[str] | None:
    """Return the cards that were reviewed since a day, or None if there are more than MOST_NAMED."""
    query = select(events.c.card).where(events.c.learner == learner, events.c.kind == REVIEW, events.c.day >= first)
    found = list(connection.execute(query.distinct().limit(MOST_NAMED + 1)).scalars())
    return None if len(found) > MOST_NAMED else found


def _seen(connection: Connection, learner: str, only: Sequence[str] | None) -> Iterator[Seen]:
    """Yield the reviews that were not undone, card by card, oldest first; of the cards in `only` if it is given."""
    undo = events.c.learner == learner, events.c.kind == UNDO
    undone = set(connection.execute(select(events.c.undoes).where(*undo)).scalars())
    columns = events.c.card, events.c.time_ms, events.c.day, events.c.payload, events.c.id
    query = select(*columns).where(events.c.learner == learner, events.c.kind == REVIEW)
    # By day first: if a clock was set back, the counts of a day must still depend on that day and earlier ones only.
    query = query.order_by(events.c.card, events.c.day, events.c.time_ms, events.c.id)
    for some in [None] if only is None else batched(sorted(only), 500):
        rows = connection.execute(query if some is None else query.where(events.c.card.in_(some)))
        for card, time_ms, day, payload, name in rows:
            if name not in undone:
                yield Seen(card, time_ms, day, *counted_of(json.loads(payload)))


def counts(store: Store, scope: Scope, since: str, hour_of: HourOf) -> Counts:
    """Return the counts of a scope since a study day: the stored ones, or for a part of a deck counted now."""
    with store.reading() as connection:
        if scope.concept or scope.tag:
            wanted = _cards_of(connection, scope)
            return counts_of(tally(_seen(connection, store.learner, wanted), hour_of, since))
        return _kept(connection, store.learner, scope.deck, since)


def _cards_of(connection: Connection, scope: Scope) -> list[str]:
    query = select(cards.c.card, cards.c.tags).where(cards.c.retired == 0)
    for name in ("deck", "concept"):
        if getattr(scope, name):
            query = query.where(cards.c[name] == getattr(scope, name))
    rows = connection.execute(query)
    return [card for card, tags in rows if not scope.tag or scope.tag in json.loads(tags)]


# As text: to compile SQLAlchemy's statements takes as long as to read the counts of a year.
_WITHIN = "learner = :learner AND day >= :since AND (:deck = '' OR deck = :deck)"
_DAYS = f"""SELECT day, rating, state, mature, SUM(reviews), SUM(seconds) FROM tallies
WHERE {_WITHIN} GROUP BY day, rating, state, mature ORDER BY day, rating, state, mature"""
_HOURS = f"""SELECT hour, SUM(reviews), SUM(CASE WHEN rating = 'again' THEN 0 ELSE reviews END) FROM tallies
WHERE {_WITHIN} GROUP BY hour ORDER BY hour"""
_BINNED = f"""SELECT tenth, days, nth, lapses, SUM(reviews), SUM(chances), SUM(recalled), SUM(loss) FROM calibrations
WHERE {_WITHIN} GROUP BY tenth, days, nth, lapses ORDER BY tenth, days, nth, lapses"""


def _kept(connection: Connection, learner: str, deck: str, since: str) -> Counts:
    named = {"learner": learner, "deck": deck, "since": since}
    binned = [BinCount(tuple(row[:4]), *row[4:]) for row in connection.execute(clause(_BINNED), named)]
    return Counts(
        days=[
            DayCount(day, rating, state, bool(mature), n, seconds)
            for day, rating, state, mature, n, seconds in connection.execute(clause(_DAYS), named)
        ],
        hours=[HourCount(*row) for row in connection.execute(clause(_HOURS), named)],
        tenths=_summed(binned, slice(0, 1)),
        bins=_summed(binned, slice(1, 4)),
    )


def _summed(binned: Iterable[BinCount], part: slice) -> list[BinCount]:
    """Return the sums of bins that share a part of their keys, in the order of that part."""
    found: defaultdict[tuple[float, ...], list[float]] = defaultdict(lambda: [0, 0.0, 0, 0.0])
    for each in binned:
        total = found[each.bin[part]]
        total[:] = [old + new for old, new in zip(total, each[1:], strict=True)]
    return [BinCount(key, int(n), chances, int(good), loss) for key, (n, chances, good, loss) in sorted(found.items())]
