"""Files that cards show but that their deck does not have."""

from collections.abc import Iterable

from quizapp.errors import Location
from quizapp.formats.common.card_deck import CardDeck, ImportedCard, Topic
from quizapp.formats.common.shown_media import MissingMedia, list_missing, shown_by
from quizapp.formats.common.text_source import ProblemLog


def deck(shown: Iterable[str], there: Iterable[str] = ()) -> CardDeck:
    body = {"kind": "recall", "ask": "a", "answer": "b"}
    cards = tuple(ImportedCard(id=name, body=body, place=Location("x"), media=(name,)) for name in shown)
    return CardDeck(
        id="d", title="D", topics=(Topic(id="t", title="T", cards=cards),), media=dict.fromkeys(there, bytes)
    )


def test_a_missing_file_is_listed_with_its_card() -> None:
    notes = ProblemLog("x")
    list_missing(deck("abc", "b"), notes, "Add them.")
    assert shown_by(deck("abc")) == {"a", "b", "c"}
    assert [(each.message, each.hint) for each in notes.problems()] == [
        (f"the file `{name}` is missing, shown by the card `a`", "Add them.") for name in "ac"
    ]


def test_a_file_that_several_cards_show_is_listed_once() -> None:
    notes = ProblemLog("x")
    list_missing(deck(["a.png", "b.png", "a.png"], ["b.png"]), notes, "Add them.")
    assert [each.message for each in notes.problems()] == [
        "the file `a.png` is missing, shown by the card `a` and 1 more"
    ]


def test_a_long_question_is_cut_and_a_picture_of_a_formula_has_a_hint_of_its_own() -> None:
    card = ImportedCard(id="i", body={"ask": "word `x` " * 20}, place=Location("x", 3), media=("latex-1.png",))
    missing = MissingMedia(())
    missing.look_at(card)
    (problem,) = missing.problems("Add them.")
    assert problem.message.endswith("`word 'x' word 'x' word 'x' word 'x' word 'x' word 'x' wor...`")
    assert (problem.location, problem.hint) == (
        Location("x", 3, 1), "Anki makes it of the formula, which is shown as text.",
    )  # fmt: skip
