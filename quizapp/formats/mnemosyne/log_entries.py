"""The entries of a package's `cards.xml`: facts, the views of them, cards, tags and repetitions."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from quizapp.core.model import Rating
from quizapp.formats.common.card_deck import ImportedHistory, ImportedReview
from quizapp.formats.common.xml_tree import Element

CARD, REPETITION, TAG, FACT, VIEW, CARD_TYPE = "6", "9", "10", "16", "19", "22"
MOST_SECONDS = 600.0
DAY_SECONDS = 86_400

# Grades 0 and 1 are failures; 4 is what a card at the right interval gets.
_RATINGS = {
    "0": Rating.AGAIN,
    "1": Rating.AGAIN,
    "2": Rating.HARD,
    "3": Rating.HARD,
    "4": Rating.GOOD,
    "5": Rating.EASY,
}


@dataclass(frozen=True, slots=True)
class View:
    """The parts of a fact that ask and those that answer, or two templates in Anki's syntax."""

    asks: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    front: str = ""
    back: str = ""


# The views of the built-in card types; a type that was derived from one has `::` and a name after its id.
BUILT_IN = {
    "1.1": View(("f",), ("b",)),
    "2.1": View(("f",), ("b",)),
    "2.2": View(("b",), ("f",)),
    "3.1": View(("f",), ("p_1", "m_1", "n")),
    "3.2": View(("m_1",), ("f", "p_1", "n")),
    "4.1": View(("marked",), ("loc",)),
    "4.2": View(("loc", "blank"), ("loc", "marked")),
}


@dataclass(slots=True)
class Entries:
    """The entries of a package by their ids."""

    facts: dict[str, dict[str, str]] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    types: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)  # names of a type's parts
    cards: list[Element] = field(default_factory=list)
    reviews: dict[str, list[ImportedReview]] = field(default_factory=dict)

    def view(self, name: str) -> View | None:
        """Return a view by its id."""
        return self.views.get(name) or BUILT_IN.get(name.partition("::")[0])


def entries_of(root: Element) -> Entries:
    """Return the entries of `<openSM2sync>`."""
    found = Entries()
    for entry in root.all("log"):
        kind, own = entry.attributes.get("type", ""), entry.attributes.get("o_id", "")
        if kind == FACT:
            found.facts[own] = {_key(child.name): child.text for child in entry.children}
        elif kind == VIEW:
            found.views[own] = _view(entry)
        elif kind == TAG:
            found.tags[own] = entry.value("name")
        elif kind == CARD_TYPE:
            found.types[own] = tuple(_pairs(entry.value("fact_keys_and_names")))
        elif kind == CARD:
            found.cards.append(entry)
        elif kind == REPETITION and (review := _review(entry)):
            found.reviews.setdefault(own, []).append(review)
    return found


def _key(name: str) -> str:
    return name.removeprefix("___")  # XML names cannot begin with a digit


def literal(text: str) -> object:
    """Return the value of a Python literal; None for other text, and for one that is too long or too deep."""
    if len(text) > 100_000:
        return None
    try:
        found: object = ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return None
    return found


def _view(entry: Element) -> View:
    extra = literal(entry.value("extra"))
    given = extra if isinstance(extra, dict) else {}
    front, back = given.get("qfmt"), given.get("afmt")
    return View(
        asks=tuple(_texts(entry.value("q_fact_keys"))),
        answers=tuple(_texts(entry.value("a_fact_keys"))),
        front=front if isinstance(front, str) else "",
        back=back if isinstance(back, str) else "",
    )


def _texts(text: str) -> Iterator[str]:
    found = literal(text)
    yield from (each for each in found if isinstance(each, str)) if isinstance(found, list | tuple) else ()


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    found = literal(text)
    for each in found if isinstance(found, list | tuple) else ():
        if isinstance(each, tuple | list) and len(each) == 2:
            yield str(each[0]), str(each[1])


def _review(entry: Element) -> ImportedReview | None:
    rating, time = _RATINGS.get(entry.attributes.get("gr", "")), number(entry.attributes, "time")
    if rating is None or time is None or time <= 0:
        return None
    seconds = min(max(number(entry.attributes, "th_t") or 0.0, 0.0), MOST_SECONDS)
    return ImportedReview(time_ms=int(time * 1000), rating=rating, seconds=seconds)


def history_of(card: Element, reviews: Sequence[ImportedReview]) -> ImportedHistory | None:
    """Return a card's repetitions and its state; None for one that was never seen."""
    given = card.attributes
    last, due = number(given, "l_rp"), number(given, "n_rp")
    learnt = last is not None and due is not None and due > last > 0
    if not learnt and not reviews:
        return None
    day = _day(due) if learnt and due is not None else ""
    return ImportedHistory(
        reviews=tuple(sorted(reviews, key=lambda each: each.time_ms)),
        due_ms=int(due * 1000) if learnt and due and not day else None,
        due_day=day,
        interval_days=((due or 0) - (last or 0)) / DAY_SECONDS if learnt else None,
        lapses=max(0, int(number(given, "lps") or 0)),
    )


def _day(seconds: float) -> str:
    """Return the due day: Mnemosyne stores the midnight of UTC for it, wherever its owner lives; '' for a moment."""
    try:
        return "" if seconds % DAY_SECONDS else datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def number(values: Mapping[str, str], name: str) -> float | None:
    """Return an attribute as a finite number, or None."""
    try:
        found = float(values.get(name, ""))
    except ValueError:
        return None
    return found if abs(found) < 1e11 else None
