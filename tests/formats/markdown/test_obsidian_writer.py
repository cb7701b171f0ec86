"""Due dates written into Obsidian notes: nothing else changes, and nothing is written twice."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.events import ReviewedCard
from quizapp.core.model import State
from quizapp.formats.markdown import obsidian_reader
from quizapp.formats.markdown.obsidian_schedule import Days
from quizapp.formats.markdown.obsidian_writer import Rewritten, Scheduled, with_dates

NOTE = Path("note.md")
LAST_MS = 1_795_168_800_000  # 2026-11-20, 10:00 UTC
STATE = ReviewedCard(
    state=State.REVIEW, stability=12.5, difficulty=5.5, due_ms=LAST_MS + 11 * 86_400_000, first_ms=LAST_MS,
    last_ms=LAST_MS, reviews=4, lapses=1,
)  # fmt: skip
CARD = Scheduled(STATE, Days(date(2026, 11, 20), date(2026, 12, 1)))
FSRS = "fsrs,2026-12-01T10:00:00.000Z,11,12.5,5.5,2,4,1,0,2026-11-20T10:00:00.000Z"
_COMMENT = re.compile(r"\r?\n(?:> )?<!--SR:[^>]*-->|<!--SR:[^>]*-->")


def every_card(body: Mapping[str, Any]) -> Scheduled:
    return CARD


def dated(text: str, *, fsrs: bool = False) -> str:
    return with_dates(NOTE, text.encode(), every_card, fsrs=fsrs).content.decode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a::b", "a::b\n<!--SR:!2026-12-01,11,250-->"),
        ("a::b ^id\nc", "a::b ^id\n<!--SR:!2026-12-01,11,250-->\nc"),
        ("a:::b <!--SR:!2026-11-19,3,230-->", "a:::b <!--SR:!2026-12-01,11,230!2026-12-01,11,250-->"),
        ("a::b\r\n\r\nc", "a::b\r\n<!--SR:!2026-12-01,11,250-->\r\n\r\nc"),
        ("x\r\na::b", "x\r\na::b\r\n<!--SR:!2026-12-01,11,250-->"),
        ("> [!note] T\n> a::b\n", "> [!note] T\n> a::b\n> <!--SR:!2026-12-01,11,250-->\n"),
        ("a\n?\n```\nx\n```\n", "a\n?\n```\nx\n```\n<!--SR:!2026-12-01,11,250-->\n"),
        ("a::b\n> [!sr|card-metadata]\n> <!--SR:!2026-11-19,3,230-->",
         "a::b\n> [!sr|card-metadata]\n> <!--SR:!2026-12-01,11,230-->"),
        ("a::b <!--SR:!fsrs,2026-11-19T08:00:00.000Z,1,1,5,2,1,0,0,2026-11-18T08:00:00.000Z-->",
         f"a::b <!--SR:!{FSRS}-->"),
        ("a::b <!--SR:!2026-12-01,4,230-->", "a::b <!--SR:!2026-12-01,4,230-->"),
    ],
)  # fmt: skip
def test_date_is_written_into_the_comment_of_its_block(text: str, expected: str) -> None:
    """Or below the block; ease, line ends, quotation marks and current dates are kept."""
    assert dated(text) == expected


def test_new_comment_has_the_kind_used_in_the_vault() -> None:
    """FSRS where the vault uses it."""
    assert dated("a::b", fsrs=True) == f"a::b\n<!--SR:!{FSRS}-->"


def test_unseen_cards_get_the_placeholder_of_the_plugin() -> None:
    """Where a later sibling has a date; notes without dates do not change."""

    def second(body: Mapping[str, Any]) -> Scheduled | None:
        return CARD if body["ask"] == "b" else None

    done = with_dates(NOTE, b"a:::b", second, fsrs=False)
    assert done.content == b"a:::b\n<!--SR:!2000-01-01,1,250!2026-12-01,11,250-->"
    assert with_dates(NOTE, b"c::d", second, fsrs=False) == Rewritten(b"c::d")


@pytest.mark.parametrize(
    "segment", ["2026-12-24,30,250", FSRS.replace("11-20T10", "11-20T11").replace("-12-01", "-12-02")]
)
def test_later_review_in_obsidian_is_kept(segment: str) -> None:
    """Its line is returned."""
    text = f"\na::b <!--SR:!{segment}-->"
    done = with_dates(NOTE, text.encode(), every_card, fsrs=False)
    assert (done.content.decode(), done.written, done.newer) == (text, 0, (2,))


def test_note_that_cannot_be_edited_safely_is_refused() -> None:
    """Other encodings than UTF-8, and other line ends."""
    for content in (b"\xff a::b", b"x\ry\na::b"):
        with pytest.raises(ValueError, match=r"lines|utf-8"):
            with_dates(NOTE, content, every_card, fsrs=False)


LINES = st.sampled_from(
    ["a::b", "c:::d", "> e::f", "==g== and ==h==", "i\n?\nj", "```\nk::l\n```", "", "text", "> [!note] m", "n::o ^id",
     "p::q <!--SR:!2026-11-19,3,230-->", "<!--SR:!2026-11-18,2,230-->", f"<!--SR:!{FSRS}-->", "> [!sr|card-metadata]",
     "%%", "r `::` s::t", "é::ü"]
)  # fmt: skip


@given(st.lists(LINES, max_size=12), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.integers(0, 40))
def test_only_comments_change_and_only_once(parts: list[str], end: str, fsrs: bool, days: int) -> None:
    """Without comments the note is the same; a second export gives the same bytes; the cards have the new dates."""
    text = "\n".join(parts).replace("\n", end)
    due = replace(STATE, due_ms=LAST_MS + days * 86_400_000)
    card = Scheduled(due, Days(date(2026, 11, 20), date.fromordinal(date(2026, 11, 20).toordinal() + days)))
    once = with_dates(NOTE, text.encode(), lambda _: card, fsrs=fsrs).content
    assert with_dates(NOTE, once, lambda _: card, fsrs=fsrs).content == once
    assert _COMMENT.sub("", once.decode()) == _COMMENT.sub("", text)
    deck, _ = obsidian_reader.read_cards(NOTE, once)
    before, _ = obsidian_reader.read_cards(NOTE, text.encode())
    bodies = [[each.body for topic in found.topics for each in topic.cards] for found in (deck, before) if found]
    assert len(bodies) in (0, 2) and bodies[:1] == bodies[1:]
    for each in (each for topic in (deck.topics if deck else ()) for each in topic.cards):
        assert each.history is not None
        day, moments = each.history.due_day, (due.due_ms, STATE.due_ms)
        assert day == card.days.due.isoformat() or each.history.due_ms in moments
