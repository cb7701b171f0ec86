"""The interface of a writer of a format."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.common.export_losses import Loss
from quizapp.formats.common.text_source import MOST_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """A format for exports of decks."""

    name: str  # the name for `quizapp export --as`
    suffix: str  # of the files that are in this format
    reader: str  # the name of the reader that reads them
    write: Callable[[CardDeck], bytes]  # returns a file; a card's history is written where it has one
    kept: Callable[[CardDeck], CardDeck]  # returns the deck as reading the file gives it back, card by card
    most_bytes: int | None = MOST_BYTES  # of a file that its reader reads; None: any
    parts: tuple[str, ...] = ()  # what is kept beyond the text: of `tags`, `media` and `history`
    more_losses: Callable[[CardDeck], Iterable[Loss]] = lambda deck: ()  # what `kept` does not say, by card
