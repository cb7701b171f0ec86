"""Anki's scheduler for a simulated year: run by an interpreter that has the `anki` package.

    PYTHON anki_year.py COLLECTION CARDS NEW_PER_DAY REVIEWS_PER_DAY RETENTION SEED

Reads a request from each line: `next`, `rate RATING MILLISECONDS`; writes a line for each. Anki asks the system for the
time, which virtual_clock.c tells it: learning steps and days pass as they do for the other schedulers.
"""

import sqlite3
import sys
from pathlib import Path

from anki.collection import Collection
from anki.scheduler.v3 import CardAnswer

FIRST_ID = 1_700_000_000_000  # the fuzz is seeded by the card's id: it is fixed for each seed
IDS_PER_SEED = 1_000_000
RATINGS = (CardAnswer.AGAIN, CardAnswer.AGAIN, CardAnswer.HARD, CardAnswer.GOOD, CardAnswer.EASY)


def connected(path: Path) -> sqlite3.Connection:
    """Return a connection of one's own to a closed collection."""
    connection = sqlite3.connect(path)
    connection.create_collation("unicase", lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))
    return connection


def begin(path: Path, cards: int, limits: tuple[int, int], retention: float, first_id: int) -> Collection:
    """Return a new collection under FSRS with its default parameters."""
    col = Collection(str(path))
    kind, deck = col.models.by_name("Basic"), col.decks.id("Shelf")
    for number in range(cards):
        note = col.new_note(kind)
        note.fields[:] = [str(number), f"It is {number}."]
        col.add_note(note, deck)
    group = col.decks.add_config("Mine")
    group["new"]["perDay"], group["rev"]["perDay"] = limits
    group["desiredRetention"] = retention
    col.decks.update_config(group)
    own = col.decks.get(deck)
    own["conf"] = group["id"]
    col.decks.save(own)
    col.set_config("fsrs", True)
    col.close()
    connection = connected(path)
    connection.execute(
        "UPDATE cards SET id = ? + (SELECT CAST(flds AS INTEGER) FROM notes WHERE notes.id = nid)", [first_id]
    )
    connection.commit()
    connection.close()
    return Collection(str(path))


def main() -> None:
    """Answer requests until there are no more."""
    path, cards, new, reviews = Path(sys.argv[1]), *map(int, sys.argv[2:5])
    first_id = FIRST_ID + int(sys.argv[6]) * IDS_PER_SEED
    col, queued = begin(path, cards, (new, reviews), float(sys.argv[5]), first_id), None
    col.decks.select(col.decks.id("Shelf"))
    print(0, flush=True)
    for line in sys.stdin:
        word, *rest = line.split()
        if word == "next":
            found = col.sched.get_queued_cards(fetch_limit=1).cards
            queued = found[0] if found else None
            told = queued.card.id - first_id if queued else -1
        else:
            card = col.get_card(queued.card.id)
            card.start_timer()
            given = col.sched.build_answer(card=card, states=queued.states, rating=RATINGS[int(rest[0])])
            given.milliseconds_taken = int(rest[1])
            col.sched.answer_card(given)
            told = 0
        print(told, flush=True)
    col.close()


if __name__ == "__main__":
    main()
