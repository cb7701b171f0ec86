"""Concepts as values: kept and read again, and lists of cards among them."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from quizapp.core.measures import MEASURES, unit_of
from quizapp.core.model import CardList, Claim, Concept, Experiment, SectionName, concept_from, concept_of
from quizapp.decks.loader import load_deck

CARDS = Path(__file__).parents[2] / "cards" / "concurrency"


def shipped() -> tuple[Concept, ...]:
    deck = load_deck(CARDS).deck
    assert deck is not None
    return deck.concepts


def test_a_concept_that_was_kept_as_json_is_the_same_again() -> None:
    """All but its questions, which are kept as cards, and what they are generated from."""
    concepts = [replace(each, questions=[], generate=None) for each in shipped()]
    assert sum(len(each.experiments) for each in concepts) >= 9
    for concept in concepts:
        claimed = replace(concept, draft=True, claims=[Claim(section=SectionName.WHY, says="so", proved_by="that")])
        for whole in (concept, claimed):
            read = concept_from(json.loads(json.dumps(asdict(whole))))
            assert read == whole
            assert all(isinstance(each.section, SectionName) for each in [*read.experiments, *read.claims])


def test_what_older_versions_kept_has_no_claims_and_is_no_draft() -> None:
    """Both came later than the first decks."""
    body = asdict(replace(shipped()[0], questions=[], generate=None))
    del body["claims"], body["draft"]
    read = concept_from(body)
    assert (read.claims, read.draft) == ([], False)


def test_a_list_of_cards_is_a_concept_that_teaches_nothing() -> None:
    """Its id, title, words and questions stay; nothing is generated from it."""
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
def test_a_unit_is_the_author_s_or_that_of_the_measure(measure: str) -> None:
    """Compared with a baseline a number is so many times it; a text has no unit either way."""
    known = MEASURES[measure]
    assert unit_of(measuring(measure)) == known.unit
    assert unit_of(measuring(measure, baseline="one")) == (known.unit if known.text else "times")
    assert unit_of(measuring(measure, unit="cups", baseline="one")) == "cups"
