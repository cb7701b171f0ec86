"""The files that the cards of a deck show or play, and those of them that did not come with it."""

from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.common.text_source import ProblemLog

_NAMED = 5  # missing files that a message names


def shown_by(deck: CardDeck) -> set[str]:
    """Return the names of the files that the cards of a deck show. The cards must be in memory."""
    return {name for topic in deck.topics for card in topic.cards for name in card.media}


def list_missing(deck: CardDeck, notes: ProblemLog, hint: str) -> None:
    """Note which files the cards show that the deck does not have: one problem with their count and the first names."""
    missing = sorted(shown_by(deck) - deck.media.keys())
    if not missing:
        return
    first = ", ".join(f"`{name[:60]}`" for name in missing[:_NAMED])
    more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
    count = f"{len(missing)} files" if len(missing) > 1 else "one file"
    notes.warn(
        "media-missing", f"{count} that cards show {'are' if len(missing) > 1 else 'is'} missing: {first}{more}", hint
    )
