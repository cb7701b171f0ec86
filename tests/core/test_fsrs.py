"""FSRS-6, compared with vectors of two independent libraries."""

import json
import math

import fsrs6_vectors as reference
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core import fsrs

VECTORS = json.loads(reference.FILE.read_text())

LONGEST = 36500  # days: fsrs-rs limits stability to this, py-fsrs only intervals


def close(one: float, other: float) -> bool:
    """Compare to a relative error of 1e-4, the precision shared by both libraries."""
    return math.isclose(min(one, LONGEST), min(other, LONGEST), rel_tol=1e-4)


def states(vector: dict) -> list[tuple[float, float]]:  # type: ignore[type-arg]
    """Return our stability and difficulty after each review."""
    model = fsrs.model(tuple(vector["parameters"]))
    found = [fsrs.first(model, vector["reviews"][0][0])]
    for rating, days in vector["reviews"][1:]:
        found.append(fsrs.advance(model, *found[-1], rating, days))
    return found


@pytest.mark.parametrize("vector", VECTORS)
def test_stored_vectors_are_reproduced(vector: dict) -> None:  # type: ignore[type-arg]
    """Every state and interval."""
    for ours, theirs in zip(states(vector), vector["states"], strict=True):
        assert close(ours[0], theirs[0])
        assert close(ours[1], theirs[1])
    model, last = fsrs.model(tuple(vector["parameters"])), vector["states"][-1][0]
    for retention, days in vector["intervals"].items():
        assert fsrs.interval(model, last, float(retention)) == days


@pytest.mark.parametrize("parameters", reference.PARAMETERS)
def test_fresh_vectors_of_both_libraries_are_reproduced(parameters: tuple[float, ...]) -> None:
    """For histories other than the stored ones."""
    model = fsrs.model(parameters)
    for reviews in reference.histories(60, seed=2):
        ours = states({"parameters": parameters, "reviews": reviews})
        python, rust = reference.by_python(reviews, parameters), reference.by_rust(reviews, parameters)
        for mine, one, other in zip(ours, python, rust, strict=True):
            assert mine == one  # bit for bit
            assert close(one[0], other[0])
            assert close(one[1], other[1])
        days = [fsrs.interval(model, ours[-1][0], retention) for retention in reference.RETENTIONS]
        assert days == reference.intervals_by_python(ours[-1][0], parameters)
        for whole, exact in zip(days, reference.intervals_by_rust(ours[-1][0], parameters), strict=True):
            assert abs(whole - min(max(exact, 1), LONGEST)) <= 0.5 + 1e-4 * exact


@given(st.floats(1, 5000), st.floats(0.75, 0.97))
def test_interval_ends_at_the_desired_retention(stability: float, retention: float) -> None:
    """Half a day before and after enclose it."""
    model = fsrs.model()
    days = fsrs.interval(model, stability, retention, maximum=10**6)
    before = fsrs.recall(model, stability, max(0, days - 0.5))
    assert before >= retention * 0.999 or days == 1
    assert fsrs.recall(model, stability, days + 0.5) <= retention * 1.001


def test_replayed_equals_advancing_review_by_review() -> None:
    """`replayed` is the fold of `advance`."""
    vector = VECTORS[3]
    ratings, gaps = zip(*vector["reviews"], strict=True)
    assert fsrs.replayed(fsrs.model(tuple(vector["parameters"])), ratings, gaps) == states(vector)[-1]


def test_invalid_parameters_are_refused() -> None:
    """Too few, or out of bounds."""
    with pytest.raises(ValueError, match="21 parameters; got 2"):
        fsrs.model((1.0, 2.0))
    with pytest.raises(ValueError, match="parameter 20 is nan"):
        fsrs.model((*fsrs.DEFAULTS[:20], math.nan))


def test_bounds_of_parameters_are_inclusive() -> None:
    """The smallest and the greatest value of each are accepted."""
    fsrs.check(fsrs.LOWEST)
    fsrs.check(fsrs.HIGHEST)


def test_imported_difficulty_is_clamped() -> None:
    """Whatever value another program had."""
    assert fsrs.advance(fsrs.model(), 5.0, 12.0, fsrs.GOOD, 3)[1] == 10.0
