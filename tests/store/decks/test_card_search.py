"""Cards are found by the text that a learner reads on them."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.store.database import Store
from quizapp.store.decks.card_search import search
from quizapp.store.decks.deck_records import installed_cards
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import make_context
from tests.conftest import Run

LIST = """front,back
What is Löwe in English?,"a ""big"" lion"
100% of_it,all
distractors,the key of a choice
a path,C:\\new
"""


@pytest.fixture
def store(quizapp: Run, environ: dict[str, str], tmp_path: Path) -> Iterator[Store]:
    """Install the shipped deck and three cards with unusual characters."""
    (tmp_path / "odd.csv").write_text(LIST, encoding="utf-8")
    assert quizapp("import", str(tmp_path / "odd.csv")).returncode == 0
    with closing(open_app(make_context(environ=environ))) as opened:
        yield opened


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("LÖWE", 1), ("löwe english", 1), ('"BIG"', 1), ("100%", 1), ("f_i", 1), ("f%i", 0), ("of_it all", 1),
        ("of_it lion", 0), ("distractors", 1), ("question", 0), ("c:\\NEW", 1), ("c:new", 0), ("\\n", 1),
    ],
)  # fmt: skip
def test_search_ignores_case_and_takes_every_character_literally(store: Store, words: str, count: int) -> None:
    """There are no wildcards; the keys and kinds of a card are not its text."""
    found = [card for card in search(store, words) if not card.startswith("concurrency/")]
    assert len(found) == count
    if words in ("distractors", "f%i"):
        assert search(store, words) == found


def test_search_finds_nested_texts_but_no_key_names(store: Store) -> None:
    """Texts are found at any depth of a question's fields."""
    assert "concurrency/threads/choose-the-tool" in search(store, "a few blocking downloads at a time")
    assert not search(store, "left right ask answer")


def test_search_returns_deck_order_without_retired_cards(quizapp: Run, store: Store, tmp_path: Path) -> None:
    """The deck's order is not the order of ids."""
    file, asked = tmp_path / "order.csv", [f"is number {n} sought,answer {n}" for n in range(12)]
    file.write_text("\n".join(["front,back", *asked]))
    assert quizapp("import", str(file)).returncode == 0
    found = search(store, "sought")
    rows = {row.card: row.body["ask"] for row in installed_cards(store, "order")}
    assert [rows[card] for card in found] == [line.partition(",")[0] for line in asked]
    assert found != sorted(found)
    file.write_text("\n".join(["front,back", *asked[1:]]))
    assert quizapp("import", str(file)).returncode == 0
    assert search(store, "sought") == found[1:]


_MANY = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25000)
INSERT INTO cards SELECT 'many/c/' || i, 'many', 'c', 'what', 'recall', '[]', 1000 + i, '',
  '{"ask":"no' || i || '."}', '', 1, 0, 'x' || i FROM n
"""


@pytest.mark.file
def test_large_collection_is_searched_completely(store: Store) -> None:
    """Two connections search one half each; one searches all where the second cannot be opened."""
    with store.transaction() as connection:
        connection.exec_driver_sql(_MANY)
    every = [f"many/c/{n}" for n in range(1, 25001)]
    for path in (store.path, store.path.with_name("moved.db")):
        store.path.rename(path)
        assert [card for card in search(store, ". no") if card.startswith("many/")] == every
        assert [search(store, f"no{n}.") for n in (1, 25000, 25001)] == [["many/c/1"], ["many/c/25000"], []]
        assert [card for card in search(store, "lion") if card.startswith("odd/")] == ["odd/odd/7be11a1d3b04"]


def test_find_option_combines_with_other_filters(quizapp: Run) -> None:
    """Cards are listed in the deck's order."""
    done = quizapp("cards", "list", "concurrency/process", "--find", "memory SPACE")
    lines = [line.split()[0] for line in done.stdout.splitlines()[:-2]]
    assert "concurrency/process/own-memory-space" in lines
    assert all(line.startswith("concurrency/process/") for line in lines)
    assert len(lines) < 10
