"""Lists of cards in JSON and YAML, as programs and people write them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.formats.common.card_deck import ImportedCard
from quizapp.formats.json_yaml import list_reader
from quizapp.formats.json_yaml.line_numbers import places_of
from quizapp.formats.registry import readers

SAMPLES = Path(__file__).parents[3] / "data/samples"


def read(text: str) -> tuple[list[tuple[str, ImportedCard]], list[tuple[str, int, int]]]:
    deck, problems = list_reader.read_cards(Path("cards.json"), text.encode())
    found = [(topic.title, card) for topic in deck.topics for card in topic.cards] if deck else []
    return found, [(each.code, each.location.line, each.location.column) for each in problems]


def test_samples() -> None:
    """Both notations; an item without a back is listed with its place."""
    for name, kinds in (
        ("cards.json", ["recall", "choice", "choice", "true_false"]),
        ("cards.yaml", ["recall", "recall", "choice"]),
    ):
        deck, problems = list_reader.read_cards(SAMPLES / name, (SAMPLES / name).read_bytes())
        assert deck is not None and len(deck.topics) == 1
        assert [card.body["kind"] for card in deck.topics[0].cards] == kinds
        assert [str(each.location) for each in problems] == ([f"{SAMPLES / name}:8:5"] if name == "cards.json" else [])


RECALL = {"kind": "recall", "ask": "f", "answer": "b"}
CHOICE = {"kind": "choice", "ask": "f", "answer": "x", "distractors": ["y", "z"]}


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"front": "f", "back": "b"}, RECALL),
        ({"q": "f", "a": "b"}, RECALL),
        ({"term": "f", "definition": "b", "id": 7}, RECALL),
        (["f", "b"], RECALL),
        ({"question": "f", "options": ["x", "y", "z"], "answer": "x"}, CHOICE),
        ({"question": "f", "options": ["x", "y", "z"], "correctAnswer": 0}, CHOICE),
        ({"question": "f", "choices": {"A": "x", "B": "y", "C": "z"}, "answer": "A"}, CHOICE),
        ({"question": "f", "options": ["A) x", "B) y", "C) z"], "answer": "A"}, CHOICE),
        ({"question": "f", "a": "x", "b": "y", "c": "z", "correct": "a"}, CHOICE),
        ({"question": "f", "correct_answer": "x", "incorrect_answers": ["y", "z"]}, CHOICE),
        ({"question": "f", "answers": [{"text": "y"}, {"text": "x", "correct": True}, {"text": "z"}]}, CHOICE),
        ({"question": "f", "answer": True}, {"kind": "true_false", "ask": "f", "answer": True}),
        ({"question": "f &quot;g&quot;", "answer": "b"}, RECALL | {"ask": 'f "g"'}),
        ({"front": "f", "back": "b", "hint": "h", "notes": "n"}, RECALL | {"explain": "n", "hint": "h"}),
        (
            {"question": "f", "options": ["x", "y", "z"], "answer": ["x", "y"]},
            {"kind": "multi", "ask": "f", "answers": ["x", "y"], "distractors": ["z"]},
        ),
        ({"front": "{{c1::a}} b"}, {"kind": "cloze", "ask": "Fill in the gaps.", "text": "{{a}} b"}),
    ],
)
def test_forms_of_an_item(item: object, expected: dict[str, object]) -> None:
    """The usual names of each field."""
    found, problems = read(json.dumps([item]))
    assert problems == [] and [card.body for _, card in found] == [expected]


def test_answer_numbers_start_at_one_if_one_equals_the_count() -> None:
    """Decided for a whole file: an answer equal to the number of options means that they count from 1."""
    options = ["x", "y", "z"]
    items = [{"question": f"q{number}", "options": options, "answer": number} for number in (1, 3)]
    assert [card.body["answer"] for _, card in read(json.dumps(items))[0]] == ["x", "z"]
    items[1]["answer"] = 0
    assert [card.body["answer"] for _, card in read(json.dumps(items))[0]] == ["y", "x"]


def test_keys_and_nested_lists_name_topics() -> None:
    """A key that is no field of a card names a topic."""
    card = {"front": "f", "back": "b"}
    text = json.dumps({"unix": [card], "decks": {"net": {"cards": [card]}}, "quiz": [{"title": "io", "cards": [card]}]})
    assert [topic for topic, _ in read(text)[0]] == ["unix", "decks/net", "io"]
    assert [card.body["ask"] for _, card in read('{"cards": {"one": "1", "two": "2"}}')[0]] == ["one", "two"]


def test_json_lines() -> None:
    """Each line is a document."""
    found, problems = read('{"front": "f", "back": "b"}\n\n{"front": "g", "back": "c"}\n{"front": "h"}\n')
    assert [card.place.line for _, card in found] == [1, 3] and problems == [("unplaced", 4, 1)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[{"front": "f", "back": }]', ("json-syntax", 1, 25)),
        ("[" * 200_000, ("too-deep", 1, 1)),
        ("- front: &a x\n  back: *a", ("alias-not-allowed", 1, 10)),
        ("- front: x\n  back: [", ("yaml-syntax", 3, 1)),
        ("[1, 2]", ("unplaced", 1, 2)),
        ('[{"front": "' + "x" * 1_000_000 + '"}]', ("unplaced", 1, 2)),
    ],
)
def test_broken_document_is_a_problem_with_a_place(text: str, code: tuple[str, int, int]) -> None:
    """At least one, and no exception."""
    found, problems = read(text)
    assert found == [] and problems[0] == code


def test_other_json_is_not_recognized() -> None:
    """A configuration and a notebook are no lists of cards."""
    for text in (
        '{"name": "x", "version": "1", "dependencies": {}}',
        '{"cells": [], "metadata": {}}',
        "[1, 2]",
        "a: 1\nb: 2\n",
    ):
        assert [each.NAME for each in readers() if each.recognise(Path("x.json"), text.encode())] == []


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES, st.sampled_from([None, 1]))
def test_places_point_to_the_values(value: object, indent: int | None) -> None:
    """At each place the value begins."""
    text = json.dumps(value, indent=indent)
    lines = text.split("\n")
    for path, (line, column) in places_of(text).items():
        at = value
        for step in path:
            at = at[step]  # type: ignore[index]
        begins = lines[line - 1][column - 1 :] + "\n" + "\n".join(lines[line:])
        assert json.JSONDecoder().raw_decode(begins)[0] == at


@given(VALUES)
def test_any_json_is_read_without_an_exception(value: object) -> None:
    """Whatever it contains."""
    read(json.dumps({"front": "f", "cards": value, "questions": [value]}))


def test_export_of_an_older_quizapp_is_read() -> None:
    """Its cards had `ask` and `kind`."""
    text = {
        "deck": "d",
        "title": "D",
        "cards": [{"id": "a", "topic": "T", "tags": ["x"], "kind": "typed", "ask": "f", "answer": "b"}],
    }
    ((topic, card),), problems = read(json.dumps(text))
    assert (topic, card.id, card.body, card.tags) == ("T", "a", {"kind": "typed", "ask": "f", "answer": "b"}, ("x",))
    assert problems == []


def test_cards_in_the_front_matter_of_a_note() -> None:
    """The text below is listed; a second document of a plain YAML file is read too."""
    note = "---\ntitle: Owls\ncards:\n- front: a\n  back: b\n- front: c\n  back: d\n---\n\n# Owls\n\nThey fly.\n"
    assert list_reader.recognise(Path("owls.md"), note.encode())
    deck, problems = list_reader.read_cards(Path("owls.md"), note.encode())
    assert deck is not None and deck.title == "Owls"
    assert [(card.body["ask"], card.place.line) for card in deck.topics[0].cards] == [("a", 4), ("c", 6)]
    assert [(each.code, each.location.line) for each in problems] == [("unplaced", 9)]
    plain = b"- front: a\n  back: b\n---\n- front: c\n  back: d\n"
    deck, problems = list_reader.read_cards(Path("owls.yaml"), plain)
    assert deck is not None and [card.place.line for card in deck.topics[0].cards] == [1, 4] and problems == ()


@pytest.mark.parametrize(
    "more",
    [
        '"variant_index": 0, "correct_options": ["B"]',
        '"index": 0, "answer": "B"',
        '"questionIndex": 0, "points": 2, "answer": 1',
        '"correct_explanation": "a", "answer": "b"',
        '"answer": "B", "solution": "Because it is so."',
        '"correct_index": 1, "answer": "a"',
    ],
)
def test_question_numbers_are_no_answers(more: str) -> None:
    """The number of a question or of its variant is not that of the right option."""
    text = f'[{{"question": "Q", "options": ["a", "b"], {more}}}]'
    deck, _ = list_reader.read_cards(Path("cards.json"), text.encode())
    assert deck is not None
    assert deck.topics[0].cards[0].body["answer"] == "b"


def test_list_next_to_the_cards_is_listed_once() -> None:
    """Tags of a file are no cards; below `cards` each invalid item is listed."""
    text = '{"tags": ["a", "b"], "aliases": ["c", "d"], "cards": [{"front": "a", "back": "b"}, {"front": "a"}]}'
    deck, problems = list_reader.read_cards(Path("cards.json"), text.encode())
    assert deck is not None and len(deck.topics[0].cards) == 1
    assert [each.message for each in problems] == [
        "a list of 2 items, `aliases`, could not be placed",
        "an item could not be placed",
    ]


def test_options_with_scores() -> None:
    """As in Moodle: those with the best score are right, and feedback is no answer."""
    options = '[{"text": "a", "fraction": 100, "feedback": "Yes."}, {"text": "b", "fraction": 0, "feedback": "No."}]'
    text = f'[{{"question_text": "Q", "answers": {options}, "general_feedback": "So it is."}}]'
    deck, _ = list_reader.read_cards(Path("cards.json"), text.encode())
    assert deck is not None
    body = deck.topics[0].cards[0].body
    assert body == {"kind": "choice", "ask": "Q", "answer": "a", "distractors": ["b"], "explain": "So it is."}


def test_yaml_comments_are_no_headings() -> None:
    text = "flashcards:\n\n# Eyes\n\n  - term: a\n    definition: b\n\n# Ears\n\n  - term: c\n    definition: d\n"
    assert list_reader.recognise(Path("cards.yaml"), text.encode())
    prose = (
        "# Terms\n\nA question: what is it?\n\nThe answer: a list.\n\n- one\n\nMore text.\n\nAnd more.\n\nAnd more.\n"
    )
    assert not list_reader.recognise(Path("notes.md"), prose.encode())
    notes = "# Terms\n\n- Question: what is it?\n- Answer: a list.\n- Category: any\n\n## More\n\n- Question: why?\n"
    assert not list_reader.recognise(Path("notes.md"), notes.encode())


def test_line_of_spaces_is_read_in_linear_time() -> None:
    """Each space was tried as the start of a key."""
    assert not list_reader.recognise(Path("blank.txt"), b" " * 65_536)


@pytest.mark.parametrize(("count", "kept", "told"), [(25, 25, []), (26, 25, [(1, 31, 1)]), (40, 25, [(1, 31, 15)])])
def test_options_beyond_the_limit_are_reported(count: int, kept: int, told: list[tuple[int, int, int]]) -> None:
    """A question has at most 26 options; the wrong ones beyond them are listed with the place."""
    wrong = [f"w{n}" for n in range(count)]
    text = json.dumps([{"front": "a", "back": "b"}, {"front": "f", "answer": "x", "options": ["x", *wrong]}])
    deck, problems = list_reader.read_cards(Path("cards.json"), text.encode())
    assert deck is not None
    assert deck.topics[0].cards[1].body["distractors"] == wrong[:kept]
    assert [(each.location.line, each.location.column, each.message) for each in problems] == [
        (line, column, f"what a question has beyond 26 options, {more} more, could not be placed")
        for line, column, more in told
    ]


def test_deletions_beyond_the_limit_are_reported() -> None:
    """203 numbered deletions become 200 questions."""
    many = " ".join(f"{{{{c{n}::w{n}}}}}" for n in range(1, 204))
    found, told = read(json.dumps([{"front": many, "back": "b"}]))
    assert (len(found), told) == (200, [("unplaced", 1, 2)])


def test_duplicate_key_is_a_warning_and_the_first_value_counts() -> None:
    """An error would refuse the file."""
    deck, problems = list_reader.read_cards(Path("c.yaml"), b"- question: A?\n  answer: b\n  answer: c\n")
    assert deck is not None
    (card,) = deck.topics[0].cards
    assert card.body["answer"] == "b"
    assert [(each.code, each.severity, each.location.line) for each in problems] == [("duplicate-key", "warning", 3)]


def test_unknown_fields_are_listed_once_with_a_count() -> None:
    cards = [{"front": f"f{n}", "back": "b", "weird": n, "status": "new" if n else ""} for n in range(3)]
    deck, problems = list_reader.read_cards(Path("cards.json"), json.dumps(cards).encode())
    assert deck is not None and len(tuple(deck.topics[0].cards)) == 3
    assert [(each.code, each.message) for each in problems] == [
        ("unknown-field", "the field `weird` of 3 cards is not known"),
        ("unknown-field", "the field `status` of 2 cards is not known"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "- front: a\n  back: b\n  back: c\n- front: d\n  back: e\n",
        "front: a\nback: b\nback: c\n---\nfront: d\nback: e\n",
        '[{"front": "a", "back": "b", "back": "c"}, {"front": "d", "back": "e"}]',
    ],
)
def test_a_key_that_is_there_twice_is_a_warning(text: str) -> None:
    """In JSON, in YAML and in each of several documents; the cards are taken."""
    deck, problems = list_reader.read_cards(Path("cards"), text.encode())
    assert deck is not None
    assert [card.body["ask"] for topic in deck.topics for card in topic.cards] == ["a", "d"]
    assert [(each.code, each.severity) for each in problems] == [("duplicate-key", "warning")]
