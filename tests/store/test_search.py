"""Cards are found by what a learner reads on them."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.app import make_context, open_app
from quizapp.store.database import Store
from quizapp.store.search import search
from tests.conftest import Run

LIST = """front,back
What is Löwe in English?,"a ""big"" lion"
100% of_it,all
distractors,the key of a choice
"""


@pytest.fixture
def store(quizapp: Run, environ: dict[str, str], tmp_path: Path) -> Iterator[Store]:
    """The shipped deck, and three cards with awkward texts."""
    (tmp_path / "odd.csv").write_text(LIST, encoding="utf-8")
    assert quizapp("import", str(tmp_path / "odd.csv")).returncode == 0
    with closing(open_app(make_context(environ=environ))) as opened:
        yield opened


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("LÖWE", 1), ("löwe english", 1), ('"BIG"', 1), ("100%", 1), ("f_i", 1), ("f%i", 0), ("of_it all", 1),
        ("of_it lion", 0), ("distractors", 1), ("question", 0),
    ],
)  # fmt: skip
def test_words_are_found_whatever_their_case_and_signs(store: Store, words: str, count: int) -> None:
    """No sign is a wildcard; keys and kinds of a card are not its text."""
    found = [card for card in search(store, words) if not card.startswith("concurrency/")]
    assert len(found) == count
    if words in ("distractors", "f%i"):
        assert search(store, words) == found


def test_the_command_lists_what_is_found(quizapp: Run) -> None:
    """Together with the other filters, in the deck's order."""
    done = quizapp("cards", "list", "concurrency/process", "--find", "memory SPACE")
    lines = [line.split()[0] for line in done.stdout.splitlines()[:-2]]
    assert "concurrency/process/own-memory-space" in lines
    assert all(line.startswith("concurrency/process/") for line in lines)
    assert len(lines) < 10
