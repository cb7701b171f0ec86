"""Loading decks from folders and files."""

import hashlib
import os
import re
import sys
from pathlib import Path

import pytest

from quizapp.decks.checks import CHECKS
from quizapp.decks.loader import Loaded, load_deck
from quizapp.decks.problems import CODES
from quizapp.decks.shipped import shipped_decks
from quizapp.errors import Location
from tests.decks.conftest import CompleteDeck

TWO = """
# deck.yaml
format: 1
deck: demo
title: Demo
order: [thread, process]
# process.yaml
concept: process
title: Process
questions:
  - id: memory
    kind: choice
    section: what
    ask: Whose memory does a process use?
    answer: Its own
    distractors: [That of its parent, That of the kernel]
# thread.yml
concept: thread
"""


def codes(loaded: Loaded) -> list[str]:
    """Return the codes of the problems, in order."""
    return [problem.code for problem in loaded.problems]


def concepts(loaded: Loaded) -> list[str]:
    """Return the ids of the concepts of a deck without errors, in order."""
    assert loaded.deck is not None, loaded.problems
    return [concept.concept for concept in loaded.deck.concepts]


def test_order_has_precedence_over_file_names(deck: CompleteDeck) -> None:
    """A folder is a deck; `order` in deck.yaml is the order of introduction."""
    loaded = deck(TWO)
    assert concepts(loaded) == ["thread", "process"]
    assert loaded.problems == ()


def test_path_of_deck_yaml_loads_the_whole_deck(deck: CompleteDeck, root: Path) -> None:
    """Like the path of its folder."""
    assert deck(TWO) == load_deck(root / "deck.yaml")


def test_concepts_that_order_does_not_list_come_last(deck: CompleteDeck) -> None:
    """They are sorted by id."""
    loaded = deck("""
# deck.yaml
format: 1
deck: demo
title: Demo
order: [thread]
# a.yaml
concept: process
# b.yaml
concept: event
# c.yaml
concept: thread
""")
    assert concepts(loaded) == ["thread", "event", "process"]


PATHS = """
# deck.yaml
format: 1
deck: demo
title: Demo
paths:
  web: {title: For the web, concepts: [process, thread]}
  data: {title: For data, concepts: [process]}
# process.yaml
concept: process
tags: [os, data]
# thread.yaml
concept: thread
requires: [process]
"""


def test_the_paths_of_a_concept_are_tags_of_it(deck: CompleteDeck) -> None:
    """Each once, after those that its file names."""
    loaded = deck(PATHS)
    assert loaded.deck is not None
    assert loaded.problems == ()
    assert [each.tags for each in loaded.deck.concepts] == [["os", "data", "web"], ["web"]]
    assert loaded.deck.info.paths["data"].title == "For data"


def test_a_path_has_an_id_a_title_and_concepts_of_the_deck(deck: CompleteDeck) -> None:
    """Anything else is an error, at its place in deck.yaml."""
    wrong = PATHS.replace("  web: {title: For the web,", '  My way: {title: " ",').replace("[process]}", "[proces]}")
    assert [(each.code, each.location.line) for each in deck(wrong).problems] == [
        ("bad-id", 5),
        ("empty-title", 5),
        ("unknown-concept", 6),
    ]


def test_a_single_concept_file_is_a_deck_of_one(deck: CompleteDeck, root: Path) -> None:
    """The deck has the id and the title of the concept."""
    deck(TWO)
    found = load_deck(root / "process.yaml").deck
    assert found is not None
    assert (found.info.deck, found.info.title, len(found.concepts)) == ("process", "Process", 1)


def test_concepts_and_questions_have_locations(deck: CompleteDeck, root: Path) -> None:
    """File, line and column."""
    found = deck(TWO).locations
    assert found["process", ""] == Location(str(root / "process.yaml"), 1, 10)
    assert found["process", "memory"] == Location(str(root / "process.yaml"), 4, 5)


def test_the_digest_covers_all_yaml_files(deck: CompleteDeck, root: Path) -> None:
    """It changes with any byte of them, and with no other file."""
    before = deck(TWO).digest
    names = sorted(path.name for path in root.iterdir())
    content = b"".join(name.encode() + b"\0" + (root / name).read_bytes() + b"\0" for name in names)
    assert before == hashlib.sha256(content).hexdigest()
    (root / "notes.txt").write_text("not part of the deck", "utf-8")
    assert load_deck(root).digest == before
    with (root / "process.yaml").open("a", encoding="utf-8") as file:
        file.write("# a comment\n")
    assert load_deck(root).digest != before


def test_all_files_are_checked_even_if_one_has_errors(deck: CompleteDeck) -> None:
    """Problems are in the order of file and line."""
    loaded = deck("""
# deck.yaml
format: 1
deck: demo
title: Demo
order: [thread]
# process.yaml
concept: process
title: [a]
# thread.yaml
concept: Thread
""")
    assert loaded.deck is None
    assert codes(loaded) == ["unknown-concept", "wrong-type", "bad-id"]
    assert list(loaded.problems) == sorted(loaded.problems, key=lambda each: (each.location.file, each.location.line))


def test_a_reference_to_a_concept_with_errors_is_not_dangling(deck: CompleteDeck) -> None:
    """An error is reported once, not at every place that refers to it."""
    loaded = deck("""
# process.yaml
concept: process
tag: [os]
# thread.yaml
concept: thread
requires: [process]
""")
    assert codes(loaded) == ["unknown-key"]


def test_a_deck_with_warnings_is_loaded(deck: CompleteDeck) -> None:
    """A misspelt concept in `related` is only a warning."""
    loaded = deck("""
# process.yaml
concept: process
sections:
  what: a
  why: b
  how: c
  example: d
  when: e
  pros_cons: {pros: [f], cons: [g]}
  related: [threads]
  conclusion: h
# thread.yaml
concept: thread
""")
    assert [(each.code, each.severity) for each in loaded.problems] == [("unknown-related", "warning")]
    assert loaded.deck is not None


@pytest.mark.parametrize(
    ("related", "reported"), [("threads", ["unknown-related"]), ("three ads", []), ("thread", []), ("tread-mill", [])]
)
def test_free_text_in_related_is_no_misspelt_concept(deck: CompleteDeck, related: str, reported: list[str]) -> None:
    """Two typing mistakes at most, in a name that could be an id."""
    loaded = deck(f"""
# process.yaml
concept: process
sections:
  what: a
  why: b
  how: c
  example: d
  when: e
  pros_cons: {{pros: [f], cons: [g]}}
  related: [{related}]
  conclusion: h
# thread.yaml
concept: thread
""")
    assert codes(loaded) == reported


def test_paths_without_a_deck_are_problems_with_a_hint(tmp_path: Path) -> None:
    """A missing path, and a folder without deck.yaml."""
    assert codes(load_deck(tmp_path / "missing")) == ["not-found"]
    assert codes(load_deck(tmp_path)) == ["no-deck-file"]
    assert all(problem.hint for problem in load_deck(tmp_path).problems)


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links and pipes need rights there")
def test_links_and_pipes_are_not_followed(deck: CompleteDeck, root: Path) -> None:
    """A link out of the folder, a loop of links, a pipe and a folder are problems, and nothing blocks."""
    deck(TWO)
    outside = root.parent / "outside.yaml"
    outside.write_text("concept: outside\n", "utf-8")
    (root / "a.yaml").symlink_to(outside)
    (root / "b.yaml").symlink_to("c.yaml")
    (root / "c.yaml").symlink_to("b.yaml")
    os.mkfifo(root / "d.yaml")
    (root / "e.yaml").mkdir()
    assert codes(load_deck(root)) == ["link-outside", "unreadable", "unreadable", "unreadable", "unreadable"]


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")
def test_a_link_inside_the_folder_is_read_and_a_lock_of_an_editor_is_not(deck: CompleteDeck, root: Path) -> None:
    """Names that begin with a dot are not part of the deck. A concept that is there twice is reported in both files."""
    deck(TWO)
    (root / "again.yaml").symlink_to("process.yaml")
    (root / ".#process.yaml").symlink_to("somebody@host.1234")
    found = [(problem.code, Path(problem.location.file).name) for problem in load_deck(root).problems]
    assert sorted(found) == [("duplicate-concept", "again.yaml"), ("duplicate-concept", "process.yaml")]


def test_every_check_has_a_docstring() -> None:
    """CHECKS is a table of contents."""
    assert all(check.__doc__ for check in CHECKS)
    assert len(set(CHECKS)) == len(CHECKS)


def test_the_codes_of_the_reference_are_those_in_the_source() -> None:
    """Every listed code is used, and every used code is listed."""
    folder = Path(sys.modules[load_deck.__module__].__file__ or "").parent
    sources = {path.name: path.read_text("utf-8") for path in folder.glob("*.py")}
    listed = sources.pop("problems.py")
    source = "".join(sources.values())
    composed = {f"dangling-{what}" for what in ("example", "experiment")}
    composed |= {f"duplicate-{what}" for what in ("concept", "question", "experiment")}
    assert {code for code in CODES if f'"{code}"' not in source} <= composed
    reported = set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"', source)) - {"utf-8-sig", "utf-8", "first-concept"}
    assert reported <= set(CODES)
    assert all(f'"{code}"' in listed for code in composed)


@pytest.mark.parametrize("folder", shipped_decks(), ids=lambda path: path.name)
def test_shipped_decks_have_no_problems(folder: Path) -> None:
    """Not even a warning."""
    assert [str(problem.location) + " " + problem.code for problem in load_deck(folder).problems] == []
