"""Headings as the fronts of cards."""

from pathlib import Path

import pytest

from quizapp.formats.markdown import heading_cards
from quizapp.formats.registry import format_in_folder, format_of, unread
from tests.formats.markdown.notes import cards, problems, sides

SAMPLES = Path(__file__).parents[3] / "data/samples"


def test_sample_of_headings() -> None:
    """A title, a topic, tags, and a front of several lines."""
    deck, found = heading_cards.read_cards(SAMPLES / "headings.md", (SAMPLES / "headings.md").read_bytes())
    assert found == () and deck is not None
    assert deck.title == "Programming words"
    assert [(topic.title, len(topic.cards)) for topic in deck.topics] == [("Algorithms", 2), ("Programming words", 1)]
    tree, yagni = deck.topics[0].cards
    assert tree.tags == ("algorithms", "binary tree")
    assert yagni.body["ask"] == "YAGNI\n\nWhat do the letters stand for?"
    assert yagni.body["answer"].endswith("```python\n# no heading\n```")


def test_deeper_headings_are_part_of_an_answer() -> None:
    """Unless they are questions."""
    assert sides(heading_cards, "## a?\nx\n### More\ny\n## b?\nz\n### c?\nw") == [
        ("a?", "x\n### More\ny"),
        ("b?", "z"),
        ("c?", "w"),
    ]
    assert [each.message for each in problems(heading_cards, "## a?\nb\n## c?\n")] == [
        "a heading without text under it could not be placed"
    ]


def is_deck(tmp_path: Path, text: str, name: str = "git.md") -> bool:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return format_of(path) == "headings"


DECKS = [
    "# Git\n\n## Index\n\nThe staging area.\n\n## Stash\n\nPuts changes aside.\n",
    "## Norway\n\nOslo\n\n## Peru\n\nLima\n",
    "# Norway\n\nOslo\n\n# Peru\n\nLima\n",
    "# Capitals\n\n## Europe\n\n### Norway\n\nOslo\n\n### Italy\n\nRome\n\n## Peru\n\nLima\n",
    "---\ntitle: Shell\ntags: [bash]\n# a comment\n---\n\n# Shell\n\n## Last argument\n\n```bash\necho $_  # it\n```\n",
    "# Things\n\n## {{c1::Lima}} is the capital of {{c2::Peru}}\n\n## The capital of {{c1::Italy}} is Rome\n",
    "# Things\n\n## Long front\n\nmore of it\n\n<!-- md2apkg split -->\n\nthe back\n",
    "# Go\n\n" + "".join(f"## Word {index}\n\n{'meaning ' * (index + 3)}\n\n" for index in range(20)),
    "# Pictures\n\n## Node\n\n![a](" + "x" * 300 + ".png)\n\n## Deno\n\n![b](" + "y" * 300 + ".png)\n",
]


@pytest.mark.parametrize("text", DECKS)
def test_headings_with_short_texts_are_a_deck(tmp_path: Path, text: str) -> None:
    """Whether they ask or not: what is under them is an answer."""
    assert is_deck(tmp_path, text)
    assert problems(heading_cards, text) == []


PROSE = "This page explains how the thing works, and why it was built in the way that it is. " * 8
PAGES = [
    ("git.md", f"# Git\n\n{PROSE}\n\n## Index\n\nThe staging area.\n\n## Stash\n\nPuts changes aside.\n"),
    ("git.md", f"# Git\n\n## Index\n\n{PROSE}\n\n## Stash\n\n{PROSE}\n"),
    ("git.md", "# Git\n\n## Index\n\n## Stash\n\nPuts changes aside.\n\n## Branch\n\n## Tag\n\nA name.\n"),
    ("git.md", "# Tool\n\n## Installation\n\npip install tool\n\n## Usage\n\ntool\n\n## License\n\nMIT\n"),
    ("news.md", "# Changes\n\n## [1.1.0] - 2026-01-02\n\n- Faster\n\n## 1.0\n\n- First\n"),
    ("README.md", DECKS[0]),
    ("docs/README-fr.md", DECKS[0]),
    ("CONTRIBUTING.md", "# How\n\n## What can I do?\n\nHelp.\n\n## Where?\n\nHere.\n\n## When?\n\nNow.\n"),
    ("HISTORY.md", DECKS[0]),
    ("SKILL.md", DECKS[0]),
    ("git.md", "# Git\n\n## a\n\n[b](b.md), [c](./c)\n\n## b\n\n[c](#c), [d](#d)\n\n## c\n\n[e](../e.md)\n"),
    ("notes.md", "## Lonely\n\nOnly one heading, and no title.\n"),
]


@pytest.mark.parametrize(("name", "text"), PAGES)
def test_pages_that_explain_are_no_deck(tmp_path: Path, name: str, text: str) -> None:
    """An introduction, long texts, headings without texts, usual headings and names, links to other pages."""
    assert not is_deck(tmp_path, text, name)


def test_pages_of_a_documentation_site_are_left_out_of_folders(tmp_path: Path) -> None:
    """A page that is named itself is a deck; so is one with the marks of a deck, wherever it is."""
    page = tmp_path / "docs/guide/git.md"
    assert is_deck(tmp_path, DECKS[0], "docs/guide/git.md") and format_in_folder(page) == "headings"
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n", "utf-8")
    assert is_deck(tmp_path, DECKS[0], "docs/guide/git.md") and format_in_folder(page) == ""
    left_out = unread(page)
    assert left_out is not None and "mkdocs.yml" in left_out.message
    page.write_text("## front\n\n%\n\nback\n", "utf-8")
    assert format_in_folder(page) == "headings"
    page.write_text(DECKS[0], "utf-8")
    (tmp_path / "docs/.git").mkdir()
    assert format_in_folder(page) == "headings"


def test_a_readme_whose_headings_ask_is_a_deck(tmp_path: Path) -> None:
    text = "# Questions\n\nGood luck.\n\n" + "".join(f"### {index}?\n\nyes\n\n" for index in range(9))
    assert is_deck(tmp_path, text, "README.md")


def test_the_front_matter_names_the_deck_and_its_tags() -> None:
    text = "---\ntitle: Shell words\ntags: [bash, a b]\n---\n\n## Stash\n\nb\n\n## Index\n\nd\n"
    deck, found = heading_cards.read_cards(Path("note.md"), text.encode())
    assert deck is not None and found == ()
    assert (deck.title, [card.tags for card in deck.topics[0].cards]) == ("Shell words", [("bash", "a-b")] * 2)


def test_deletions_in_a_heading_are_a_card_each() -> None:
    text = "# x\n\n## {{c1::Lima}} is in {{c2::Peru}}\n\nA city.\n"
    assert [(card.body["kind"], card.body["explain"]) for card in cards(heading_cards, text)] == [
        ("cloze", "A city.")
    ] * 2


def test_all_headings_of_the_first_level_are_cards() -> None:
    """The first is no title where no deeper heading follows it. Before this its text was left out."""
    assert sides(heading_cards, "# Norway\nOslo\n# Peru\nLima\n") == [("Norway", "Oslo"), ("Peru", "Lima")]
    assert [each.message for each in problems(heading_cards, "A word.\n\n## a\nb\n")] == [
        "the text before the first heading could not be placed"
    ]
