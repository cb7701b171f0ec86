"""The generated schema and reference page."""

from pathlib import Path

import pytest
import yaml

from quizapp.core.model import Concept, SectionName
from quizapp.decks.author_checks import check_deck
from quizapp.decks.models import validated
from quizapp.decks.problems import CODES
from quizapp.decks.publish import published
from quizapp.decks.reference import reference
from quizapp.decks.schema import json_schema
from quizapp.decks.shipped import shipped_decks
from quizapp.decks.yaml_nodes import read_document
from quizapp.questions.registry import QUESTION_KINDS, all_kinds

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", sorted(published()))
def test_the_committed_file_is_current(name: str) -> None:
    """`python -m quizapp.decks.publish` regenerates it."""
    assert (ROOT / name).read_text("utf-8") == published()[name]


def test_the_schema_has_every_kind_and_section() -> None:
    """Editors complete what the loader accepts."""
    definitions = json_schema()["$defs"]
    assert set(definitions["Sections"]["required"]) == {str(name) for name in SectionName}
    kinds = definitions["concept"]["properties"]["questions"]["items"]["properties"]["kind"]["enum"]
    assert set(kinds) == set(QUESTION_KINDS)
    assert definitions["concept"]["additionalProperties"] is False


def test_every_reference_inside_the_schema_resolves() -> None:
    """No `$ref` is dangling."""
    schema = json_schema()
    named = set(schema["$defs"])
    todo: list[object] = [schema]
    while todo:
        part = todo.pop()
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                assert part["$ref"].removeprefix("#/$defs/") in named
            todo += part.values()
        elif isinstance(part, list):
            todo += part


def test_the_reference_page_has_every_kind_and_code() -> None:
    """All that can be written in a deck, and all that can be reported."""
    page = reference()
    assert [name for name in QUESTION_KINDS if f"### {name}\n" not in page] == []
    assert [code for code in CODES if f"| `{code}` |" not in page] == []


@pytest.mark.parametrize("module", all_kinds(), ids=lambda module: str(module.NAME))
def test_the_example_of_every_kind_is_accepted(module: object) -> None:
    """It can be copied from the reference page into a concept."""
    concept = yaml.safe_load((Path(__file__).parent / "sound.yaml").read_text("utf-8"))
    example = yaml.safe_load(module.EXAMPLE)  # type: ignore[attr-defined]
    document = read_document("a.yaml", yaml.safe_dump(concept | {"questions": example}).encode())
    found = validated(document, Concept)
    assert document.problems == []
    assert [type(question) for question in found.questions] == [module.MODEL]  # type: ignore[attr-defined]


def test_the_whole_experiment_is_accepted_by_every_check(tmp_path: Path) -> None:
    """It can be copied from the reference page into a concept."""
    page = reference().partition("A whole experiment")[2]
    experiment = page.partition("```yaml\n")[2].partition("```")[0]
    concept = (Path(__file__).parent / "sound.yaml").read_text("utf-8").partition("examples:")[0]
    (tmp_path / "process.yaml").write_text(concept + experiment, "utf-8")
    loaded = check_deck(tmp_path / "process.yaml")
    assert loaded.problems == ()
    assert loaded.deck is not None
    assert [each.id for each in loaded.deck.concepts[0].experiments] == ["parallel"]


def test_shipped_decks_are_deck_folders() -> None:
    """Each has a deck.yaml; their order is fixed."""
    decks = shipped_decks()
    assert list(decks) == sorted(decks)
    assert all((deck / "deck.yaml").is_file() for deck in decks)
