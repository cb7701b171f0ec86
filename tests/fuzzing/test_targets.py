"""The targets of the fuzzer under Hypothesis: random bytes, and well-formed inputs with changed pieces."""

import random
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzzing.targets import TARGETS, seeds

EXAMPLES = {
    "decks": 60, "readers": 200, "packages": 120, "archives": 40, "lines": 40, "tools": 80, "notes": 30,
    "settings": 60, "logs": 60, "databases": 25,
}  # fmt: skip
PIECES = (
    b"",
    b"\x00",
    b"\xff\xfe",
    b"::",
    b"{{",
    b"}}",
    b"- ",
    b"\n",
    b'"',
    b"[",
    b"{",
    b"&a",
    b"*a",
    b"<a>",
    b"9" * 30,
)


@cache
def well_formed(target: str) -> list[bytes]:
    """Return the seeds of a target, the shortest first."""
    return sorted(seeds(target), key=len)


@st.composite
def changed(draw: st.DrawFn, target: str) -> bytes:
    """Generate a seed with pieces removed, doubled or replaced."""
    data = bytearray(draw(st.sampled_from(well_formed(target))))
    chance = random.Random(draw(st.integers(0, 2**32)))
    for _ in range(draw(st.integers(1, 6))):
        at, length = chance.randrange(len(data) + 1), chance.choice((0, 1, 1, 4, 30))
        piece = chance.choice((*PIECES, bytes(data[at : at + length]) * 2, chance.randbytes(2)))
        data[at : at + length] = piece
    return bytes(data)


@pytest.mark.parametrize("target", TARGETS)
def test_seeds_are_read(target: str) -> None:
    """They raise nothing."""
    for seed in well_formed(target):
        TARGETS[target](seed)


@pytest.mark.parametrize("target", TARGETS)
def test_any_bytes_are_read_or_refused(target: str) -> None:
    """Only exceptions of the contract are raised."""

    @settings(max_examples=EXAMPLES[target], deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.binary(max_size=200) | changed(target))
    def holds(data: bytes) -> None:
        TARGETS[target](data)

    holds()


# Inputs found by the fuzzer: each broke a target once.
FOUND = {
    "markdown without a heading": ("readers", b"\x08just a line\n"),
    "HTML that the parser gives up": (
        "readers",
        b'\x04<quiz><question type="truefalse"><name><text>a</text></name><questiontext format="html"><text>'
        b"&lt;![CLATA[&lt;p&gt;b&lt;/p&gt;]]&gt;</text></questiontext></question></quiz>",
    ),
}


@pytest.mark.parametrize("name", FOUND)
def test_findings_of_the_fuzzer_stay_fixed(name: str) -> None:
    """Regression tests."""
    target, data = FOUND[name]
    TARGETS[target](data)
