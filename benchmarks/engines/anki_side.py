"""Measure Anki's engine, with a Python that has the `anki` package; print the seconds of each measure as JSON.

python anki_side.py make|first|work COLLECTION [ANSWERS]
"""

import json
import sys

from measuring import peak_mb, timed

WORD = "lighthouse"


def make(path: str) -> None:
    """Create an empty collection with FSRS and without daily limits on reviews."""
    from anki.collection import Collection

    col = Collection(path)
    col.set_config("fsrs", True)
    config = col.decks.config_dict_for_deck_id(1)
    config["rev"]["perDay"] = 9999
    config["new"]["perDay"] = 20
    col.decks.update_config(config)
    col.close()


def first(path: str) -> None:
    """Print the first question, and wait for a line on the standard input."""
    from anki.collection import Collection

    col = Collection(path)
    card = col.get_card(col.sched.get_queued_cards(fetch_limit=1).cards[0].card.id)
    print(card.question(), flush=True)
    sys.stdin.readline()
    col.close()


def work(path: str, answers: int) -> None:
    """Answer, undo, count and search; print what was measured."""
    from anki.collection import Collection
    from anki.scheduler.v3 import CardAnswer

    col = Collection(path)
    found = {
        "counts": [timed(col.sched.deck_due_tree)[0] for _ in range(5)],
        "search": [timed(lambda: col.find_cards(WORD))[0] for _ in range(5)],
    }

    def draw():  # type: ignore[no-untyped-def]
        queued = col.sched.get_queued_cards(fetch_limit=1).cards[0]
        card = col.get_card(queued.card.id)
        card.start_timer()
        card.question()
        return queued, card

    def show(queued, card):  # type: ignore[no-untyped-def]
        card.answer()
        col.sched.describe_next_states(queued.states)

    def answer(queued, card):  # type: ignore[no-untyped-def]
        built = col.sched.build_answer(card=card, states=queued.states, rating=CardAnswer.GOOD)
        col.sched.answer_card(built)

    found |= {"draw": [], "show": [], "answer": []}
    for _ in range(answers):
        seconds, drawn = timed(draw)
        found["draw"].append(seconds)
        found["show"].append(timed(lambda drawn=drawn: show(*drawn))[0])
        found["answer"].append(timed(lambda drawn=drawn: answer(*drawn))[0])
    found["undo"] = [timed(lambda: (col.undo(), draw()))[0] for _ in range(min(25, answers))]
    found["peak_mb"] = peak_mb()
    col.close()
    print(json.dumps(found))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2])
    elif sys.argv[1] == "first":
        first(sys.argv[2])
    else:
        work(sys.argv[2], int(sys.argv[3]))
