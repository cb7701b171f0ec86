"""Splitting an iterable into lists."""

from quizapp.store.batched import batched


def test_batches_have_the_size_except_the_last() -> None:
    """The last one has what is left."""
    assert list(batched(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(batched([], 2)) == []
