"""The reviews of hashcards and repeater: databases that identify a card by the hash of its text."""

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any
from urllib.parse import quote

from quizapp.core.model import Rating
from quizapp.core.study_day import DAY_MS, to_ms
from quizapp.formats.common.blake3 import blake3
from quizapp.formats.common.card_deck import ImportedHistory, ImportedReview
from quizapp.formats.common.companions import HASHCARDS, companions_of
from quizapp.formats.common.moments import day_ms, moment_of
from quizapp.formats.common.text_source import ProblemLog

COLUMNS = "card_hash, last_reviewed_at, stability, difficulty, due_date"
MOST_ROWS = 5_000_000

_RATINGS = {"forgot": Rating.AGAIN, "hard": Rating.HARD, "good": Rating.GOOD, "easy": Rating.EASY}
_MARK = re.compile(rb"\\[\[\]]|!\[|[\[\]]")


@dataclass(frozen=True, slots=True)
class ReviewDatabases:
    """The histories of cards by their hashes in either program; empty without a database."""

    hashcards: Mapping[str, ImportedHistory]
    repeater: Mapping[str, ImportedHistory]

    def of_question(self, question: str, answer: str, card: str) -> ImportedHistory | None:
        """Return the history of a question with its answer; `card` is all of its lines."""
        if self.hashcards:
            own = f"Basic{question.strip()}{answer.strip()}".encode("utf-8", "surrogatepass")
            if past := self.hashcards.get(blake3(own)):
                return past
        return self._of_lines(card)

    def of_deletions(self, text: str, card: str) -> list[tuple[str, ImportedHistory]]:
        """Return the answer and the history of each deletion of a text that has one, in order.

        repeater has one history for all deletions of a card.
        """
        if not self.hashcards and not self.repeater:
            return []
        whole = self._of_lines(card)
        clean, spans = _deletions(text.strip().encode("utf-8", "surrogatepass"))
        found: list[tuple[str, ImportedHistory]] = []
        for start, end in spans:
            place = start.to_bytes(8, "little") + max(end - 1, 0).to_bytes(8, "little")
            past = self.hashcards.get(blake3(b"Cloze" + clean + place)) if self.hashcards else None
            if past := past or whole:
                found.append((clean[start:end].decode("utf-8", "surrogatepass"), past))
        return found

    def _of_lines(self, card: str) -> ImportedHistory | None:
        if not self.repeater:
            return None
        return self.repeater.get(blake3(" ".join(card.lower().split()).encode("utf-8", "surrogatepass")))


def reviews_beside(path: Path, notes: ProblemLog, zone: tzinfo | None = None) -> ReviewDatabases:
    """Return the histories in the databases of a file's folder and the folders above; add a problem for a broken one.

    hashcards stores local times without an offset: `zone` is their time zone, None that of this machine.
    """
    found: dict[str, dict[str, ImportedHistory]] = {}
    for file in companions_of(path):
        wal = file.with_name(f"{file.name}-wal")
        if wal.is_file() and wal.stat().st_size:
            what = f"the last reviews, which are in `{wal.name}`,"
            notes.unplaced(what, 1, 1, "Close the program that writes it, and import again.")
        try:
            found[file.name] = _pasts(file, zone)
        except (sqlite3.Error, UnicodeDecodeError, ValueError, OverflowError) as error:
            notes.warn("reviews-unreadable", f"the reviews in `{file.name}` cannot be read: {error}", "Check the file.")
    hashcards = found.pop(HASHCARDS, {})
    return ReviewDatabases(hashcards, next(iter(found.values()), {}))


def _deletions(text: bytes) -> tuple[bytes, list[tuple[int, int]]]:
    """Return a text without the brackets of its deletions, and the byte offsets of each deletion.

    Unlike those of a card, brackets in formulas and code are counted too: the hash depends on what hashcards counts.
    """
    clean = bytearray()
    spans: list[tuple[int, int]] = []
    last, start, image = 0, -1, False
    for found in _MARK.finditer(text):
        clean += text[last : found.start()]
        last, mark = found.end(), found[0]
        if mark[:1] == b"\\":
            clean += mark[1:]
        elif mark == b"![" or image:
            clean += mark
        elif mark == b"[":
            start = len(clean)
        elif start >= 0:
            spans.append((start, len(clean)))
            start = -1
        image = mark == b"![" or (image and mark != b"]")
    return bytes(clean + text[last:]), spans


def _pasts(file: Path, zone: tzinfo | None) -> dict[str, ImportedHistory]:
    """Return the histories of a database's cards by their hashes. Raises sqlite3.Error for a broken file."""
    with closing(sqlite3.connect(f"file:{quote(bytes(file))}?mode=ro&immutable=1", uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        tables = {str(row[0]) for row in connection.execute(query)}
        if "cards" not in tables:
            raise ValueError("it has no table `cards`")
        rows = connection.execute(f"SELECT {COLUMNS} FROM cards WHERE review_count > 0 LIMIT {MOST_ROWS}")
        states = {str(row[0]): _state(row[1:], zone) for row in rows}
        if "reviews" not in tables:
            return {own: state for own, state in states.items() if state.due_ms is not None or state.due_day}
        reviews: dict[str, list[ImportedReview]] = {}
        query = f"SELECT card_hash, reviewed_at, grade FROM reviews ORDER BY reviewed_at LIMIT {MOST_ROWS}"
        for own, at, grade in connection.execute(query):
            time_ms, rating = _moment(str(at), zone), _RATINGS.get(str(grade).lower())
            if time_ms is not None and rating is not None:
                reviews.setdefault(str(own), []).append(ImportedReview(time_ms=time_ms, rating=rating))
    return {own: replace(state, reviews=tuple(reviews.get(own, ()))) for own, state in states.items()}


def _state(row: tuple[Any, ...], zone: tzinfo | None) -> ImportedHistory:
    last, stability, difficulty, due = row
    due_day = _day(str(due or ""))
    due_ms, last_ms = _moment(str(due or ""), zone), _moment(str(last or ""), zone)
    sound = isinstance(stability, float) and 0 < stability < 1e6
    return ImportedHistory(
        stability=stability if sound else None,
        difficulty=difficulty if isinstance(difficulty, float) and 1 <= difficulty <= 10 else None,
        due_ms=None if due_day else due_ms,
        due_day=due_day,
        interval_days=max((due_ms - last_ms) / DAY_MS, 1e-3) if due_ms is not None and last_ms is not None else None,
    )


def _day(text: str) -> str:
    """Return a text that is a date and no more, as hashcards stores due days; '' for any other."""
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else ""
    except ValueError:
        return ""


def _moment(text: str, zone: tzinfo | None) -> int | None:
    """Return noon of a date, a local time, or a time with an offset, as milliseconds; None for any other text."""
    try:
        if len(text) == 10:
            return day_ms(date.fromisoformat(text), zone)
        moment = datetime.fromisoformat(text)
        if moment.tzinfo:
            return moment_of(text)
        return to_ms(moment.replace(tzinfo=zone) if zone else moment.astimezone())
    except (ValueError, OverflowError, OSError):
        return None
