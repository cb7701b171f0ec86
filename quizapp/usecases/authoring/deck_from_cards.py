"""Starts a concept from plain cards: eight sections to fill in, and the cards as its questions."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from quizapp.core.model import NO_SECTIONS, Concept, DeckInfo, SectionName
from quizapp.decks.ids import is_id
from quizapp.decks.write import check_is_free, concept_yaml, deck_yaml, write_new
from quizapp.errors import ExitCode, QuizError
from quizapp.formats.common.deck_builder import topic_id
from quizapp.questions.registry import question_from
from quizapp.store.database import Store
from quizapp.store.decks.deck_records import CardRecord, installed_cards, installed_deck
from quizapp.store.media import media_folder
from quizapp.store.shared_media import fetch_media
from quizapp.usecases.context import Context

# Questions that run code refer to examples of their own concept, so they cannot be moved.
BOUND = ("predict", "output")


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedDeck:
    """The files of a deck that was started from cards, and the cards that stay where they are."""

    files: tuple[Path, ...]
    generated: int  # cards that are copied without their history
    bound: int  # cards that are not copied


def start_from(store: Store, context: Context, folder: Path, deck_id: str, source: str) -> StartedDeck:
    """Write a deck with one draft concept from the cards of DECK, DECK/LIST or DECK/TAG.

    Questions are in section `what` until the author moves them. Raises QuizError if there are no such cards, the id is
    invalid, or the folder is not empty. Each question names the card that it was, so that importing the new deck moves
    the cards there with their history. Cards that are generated from a section are copied: the section and its card
    stay in their concept.
    """
    if not is_id(deck_id):
        raise QuizError(
            f"`{deck_id}` is not a valid deck id.", "Use lower case letters, digits and hyphens.", ExitCode.USAGE
        )
    check_is_free(folder)
    deck, _, word = source.partition("/")
    rows = [row for row in installed_cards(store, deck) if word in ("", row.concept, *row.tags)]
    free = [row for row in rows if row.body["kind"] not in BOUND]
    bodies = [_with_card(row) for row in free]
    if not bodies:
        raise QuizError(f"There are no cards in `{source}`.", "Name DECK, DECK/LIST or DECK/TAG.", ExitCode.USAGE)
    title = word or installed_deck(store, deck).title
    concept = Concept(
        concept=topic_id(title), title=title[:1].upper() + title[1:].replace("-", " "),
        sections=NO_SECTIONS, draft=True,
        questions=[replace(question_from(body), section=SectionName.WHAT) for body in _numbered(bodies)],
    )  # fmt: skip
    info = DeckInfo(format=1, deck=deck_id, title=concept.title, order=[concept.concept])
    written = {"deck.yaml": deck_yaml(info).encode(), f"{concept.concept}.yaml": concept_yaml(concept).encode()}
    shown = {name for body in bodies for name in body.get("media", ())}
    fetch_media(store.query, context.db, deck, shown)
    home = media_folder(context.db, deck)
    written |= {f"media/{name}": (home / name).read_bytes() for name in sorted(shown) if (home / name).is_file()}
    generated = sum(map(_is_generated, free))
    return StartedDeck(files=write_new(folder, written), generated=generated, bound=len(rows) - len(free))


def _is_generated(row: CardRecord) -> bool:
    return "/" in str(row.body["id"])


def _with_card(row: CardRecord) -> dict[str, Any]:
    """Return the fields of a question that names its card, whose history it keeps; a generated one stays a card."""
    return {**row.body} if _is_generated(row) else row.body | {"was": row.card}


def _numbered(bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the bodies with ids that are unique in one concept: those of two lists may be the same."""
    seen: dict[str, int] = {}
    made = []
    for body in bodies:
        name = str(body["id"]).replace("/", "-").replace("_", "-")
        seen[name] = seen.get(name, 0) + 1
        made.append(body | {"id": name if seen[name] == 1 else f"{name}-{seen[name]}"})
    return made
