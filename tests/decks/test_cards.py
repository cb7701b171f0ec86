"""From decks to cards."""

import dataclasses
import json
from pathlib import Path
from random import Random

import pytest

from quizapp.core.model import Card, Concept, Deck, DeckInfo, SectionName
from quizapp.decks.cards import cards_of
from quizapp.decks.loader import load_deck
from quizapp.questions.base import Surroundings
from quizapp.questions.registry import kind_named, question_from

SOUND = Path(__file__).parent / "sound.yaml"


@pytest.fixture
def concept() -> Concept:
    """A sound concept."""
    deck = load_deck(SOUND).deck
    assert deck is not None
    return deck.concepts[0]


def made(*concepts: Concept) -> dict[str, Card]:
    """Return the cards of a deck of these concepts, by id."""
    deck = Deck(info=DeckInfo(format=1, deck="demo", title="Demo"), concepts=concepts)
    cards = cards_of(deck, {})
    assert len({card.card for card in cards}) == len(cards)
    return {card.card: card for card in cards}


def others(concept: Concept, count: int) -> list[Concept]:
    """Return further concepts, with other ids and titles."""
    return [dataclasses.replace(concept, concept=f"other-{n}", title=f"Other {n}") for n in range(count)]


def test_written_questions_come_first_then_the_sections_in_order(concept: Concept) -> None:
    """Ids say where a card comes from; positions are those of the deck."""
    cards = made(concept)
    assert list(cards) == [
        "demo/process/memory",
        "demo/process/what/recall/1",
        "demo/process/why/recall/1",
        "demo/process/how/recall/1",
        "demo/process/example/recall/1",
        "demo/process/when/recall/1",
        "demo/process/pros_cons/multi/1",
        "demo/process/related/recall/1",
        "demo/process/conclusion/recall/1",
    ]
    assert [card.position for card in cards.values()] == list(range(9))


def test_a_card_knows_its_place() -> None:
    """A written question's card points to its line, a generated one's to its concept."""
    loaded = load_deck(SOUND)
    assert loaded.deck is not None
    first, second, *_ = cards_of(loaded.deck, loaded.locations)
    assert (first.file, first.line) == (str(SOUND), SOUND.read_text("utf-8").splitlines().index("  - id: memory") + 1)
    assert (second.file, second.line) == (str(SOUND), 1)


def test_generate_chooses_the_sections(concept: Concept) -> None:
    """Only what is named is generated; an empty list is nothing at all."""
    two = dataclasses.replace(concept, generate=[SectionName.WHY, SectionName.WHAT])
    assert list(made(two))[1:] == ["demo/process/what/recall/1", "demo/process/why/recall/1"]
    assert list(made(dataclasses.replace(concept, generate=[]))) == ["demo/process/memory"]


def test_an_edit_of_one_section_changes_no_other_card(concept: Concept) -> None:
    """Identity and content of the other cards stay, so their history does."""
    edited = dataclasses.replace(concept, sections=dataclasses.replace(concept.sections, why="Quite another reason."))
    before, after = made(concept), made(edited)
    assert [name for name in before if before[name] != after[name]] == ["demo/process/why/recall/1"]


def test_an_analogy_is_a_choice_where_there_are_three_other_concepts(concept: Concept) -> None:
    """With fewer there is nothing to choose from, and one that names its concept would tell the answer."""
    assert "demo/process/example/choice/1" not in made(concept, *others(concept, 2))
    card = made(concept, *others(concept, 4))["demo/process/example/choice/1"]
    assert card.body["answer"] == "Process"
    assert len(card.body["distractors"]) == 3
    telling = dataclasses.replace(concept.sections, example="A process is like a kitchen.")
    named = dataclasses.replace(concept, sections=telling)
    assert "demo/process/example/recall/1" in made(named, *others(concept, 4))


def test_pros_and_cons_are_picked_apart(concept: Concept) -> None:
    """The pros are the answers and the cons the distractors; without both there is no card."""
    body = made(concept)["demo/process/pros_cons/multi/1"].body
    assert (body["answers"], body["distractors"]) == (["True parallelism"], ["Slow to start"])
    one_sided = dataclasses.replace(concept.sections.pros_cons, cons=[])
    sections = dataclasses.replace(concept.sections, pros_cons=one_sided)
    assert "demo/process/pros_cons/multi/1" not in made(dataclasses.replace(concept, sections=sections))


def test_every_body_is_json_and_a_sound_question(concept: Concept) -> None:
    """What is stored can be read back, shown, and answered by its own solution."""
    for card in made(concept, *others(concept, 4)).values():
        body = json.loads(json.dumps(card.body))
        assert body == card.body
        question, kind = question_from(body), kind_named(card.kind)
        assert list(kind.faults(question)) == []
        shown = kind.show(question, Surroundings(examples=concept.examples, experiments={}), Random(1))
        assert kind.grade(question, shown, kind.solution(question, shown)).correct in (True, None)
