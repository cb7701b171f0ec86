"""Markdown quizzes: numbered questions with checkboxes; answers hidden, under a heading or in a list at the end."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.formats.markdown import quiz_reader
from quizapp.formats.registry import format_of

SAMPLES = Path(__file__).parents[3] / "data/samples"
HERE = Path("quiz.md")


def bodies(text: str) -> list[dict[str, Any]]:
    deck, _ = quiz_reader.read_cards(HERE, text.encode())
    return [dict(card.body) for topic in deck.topics for card in topic.cards] if deck else []


def problems(text: str) -> list[str]:
    _, found = quiz_reader.read_cards(HERE, text.encode())
    return [f"{each.location.line}: {each.message}" for each in found]


def test_sample() -> None:
    """Four of five questions: code in an option, hidden answers, answers under a heading, one without an answer."""
    path = SAMPLES / "quiz.md"
    assert format_of(path) == "quiz"
    deck, found = quiz_reader.read_cards(path, path.read_bytes())
    assert deck is not None and deck.title == "SQL and shells"
    procedure, files, prints, shell = (card.body for card in deck.topics[0].cards)
    assert procedure["answer"] == "```sql\nCREATE PROCEDURE p()\nBEGIN\n  SELECT 1;\nEND;\n```"
    assert procedure["distractors"] == ["```sql\nCREATE PROC p;\n```"]
    assert procedure["explain"] == "[Reference](https://example.org/sql)"
    assert files["answers"] == ["`ls`", "`find .`"] and files["explain"] == "`cd` changes the folder."
    assert prints["ask"] == "What does this print?\n\n```sh\necho $((7 / 2))\n```" and prints["answer"] == "`3`"
    assert prints["explain"] == "Arithmetic in a shell is whole."
    assert shell["answer"] == "A program that reads commands.\n\n1. It parses them.\n2. It runs them."
    assert [(each.location.line, each.message) for each in found] == [
        (58, "a question without an answer could not be placed")
    ]


def test_answers_in_a_list_at_the_end() -> None:
    text = "# Quiz\n\n## 1. Goal?\n- [ ] Speed\n- [ ] Hiding\n\n## 2. Private?\n- [ ] private\n- [ ] __name\n\n"
    text += "### Answers\n1. Hiding\n2. __name\n"
    goal, private = bodies(text)
    assert (goal["answer"], goal["distractors"]) == ("Hiding", ["Speed"])
    assert (private["answer"], private["distractors"]) == ("__name", ["private"])


@pytest.mark.parametrize("answer", ["B", "b)", "B.", "**B**", "B - because it is", "Blue", "`Blue`", "2"])
def test_forms_of_naming_an_option(answer: str) -> None:
    (body,) = bodies(f"1. Which?\n\nA) Red\nB) Blue\n\n<details><summary>Answer</summary>{answer}</details>\n")
    assert (body["answer"], body["distractors"]) == ("Blue", ["Red"])


@pytest.mark.parametrize(
    "label", ["**Answer:** B", "Answer: B", "> Answer: B", "### Answer: B", "*Answer*: B", "Antwort: B", "答案：B"]
)
def test_forms_of_marking_an_answer(label: str) -> None:
    (body,) = bodies(f"## Question 1: Which?\n- A. Red\n- B. Blue\n\n{label}\n")
    assert body["answer"] == "Blue"


def test_numbered_questions_without_headings() -> None:
    """Numbered lists within an answer begin no question."""
    text = "# Locks\n\n1. A mutex?\n\n<details>\n\nA lock.\n\n1. first\n2. second\n</details>\n\n"
    text += "2. A barrier?\n\n#### Answer\n\nA place.\n"
    mutex, barrier = bodies(text)
    assert mutex["answer"] == "A lock.\n\n1. first\n2. second"
    assert barrier == {"kind": "recall", "ask": "A barrier?", "answer": "A place."}


def test_items_below_a_heading_with_a_question() -> None:
    text = (
        "1. ### What is a `lock`?\n\n   It is held.\n\n   ```c\n   lock();\n   ```\n\n   **[⬆ Back to Top](#top)**\n\n"
    )
    text += "2. ### And a key?\n\n   It opens.\n"
    lock, key = bodies(text)
    assert lock == {"kind": "recall", "ask": "What is a `lock`?", "answer": "It is held.\n\n```c\nlock();\n```"}
    assert key["answer"] == "It opens."


def test_unclosed_code_ends_at_the_next_question() -> None:
    text = "#### Q1. What?\n```md\n- [x] a\n\n#### Q2. And?\n- [x] a\n- [ ] b\n"
    assert [body["ask"] for body in bodies(text)] == ["And?"]
    assert problems(text) == ["1: a question without an answer could not be placed"]


def test_code_below_the_last_option_is_the_explanation() -> None:
    (body,) = bodies("#### Q1. Which?\n- [x] one\n- [ ] two\n\n```sh\nls\n```\n")
    assert body["distractors"] == ["two"] and body["explain"] == "```sh\nls\n```"


def test_topics_and_texts_between_questions() -> None:
    text = "# Q\n## Table of contents\n### Q1. a?\n- [x] y\n- [ ] n\n## Part two\nstray\n### Q2. b?\n- [x] y\n- [ ] n\n"
    deck, _ = quiz_reader.read_cards(HERE, text.encode())
    assert deck is not None and [topic.title for topic in deck.topics] == ["Q", "Part two"]
    assert problems(text) == ["7: a text outside of a question could not be placed"]


@pytest.mark.parametrize(
    "text",
    [
        "# Doc\n\n1. Install it.\n2. Run it.\n",
        "## 1. Introduction\n\nText.\n\n## 2. Usage\n\nMore text.\n",
        "Q: a\nA: b\n",
        "1. Which?\nA. x\nB. y\nANSWER: A\n",
        "# Tasks\n\n- [x] done\n- [ ] open\n",
        "## 1. One\n- [x] a\n- [ ] b\n\nWhich of these?\n\n- [x] c\n- [ ] d\n\nAnd these?\n\n- [x] e\n- [ ] f\n",
    ],
)
def test_other_text_is_no_quiz(text: str) -> None:
    assert not quiz_reader.recognise(HERE, text.encode())


@given(st.text(alphabet="#Q1. \n-[]xA)<details>/`", max_size=300))
def test_any_text_is_read(text: str) -> None:
    """Every recognised question becomes a card or is listed."""
    deck, found = quiz_reader.read_cards(HERE, f"## 1. a\n{text}".encode())
    assert deck is not None or found
