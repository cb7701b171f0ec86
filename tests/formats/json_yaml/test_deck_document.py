"""A deck as one JSON document, written and read back."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.model import Concept, DeckInfo
from quizapp.decks.write import concept_values, info_values
from quizapp.errors import QuizError
from quizapp.formats.common.imported import Imported
from quizapp.formats.common.reader import ReadOptions
from quizapp.formats.json_yaml import deck_document
from quizapp.formats.json_yaml.deck_writer import DeckContent, write
from quizapp.formats.registry import format_of, read_path
from tests.decks.test_write import CONCEPTS, DECKS


def written(info: DeckInfo, concept: Concept, media: bytes = b"") -> bytes:
    questions = concept_values(concept).get("questions", [])
    content = DeckContent(
        info=info_values(info),
        concepts=[concept_values(replace(concept, questions=[]))],
        cards=[
            {**each, "concept": concept.concept, "tags": [*concept.tags, *each.get("tags", [])]} for each in questions
        ],
        media={"a.png": lambda: media} if media else {},
        history=[],
    )  # fmt: skip
    return write(content)


def read(folder: Path, content: bytes, **options: str) -> Imported:
    path = folder / "deck.json"
    path.write_bytes(content)
    assert format_of(path) == "json"
    return read_path(path, options=ReadOptions(**options))


@settings(max_examples=60)
@given(DECKS, CONCEPTS, st.binary(min_size=1, max_size=40))
def test_deck_is_read_back_unchanged(
    tmp_path_factory: pytest.TempPathFactory, info: DeckInfo, concept: Concept, media: bytes
) -> None:  # fmt: skip
    """Sections, examples, questions of every kind, experiments, files."""
    own = [
        replace(each, tags=[tag for tag in dict.fromkeys(each.tags) if tag not in concept.tags])
        for each in concept.questions
    ]
    concept = replace(concept, questions=own)
    found = read(tmp_path_factory.mktemp("json"), written(info, concept, media))
    if found.deck is None:  # the same problems as in a deck folder
        assert any(problem.severity == "error" for problem in found.problems)
        return
    assert found.deck.info == info and found.deck.concepts == (concept,)
    assert found.media["a.png"]() == media


def test_id_can_be_replaced_and_problems_have_lines(tmp_path: Path) -> None:
    cards = [{"concept": "l", "id": "a", "kind": "typed", "ask": "f", "answer": "b"}]
    document = {
        "quizapp": 1,
        "format": 1,
        "deck": "d",
        "title": "D",
        "concepts": [{"cards": "l", "title": "L"}],
        "cards": cards,
    }
    document["history"] = [{"card": "d/l/a", "id": "1", "time_ms": 5}]
    found = read(tmp_path, json.dumps(document, indent=1).encode(), deck_id="other")
    assert found.deck is not None and found.deck.info.deck == "other"
    assert json.loads(found.history)["card"] == "other/l/a"
    del cards[0]["answer"]
    (problem,) = read(tmp_path, json.dumps(document, indent=1).encode()).problems
    line = json.dumps(document, indent=1).split("\n").index('   "concept": "l",')
    assert (problem.code, problem.location.line) == ("missing-key", line)


@pytest.mark.parametrize("content", [b'{"quizapp": 2, "deck": "d"}', b'{"quizapp": 1', b'{"quizapp": 1, "cards": [[}'])
def test_damaged_or_newer_document_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(QuizError, match="newer quizapp|cannot be read"):
        deck_document.read(tmp_path / "a.json", ReadOptions())


@pytest.mark.parametrize(
    "content", [b'{"quizapp": 1}', b'{"quizapp": 1, "concepts": 3, "cards": {}, "media": [], "deck": []}']
)
def test_document_without_a_deck_is_a_problem(tmp_path: Path, content: bytes) -> None:
    assert read(tmp_path, content).problems
