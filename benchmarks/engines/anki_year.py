"""Anki's scheduler for a simulated year: run by an interpreter that has the `anki` package.

    PYTHON anki_year.py COLLECTION CARDS NEW_PER_DAY REVIEWS_PER_DAY RETENTION

Reads a request from each line: `day N`, `next`, `rate RATING MILLISECONDS`; writes a line for each. A day passes by
moving the past back, since Anki asks the system for the time: a run must not last over Anki's change of day at four.
"""

import sqlite3
import sys
from pathlib import Path

from anki.collection import Collection
from anki.scheduler.v3 import CardAnswer

DAY_S = 86_400
FIRST_ID = 1_700_000_000_000  # the fuzz is seeded by the card's id: fixed ids make runs repeatable
RATINGS = (CardAnswer.AGAIN, CardAnswer.AGAIN, CardAnswer.HARD, CardAnswer.GOOD, CardAnswer.EASY)


def connected(path: Path) -> sqlite3.Connection:
    """Return a connection of one's own to a closed collection."""
    connection = sqlite3.connect(path)
    connection.create_collation("unicase", lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))
    return connection


def begin(path: Path, cards: int, limits: tuple[int, int], retention: float) -> Collection:
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
        "UPDATE cards SET id = ? + (SELECT CAST(flds AS INTEGER) FROM notes WHERE notes.id = nid)", [FIRST_ID]
    )
    connection.commit()
    connection.close()
    return Collection(str(path))


def pass_days(col: Collection, path: Path, days: int) -> Collection:
    """Return the collection as it is some days later."""
    col.close()
    connection, seconds = connected(path), days * DAY_S
    connection.executescript(f"""
    UPDATE col SET crt = crt - {seconds};
    UPDATE revlog SET id = -id;
    UPDATE revlog SET id = -id - {seconds * 1000};
    UPDATE cards SET due = due - {seconds} WHERE due > 1000000000;
    UPDATE cards SET data = json_set(data, '$.lrt', json_extract(data, '$.lrt') - {seconds})
      WHERE json_extract(data, '$.lrt') IS NOT NULL;
    """)
    connection.close()
    return Collection(str(path))


def main() -> None:
    """Answer requests until there are no more."""
    path, cards, new, reviews = Path(sys.argv[1]), *map(int, sys.argv[2:5])
    col, today, queued = begin(path, cards, (new, reviews), float(sys.argv[5])), 0, None
    for line in sys.stdin:
        word, *rest = line.split()
        if word == "day":
            if int(rest[0]) > today:
                col, today = pass_days(col, path, int(rest[0]) - today), int(rest[0])
            col.decks.select(col.decks.id("Shelf"))
            told = 0
        elif word == "next":
            found = col.sched.get_queued_cards(fetch_limit=1).cards
            queued = found[0] if found else None
            told = queued.card.id - FIRST_ID if queued else -1
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
