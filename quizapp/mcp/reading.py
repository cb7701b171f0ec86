"""The tools that read: cards, decks, progress and the plan. None of them returns an answer."""

from typing import TYPE_CHECKING, Any

from quizapp.core.checked_arguments import Arguments
from quizapp.mcp.desk import Desk
from quizapp.mcp.tool import Result

if TYPE_CHECKING:
    from quizapp.mcp.study import Study
    from quizapp.usecases.reports.card_listings import CardListing

SHOWN, MOST_SHOWN = 50, 500  # cards of one answer
DAYS = 30  # of the past, and of the forecast
_PROGRESS = (
    "study_day", "reviews", "study_days", "streak_days", "longest_streak_days", "true_retention", "calibration",
    "concepts", "decks", "paths",
)  # fmt: skip


def find_cards(desk: Desk, study: "Study | None", given: Arguments) -> Result:
    """Return the cards of a scope whose questions have all the words.

    Only what is asked is searched: a search of the answers would tell which card has which. While a question is open,
    the cards of its concept are left out, because one card may quote the answer of another.
    """
    from quizapp.usecases.reports.card_listings import list_cards

    words = given.get("words", "").casefold().split()
    hidden = study.hidden if study else ""
    with desk.opened() as (context, store):
        scope = desk.find_scope(store, given.get("scope") or None)
        cards = list_cards(store, context, scope, frozenset(given.get("states", ())))
    found = [each for each in cards if _place(each) != hidden and _has(each, words)]
    start, count = given.get("offset", 0), given.get("limit", SHOWN)
    note = {"left_out": "the concept of the open question"} if hidden else {}
    return {"total": len(found), "cards": [each.as_json() for each in found[start : start + count]], **note}


def _place(listing: "CardListing") -> str:
    return f"{listing.record.deck}/{listing.record.concept}"


def _has(listing: "CardListing", words: list[str]) -> bool:
    text = listing.text.casefold() if words else ""
    return all(word in text for word in words)


def deck_status(desk: Desk, given: Arguments) -> Result:
    """Return today's figures and the decks with their counts; for a scope its concepts."""
    from quizapp.usecases.reports.listings import list_decks
    from quizapp.usecases.reports.today import overview

    with desk.opened() as (context, store):
        scope = desk.find_scope(store, given.get("scope") or None)
        view = overview(store.query, context)
        decks = [each.as_json() for each in list_decks(store, context) if scope.deck in ("", each.deck)]
    today = {"study_day": view.study_day, "due": view.due, "new": view.new, "done_today": view.done_today}
    return {**today, "streak_days": view.streak_days, "decks": [_without_source(each) for each in decks]}


def _without_source(deck: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in deck.items() if name != "source"}


def progress(desk: Desk, given: Arguments) -> Result:
    """Return what the learner knows, by concept and deck, and how well the scheduler predicts it."""
    from quizapp.usecases.reports.progress import progress_report
    from quizapp.usecases.reports.progress_json import as_json

    with desk.opened() as (context, store):
        report = progress_report(store, context, desk.find_scope(store, given.get("scope") or None), "")
    document = as_json(report)
    kept = {name: document[name] for name in _PROGRESS}
    return {**kept, "per_day": document["per_day"][-DAYS:], "forecast": document["forecast"][:DAYS]}


def plan(desk: Desk, given: Arguments) -> Result:
    """Return what each desired retention costs in the coming months, simulated with the learner's own cards."""
    from quizapp.usecases.scheduling.forecast import retention_plan

    with desk.opened() as (context, store):
        return retention_plan(context, store, months=given.get("months", 6), seed=0).as_json()
