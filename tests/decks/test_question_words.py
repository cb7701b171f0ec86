"""The words of generated questions in each language."""

import re
from dataclasses import fields

import pytest

from quizapp.core.model import Deck
from quizapp.decks.cards import cards_of
from quizapp.decks.question_words import WORDS, QuestionWords, words_of
from tests.decks.conftest import CompleteDeck

ASKED = [field.name for field in fields(QuestionWords)]

GERMAN = """
# deck.yaml
format: 1
deck: demo
title: Demo
language: {language}
# prozess.yaml
concept: prozess
title: Prozess
phrase: ein Prozess
# threads.yaml
concept: threads
title: Threads
plural: true
"""


def asked(deck: CompleteDeck, language: str) -> dict[str, str]:
    """Return the questions of a deck in a language, by the ids of their cards."""
    loaded = deck(GERMAN.format(language=language)).deck
    assert isinstance(loaded, Deck)
    return {card.card: card.body["ask"] for card in cards_of(loaded, {})}


@pytest.mark.parametrize("language", ["de", "de-AT", "DE"])
def test_the_language_of_a_deck_chooses_the_words(language: str, deck: CompleteDeck) -> None:
    """In the singular and in the plural, for a region of the language too."""
    found = asked(deck, language)
    assert found["demo/prozess/what/recall/1"] == "Was ist ein Prozess? Antworte in einem Satz."
    assert found["demo/threads/what/recall/1"] == "Was sind Threads? Antworte in einem Satz."
    assert found["demo/prozess/conclusion/recall/1"] == "Ein Prozess in einem Satz: Was sollte man sich merken?"


def test_other_languages_have_the_english_words(deck: CompleteDeck) -> None:
    """Rather than none."""
    assert asked(deck, "tlh") == asked(deck, "en")


@pytest.mark.parametrize("language", sorted(WORDS))
@pytest.mark.parametrize("plural", [False, True])
@pytest.mark.parametrize("name", ASKED)
def test_every_text_is_complete(language: str, plural: bool, name: str) -> None:
    """It has the phrase where it asks about a concept, no rest of the notation, and ends as a sentence does."""
    text = words_of(language).ask(name, "un {phrase} [a|b]", plural=plural)
    assert ("{phrase} [a|b]" in text) == (name not in ("described", "others"))
    assert not re.search(r"[\[\]{}|]", text.replace("{phrase} [a|b]", ""))
    assert text.rstrip()[-1] in ".?"
    assert text[:1].upper() == text[:1]


def test_no_language_shares_a_text_with_another_one() -> None:
    """A text that was forgotten in a translation would be the English one."""
    for name in ASKED:
        texts = [getattr(words, name) for words in WORDS.values()]
        assert len(set(texts)) == len(texts)
