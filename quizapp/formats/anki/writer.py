"""Writes an Anki package (.apkg, schema 11, which every Anki reads); importing it again updates and doubles nothing."""

import hashlib
import html
import json
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizapp.core.model import Rating
from quizapp.core.study_day import DAY_S
from quizapp.formats.common.card_deck import CardDeck, ImportedCard, ImportedHistory
from quizapp.formats.common.export_losses import Holds
from quizapp.formats.common.flatten_question import question_and_answer

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

HOLDS = Holds(
    kinds=frozenset(("recall", "cloze", "choice", "multi", "typed")), fields=frozenset(("hint", "explain")),
    tags=True, media=True, history=True,
)  # fmt: skip
CREATED = 1_500_000_000  # seconds; days are counted from here
BASIC, CLOZE = 1_500_000_001_000, 1_500_000_002_000  # the ids of our note types
_EASE = {Rating.AGAIN: 1, Rating.HARD: 2, Rating.GOOD: 3, Rating.EASY: 4}
_GAP = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_IMAGE = re.compile(r"\[image: ([^\]\n]{1,300})\]")

_TABLES = """
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL, scm integer NOT NULL,
  ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL, ls integer NOT NULL, conf text NOT NULL,
  models text NOT NULL, decks text NOT NULL, dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL,
  usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL, sfld integer NOT NULL, csum integer NOT NULL,
  flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL,
  mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL, queue integer NOT NULL, due integer NOT NULL,
  ivl integer NOT NULL, factor integer NOT NULL, reps integer NOT NULL, lapses integer NOT NULL,
  left integer NOT NULL, odue integer NOT NULL, odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL, ease integer NOT NULL,
  ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL, time integer NOT NULL,
  type integer NOT NULL);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
"""


def _number(text: str, span: int = 10**11) -> int:
    """Return a number that stays the same for a text."""
    return CREATED * 1000 + int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:6]) % span


def write(deck: CardDeck) -> bytes:
    """Return the package, with the reviews and the schedule of cards that have a history. Raises OSError."""
    with tempfile.TemporaryDirectory(prefix="quizapp-") as folder:
        path = Path(folder, "collection.anki2")
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(_TABLES)
            _fill(connection, deck)
            connection.commit()
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, "collection.anki2")
            names = dict(enumerate(deck.media))
            archive.writestr("media", json.dumps({str(index): name for index, name in names.items()}))
            for index, name in names.items():
                archive.writestr(str(index), deck.media[name]())
        return out.getvalue()


def _fill(connection: sqlite3.Connection, deck: CardDeck) -> None:
    ids = {topic.id: _number(f"deck {deck.id}/{topic.id}") for topic in deck.topics}
    names = {ids[topic.id]: f"{deck.title}::{topic.title}".replace("\x1f", " ") for topic in deck.topics}
    conf = {
        "schedVer": 2,
        "curDeck": 1,
        "activeDecks": [1],
        "nextPos": 1,
        "curModel": str(BASIC),
        "sortType": "noteFld",
    }
    models = {str(BASIC): _model(BASIC, "quizapp", cloze=False), str(CLOZE): _model(CLOZE, "quizapp cloze", cloze=True)}
    decks = {str(number): _deck(number, name) for number, name in [(1, "Default"), *names.items()]}
    row = (1, CREATED, 0, 0, 11, 0, 0, 0, *map(json.dumps, (conf, models, decks, {"1": _options()})), "{}")
    connection.execute(f"INSERT INTO col VALUES ({', '.join('?' * 13)})", row)
    cards = [(topic.id, card) for topic in deck.topics for card in topic.cards]
    for position, (topic_id, card) in enumerate(cards):
        _put(connection, f"{deck.id}/{topic_id}/{card.id}", ids[topic_id], position, card)


def _put(connection: sqlite3.Connection, name: str, deck: int, position: int, card: ImportedCard) -> None:
    note, number = _number(f"note {name}"), _number(f"card {name}")
    guid = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    fields, kind = list(_fields(card)), CLOZE if card.body["kind"] == "cloze" else BASIC
    first = int(hashlib.sha1(fields[0].encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[:8], 16)
    words = " ".join(re.sub(r"\s", "-", tag) for tag in card.tags)
    tags = f" {words} " if words else ""
    row = (note, guid, kind, 0, -1, tags, "\x1f".join(fields), fields[0], first, 0, "")
    connection.execute(f"INSERT OR IGNORE INTO notes VALUES ({', '.join('?' * 11)})", row)
    state = _state(card.history, position)
    connection.execute(
        f"INSERT OR IGNORE INTO cards VALUES ({', '.join('?' * 18)})",
        (number, note, deck, 0, 0, -1, *state[:7], 0, 0, 0, 0, state[7]),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO revlog VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)", _reviews(card.history, number)
    )


def _fields(card: ImportedCard) -> Iterator[str]:
    """Yield a note's fields as HTML: text and explanation of a cloze, front and back of anything else."""
    if card.body["kind"] == "cloze":
        yield _html(_GAP.sub(_deletion, card.body["text"]))
        yield _html(str(card.body.get("explain", "")))
        return
    front, back = question_and_answer(card.body)
    yield _html(front)
    yield _html(back)


def _deletion(found: re.Match[str]) -> str:
    answers, _, hint = found[1].partition("::")
    return f"{{{{c1::{answers.split('|')[0].strip()}{f'::{hint.strip()}' if hint.strip() else ''}}}}}"


def _html(text: str) -> str:
    """Return Markdown as HTML, images as such; what would be HTML in it stays text."""
    shown = _renderer().render(text.replace("\x1f", " ").replace("\0", "")).strip()
    if shown.count("<p>") == 1 and shown.startswith("<p>") and shown.endswith("</p>"):
        shown = shown[3:-4]
    return _IMAGE.sub(lambda found: f'<img src="{html.escape(found[1])}">', shown)


@lru_cache(maxsize=1)
def _renderer() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # takes a third of the time that all readers take

    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["escape", "entity"])


def _state(history: ImportedHistory | None, position: int) -> tuple[Any, ...]:
    """Return (type, queue, due, interval, factor, reps, lapses, data) of a card's row."""
    if history is None or history.due_ms is None:
        queue = -1 if history and history.suspended else 0
        return (0, queue, position, 0, 0, 0, 0, "")
    due = max(0, (history.due_ms // 1000 - CREATED) // DAY_S)
    memory = {"s": history.stability, "d": history.difficulty} if history.stability and history.difficulty else {}
    queue = -1 if history.suspended else 2
    interval = max(1, round(history.interval_days or history.stability or 1))
    data = json.dumps(memory, separators=(",", ":")) if memory else ""
    return (2, queue, due, interval, 2500, max(1, len(history.reviews)), history.lapses, data)


def _reviews(history: ImportedHistory | None, card: int) -> Iterable[tuple[int, ...]]:
    if history is None:
        return
    for index, review in enumerate(history.reviews):
        kind = 0 if index == 0 else 1
        yield (review.time_ms, card, _EASE[review.rating], 1, 1, 2500, int(review.seconds * 1000), kind)


def _model(number: int, name: str, *, cloze: bool) -> dict[str, Any]:
    fields = ("Text", "Extra") if cloze else ("Front", "Back")
    front = "{{cloze:Text}}" if cloze else "{{Front}}"
    back = "{{cloze:Text}}<br>{{Extra}}" if cloze else "{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}"
    return {
        "id": number, "name": name, "type": int(cloze), "mod": 0, "usn": -1, "sortf": 0, "did": 1,
        "tags": [], "vers": [],
        "css": ".card { font-family: sans-serif; font-size: 20px; } pre { text-align: left; }",
        "latexPre": "", "latexPost": "", "req": [[0, "any", [0]]],
        "flds": [{"name": f, "ord": i, "sticky": False, "rtl": False, "font": "Arial", "size": 20, "media": []}
                 for i, f in enumerate(fields)],
        "tmpls": [{"name": "Card 1", "ord": 0, "qfmt": front, "afmt": back, "did": None, "bqfmt": "", "bafmt": ""}],
    }  # fmt: skip


def _deck(number: int, name: str) -> dict[str, Any]:
    return {
        "id": number, "name": name, "mod": 0, "usn": -1, "dyn": 0, "conf": 1, "desc": "", "collapsed": False,
        "browserCollapsed": False, "extendNew": 0, "extendRev": 0,
        "newToday": [0, 0], "revToday": [0, 0], "lrnToday": [0, 0], "timeToday": [0, 0],
    }  # fmt: skip


def _options() -> dict[str, Any]:
    return {
        "id": 1, "name": "Default", "mod": 0, "usn": 0, "maxTaken": 60, "autoplay": True, "timer": 0,
        "replayq": True, "dyn": False,
        "new": {"bury": True, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 7], "order": 1, "perDay": 20},
        "rev": {"bury": True, "ease4": 1.3, "fuzz": 0.05, "ivlFct": 1, "maxIvl": 36500, "perDay": 200,
                "hardFactor": 1.2},
        "lapse": {"delays": [10], "leechAction": 0, "leechFails": 8, "minInt": 1, "mult": 0},
    }  # fmt: skip
