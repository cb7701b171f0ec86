"""The content of the shipped decks: without problems, consistent, and every example runs."""

import json
import re
from pathlib import Path
from random import Random

import pytest
from readings import replay

from quizapp.core.expressions import evaluate
from quizapp.core.learning_paths import path_order
from quizapp.core.model import Concept, Experiment, SectionName
from quizapp.core.question import Question
from quizapp.decks.cards import cards_of
from quizapp.decks.loader import load_deck
from quizapp.decks.publish import published
from quizapp.decks.shipped import shipped_folders
from quizapp.decks.write import concept_yaml, deck_yaml, new_deck
from quizapp.lab.checking.run_checks import Checks, run_checks
from quizapp.lab.machine import facts
from quizapp.lab.plan import RunSettings
from quizapp.lab.runner import run_experiment
from quizapp.lab.sandbox import HERE
from quizapp.lab.trial import run_output
from quizapp.questions.base import surroundings
from quizapp.questions.choice import Choice
from quizapp.questions.order import Order
from quizapp.questions.program import Program
from quizapp.questions.registry import kind_named, kind_of, question_from
from quizapp.questions.true_false import TrueFalse

LOADED = {name: load_deck(folder) for name, folder in shipped_folders().items()}
CONCEPTS = [concept for loaded in LOADED.values() if loaded.deck for concept in loaded.deck.concepts]


def test_shipped_decks_have_no_problems() -> None:
    """No errors and no warnings."""
    assert {name: loaded.problems for name, loaded in LOADED.items()} == {"concurrency": ()}


@pytest.mark.parametrize("folder", shipped_folders().values(), ids=lambda folder: folder.name)
def test_each_item_of_a_list_begins_a_line(folder: Path) -> None:
    """An item that begins within the line of another would be shown as a part of it."""
    text = "\n".join(file.read_text("utf-8") for file in sorted(folder.glob("*.yaml")))
    assert not re.findall(r"^ +- .*[.:;] -(?: [A-Z`].*)?$|^ .*\. - [A-Z`].*$", text, re.MULTILINE)


@pytest.mark.parametrize("concept", CONCEPTS, ids=lambda each: each.concept)
def test_a_concept_has_ten_questions_of_six_kinds_over_all_sections(concept: Concept) -> None:
    """The standard for shipped content; every question has an explanation."""
    kinds = {kind_of(question).NAME for question in concept.questions}
    assert len(concept.questions) >= 10
    assert len(kinds) >= 6
    assert {question.section for question in concept.questions} == set(SectionName)
    explained = {each.id for each in concept.experiments if each.explain}
    assert all(question.explain or getattr(question, "experiment", "") in explained for question in concept.questions)


def shows_a_program(concept: Concept, question: Question) -> bool:
    """Return whether a learner sees code: in the question, beside it, or as the lines to put in order."""
    kind = kind_of(question)
    shown = kind.show(question, surroundings(concept), Random(1))
    coded = kind.NAME in ("program", "schedule") or (isinstance(question, Order) and question.language != "text")
    return coded or bool(shown.code) or "```" in shown.ask


@pytest.mark.parametrize("concept", CONCEPTS, ids=lambda each: each.concept)
def test_half_of_the_questions_show_a_program_and_one_asks_for_one(concept: Concept) -> None:
    """The standard for shipped content."""
    shown = [question for question in concept.questions if shows_a_program(concept, question)]
    assert 2 * len(shown) >= len(concept.questions)
    assert any(isinstance(question, Program) for question in concept.questions)


@pytest.mark.parametrize("name", LOADED)
def test_every_card_accepts_its_own_answer_and_refuses_its_distractors(name: str) -> None:
    """Written or generated."""
    loaded = LOADED[name]
    assert loaded.deck is not None
    around = {concept.concept: surroundings(concept) for concept in loaded.deck.concepts}
    for card in cards_of(loaded.deck, loaded.locations):
        kind = kind_named(card.kind)
        question = question_from(json.loads(json.dumps(card.body)))
        shown = kind.show(question, around[card.concept], Random(card.card))
        if card.kind != "predict":
            graded = kind.grade(question, shown, kind.solution(question, shown))
            assert graded.correct in (True, None), card.card
        for wrong in getattr(question, "distractors", []):
            letter = "abcdefghij"[shown.options.index(wrong)]
            assert kind.grade(question, shown, letter).correct is False, card.card


@pytest.mark.parametrize("concept", CONCEPTS, ids=lambda each: each.concept)
def test_the_form_of_a_question_does_not_give_its_answer_away(concept: Concept) -> None:
    """The right option is rarely the longest, and as many statements are true as are false."""
    choices = [each for each in concept.questions if isinstance(each, Choice)]
    longest = [each.id for each in choices if len(each.answer) > max(map(len, each.distractors))]
    assert len(longest) <= max(1, len(choices) // 4), longest
    statements = [each.answer for each in concept.questions if isinstance(each, TrueFalse)]
    assert abs(statements.count(True) - statements.count(False)) <= 1


@pytest.mark.parametrize("concept", CONCEPTS, ids=lambda each: each.concept)
def test_every_experiment_names_what_the_misconception_predicts(concept: Concept) -> None:
    """Otherwise nothing shows that its bounds tell the claim from the misconception."""
    assert [each.id for each in concept.experiments if not each.rival] == []


def test_the_gil_is_explained_before_it_is_used() -> None:
    """A concept whose text names it requires the concept that explains it, directly or not."""
    requires = {concept.concept: concept.requires for concept in CONCEPTS}
    for concept in CONCEPTS:
        if "GIL" in str(concept) and concept.concept != "gil":
            assert "gil" in path_order(requires, [concept.concept]), concept.concept


OUTPUTS = [(c, q) for c in CONCEPTS for q in c.questions if type(q).__name__ == "Output"]


@pytest.mark.parametrize(("concept", "question"), OUTPUTS, ids=lambda each: getattr(each, "id", None))
def test_every_output_question_is_right_about_its_program(concept: Concept, question: object) -> None:
    """The program is run."""
    printed = run_output(concept.examples[question.example], HERE)  # type: ignore[attr-defined]
    assert printed.error == ""
    assert printed.text.strip() == question.answer  # type: ignore[attr-defined]


PROGRAMS = [(c, q) for c in CONCEPTS for q in c.questions if isinstance(q, Program)]


@pytest.mark.once
@pytest.mark.parametrize(("concept", "question"), PROGRAMS, ids=lambda each: getattr(each, "id", None))
def test_every_program_fails_its_checks_and_its_solution_passes(concept: Concept, question: Program) -> None:
    """A machine that is too busy to measure a speed-up refutes nothing."""
    checks = Checks(checks=question.checks, given=question.given, seconds=question.seconds)
    assert run_checks(question.solution, checks, HERE).failed == ()
    given = run_checks(question.given, checks, HERE)
    assert given.failed or given.inconclusive


def test_committed_schema_and_reference_are_current() -> None:
    """`python -m quizapp.decks.publish` regenerates them."""
    root = Path(__file__).parents[2]
    for path, content in published().items():
        assert (root / path).read_text("utf-8") == content


def test_written_deck_is_loaded_unchanged(tmp_path: Path) -> None:
    """For the complete shipped deck."""
    deck = LOADED["concurrency"].deck
    assert deck is not None
    (tmp_path / "deck.yaml").write_text(deck_yaml(deck.info), "utf-8")
    for concept in deck.concepts:
        (tmp_path / f"{concept.concept}.yaml").write_text(concept_yaml(concept), "utf-8")
    again = load_deck(tmp_path)
    assert again.problems == ()
    assert again.deck == deck


def test_a_new_deck_passes_the_check(tmp_path: Path) -> None:
    """As `deck new` creates it."""
    new_deck(tmp_path / "mine", "mine", "Mine")
    assert load_deck(tmp_path / "mine").problems == ()


@pytest.mark.parametrize("concept", CONCEPTS, ids=lambda each: each.concept)
def test_every_pro_and_con_names_its_proof(concept: Concept) -> None:
    """Or the reason why there is none; the loader checks the words and the experiments."""
    claimed = [claim.says for claim in concept.claims if claim.section is SectionName.PROS_CONS]
    sides = concept.sections.pros_cons
    for sentence in [*sides.pros, *sides.cons]:
        assert any(words in sentence for words in claimed), sentence
    assert {claim.section for claim in concept.claims} >= {SectionName.WHY, SectionName.WHEN, SectionName.CONCLUSION}


def test_twenty_experiments_are_each_predicted_by_a_question() -> None:
    """Every claim has a question that asks for a prediction."""
    for concept in CONCEPTS:
        asked = {getattr(question, "experiment", "") for question in concept.questions}
        assert {each.id for each in concept.experiments} <= asked
    assert sum(len(concept.experiments) for concept in CONCEPTS) >= 20


def test_every_figure_is_told_from_a_rival() -> None:
    """The check of the deck refuses bounds that admit it."""
    figures = [each for concept in CONCEPTS for each in concept.experiments if not each.expect.equals]
    assert [each.id for each in figures if not each.rival] == []


TIMED = {"order-of-events", "stays-responsive"}  # their programs sleep, so load can change what comes out
TEXTS = [(c, e) for c in CONCEPTS for e in c.experiments if e.measure in ("output", "visibility")]


UNTIMED = [each for each in TEXTS if each[1].id not in TIMED]
SHOWN = [each for each in UNTIMED if evaluate(each[1].only_if or "1", facts().facts())]  # by this interpreter


@pytest.mark.parametrize(("concept", "experiment"), SHOWN, ids=lambda each: getattr(each, "id", ""))
def test_claims_about_output_and_visibility_are_confirmed(concept: Concept, experiment: Experiment) -> None:
    """Their programs run here: the result is the same on every machine under any load."""
    report = run_experiment(experiment, concept.examples, {}, RunSettings(seed=1))
    assert report.verdict == "confirmed", report


@pytest.mark.parametrize("name", sorted(TIMED))
def test_claims_about_output_that_depends_on_time_are_confirmed(name: str) -> None:
    """By recorded readings."""
    assert name in {experiment.id for _, experiment in TEXTS}
    assert replay(name, quiet=True).verdict == "confirmed"
