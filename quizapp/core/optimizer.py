"""Fits FSRS-6 to a history. The only importer of the optimiser, which is an extra."""

from collections.abc import Iterable, Sequence
from typing import Any

from quizapp.core import fsrs6
from quizapp.core.history import CardHistory
from quizapp.errors import ExitCode, QuizError

PLACES = 4  # more decimals of a parameter change no prediction that anyone could notice


def library() -> Any:
    """Return the optimiser's module. Raises QuizError that says how to get it where it is not installed."""
    try:
        import fsrs_rs_python
    except ImportError:
        raise QuizError(
            "The optimiser is not installed.", "Get it with: pip install 'quizapp[optimize]'", ExitCode.USAGE
        ) from None
    return fsrs_rs_python


def training_items(histories: Iterable[CardHistory], before_ms: int) -> list[Any]:
    """Return an item of the optimiser for each review before a moment, a day or more after the one before.

    Each has the card's whole past; they are sorted by time, because later reviews weigh more.
    """
    fsrs = library()
    made: list[tuple[int, Any]] = []
    for history in histories:
        past: list[Any] = []
        for time_ms, rating, gap in zip(history.times, history.ratings, history.gaps, strict=True):
            if time_ms >= before_ms:
                break
            past.append(fsrs.FSRSReview(rating, gap))
            if gap > 0:
                made.append((time_ms, fsrs.FSRSItem(past)))
    made.sort(key=lambda pair: pair[0])
    return [item for _, item in made]


def fitted(items: Sequence[Any], relearning_steps: int) -> tuple[float, ...]:
    """Return the parameters fitted to training items, within the bounds of FSRS-6. Raises QuizError where it cannot."""
    fsrs = library()
    try:
        found = fsrs.FSRS(list(fsrs6.DEFAULTS)).compute_parameters(items, num_relearning_steps=relearning_steps)
        bounds = zip(found, fsrs6.LOWEST, fsrs6.HIGHEST, strict=True)
        clipped = tuple(min(max(round(value, PLACES), low), high) for value, low, high in bounds)
        fsrs6.check(clipped)
    except Exception as error:  # the library has no errors of its own
        raise QuizError(f"The optimiser could not fit this history: {error}", "Nothing was changed.") from error
    return clipped
