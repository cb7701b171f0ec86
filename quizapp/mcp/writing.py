"""The tools that write cards and concepts: many at once, into a draft that the learner accepts."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from quizapp.core.checked_arguments import Arguments
from quizapp.core.did_you_mean import near
from quizapp.errors import QuizError
from quizapp.mcp.desk import Desk
from quizapp.mcp.tool import Result
from quizapp.mcp.written import Written

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.authoring.draft_decks import Drafting, DraftResult
    from quizapp.usecases.context import Context


def add_cards(desk: Desk, written: Written, given: Arguments) -> Result:
    """Add cards to a list of cards of a draft; all of them, or none where one has an error."""
    from quizapp.usecases.authoring.draft_decks import draft_cards

    with desk.opened() as (context, store):
        drafting = _drafting(context, store, given)
        bodies = [_body(each) for each in given["cards"]]
        done = draft_cards(drafting, given.get("list", ""), bodies)
        return _told(store, written, done)


def write_concept(desk: Desk, written: Written, given: Arguments) -> Result:
    """Write concept files to a draft; all of them, or none where one has an error."""
    from quizapp.usecases.authoring.draft_decks import draft_concepts

    with desk.opened() as (context, store):
        done = draft_concepts(_drafting(context, store, given), given["concepts"])
        return _told(store, written, done)


def _drafting(context: "Context", store: "Store", given: Arguments) -> "Drafting":
    """Return where to write. Raises QuizError for a deck that does not exist, unless it is to be created."""
    from quizapp.usecases.authoring.draft_decks import Drafting, deck_names

    deck, known = given["deck"], deck_names(context, store)
    if deck not in known and not given.get("create", False):
        similar = near(deck, known)
        hint = f"Did you mean: {', '.join(similar)}?" if similar else f"The decks are: {', '.join(known)}."
        raise QuizError(f"There is no deck `{deck[:80]}`.", f"{hint} `create` starts a new one.")
    return Drafting(context=context, store=store, deck=deck, title=given.get("title", ""))


def _body(card: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a card as a deck file has it; its kind, where it has none, follows from its texts."""
    if "kind" in card:
        return card
    kind = "cloze" if "text" in card else "choice" if "distractors" in card else "recall"
    return {"kind": kind} | dict(card)


def _told(store: "Store", written: Written, done: "DraftResult") -> Result:
    if done.changed:
        written.remember(store)
    next_step = {"accept": f"quizapp deck accept {done.deck}", "preview": f"quizapp deck preview {done.folder}"}
    return {
        "deck": done.deck,
        "written": done.written,
        "cards": done.cards,
        "known": list(done.known),
        "problems": [dict(each) for each in done.problems],
        **(next_step if done.changed else {}),
    }
