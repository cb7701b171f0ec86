"""Splitting an iterable into lists."""

from quizapp.store.batched import batched


def test_items_come_in_batches() -> None:
    """The last one as long as what is left."""
    assert list(batched(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(batched([], 2)) == []
