"""What is shown of the report of an experiment."""

from collections.abc import Sequence
from typing import Protocol

from quizapp.core.answer_difference import VariantMedian
from quizapp.core.model import Experiment


class MeasuredReport(Protocol):
    """What is shown of the lab's report: the measurement with its interval (a text has none), and the verdict."""

    @property
    def experiment(self) -> Experiment:
        """The experiment that ran."""

    @property
    def value(self) -> float | str:
        """The measured value."""

    @property
    def low(self) -> float | None:
        """The lower end of its interval."""

    @property
    def high(self) -> float | None:
        """The upper end of its interval."""

    @property
    def unit(self) -> str:
        """The unit of the value."""

    @property
    def medians(self) -> Sequence[VariantMedian]:
        """The median reading of each variant; none for texts."""

    @property
    def verdict(self) -> str:
        """Whether the claim holds here: confirmed, refuted or inconclusive."""

    @property
    def expected(self) -> str:
        """What was expected, in words."""

    @property
    def reason(self) -> str:
        """Why there is no verdict."""

    @property
    def remarks(self) -> Sequence[str]:
        """Lines about the measurement and the machine."""

    @property
    def comparable(self) -> bool:
        """Whether a prediction can be compared with the value."""
