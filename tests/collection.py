"""A learner's database with a deck and a history, built from histories as values."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from asking import placed

from quizapp.core.events import IMPORTED_DEVICE, REVIEW, Event
from quizapp.core.review_history import CardHistory
from quizapp.store.database import Store, open_store
from quizapp.store.events.event_log import append
from quizapp.store.events.rebuild import rebuild
from quizapp.store.ids import id_of

NAMES = ("", "again", "hard", "good", "easy")


def reviews_of(history: CardHistory) -> list[Event]:
    """Return the events of a card as imported history."""
    made = []
    for time_ms, rating, seconds in zip(history.times, history.ratings, history.seconds, strict=True):
        seed = hashlib.sha256(f"{history.card} {time_ms}".encode()).digest()
        payload = {"rating": NAMES[rating], "seconds": round(seconds, 1)}
        made.append(
            Event(
                id=id_of(time_ms, seed), device=IMPORTED_DEVICE, time_ms=time_ms, day="2024-01-01", learner="me",
                card=history.card, kind=REVIEW, payload=payload,
            )
        )  # fmt: skip
    return made


def write_deck(folder: Path, deck: str, cards: int) -> Path:
    """Write a deck with one list of plain cards, deck/list/00000 and so on."""
    folder.mkdir()
    (folder / "deck.yaml").write_text(f"format: 1\ndeck: {deck}\ntitle: {deck.title()}\n")
    lines = (f'  - {{id: "{n:05d}", kind: recall, ask: q{n}, answer: a{n}}}\n' for n in range(cards))
    (folder / "list.yaml").write_text("cards: list\ntitle: List\nquestions:\n" + "".join(lines))
    return folder


def fill(database: str, histories: Sequence[CardHistory]) -> None:
    """Store histories in a database, and fold them."""
    store: Store = open_store(placed(database), "me")
    with store.transaction() as connection:
        append(connection, [event for history in histories for event in reviews_of(history)])
    rebuild(store)
    store.close()


def bring(quizapp: Callable[..., object], environ: dict[str, str], histories: Sequence[CardHistory]) -> None:
    """Import a deck for each deck of the histories, with ten more unseen cards, then the histories."""
    home = Path(environ["QUIZAPP_CONFIG"]).parent
    for deck in sorted({history.deck for history in histories}):
        count = sum(history.deck == deck for history in histories)
        done = quizapp("import", str(write_deck(home / deck, deck, count + 10)))
        assert done.returncode == 0, done.stderr  # type: ignore[attr-defined]
    fill(environ["QUIZAPP_DB"], histories)
