"""Several YAML documents in one file of cards."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.formats.common.card_deck import ImportedCard
from quizapp.formats.common.text_source import ProblemLog
from quizapp.formats.json_yaml import list_reader
from quizapp.formats.json_yaml.yaml_documents import parted, read_documents
from quizapp.formats.registry import format_of

SAMPLE = Path(__file__).parents[3] / "data/samples/documents.yaml"
HERE = Path("cards.yaml")


def read(text: str) -> tuple[list[ImportedCard], list[str]]:
    deck, problems = list_reader.read_cards(HERE, text.encode())
    cards = [card for topic in deck.topics for card in topic.cards] if deck else []
    return cards, [f"{each.location.line} {each.severity} {each.code}" for each in problems]


def test_sample() -> None:
    """Four cards of four documents; the first names the deck, one names a list, one is a list."""
    assert format_of(SAMPLE) == "list"
    deck, problems = list_reader.read_cards(SAMPLE, SAMPLE.read_bytes())
    assert deck is not None and problems == () and deck.title == "Signals and more"
    assert [(topic.title, [card.place.line for card in topic.cards]) for topic in deck.topics] == [
        ("Signals and more", [5, 17]),
        ("Pipes", [11, 14]),
    ]


def test_broken_document_does_not_affect_others() -> None:
    cards, problems = read("front: a\nback: b\n---\nfront: [\n---\nfront: c\nback: d\n")
    assert [card.place.line for card in cards] == [1, 6] and problems == ["5 warning yaml-syntax"]


def test_alias_is_refused_only_in_its_document() -> None:
    cards, problems = read("front: a\nback: b\n---\nfront: &x c\nback: *x\n---\nfront: e\nback: f\n")
    assert len(cards) == 2 and problems == ["4 warning alias-not-allowed"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a: 1\n---\nb: 2\n", [0, 1]),
        ("---\na: 1\n...\n---\nb: 2\n...\n", [0, 3]),
        ("# only a comment\n---\na: 1\n", [1]),
        ("a: |\n  text\n  ---\n", [0]),
        ("--- {a: 1}\n--- {b: 2}\n", [0, 1]),
        ("a: x---y\n---b: no mark\n", [0]),
    ],
)
def test_start_of_documents(text: str, lines: list[int]) -> None:
    assert [line for line, _ in parted(text)] == lines


def test_text_below_a_front_matter_is_no_document() -> None:
    assert read_documents("a.md", "---\ncards: []\n---\nSome prose.\n", ProblemLog("a.md")) is None
    assert not list_reader.recognise(Path("a.md"), b"---\nfront: a\nback: b\n---\n# Prose\n\nText with: colons\n")


@given(st.lists(st.dictionaries(st.sampled_from("ab"), st.integers(0, 9), min_size=1), min_size=2, max_size=5))
def test_every_document_is_read(documents: list[dict[str, int]]) -> None:
    text = "---\n".join("".join(f"{key}: {value}\n" for key, value in each.items()) for each in documents)
    found = read_documents("a.yaml", text, ProblemLog("a.yaml"))
    assert found is not None
    assert found[0]["cards"] == [{key: str(value) for key, value in each.items()} for each in documents]
