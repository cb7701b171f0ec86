"""Studies for some weeks in Anki and exports the collection: run by an interpreter that has the `anki` package.

    PYTHON anki_learner.py FOLDER SCHEDULER CARDS DAYS

A day passes by moving the past back, since Anki asks the system for the time. FOLDER gets new.apkg, old.apkg and
cards.json: what Anki knows of every card at the end, and what one more Good would make of it.
"""

import json
import random
import sqlite3
import sys
from pathlib import Path

from anki.collection import Collection, ExportAnkiPackageOptions
from anki.scheduler.v3 import CardAnswer

OPTIONS = {
    "fsrs-6": {
        "desiredRetention": 0.86,
        "fsrsParams6": [0.4, 1.1, 3.2, 12.5, 6.9, 0.7, 2.9, 0.01, 1.7, 0.15, 0.9, 1.6, 0.08, 0.3, 1.7, 0.5, 2.1, 0.6,
                        0.12, 0.08, 0.21],
    },
    "fsrs-5": {
        "desiredRetention": 0.92,
        "fsrsParams5": [0.40255, 1.18385, 3.173, 15.69105, 7.1949, 0.5345, 1.4604, 0.0046, 1.54575, 0.1192, 1.01925,
                        1.9395, 0.11, 0.29605, 2.2698, 0.2315, 2.9898, 0.51655, 0.6621],
    },
    "sm-2": {},
}  # fmt: skip
DAY_S = 86_400
RATINGS = (CardAnswer.AGAIN, CardAnswer.HARD, CardAnswer.GOOD, CardAnswer.EASY)
CRAM_EVERY = 7  # days
FULL, CRAMMED = 400, 5  # answers of a day, and of a filtered deck


def begin(path: Path, scheduler: str, cards: int) -> Collection:
    """Return a new collection with two decks that share their options."""
    col = Collection(str(path))
    top, below = (col.decks.id(name) for name in ("Studied", "Studied::Below"))
    kind = col.models.by_name("Basic")
    for number in range(cards):
        note = col.new_note(kind)
        note.fields[:] = [f"Question {number}", f"Answer {number}"]
        col.add_note(note, below if number % 5 == 0 else top)
    group = col.decks.add_config("Mine") | OPTIONS[scheduler]
    group["new"]["perDay"], group["rev"]["perDay"] = 12, 9999
    col.decks.update_config(group)
    for deck in map(col.decks.get, (top, below)):
        deck["conf"] = group["id"]
        col.decks.save(deck)
    col.set_config("fsrs", scheduler != "sm-2")
    return col


def answer(col: Collection, deck: int, most: int, chance: random.Random) -> None:
    """Answer the cards of a deck; now and then the learner stops, and leaves cards in learning."""
    col.decks.select(deck)
    for _ in range(most):
        queued = col.sched.get_queued_cards(fetch_limit=1)
        if not queued.cards or chance.random() < 0.01:
            return
        card = col.get_card(queued.cards[0].card.id)
        card.start_timer()
        rating = chance.choices(RATINGS, (12, 10, 68, 10))[0]
        given = col.sched.build_answer(card=card, states=queued.cards[0].states, rating=rating)
        given.milliseconds_taken = chance.randint(1_000, 20_000)
        col.sched.answer_card(given)


def cram(col: Collection, chance: random.Random) -> None:
    """Answer some cards in a filtered deck that does not reschedule."""
    deck = col.sched.get_or_create_filtered_deck(0)
    deck.name, deck.config.reschedule = "Cram", False
    deck.config.search_terms[0].search, deck.config.search_terms[0].limit = "deck:Studied -is:new", CRAMMED
    made = col.sched.add_or_update_filtered_deck(deck).id
    answer(col, made, CRAMMED, chance)
    col.decks.remove([made])


def by_hand(col: Collection) -> None:
    """Reset, reschedule and suspend some cards."""
    learnt = list(col.find_cards("deck:Studied -is:new"))
    col.sched.schedule_cards_as_new(learnt[:6], restore_position=True)
    col.sched.set_due_date(learnt[10:16], "3")
    col.sched.suspend_cards(learnt[20:23])


def pass_a_day(col: Collection, path: Path) -> Collection:
    """Return the collection as it is a day later."""
    col.close()
    connection = sqlite3.connect(path)
    connection.create_collation("unicase", lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))
    connection.executescript(f"""
    UPDATE col SET crt = crt - {DAY_S};
    UPDATE revlog SET id = -id;
    UPDATE revlog SET id = -id - {DAY_S * 1000};
    UPDATE cards SET due = due - {DAY_S} WHERE due > 1000000000;
    UPDATE cards SET data = json_set(data, '$.lrt', json_extract(data, '$.lrt') - {DAY_S})
      WHERE json_extract(data, '$.lrt') IS NOT NULL;
    """)
    connection.close()
    return Collection(str(path))


def known(col: Collection, card_id: int) -> dict:
    """Return what Anki has of a card."""
    card = col.get_card(card_id)
    memory = card.memory_state
    after = col._backend.get_scheduling_states(card_id).good.normal.review
    return {
        "guid": card.note().guid, "type": int(card.type), "queue": int(card.queue), "due": card.due,
        "lapses": card.lapses, "stability": memory.stability if memory else None,
        "difficulty": memory.difficulty if memory else None,
        "good": after.memory_state.stability if int(card.type) == 2 and after.HasField("memory_state") else None,
    }  # fmt: skip


def main() -> None:
    """Study, and export."""
    folder, scheduler, cards, days = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    path, chance = folder / "collection.anki2", random.Random(5)
    col = begin(path, scheduler, cards)
    for day in range(days):
        if day:
            col = pass_a_day(col, path)
        answer(col, col.decks.id("Studied"), FULL, chance)
        if day % CRAM_EVERY == 3:
            cram(col, chance)
        if day in (days - 4, days - 1):
            by_hand(col)
    rows = [known(col, card) for card in col.find_cards("deck:Studied")]
    crammed = col.db.scalar("SELECT COUNT(*) FROM revlog WHERE type = 3 AND factor = 0")
    (folder / "cards.json").write_text(json.dumps({"created": col.crt, "cards": rows, "crammed": crammed}))
    options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, with_media=False, legacy=False)
    col.export_anki_package(out_path=str(folder / "new.apkg"), options=options, limit=None)
    options.legacy = True
    col.export_anki_package(out_path=str(folder / "old.apkg"), options=options, limit=None)
    col.close()


if __name__ == "__main__":
    main()
