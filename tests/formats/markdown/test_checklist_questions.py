"""Checklists as options."""

from pathlib import Path

from quizapp.formats.markdown import checklist_questions
from tests.formats.markdown.notes import cards, problems

SAMPLES = Path(__file__).parents[3] / "data/samples"


def test_sample_of_checklists() -> None:
    """One right option, several right ones, code in a question, an explanation."""
    deck, found = checklist_questions.read_cards(SAMPLES / "checklists.md", (SAMPLES / "checklists.md").read_bytes())
    assert found == () and deck is not None
    one, several = deck.topics[0].cards
    assert one.body == {
        "kind": "choice",
        "ask": "Which command shows the branches?",
        "answer": "`git branch`",
        "distractors": ["`git tag`", "`git log`"],
        "explain": "Without arguments it lists the local ones.",
    }
    assert several.body["answers"] == ["`git checkout`", "`git stash`"]
    assert "git status" in several.body["ask"]


def test_checklists_without_headings() -> None:
    """Numbers or question marks separate questions; a list without a right option is listed."""
    text = "1. One?\n- [x] a\n- [ ] b\n2. Two?\n- [ ] c\n- [ ] d\n\nThree?\n\n- [ ] e\n  more\n- [X] f\n"
    assert [(card.body["ask"], card.body["answer"]) for card in cards(checklist_questions, text)] == [
        ("One?", "a"),
        ("Three?", "f"),
    ]
    assert cards(checklist_questions, text)[1].body["distractors"] == ["e\nmore"]
    assert [each.location.line for each in problems(checklist_questions, text)] == [4]


def test_heading_above_numbered_checklists_is_no_question() -> None:
    """It used to be a part of the first question."""
    numbered = "1. One?\n\t- [x] a\n\t- [ ] b\n\n2. Two?\n\t- [ ] a\n\t- [x] b\n"
    text = f"# Test\n\n## Questions\n\n{numbered}\n## Three?\n\n- [x] a\n- [ ] b\n"
    assert [(card.body["ask"], card.place.line) for card in cards(checklist_questions, text)] == [
        ("One?", 5), ("Two?", 9), ("Three?", 13),
    ]  # fmt: skip


def test_a_list_of_things_to_do_is_no_quiz() -> None:
    """Most of its lists are ticked as a whole or not at all. A quiz may lack some of its answers."""
    todo = "# Roadmap\n\n## Now\n\n- [x] a\n- [x] b\n\n" + "## Later\n\n- [ ] c\n- [ ] d\n\n" * 4
    assert not checklist_questions.recognise(Path("x.md"), todo.encode())
    assert checklist_questions.recognise(
        Path("x.md"), f"{todo}## Which?\n\n- [x] e\n- [ ] f\n".replace("## Later", "", 3).encode()
    )
