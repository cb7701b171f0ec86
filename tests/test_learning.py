"""The laws of the simulated learners of benchmarks/learning.py."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def learning() -> Iterator[ModuleType]:
    """The script, imported with the folder in which it finds its engines."""
    sys.path.insert(0, str(BENCHMARKS))
    yield import_module("learning")
    sys.path.remove(str(BENCHMARKS))


def engine(name: str) -> ModuleType:
    """Return a module of the script's engines; the fixture comes first."""
    return import_module(f"engines.{name}")


@dataclass
class EveryDay:
    """Asks every card once a day, and keeps the ratings of each."""

    cards: int
    ratings: dict[int, list[int]] = field(default_factory=dict)
    asked: int = -1

    def begin(self, day: int, now_ms: int) -> None:
        """Begin with the first card."""
        self.asked = -1

    def next(self, now_ms: int) -> int | None:
        """Return the next card."""
        self.asked += 1
        return self.asked if self.asked < self.cards else None

    def rate(self, rating: int, seconds: int, now_ms: int) -> None:
        """Keep a rating."""
        self.ratings.setdefault(self.asked, []).append(rating)

    def end(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to release."""


def test_a_perfect_memory_never_forgets(learning: ModuleType) -> None:
    learners, scheduler = engine("learners"), EveryDay(20)
    perfect = learners.Learner(name="perfect", memory=lambda _seed: learners.PerfectMemory())
    found = engine("study_year").study(perfect, 3, scheduler, 40)
    assert found["known"] == {"30": 20.0, "40": 20.0}
    assert all(min(ratings[1:]) > 1 for ratings in scheduler.ratings.values())
    assert any(ratings[0] == 1 for ratings in scheduler.ratings.values())  # a new card is not known yet


def test_a_card_that_is_surely_forgotten_is_never_recalled(learning: ModuleType) -> None:
    answer = engine("learners").answer
    assert {answer(1, card, 1, 0.0)[0] for card in range(200)} == {1}


@given(chance=st.floats(0.05, 0.95), seed=st.integers(0, 10**6))
def test_cards_are_recalled_as_often_as_the_memory_says(learning: ModuleType, chance: float, seed: int) -> None:
    answer = engine("learners").answer
    recalled = sum(answer(seed, card, 1, chance)[0] > 1 for card in range(1000))
    assert abs(recalled - 1000 * chance) < 6 * (1000 * chance * (1 - chance)) ** 0.5


@pytest.mark.parametrize("scheduler", ["quizapp", "quizapp 24 hours", "SM-2", "Leitner"])
def test_the_same_seed_gives_the_same_table(learning: ModuleType, scheduler: str) -> None:
    tables = []
    for seed in (1, 1, 2):
        figures = learning.figures_of(learning.Run("drawn", scheduler, seed, 24, 35), "")
        tables.append(engine("learning_report").report({("drawn", scheduler, 0): figures}))
    assert tables[0] == tables[1] != tables[2]


def test_habits_are_kept(learning: ModuleType) -> None:
    learners, year = engine("learners"), engine("study_year")
    away = learners.Learner(name="a", memory=learners.drawn, minutes=5.0, missed=0.5, away=range(5, 9))
    found, scheduler = year.Year(away, 2), EveryDay(50)
    memory = away.memory(2)
    for day in range(20):
        minutes = year._day(found, memory, scheduler, day) if away.studies(2, day) else 0.0
        assert minutes < 5.0 + max(learners.NEW_SECONDS) / 60
        assert minutes == 0.0 or day not in away.away
        found.minutes.append(minutes)
    assert 0 < sum(each > 0 for each in found.minutes) < 16


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8))
def test_a_bootstrap_interval_lies_among_the_values(learning: ModuleType, values: list[float]) -> None:
    _, low, high = engine("learning_report").interval(values)
    assert min(values) - 1e-6 <= low <= high <= max(values) + 1e-6


def test_the_summary_names_for_whom_quizapp_is_ahead_or_behind(learning: ModuleType) -> None:
    rates = {
        ("a", "quizapp"): (1.1, 1.2), ("a", "Anki"): (1.0, 1.0),  # ahead for both seeds
        ("b", "quizapp"): (0.9, 0.8), ("b", "Anki"): (1.0, 1.0),
        ("c", "quizapp"): (1.1, 0.9), ("c", "Anki"): (1.0, 1.0),
    }  # fmt: skip
    results = {(*key, seed): {"rate": {"90": rate}} for key, pair in rates.items() for seed, rate in enumerate(pair)}
    (row,) = engine("learning_report").summary_table(results).splitlines()[2:]
    assert row.startswith("| Anki | 0.0 (") and row.endswith(" | a | b |")


def test_a_run_that_was_kept_is_not_repeated(
    learning: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, picture = tmp_path / "kept.jsonl", tmp_path / "picture.svg"
    words = ["--seeds", "1", "--cards", "6", "--only", "forgetful", "--workers", "1", "--keep", str(kept)]
    learning.measure([learning.Run("forgetful", "SM-2", 0, 6, 365)], kept, "", 1)
    (line,) = kept.read_text("utf-8").splitlines()
    row = json.loads(line)
    row["busiest"] = 123.4
    others = [row | {"key": row["key"].replace("SM-2", how)} for how in ("quizapp", "quizapp optimised", "Leitner")]
    kept.write_text("".join(json.dumps(each) + "\n" for each in (row, *others)), "utf-8")
    page = tmp_path / "page.md"
    page.write_text("Before.\n<!-- results -->\nold\n<!-- end of results -->\nAfter.\n", "utf-8")
    monkeypatch.setattr(learning, "PAGE", page)
    learning.main([*words, "--plot", str(picture), "--write"])
    assert capsys.readouterr().out.count("| 123.4 (123.4 to 123.4) |") == 4
    written = page.read_text("utf-8")
    assert written.count("| 123.4 (123.4 to 123.4) |") == 4 and "old" not in written
    assert written.startswith("Before.\n<!-- results -->\n6 cards, 365 days, 1 seed.\n")
    assert written.endswith("\n<!-- end of results -->\nAfter.\n")
    assert picture.read_text("utf-8").count("<rect") == 1 + 2 * 4
