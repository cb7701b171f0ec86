"""How well parameters predict: log loss and RMSE(bins) as the field's benchmark has them.

Source: srs-benchmark and fsrs-rs. Only reviews a day or more after the one before count. Bins are of the days since
then, the number of such reviews and the lapses among them, each on a logarithmic scale.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quizapp.core import fsrs
from quizapp.core.calibration_bins import calibration_bin
from quizapp.core.float_sum import float_sum
from quizapp.core.review_history import CardHistory

SMALLEST = 1e-6  # a chance nearer to 0 or 1 is clamped: its log loss would be infinite


@dataclass(frozen=True, slots=True)
class Predicted:
    """One review: the chance of recall that was predicted, what happened, and its bin."""

    chance: float
    recalled: bool
    bin: tuple[float, float, float]

    @property
    def loss(self) -> float:
        """The log loss of this review alone."""
        chance = min(max(self.chance, SMALLEST), 1 - SMALLEST)
        return -math.log(chance if self.recalled else 1 - chance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How good predictions were: mean log loss, and the root of the mean squared error over bins."""

    reviews: int
    log_loss: float
    rmse_bins: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The mean decrease in log loss over the same reviews, and its standard error."""

    gain: float
    error: float

    @property
    def is_better(self) -> bool:
        """Whether the gain is larger than its standard error."""
        return self.gain > self.error


def predicted(history: CardHistory, parameters: tuple[float, ...], since_ms: int = 0) -> Iterator[Predicted]:
    """Yield the predictions for a card's reviews from `since_ms` on (UTC milliseconds), given the earlier ones."""
    model = fsrs.model(parameters)
    stability = difficulty = 0.0
    counted, lapses = 1, 0
    for index, (time_ms, rating, gap) in enumerate(zip(history.times, history.ratings, history.gaps, strict=True)):
        if index == 0:
            stability, difficulty = fsrs.first(model, rating)
            continue
        if gap > 0:
            counted += 1
            if time_ms >= since_ms:
                place = calibration_bin(gap, counted, lapses)
                yield Predicted(fsrs.recall(model, stability, gap), rating > 1, place)
            lapses += rating == 1
        stability, difficulty = fsrs.advance(model, stability, difficulty, rating, gap)


def all_predicted(
    histories: Iterable[CardHistory], parameters: tuple[float, ...], since_ms: int = 0
) -> list[Predicted]:
    """Return the predictions for all cards, in the order of the histories."""
    return [each for history in histories for each in predicted(history, parameters, since_ms)]


def score(found: Sequence[Predicted]) -> Score:
    """Return how good predictions were. Raises ValueError if there are none."""
    if not found:
        raise ValueError("no review to score")
    bins: dict[tuple[float, float, float], tuple[int, float]] = {}
    for each in found:
        count, off = bins.get(each.bin, (0, 0.0))
        bins[each.bin] = count + 1, off + each.recalled - each.chance
    square = float_sum(off * off / count for count, off in bins.values()) / len(found)
    loss = math.fsum(each.loss for each in found) / len(found)
    return Score(reviews=len(found), log_loss=loss, rmse_bins=math.sqrt(square))


def compare(before: Sequence[Predicted], after: Sequence[Predicted]) -> Comparison:
    """Return how much better `after` predicts the same reviews, pair by pair."""
    gains = [old.loss - new.loss for old, new in zip(before, after, strict=True)]
    mean = math.fsum(gains) / len(gains)
    spread = math.fsum((gain - mean) ** 2 for gain in gains) / max(1, len(gains) - 1)
    return Comparison(gain=mean, error=math.sqrt(spread / len(gains)))
