"""Ids and digests that are stored in databases: their bits never change."""

import time
import uuid

from hypothesis import given
from hypothesis import strategies as st

from quizapp.store.ids import id_of, new_id
from quizapp.store.metadata import hidden


def test_id_of_a_time_and_a_seed() -> None:
    """By hand from RFC 9562: 48 bits of milliseconds, version 7, 12 bits, variant 10, 62 bits."""
    assert id_of(0x0190_AABB_CCDD, bytes(range(0xF0, 0x100))) == "0190aabb-ccdd-7f0f-b2f3-f4f5f6f7f8f9"
    assert id_of(1, b"\xff" * 10) == "00000000-0001-7fff-bfff-ffffffffffff"
    assert id_of(1, bytes(10)) == "00000000-0001-7000-8000-000000000000"


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=20))
def test_every_id_is_a_uuid_of_version_seven(time_ms: int, seed: bytes) -> None:
    """It begins with its time; only the first ten bytes of the seed count."""
    found = uuid.UUID(id_of(time_ms, seed))
    assert (found.version, found.variant, found.int >> 80) == (7, uuid.RFC_4122, time_ms)
    assert id_of(time_ms, seed[:10]) == str(found)


def test_new_id_has_the_time_of_the_wall_clock() -> None:
    """Milliseconds and a fraction of one, so the order also holds between processes."""
    before = time.time_ns()
    found = uuid.UUID(new_id()).int
    after = time.time_ns()
    ticks = found >> 80 << 12 | found >> 64 & 0xFFF
    assert before * 4096 // 1_000_000 <= ticks <= after * 4096 // 1_000_000 + 4096


def test_new_ids_increase_within_a_millisecond() -> None:
    """More are created than milliseconds pass."""
    made = [new_id() for _ in range(2000)]
    assert made == sorted(set(made))
    assert {(uuid.UUID(each).version, uuid.UUID(each).variant) for each in made} == {(7, uuid.RFC_4122)}


def test_digest_of_an_erased_event_is_fixed() -> None:
    """The first 32 digits of the SHA-256 of learner and id; with another digest, erased events would come back."""
    assert hidden("me", "0190") == "0d4840a77f6fb70e1ec4f6ccd570799d"
    assert hidden("a", "\ud800b") == "b9eb2406b698ce6138a54eebbe603793"  # lone surrogates have one too
