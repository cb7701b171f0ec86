"""Many at a time: what Python has from 3.12 on as itertools.batched, in lists."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of a size."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch
