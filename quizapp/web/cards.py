"""Cards: search, one card with its history, actions and their undo, moves."""

from urllib.parse import quote

from starlette.responses import Response

from quizapp.core.card_filter import STANDINGS, card_filter
from quizapp.core.scope import Scope
from quizapp.errors import QuizError
from quizapp.store.card_lookup import stored_card
from quizapp.ui.browser_port import Action, ListedCard
from quizapp.usecases.authoring.undo_action import next_undo, undo_action
from quizapp.usecases.study.card_browser import CardBrowser
from quizapp.web.rendering import page
from quizapp.web.visit import Visit, go_to

MOST_LISTED = 200
NOT_UNDONE = "Nothing was undone: that was undone before, or is not your last action any more."
ACTIONS: tuple[Action, ...] = ("suspend", "bury", "flag", "forget")


def show(visit: Visit) -> Response:
    """List the cards that a search means, the first of them on this page."""
    search = visit.query.get("q", "")
    wanted = card_filter(search)
    found = [each for each in _browser(visit).cards if wanted.matches(each.search)]
    start = int(visit.query["from"]) if visit.query.get("from", "").isdecimal() else 0
    return page(
        visit, "cards.html", cards=found[start : start + MOST_LISTED], total=len(found), start=start, search=search,
        most=MOST_LISTED, standings=STANDINGS, unknown=wanted.unknown, undoable=next_undo(visit.desk.store),
        notice=visit.desk.quiz.take_notice(),
    )  # fmt: skip


def _browser(visit: Visit) -> CardBrowser:
    return CardBrowser(visit.desk.context, visit.desk.store, Scope())


def one(visit: Visit) -> Response:
    """Show a card with its memory and history."""
    browser, card = _browser(visit), visit.query.get("card", "")
    listed = next((each for each in browser.cards if each.card == card), None)
    return page(
        visit, "card.html", info=browser.info(card), place=True, card=card,
        places=_other_places(browser, listed) if "/cards/edit" in visit.pages else (),
        standing=listed.search.standing if listed else frozenset(), undoable=next_undo(visit.desk.store),
        notice=visit.desk.quiz.take_notice(),
    )  # fmt: skip


def _other_places(browser: CardBrowser, listed: ListedCard | None) -> list[str]:
    """Return the places that a card can be moved to, without the one that it is in."""
    here = f"{listed.search.deck}/{listed.search.concept}" if listed else ""
    return [place for place in browser.places() if place != here]


def address(card: str) -> str:
    """Return the address of a card's page."""
    return f"/cards/one?card={quote(card)}"


def act(visit: Visit) -> Response:
    """Suspend, bury, flag or forget a card, end that, or move it."""
    browser, card, name = _browser(visit), visit.field("card"), visit.field("do")
    browser.info(card)
    if name == "move" and "/cards/edit" in visit.pages:  # a class's server writes no files of decks
        visit.desk.quiz.notice = browser.move([card], visit.field("place"))
    elif name in ACTIONS:
        has = name in ("suspend", "flag") and visit.field("was") == "yes"
        standing = next((each.search.standing for each in browser.cards if each.card == card), frozenset())
        is_so = {"suspend": "suspended", "flag": "flagged"}.get(name, "") in standing
        if has == is_so or name not in ("suspend", "flag"):  # a form that is sent twice must not turn it back
            visit.desk.quiz.notice = browser.act(name, [card])
    else:
        raise QuizError(f"There is no action `{name}`.", f"There are: {', '.join(ACTIONS)}, move.")
    _forget_question(visit, card)
    return go_to(f"/cards?q=deck:{quote(visit.field('place'))}" if name == "move" else address(card))


def undo(visit: Visit) -> Response:
    """Undo the action that the button named; a form that comes late or twice undoes no other one."""
    desk = visit.desk
    undone = undo_action(desk.context, desk.store, only=visit.field("event"))
    desk.quiz.end()
    desk.quiz.notice = undone.text if undone else NOT_UNDONE
    if visit.field("back") in ("/cards", "/decks"):
        return go_to(visit.field("back"))
    card = visit.field("card")
    is_there = stored_card(desk.store.query, desk.context.learner, card) is not None
    return go_to(address(card) if is_there else "/cards")


def _forget_question(visit: Visit, card: str) -> None:
    """Plan the session again where the card that was changed is asked now."""
    quiz = visit.desk.quiz
    if quiz.turn is not None and quiz.turn.asked.card.card == card:
        quiz.end()
