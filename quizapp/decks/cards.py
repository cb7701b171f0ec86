"""Makes the cards of a deck: from its written questions, then from its sections."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from quizapp.core.media_sides import unlisted
from quizapp.core.model import Card, Concept, Deck, SectionName
from quizapp.errors import Location
from quizapp.questions.registry import kind_of

_ASKS = {
    "what": "What is {title}? Say it in a sentence.",
    "why": "Why does {title} matter?",
    "how": "How does {title} work?",
    "when": "When would you use {title}, and when not?",
    "conclusion": "{title} in one sentence: what is there to take away?",
}


def cards_of(
    deck: Deck, locations: Mapping[tuple[str, str], Location], unread: Container[str] = ()
) -> tuple[Card, ...]:  # fmt: skip
    """Return the cards of a deck, without those of its unread concepts.

    Ids are deck/concept/question-id, the first one that the question had, or deck/concept/section/kind/n for generated
    cards.
    """
    titles = {concept.concept: concept.title for concept in deck.concepts}
    read = (concept for concept in deck.concepts if concept.concept not in unread)
    return tuple(card for concept in read for card in _concept_cards(deck, concept, titles, locations))


def _concept_cards(
    deck: Deck, concept: Concept, titles: Mapping[str, str], locations: Mapping[tuple[str, str], Location]
) -> Iterator[Card]:
    bodies = [*written(concept), *(() if concept.is_list else _generated(concept, titles))]
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


def _generated(concept: Concept, titles: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    wanted = list(SectionName) if concept.generate is None else concept.generate
    for name in SectionName:
        if name in wanted:
            yield from _from_section(concept, str(name), titles)


def _body(section: str, kind: str, ask: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "id": f"{section}/{kind}/1", "section": section, "ask": ask} | fields


def _from_section(concept: Concept, section: str, titles: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    value = getattr(concept.sections, section)
    if not value:  # a draft
        return
    if section in _ASKS:
        yield _body(section, "recall", _ASKS[section].format(title=concept.title), answer=value)
    elif section == "example":
        yield _body_of_analogy(concept, value, titles)
    elif section == "pros_cons" and value.pros and value.cons and not set(value.pros) & set(value.cons):
        ask = f"Which of these speak for {concept.title}?"
        unique_pros, unique_cons = list(dict.fromkeys(value.pros)), list(dict.fromkeys(value.cons))
        explain = "The others speak against it."
        yield _body(section, "multi", ask, answers=unique_pros, distractors=unique_cons, explain=explain)
    elif section == "related":
        named = "\n".join(f"- {titles.get(name, name)}" for name in value)
        yield _body(section, "recall", f"Which ideas is {concept.title} related to, and how?", answer=named)


def _body_of_analogy(concept: Concept, text: str, titles: Mapping[str, str]) -> dict[str, Any]:
    others = [title for name, title in titles.items() if name != concept.concept and title != concept.title]
    if concept.title.casefold() in text.casefold() or len(others) < 3:
        return _body("example", "recall", f"Give an example of {concept.title}, or an analogy.", answer=text)
    ask = f"Which concept does this describe?\n\n> {text.strip()}"
    return _body("example", "choice", ask, answer=concept.title, distractors=others[:3])
