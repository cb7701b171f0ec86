"""The lines of the browser of cards: the search, a card in the list, and the keys."""

from collections.abc import Mapping, Sequence

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.card_filter import STANDINGS, card_filter, label
from quizapp.ui.browser_port import ListedCard
from quizapp.ui.browsing import Browsing
from quizapp.ui.console import CURSOR
from quizapp.ui.escape import visible
from quizapp.ui.fitted import fitted, padded
from quizapp.ui.footer import packed
from quizapp.ui.hanging import Hanging

_KEYS: Mapping[str, str] = {
    "Enter": "the card with its answer, memory and history", "Space": "mark the card, for an action on several",
    "*": "mark all cards that were found, or none", "/": "search", "e": "edit in $EDITOR",
    "s": "suspend, or release where all are suspended", "b": "bury until tomorrow, or release",
    "f": "flag, or take the flag off", "x": "forget: make new again",
    "m": "move to another deck or concept", "u": "undo your last action", "q": "leave",
}  # fmt: skip
WIDEST = 96  # cells of a row, as of every body on the screen
_PLACE = 26  # cells of the column with deck and concept, in windows with room for it
_STATE = 11
_ALWAYS = 2  # of the last keys, which are named in every window: how to see the others, and how to leave
_STYLES = {"due": "bad", "new": "accent"}


def search_line(state: Browsing, width: int) -> Text:
    """Return the search, with the cursor while it is typed."""
    before, after = visible(state.field.before), visible(state.field.after)
    if not state.typing:
        return Text(fitted(f"/ {before}{after}", width), style="quiet")
    room = max(1, width - 4)
    return Text.assemble(("/ ", "accent"), before[-room:], CURSOR, fitted(after, max(0, room - len(before))))


def row(card: ListedCard, width: int, *, here: bool, marked: bool) -> Text:
    """Return the line of a card: its marks, its question, its state, and where it is from if there is room."""
    place = f"{card.search.deck}/{card.search.concept}" if width >= 70 else ""
    column = _PLACE if place else 0
    state = label(card.search.standing)
    flags = "".join(("F" if "flagged" in card.search.standing else "", "L" if "leech" in card.search.standing else ""))
    return Text.assemble(
        (">" if here else " ", "accent"), ("* " if marked else "  ", "accent"),
        (padded(visible(card.text), max(8, width - 3 - _STATE - 3 - column)), "bold" if here else ""),
        "  ", (padded(state, _STATE - 1), _STYLES.get(state, "quiet")), (padded(flags, 2), "accent"),
        (padded(visible(place), column - 1) if column else "", "quiet"), no_wrap=True, overflow="crop",
    )  # fmt: skip


def states(card: ListedCard) -> list[str]:
    """Return the words for what a card is."""
    first = label(card.search.standing)
    return [first, *(name for name in ("flagged", "leech") if name in card.search.standing)]


def nothing(search: str) -> str:
    """Return why no card was found."""
    if unknown := card_filter(search).unknown:
        return f"There is no is:{visible(unknown[0])}. There are: {', '.join(f'is:{name}' for name in STANDINGS)}."
    return "No card has these words. Esc shows all again." if search else "There are no cards here."


def key_lines(items: Sequence[str], width: int, most: int | None) -> list[str]:
    """Return the keys in lines of a width, at most so many lines; the last keys are always among them."""
    kept = list(items)
    while len(lines := packed(kept, width, "   ").split("\n")) > (most or len(lines)) and len(kept) > _ALWAYS:
        del kept[-_ALWAYS - 1]
    return lines[:most]


def key_rows() -> list[RenderableType]:
    """Return the keys of the browser, and the filters of a search."""
    rows: list[RenderableType] = [
        Hanging(Text(f"  {key:7}", style="bold"), Text(about)) for key, about in _KEYS.items()
    ]
    filters: list[RenderableType] = [
        Hanging(Text(f"  is:{name:11}", style="bold"), Text(about)) for name, about in STANDINGS.items()
    ]
    others = "deck:NAME, deck:NAME/CONCEPT, concept:NAME and #tag. All words and filters of a search hold together."
    return [*rows, Text("\nFilters of a search", style="bold"), *filters, Hanging(Text("  "), Text(others))]
