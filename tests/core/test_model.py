"""Concepts as stored JSON."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from quizapp.core.measures import MEASURES, unit_of
from quizapp.core.model import CardList, Claim, Concept, Experiment, SectionName, concept_of
from quizapp.core.stored_model import concept_from
from quizapp.decks.loader import load_deck

CARDS = Path(__file__).parents[2] / "cards" / "concurrency"


def shipped() -> tuple[Concept, ...]:
    deck = load_deck(CARDS).deck
    assert deck is not None
    return deck.concepts


def test_concept_survives_a_round_trip_through_json() -> None:
    """Except its questions, which are stored as cards, and the sections they are generated from."""
    concepts = [replace(each, questions=[], generate=None) for each in shipped()]
    assert sum(len(each.experiments) for each in concepts) >= 9
    for concept in concepts:
        claims = [Claim(section=SectionName.WHY, says="so", proved_by="that")]
        claimed = replace(concept, draft=True, phrase="two of them", plural=True, claims=claims)
        for whole in (concept, claimed):
            read = concept_from(json.loads(json.dumps(asdict(whole))))
            assert read == whole
            assert all(isinstance(each.section, SectionName) for each in [*read.experiments, *read.claims])


def test_concept_of_an_older_version_is_readable() -> None:
    """It has no claims, is not a draft, and is named by its title."""
    body = asdict(replace(shipped()[0], questions=[], generate=None))
    del body["claims"], body["draft"], body["phrase"], body["plural"]
    read = concept_from(body)
    assert (read.claims, read.draft, read.phrase, read.plural) == ([], False, "", False)


def test_list_of_cards_is_a_concept_without_sections() -> None:
    """It keeps its id, title, tags and questions; no question is generated from it."""
    examples = {"one": next(example for each in shipped() for example in each.examples.values())}
    cards = CardList(cards="notes", title="Notes", tags=["old"], examples=examples, questions=["q"])
    concept = concept_of(cards)
    assert concept.is_list
    assert (concept.concept, concept.title, concept.tags) == ("notes", "Notes", ["old"])
    assert (concept.questions, concept.examples, concept.generate) == (["q"], examples, [])
    assert not replace(concept, draft=True).is_list
    assert not any(each.is_list for each in shipped())


def measuring(measure: str, unit: str = "", baseline: str = "") -> Experiment:
    return Experiment(
        id="x", section=SectionName.HOW, claim="", ask="", measure=measure, variants={}, unit=unit, baseline=baseline
    )


@pytest.mark.parametrize("measure", MEASURES)
def test_unit_is_the_authors_or_that_of_the_measure(measure: str) -> None:
    """Compared with a baseline the unit is `times`; a text has none."""
    known = MEASURES[measure]
    assert unit_of(measuring(measure)) == known.unit
    assert unit_of(measuring(measure, baseline="one")) == (known.unit if known.text else "times")
    assert unit_of(measuring(measure, unit="cups", baseline="one")) == "cups"
