"""Texts that would give an answer away."""

from dataclasses import replace
from random import Random

import pytest

from quizapp.core.question import Question
from quizapp.decks.cards import cards_of
from quizapp.decks.loader import load_deck
from quizapp.decks.shipped import shipped_folders
from quizapp.questions.base import Surroundings, surroundings
from quizapp.questions.giveaway import gives_away
from quizapp.questions.registry import kind_named, question_from


def hides(title: str, **body: object) -> bool:
    """Return whether the title of a concept is hidden at a question."""
    question = question_from({"id": "q", "section": "what", **body})
    kind = kind_named(str(body["kind"]))
    return gives_away(title, kind, question, kind.show(question, surroundings_of(), Random(1)))


def surroundings_of() -> Surroundings:
    """A concept without examples and experiments."""
    return Surroundings(examples={}, experiments={})


@pytest.mark.parametrize(
    ("title", "body", "hidden"),
    [
        ("Process", {"kind": "choice", "ask": "Which is it?", "answer": "Process", "distractors": ["Thread"]}, True),
        ("Processes", {"kind": "choice", "ask": "Which is it?", "answer": "process", "distractors": ["Thread"]}, True),
        ("Process", {"kind": "choice", "ask": "Which is it?", "answer": "Thread", "distractors": ["Process"]}, False),
        ("Process", {"kind": "choice", "ask": "A process is?", "answer": "A process", "distractors": ["b"]}, False),
        ("Process", {"kind": "typed", "ask": "Which module?", "answer": "multiprocessing"}, True),
        ("Thread", {"kind": "cloze", "text": "A {{thread}} shares."}, True),
        ("Thread", {"kind": "cloze", "text": "A thread {{shares}}."}, False),
        ("Thread", {"kind": "multi", "ask": "Which?", "answers": ["Threads", "x"], "distractors": ["y"]}, True),
        ("Thread", {"kind": "recall", "ask": "Which?", "answer": "Thread"}, False),
    ],
)
def test_a_title_is_hidden_where_it_is_the_answer(title: str, body: dict[str, object], hidden: bool) -> None:
    """Not where the question itself has it, nor where it is a wrong option."""
    assert hides(title, **body) is hidden


def test_no_shipped_question_about_a_concept_names_it() -> None:
    """All questions that show a description and ask which concept it is."""
    deck = load_deck(shipped_folders()["concurrency"])
    assert deck.deck is not None
    generating = [replace(concept, generate=None) for concept in deck.deck.concepts]
    concepts = {concept.concept: concept for concept in generating}
    asked = 0
    for card in cards_of(replace(deck.deck, concepts=generating), deck.locations):
        question: Question = question_from(card.body)
        if question.ask.startswith("Which concept does this describe?"):
            kind, concept = kind_named(card.kind), concepts[card.concept]
            shown = kind.show(question, surroundings(concept), Random(card.card))
            assert gives_away(concept.title, kind, question, shown)
            asked += 1
    assert asked >= 6
