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


FSRS_5 = (
    0.40255, 1.18385, 3.173, 15.69105, 7.1949, 0.5345, 1.4604, 0.0046, 1.54575, 0.1192, 1.01925, 1.9395, 0.11, 0.29605,
    2.2698, 0.2315, 2.9898, 0.51655, 0.6621,
)  # fmt: skip
FSRS_4_5 = (
    0.4872, 1.4003, 3.7145, 13.8206, 5.1618, 1.2298, 0.8975, 0.031, 1.6474, 0.1367, 1.0461, 2.1072, 0.0793, 0.3246,
    1.587, 0.2272, 2.8755,
)  # fmt: skip


@pytest.mark.parametrize("earlier", [FSRS_4_5, FSRS_5, fsrs.DEFAULTS, (150.0, *FSRS_5[1:])])
def test_parameters_of_an_earlier_version_predict_as_in_fsrs_rs(earlier: tuple[float, ...]) -> None:
    """States and intervals are those of fsrs-rs, which converts the same parameters by itself."""
    converted = fsrs.from_earlier(earlier)
    model = fsrs.model(converted)
    for reviews in reference.histories(30, seed=3):
        ours, rust = states({"parameters": converted, "reviews": reviews}), reference.by_rust(reviews, earlier)
        for mine, other in zip(ours, rust, strict=True):
            assert close(mine[0], other[0]) and close(mine[1], other[1])
        days = [fsrs.interval(model, ours[-1][0], retention) for retention in reference.RETENTIONS]
        for whole, exact in zip(days, reference.intervals_by_rust(ours[-1][0], earlier), strict=True):
            assert abs(whole - min(max(exact, 1), LONGEST)) <= 0.5 + 1e-4 * exact


@pytest.mark.parametrize(
    ("parameters", "message"),
    [((1.0,) * 18, "there are 18; expected 17"), ((), "there are 0"), ((*FSRS_5[:18], math.nan), "finite"),
     ((*FSRS_4_5[:5], -0.5, *FSRS_4_5[6:]), "parameter 5 is -0.5")],
)  # fmt: skip
def test_parameters_of_no_known_version_are_refused(parameters: tuple[float, ...], message: str) -> None:
    """With what is wrong about them."""
    with pytest.raises(ValueError, match=message):
        fsrs.from_earlier(parameters)


@given(
    st.floats(0.001, 2000), st.floats(1, 10), st.integers(0, 2000), st.floats(0.7, 0.99), st.sampled_from([0.0, 0.3])
)
def test_four_ratings_at_once_give_the_bits_of_each(
    stability: float, difficulty: float, days: int, retention: float, more: float
) -> None:
    """Stability and interval, under the defaults and under other parameters."""
    model = fsrs.model((*fsrs.DEFAULTS[:15], fsrs.DEFAULTS[15] + more, *fsrs.DEFAULTS[16:]))
    at_once = fsrs.stabilities_after(model, stability, difficulty, days)
    one_by_one = [fsrs.advance(model, stability, difficulty, rating, days)[0] for rating in (1, 2, 3, 4)]
    assert list(at_once) == one_by_one
    assert fsrs.intervals(model, at_once, retention, 500) == [
        fsrs.interval(model, each, retention, 500) for each in one_by_one
    ]
