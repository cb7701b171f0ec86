"""Writing decks as YAML, and creating new ones."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.model import Concept, DeckInfo, Example, Experiment, ProsCons, SectionName, Sections, Variant
from quizapp.decks.loader import load_deck
from quizapp.decks.write import concept_yaml, deck_yaml, new_deck
from quizapp.errors import QuizError
from quizapp.questions.choice import Choice
from quizapp.questions.match import Match, Pair
from quizapp.questions.true_false import TrueFalse

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    [
        "no",
        "1:30",
        "010",
        "~",
        "null",
        "- a",
        "a: b",
        "# a",
        "'",
        '"',
        "| x",
        "a\nb",
        " a\n  b\n",
        "\ta",
        "a \nb",
        "{{a}}",
    ]
)
_SAID = _TEXT.filter(str.strip)
_TEXTS = st.lists(_TEXT, max_size=3)
_IDS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
_SECTION = st.sampled_from(SectionName)

_SECTIONS = st.builds(
    Sections,
    **dict.fromkeys(("what", "why", "how", "example", "when", "conclusion"), _SAID),
    pros_cons=st.builds(ProsCons, pros=st.lists(_TEXT, min_size=1, max_size=3), cons=_TEXTS),
    related=st.lists(_TEXT, min_size=1, max_size=3),
)
_EXPERIMENT = st.builds(
    Experiment,
    id=_IDS,
    section=_SECTION,
    claim=_TEXT,
    ask=st.just("How many times faster are {workers}?"),
    measure=st.just("ratio"),
    variants=st.just({"a": Variant(example="code"), "b": Variant(example="code")}),
    parameters=st.fixed_dictionaries(
        {"workers": st.lists(st.integers() | st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=3)}
    ),
    baseline=st.just("a"),
    contender=st.just("b"),
    needs_cores=st.booleans(),
    explain=_TEXT,
)
_QUESTIONS = st.tuples(
    st.builds(
        Choice, id=st.just("one"), section=_SECTION, ask=_SAID, answer=st.just("no"), distractors=st.just(["on", "010"])
    ),
    st.builds(
        TrueFalse, id=st.just("two"), section=_SECTION, ask=_SAID, answer=st.booleans(), correction=_SAID, hint=_TEXT
    ),
    st.builds(
        Match, id=st.just("three"), section=_SECTION, ask=_SAID,
        pairs=st.just([Pair(left="a", right="~"), Pair(left="b", right="1e3")]), tags=_TEXTS,
    ),
)  # fmt: skip
CONCEPTS = st.builds(
    Concept,
    concept=_IDS,
    title=_SAID,
    phrase=_TEXT,
    plural=st.booleans(),
    sections=_SECTIONS,
    tags=_TEXTS,
    examples=st.fixed_dictionaries({"code": st.builds(Example, source=_TEXT, language=_TEXT, title=_TEXT)}),
    questions=st.just([]) | _QUESTIONS.map(list),
    generate=st.none() | st.lists(_SECTION, max_size=3),
    experiments=st.lists(_EXPERIMENT, max_size=1),
)
DECKS = st.builds(
    DeckInfo,
    format=st.just(1),
    deck=_IDS,
    title=_SAID,
    description=_TEXT,
    language=_TEXT,
    licence=_TEXT,
    authors=_TEXTS,
)


@settings(deadline=None)
@given(DECKS, CONCEPTS)
def test_a_written_deck_is_read_back_unchanged(info: DeckInfo, concept: Concept) -> None:
    """Every character of text, every number and every default."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "deck.yaml").write_bytes(deck_yaml(info).encode("utf-8"))
        (Path(folder) / "concept.yaml").write_bytes(concept_yaml(concept).encode("utf-8"))
        loaded = load_deck(Path(folder))
    assert loaded.deck is not None, loaded.problems
    assert loaded.deck.info == info
    assert loaded.deck.concepts == (concept,)


def test_the_yaml_is_readable(tmp_path: Path) -> None:
    """Code is a block, text has no needless quotes, and defaults are left out."""
    deck = load_deck(Path(__file__).parent / "sound.yaml").deck
    assert deck is not None
    text = concept_yaml(deck.concepts[0])
    assert '    source: |\n      print("hello")\n' in text
    assert "  why: It runs truly in parallel.\n" in text
    assert "explain" not in text
    assert "generate" not in text


def test_a_new_deck_has_no_problems(tmp_path: Path) -> None:
    """It has a question to start from."""
    files = new_deck(tmp_path / "mine", "mine", "Mine: the first")
    loaded = load_deck(tmp_path / "mine")
    assert loaded.problems == ()
    assert loaded.deck is not None
    assert loaded.deck.info.title == "Mine: the first"
    assert loaded.deck.concepts[0].questions
    assert set(files) == set((tmp_path / "mine").iterdir())


def test_a_new_deck_overwrites_nothing(tmp_path: Path) -> None:
    """A folder that is not empty, and a file, are refused."""
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    for taken in (tmp_path, tmp_path / "notes.txt"):
        with pytest.raises(QuizError, match="already exists"):
            new_deck(taken, "mine", "Mine")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_new_deck_needs_a_valid_id(tmp_path: Path) -> None:
    """It is checked before anything is written."""
    with pytest.raises(QuizError, match="not a valid deck id"):
        new_deck(tmp_path / "mine", "My Deck", "Mine")
    assert not (tmp_path / "mine").exists()
