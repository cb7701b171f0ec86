"""The reviews of hashcards and repeater, found by the hashes of cards."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from quizapp.core.model import Rating
from quizapp.errors import QuizError
from quizapp.formats.common.blake3 import blake3
from quizapp.formats.common.card_deck import ImportedCard
from quizapp.formats.common.path_digest import digest_of
from quizapp.formats.common.reader import ReadOptions
from quizapp.formats.common.text_source import ProblemLog
from quizapp.formats.markdown import hashcards_reader
from quizapp.formats.markdown.review_database import reviews_beside
from quizapp.formats.registry import format_of, read_path

TEXT = """Q: What is the capital of
France?
A: Paris

C: [Paris] is the capital of [France], as ![a map](map.png) and \\[this\\] say.
---
# Another heading

Q:Second?
A: Yes
"""
CARDS = (
    "CREATE TABLE cards (card_hash text primary key, added_at text not null, last_reviewed_at text, stability real, "
    "difficulty real, interval_raw real, interval_days integer, due_date text, review_count integer not null) strict"
)
REVIEWS = "CREATE TABLE reviews (review_id integer primary key, card_hash text, reviewed_at text, grade text) strict"


def database(path: Path, cards: Iterable[tuple[Any, ...]], reviews: Iterable[tuple[Any, ...]] | None = None) -> None:
    """Write a database. Cards: hash, last review, stability, difficulty, due date; reviews: hash, time, grade."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(CARDS)
        for own, last, stability, difficulty, due in cards:
            row = (own, "2026-01-01", last, stability, difficulty, None, None, due, 1)
            connection.execute("INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        if reviews is not None:
            connection.execute(REVIEWS)
            connection.executemany("INSERT INTO reviews (card_hash, reviewed_at, grade) VALUES (?, ?, ?)", reviews)
        connection.commit()


def cards(path: Path) -> list[ImportedCard]:
    return [card for deck in read_path(path).card_decks for topic in deck.topics for card in topic.cards]


def place(start: int, end: int) -> bytes:
    return start.to_bytes(8, "little") + end.to_bytes(8, "little")


# hashcards hashes `Basic` with question and answer, or `Cloze` with the text and the first and last byte of a deletion
# as 64-bit numbers; repeater all of a card's lines in small letters, with one blank between the words.
QUESTION = blake3(b"BasicWhat is the capital of\nFrance?Paris")
CLEAN = b"Paris is the capital of France, as ![a map](map.png) and [this] say."
FRANCE = blake3(b"Cloze" + CLEAN + place(24, 29))
CLOZE_CARD = blake3(b"c: [paris] is the capital of [france], as ![a map](map.png) and \\[this\\] say.")
SECOND_CARD = blake3(b"q:second? a: yes")


@pytest.mark.parametrize(
    ("size", "digest"),
    [
        (0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"),
        (1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213"),
        (1024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7"),
        (1025, "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444"),
        (2049, "5f4d72f40d7a5f82b15ca2b2e44b1de3c2ef86c426c95c1af0b6879522563030"),
        (8193, "bab6c09cb8ce8cf459261398d2e7aef35700bf488116ceb94a36d0f5f1b7bc3b"),
    ],
)
def test_published_vectors_of_blake3(size: int, digest: str) -> None:
    """The input repeats 0 to 250."""
    assert blake3(bytes(index % 251 for index in range(size))) == digest


def test_reviews_of_hashcards(tmp_path: Path) -> None:
    """The database is at the top of the collection; a question and one deletion have reviews."""
    database(
        tmp_path / "hashcards.db",
        [
            (QUESTION, "2026-11-27T20:15:30.500", 12.5, 5.25, "2026-12-09"),
            (FRANCE, "2026-11-20T08:00:00.000", 3.0, 6.0, "2026-11-23"),
            ("another", "2026-11-20T08:00:00.000", 3.0, 6.0, "2026-11-23"),
        ],
        [
            (QUESTION, "2026-11-27T20:15:30.500", "good"),
            (QUESTION, "2026-11-20T20:00:00.000", "forgot"),
            (FRANCE, "2026-11-20T08:00:00.000", "easy"),
            (FRANCE, "no time", "easy"),
        ],
    )
    (tmp_path / "europe").mkdir()
    path = tmp_path / "europe/cards.md"
    path.write_text(TEXT)
    question, paris, france, second = cards(path)
    assert question.history is not None and (question.history.stability, question.history.difficulty) == (12.5, 5.25)
    assert [each.rating for each in question.history.reviews] == [Rating.AGAIN, Rating.GOOD]
    local = datetime.fromtimestamp(question.history.reviews[1].time_ms / 1000)
    assert local.isoformat(timespec="milliseconds") == "2026-11-27T20:15:30.500"
    assert paris.history is None and second.history is None
    assert france.history is not None and [each.rating for each in france.history.reviews] == [Rating.EASY]


def test_states_of_repeater(tmp_path: Path) -> None:
    """One state for all deletions of a card; its hash ignores case and spacing; a new card has none."""
    database(
        tmp_path / "cards.db",
        [
            (CLOZE_CARD, "2026-11-20T08:00:00+00:00", 8.0, 4.0, "2026-11-28T08:00:00+00:00"),
            (SECOND_CARD, None, None, None, None),
        ],
    )
    path = tmp_path / "cards.md"
    path.write_text(TEXT)
    question, paris, france, second = cards(path)
    assert question.history is None and second.history is None and paris.history == france.history
    assert paris.history is not None and (paris.history.stability, paris.history.interval_days) == (8.0, 8.0)
    assert paris.history.due_ms == int(datetime.fromisoformat("2026-11-28T08:00:00+00:00").timestamp() * 1000)


def test_zone_of_local_times(tmp_path: Path) -> None:
    database(tmp_path / "hashcards.db", [(QUESTION, "2026-07-01T12:00:00.000", 1.0, 5.0, "2026-07-02")], [])
    (tmp_path / "a.md").write_text("")
    found = reviews_beside(tmp_path / "a.md", ProblemLog(""), ZoneInfo("Asia/Tokyo")).hashcards[QUESTION]
    assert (found.due_day, found.due_ms, found.interval_days) == ("2026-07-02", None, 1.0)


def test_zone_of_local_reviews(tmp_path: Path) -> None:
    """The reader is given that of the learner."""
    moment = "2026-07-01T12:00:00.000"
    database(tmp_path / "hashcards.db", [(QUESTION, moment, 1.0, 5.0, "2026-07-02")], [(QUESTION, moment, "good")])
    (tmp_path / "cards.md").write_text(TEXT)
    for zone, expected in (("Asia/Tokyo", "2026-07-01T12:00:00+09:00"), ("UTC", "2026-07-01T12:00:00+00:00")):
        (deck,) = hashcards_reader.read(tmp_path / "cards.md", ReadOptions(zone=ZoneInfo(zone))).card_decks
        found = [card.history for topic in deck.topics for card in topic.cards if card.history]
        (review,) = found[0].reviews
        assert review.time_ms == int(datetime.fromisoformat(expected).timestamp() * 1000)


def test_new_reviews_change_the_digest_of_a_file(tmp_path: Path) -> None:
    """So importing the same cards again adds later reviews."""
    path = tmp_path / "cards.md"
    path.write_text(TEXT)
    before = digest_of(path)
    database(tmp_path / "hashcards.db", [(QUESTION, "2026-11-27T20:15:30.500", 12.5, 5.25, "2026-12-09")], [])
    assert digest_of(path) != before


def test_unreadable_database_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "cards.md"
    path.write_text(TEXT)
    (tmp_path / "cards.db").write_bytes(b"no database at all, however long it is " * 10)
    (tmp_path / "hashcards.db").write_bytes(b"")
    (tmp_path / "map.png").write_bytes(b"png")
    imported = read_path(path)
    assert sorted(each.message.split(":")[0] for each in imported.problems) == [
        "the reviews in `cards.db` cannot be read",
        "the reviews in `hashcards.db` cannot be read",
    ]
    assert len(cards(path)) == 4


def test_wal_file_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "cards.md"
    path.write_text(TEXT)
    database(tmp_path / "cards.db", [])
    (tmp_path / "cards.db-wal").write_bytes(b"x")
    (tmp_path / "map.png").write_bytes(b"png")
    assert [each.message for each in read_path(path).problems] == [
        "the last reviews, which are in `cards.db-wal`, could not be placed"
    ]


def test_view_instead_of_a_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cards.md"
    path.write_text(TEXT)
    with closing(sqlite3.connect(tmp_path / "cards.db")) as connection:
        connection.execute("CREATE VIEW cards AS SELECT 1 AS card_hash")
        connection.commit()
    assert "it has no table `cards`" in read_path(path).problems[0].message


def test_importing_the_database_itself_is_refused(tmp_path: Path) -> None:
    database(tmp_path / "cards.db", [])
    assert format_of(tmp_path / "cards.db") == ""
    with pytest.raises(QuizError) as refused:
        read_path(tmp_path / "cards.db")
    assert refused.value.hint == "Import the Markdown files in the same folder: its reviews are read with them."
    (tmp_path / "org-fc-reviews.tsv").write_text("a\tb\n")
    with pytest.raises(QuizError, match="holds reviews and no cards"):
        read_path(tmp_path / "org-fc-reviews.tsv")
