"""Makes the cards of a deck: from its written questions, then from its sections."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from quizapp.core.card import Card
from quizapp.core.media_sides import unlisted
from quizapp.core.model import Concept, Deck
from quizapp.decks.generated_questions import Neighbours, generated
from quizapp.decks.question_words import words_of
from quizapp.errors import Location
from quizapp.questions.registry import kind_of


def cards_of(
    deck: Deck, locations: Mapping[tuple[str, str], Location], unread: Container[str] = ()
) -> tuple[Card, ...]:  # fmt: skip
    """Return the cards of a deck, without those of its unread concepts.

    Ids are deck/concept/question-id, the first one that the question had, or deck/concept/section/kind/n for generated
    cards.
    """
    neighbours = Neighbours(deck.concepts)
    read = (concept for concept in deck.concepts if concept.concept not in unread)
    return tuple(card for concept in read for card in _concept_cards(deck, concept, neighbours, locations))


def _concept_cards(
    deck: Deck, concept: Concept, neighbours: Neighbours, locations: Mapping[tuple[str, str], Location]
) -> Iterator[Card]:
    bodies = [*written(concept)]
    if not concept.is_list:
        bodies = _introduced([*bodies, *generated(concept, neighbours, words_of(deck.info.language))])
    bodies = [_with_shown_media(body) for body in bodies]
    whole = locations.get((concept.concept, ""), Location(""))
    for position, body in enumerate(bodies):
        place = locations.get((concept.concept, body["id"]), whole)
        yield Card(
            card=_card_id(deck.info.deck, concept.concept, body),
            deck=deck.info.deck,
            concept=concept.concept,
            section=body["section"] or "",
            siblings=body.get("note") or body["section"] or body["id"],
            kind=body["kind"],
            position=position,
            body=body,
            file=place.file,
            line=place.line,
        )


def _introduced(bodies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the questions of a concept in the order of introduction: as written, but a recall is not the first.

    The page of the concept is shown before its first question, and whoever has just read an answer recalls nothing.
    """
    first = next((n for n, body in enumerate(bodies) if body["kind"] != "recall"), 0)
    return [bodies[first], *bodies[:first], *bodies[first + 1 :]] if bodies else []


def _with_shown_media(body: dict[str, Any]) -> dict[str, Any]:
    """Return a question whose media are names in the folder `media`, and include the files that its texts show."""
    named = [name.rpartition("/")[2] for name in body.get("media", ())]
    media = [*named, *unlisted(body | {"media": named})]
    return body | {"media": media} if media else body


def _card_id(deck: str, concept: str, body: Mapping[str, Any]) -> str:
    was = body.get("was")
    return first_id(deck, concept, was) if was else f"{deck}/{concept}/{body['id']}"


def first_id(deck: str, concept: str, was: str) -> str:
    """Return the id of the card that `was` names: in its concept, in its deck (`concept/id`) or of any deck."""
    return {0: f"{deck}/{concept}/{was}", 1: f"{deck}/{was}"}.get(was.count("/"), was)


def written(concept: Concept) -> Iterator[dict[str, Any]]:
    """Yield the fields of each written question, including its kind."""
    for question in concept.questions:
        body = {"kind": kind_of(question).NAME} | asdict(question) | {"section": str(question.section or "")}
        if not question.was:
            del body["was"]
        yield body
