"""Files that the cards of a deck show or play, and those that are missing."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from quizapp.core.literal_text import without_escapes
from quizapp.errors import Location, Problem
from quizapp.formats.common.card_deck import CardDeck, ImportedCard
from quizapp.formats.common.local_media import plain_name
from quizapp.formats.common.text_source import ProblemLog

_NAMED = 60  # characters of a card's question that a message quotes
FORMULA_PICTURE = "latex-"  # how the names of pictures begin that Anki makes of formulas


def shown_by(deck: CardDeck) -> set[str]:
    """Return the names of the files that the cards of a deck show. The cards must be in memory."""
    return {name for topic in deck.topics for card in topic.cards for name in card.media}


@dataclass(slots=True)
class MissingMedia:
    """The files that cards show and that are not `there`: name -> the first card that shows it, and how many do."""

    there: Container[str]
    found: dict[str, tuple[ImportedCard, int]] = field(default_factory=dict)

    def look_at(self, card: ImportedCard) -> None:
        """Remember the missing files of a card."""
        for name in card.media:
            if name not in self.there:
                first, count = self.found.get(name, (card, 0))
                self.found[name] = first, count + 1

    def problems(self, hint: str) -> Iterable[Problem]:
        """Yield a problem for each missing file, in the order of the cards, with this hint."""
        for name, (card, count) in self.found.items():
            more = f" and {count - 1} more" if count > 1 else ""
            message = f"the file `{plain_name(name)[:100]}` is missing, shown by the card `{_called(card)}`{more}"
            made = "Anki makes it of the formula, which is shown as text." if name.startswith(FORMULA_PICTURE) else hint
            yield Problem(_column(card.place), "media-missing", message, made, "warning")


def _called(card: ImportedCard) -> str:
    """Return the first words of a card's question, to name it in a message."""
    asked = without_escapes(str(card.body.get("text") or card.body["ask"]))
    text = " ".join(asked.split()).replace("`", "'")
    return text if len(text) <= _NAMED else f"{text[: _NAMED - 3]}..."


def _column(place: Location) -> Location:
    return Location(place.file, place.line, 1) if place.line and not place.column else place


def list_missing(deck: CardDeck, notes: ProblemLog, hint: str) -> None:
    """Note the files that the cards show and that the deck does not have. The cards must be in memory."""
    missing = MissingMedia(deck.media)
    for topic in deck.topics:
        for card in topic.cards:
            missing.look_at(card)
    for problem in missing.problems(hint):
        notes.add(problem)
