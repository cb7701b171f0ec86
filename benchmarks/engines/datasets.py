"""Fill a quizapp database and an Anki collection with the same cards and the same history.

One deck. Nine cards in ten have been reviewed; some of those are due now, the others over the coming months. Each has
the same number of reviews, spread over the last three years. Rows are written by SQL: 10,000,000 reviews would take too
long through the scheduler.
"""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from random import Random

from quizapp.core.model import NO_SECTIONS, Concept
from quizapp.core.study_day import DAY_MS
from quizapp.store.database import open_store
from quizapp.store.decks.canonical_json import compact
from quizapp.store.events.new_card_cursor import advance

YEARS = 3
PER_CONCEPT = 100
LEARNER = "me"
WORD = "lighthouse"  # on one card in a thousand


def due_of(cards: int) -> int:
    """Return how many cards are due now: at most 1,000, since daily work does not grow with the collection."""
    return min(1000, cards // 3)


def ask(number: int) -> str:
    """Return the question of a card."""
    return f"What is the meaning of expression number {number}?" + (
        f" Think of a {WORD}." if number % 1000 == 0 else ""
    )


class Plan:
    """Which cards have been reviewed, and when they were and will be due."""

    def __init__(self, cards: int, reviews: int) -> None:
        self.cards, self.known = cards, cards * 9 // 10
        self.each = max(1, -(-reviews // self.known))
        self.now = time.time_ns() // 1_000_000
        self.step = YEARS * 365 * DAY_MS / (self.each * self.known)
        self.start = self.now - YEARS * 365 * DAY_MS - DAY_MS
        random = Random(1)
        self.due_in = [random.randint(2, 200) for _ in range(self.known)]  # days
        for index in random.sample(range(self.known), due_of(cards)):
            self.due_in[index] = 0

    def time_of(self, turn: int, card: int) -> int:
        """Return the time of a card's review in a turn, in milliseconds; no two reviews share one."""
        return self.start + int((turn * self.known + card) * self.step)

    def reviews(self) -> Iterator[tuple[int, int, int]]:
        """Yield (turn, card, milliseconds), oldest first."""
        for turn in range(self.each):
            for card in range(self.known):
                yield turn, card, self.time_of(turn, card)


def _name(number: int) -> str:
    return f"shelf/c{number // PER_CONCEPT}/q{number}"


def fill_quizapp(path: Path, plan: Plan) -> None:
    """Create a quizapp database."""
    open_store(path, LEARNER).close()
    with closing(sqlite3.connect(path)) as connection:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -500000"):
            connection.execute(f"PRAGMA {pragma}")
        triggers = _without_triggers(connection)
        connection.execute("INSERT INTO decks VALUES ('shelf', 'Shelf', 'path', '', '', 0, 0, '{}')")
        connection.executemany(
            "INSERT INTO concepts (deck, concept, title, position, requires, tags, sections, retired, body)"
            " VALUES ('shelf', ?, ?, ?, '[]', '[]', 1, 0, ?)",
            (_concept(number) for number in range((plan.cards + PER_CONCEPT - 1) // PER_CONCEPT)),
        )
        connection.executemany(
            "INSERT INTO cards (card, deck, concept, section, kind, tags, place, digest, body, file, line, retired,"
            " siblings) VALUES (?, 'shelf', ?, 'what', 'recall', '[]', ?, '', ?, '', 1, 0, ?)",
            (_card(number) for number in range(plan.cards)),
        )
        connection.executemany(
            "INSERT INTO events (learner, id, device, time_ms, day, card, kind, undoes, payload)"
            f" VALUES ('{LEARNER}', ?, 'bench', ?, ?, ?, 'review', NULL, ?)",
            _events(plan),
        )
        connection.executemany(
            "INSERT INTO states (learner, card, state, step, stability, difficulty, due_ms, first_ms, last_ms,"
            " reviews, lapses, suspended, buried_day, time_ms, event)"
            f" VALUES ('{LEARNER}', ?, 'review', NULL, ?, 5.0, ?, ?, ?, ?, 0, 0, NULL, ?, ?)",
            (_state(plan, card) for card in range(plan.known)),
        )
        for trigger in triggers:
            connection.execute(trigger)
        connection.commit()
        connection.execute("PRAGMA journal_mode = WAL")
    with closing(open_store(path, LEARNER)) as store, store.transaction() as used:
        advance(used, LEARNER)  # as the end of a session does


def _concept(number: int) -> tuple[str, str, int, str]:
    concept = Concept(concept=f"c{number}", title=f"Part {number}", sections=NO_SECTIONS)
    return concept.concept, concept.title, number, compact(asdict(concept))


def _without_triggers(connection: sqlite3.Connection) -> list[str]:
    """Drop the triggers; return the statements that create them. Indexes stay, so that their pages are as full as years
    of use leave them: an index created at the end is packed, and the first answers would have to split its pages.
    """
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in rows:
        connection.execute(f"DROP TRIGGER {name}")
    return [sql for _, sql in rows]


def _card(number: int) -> tuple[str, str, int, str, str]:
    body = {
        "id": f"q{number}",
        "kind": "recall",
        "section": "what",
        "ask": ask(number),
        "answer": f"It means {number}.",
    }
    return _name(number), f"c{number // PER_CONCEPT}", number << 10, compact(body), f"q{number}"


def _id(turn: int, card: int, moment: int) -> str:
    text = f"{moment:012x}"
    return f"{text[:8]}-{text[8:]}-7{turn:03x}-8000-{card:012x}"


def _events(plan: Plan) -> Iterator[tuple[str, int, str, str, str]]:
    payload = {"rating": "good", "state": "review", "r": 0.9, "correct": True, "seconds": 4.5, "hinted": False}
    known = json.dumps(payload, separators=(",", ":"))
    first = json.dumps(payload | {"state": "new", "r": None}, separators=(",", ":"))
    day, until = "", 0
    for turn, card, moment in plan.reviews():
        if moment >= until:
            day = time.strftime("%Y-%m-%d", time.gmtime(moment / 1000))
            until = (moment // DAY_MS + 1) * DAY_MS
        yield _id(turn, card, moment), moment, day, _name(card), known if turn else first


def _state(plan: Plan, card: int) -> tuple[str, float, int, int, int, int, int, str]:
    last = plan.time_of(plan.each - 1, card)
    due = plan.now - 1000 if plan.due_in[card] == 0 else plan.now + plan.due_in[card] * DAY_MS
    stability = max(1.0, (due - last) / DAY_MS)
    first = plan.time_of(0, card)
    return _name(card), stability, due, first, last, plan.each, last, _id(plan.each - 1, card, last)


def fill_anki(path: Path, plan: Plan) -> None:
    """Fill an empty Anki collection whose scheduler is FSRS."""
    with closing(sqlite3.connect(path)) as connection:
        connection.create_collation("unicase", lambda a, b: (a > b) - (a < b))
        kind = connection.execute("SELECT id FROM notetypes ORDER BY id LIMIT 1").fetchone()[0]
        created = connection.execute("SELECT crt FROM col").fetchone()[0]
        today = int((plan.now / 1000 - created) // 86400)
        connection.executemany(
            "INSERT INTO notes VALUES (?,?,?,?,-1,'',?,?,0,0,'')",
            (
                (n + 1, f"g{n}", kind, plan.start // 1000, f"{ask(n)}\x1fIt means {n}.", ask(n))
                for n in range(plan.cards)
            ),
        )
        connection.executemany(
            "INSERT INTO cards VALUES (?,?,1,0,?,-1,?,?,?,?,2500,?,0,0,0,0,0,?)",
            (_anki_card(plan, n, today) for n in range(plan.cards)),
        )
        connection.executemany(
            "INSERT INTO revlog VALUES (?,?,-1,3,?,?,2500,4500,?)",
            ((moment, card + 1, turn + 1, turn, 1 if turn else 0) for turn, card, moment in plan.reviews()),
        )
        connection.commit()


def _anki_card(plan: Plan, number: int, today: int) -> tuple[int, int, int, int, int, int, int, int, str]:
    if number >= plan.known:
        return number + 1, number + 1, plan.start // 1000, 0, 0, number, 0, 0, "{}"
    wait = max(1, int((plan.now - plan.time_of(plan.each - 1, number)) / DAY_MS) + plan.due_in[number])
    data = json.dumps({"s": float(wait), "d": 5.0, "dr": 0.9})
    return number + 1, number + 1, plan.start // 1000, 2, 2, today + plan.due_in[number], wait, plan.each, data
