"""The XML that Mnemosyne 1 exported: `<mnemosyne>` with an `<item>` for each card."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path

from quizapp.errors import Problem
from quizapp.formats.common import question_fields
from quizapp.formats.common.card_deck import CardDeck, ImportedHistory
from quizapp.formats.common.deck_builder import Draft, digest, gather
from quizapp.formats.common.text_source import ProblemLog
from quizapp.formats.common.xml_tree import Element, root_of_file
from quizapp.formats.mnemosyne.text import NOTHING, text_of

DAY_SECONDS = 86_400

_KNOWN = frozenset(("cat", "Q", "A"))
_SISTER = re.compile(r"\.(?:inv|tr\.1)\Z")  # what ends the id of the card of the other direction


def read_export(path: Path, content: bytes, zone: tzinfo | None = None) -> tuple[CardDeck | None, tuple[Problem, ...]]:
    """Return a card for every item; categories are topics, and the state of each card comes along."""
    notes = ProblemLog(str(path))
    root = root_of_file(content, "mnemosyne", notes)
    drafts = list(_drafts(root, notes, zone)) if root else []
    if not drafts and not notes.has_errors:
        notes.error("no-cards", "no card was found", "A card is an `<item>` with `<Q>` and `<A>`.", 1, 1)
    return gather(path, drafts, notes), notes.problems()


def _drafts(root: Element, notes: ProblemLog, zone: tzinfo | None) -> Iterator[Draft]:
    start = _number(root.attributes.get("time_of_start", "")) or 0.0
    items = list(root.all("item"))
    sisters = Counter(_SISTER.sub("", item.attributes.get("id", "")) for item in items)
    unknown: Counter[str] = Counter()
    for item in items:
        unknown.update(child.name for child in item.children if child.name not in _KNOWN)
        ask, answer = (text_of(item.value(side)) for side in ("Q", "A"))
        given = item.attributes.get("id", "")
        if not ask:
            notes.unplaced("an item without a question", item.line)
            continue
        category = item.value("cat")
        family = _SISTER.sub("", given)
        yield Draft(
            body=question_fields.recall(ask, answer or NOTHING),
            line=item.line,
            given=given,
            topic="" if category in ("<default>", "") else category.replace("::", "/"),
            note=digest(family) if given and sisters[family] > 1 else "",
            history=_history(item, start, zone),
        )
    for name, count in unknown.items():
        notes.unplaced(f"the element `{name[:40]}` of {count} items", 1)


def _history(item: Element, start: float, zone: tzinfo | None) -> ImportedHistory | None:
    """Return the state of a card. A day is a number of days since the file's owner began, at half past three at night.

    So the card is due on the date of that time in the owner's time zone.
    """
    given = item.attributes
    last, following = _number(given.get("l_rp", "")), _number(given.get("n_rp", ""))
    repetitions = _number(given.get("rt_rp", "")) or 0
    if last is None or following is None or following <= last or not repetitions or not start:
        return None
    return ImportedHistory(
        due_day=_day(start + following * DAY_SECONDS, zone),
        interval_days=following - last,
        lapses=max(0, int(_number(given.get("lps", "")) or 0)),
    )


def _day(seconds: float, zone: tzinfo | None) -> str:
    try:
        return datetime.fromtimestamp(seconds, zone).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if abs(found) < 1e11 else None
