"""The progress report as values: what the terminal, the page, the plain text and the JSON document are drawn from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizapp.core.learning_paths import PathProgress
from quizapp.core.model import SectionName
from quizapp.core.statistics.deck_pace import DeckProgress
from quizapp.core.statistics.experiment_results import ClaimVerdict, Misconception
from quizapp.core.statistics.habit import Habit, StudyDay
from quizapp.core.statistics.predictions import PredictionsOverTime, PredictionSummary
from quizapp.core.statistics.retention import (
    Bin,
    Calibration,
    DueDay,
    Period,
    PeriodRetention,
    Recalled,
    RetentionWindows,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptRecall:
    """The chance of recall of each section of a concept now, in [0, 1]; None where no card was answered yet."""

    deck: str
    concept: str
    title: str
    requires: tuple[str, ...]
    sections: Mapping[SectionName, float | None]
    mastery: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeGroup:
    """Cards whose memory is young or mature now, and how reviews at that age went."""

    cards: int
    reviews: Recalled


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptLapses:
    """How often the cards of a concept were forgotten."""

    deck: str
    concept: str
    title: str
    lapses: int
    reviews: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Leech:
    """A card with too many lapses: its question, its ratings from 1 (Again) to 4 (Easy), a command that shows it."""

    card: str
    ask: str
    lapses: int
    history: str
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryReport:
    """What is remembered and how well; `forecast` maps a number of days to the cards due on each of them."""

    desired: float
    retention: Mapping[Period, Sequence[PeriodRetention]]
    young: AgeGroup
    mature: AgeGroup
    stability: Sequence[Bin]
    difficulty: Sequence[Bin]
    retrievability: Sequence[Bin]
    lapses: Sequence[ConceptLapses]
    forecast: Mapping[int, Sequence[DueDay]]
    leeches: Sequence[Leech]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckRow:
    """One deck and how far it is."""

    deck: str
    title: str
    progress: DeckProgress


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressReport:
    """All figures of a scope."""

    study_day: str
    reviews: int
    study_days: int
    streak_days: int
    longest_streak_days: int
    true_retention: RetentionWindows
    per_day: Sequence[StudyDay]
    forecast: Sequence[DueDay]
    concepts: Sequence[ConceptRecall]
    recall: Calibration
    prediction_summary: PredictionSummary
    predictions: PredictionsOverTime
    verdicts: Sequence[ClaimVerdict]
    misconceptions: Sequence[Misconception]
    habit: Habit
    memory: MemoryReport
    decks: Sequence[DeckRow]
    leeches: Sequence[str]
    paths: Sequence[PathProgress] = ()
    new_per_day: int = 0  # the setting, for the days that a path still takes
