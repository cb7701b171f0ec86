"""The simulation, compared with a slow model that looks at every card every day and schedules with py-fsrs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import fsrs
import pytest
from synthetic import TRUE

from quizapp.core import fsrs as fsrs6
from quizapp.core.review_history import USUAL, Habits
from quizapp.core.simulation import Course, Scenario, SimulatedCard, simulate


def collection(count: int, parameters: tuple[float, ...] = ()) -> list[SimulatedCard]:
    """Return cards of all ages, some of them overdue."""
    draw = Random(1)
    made = []
    for _ in range(count):
        last = -draw.randrange(1, 60)
        made.append(SimulatedCard(draw.uniform(0.5, 80), draw.uniform(1, 10), last, draw.randrange(-5, 40), parameters))
    return made


def scenario(**changes: object) -> Scenario:
    """Return a scenario of 100 days with Sundays off."""
    plain = Scenario(
        retention=0.88,
        shares=tuple(0.0 if day % 7 == 6 else 1.0 for day in range(100)),
        new_per_day=3,
        reviews_per_day=10_000,
        unseen=150,
        learning_steps=2,
        relearning_steps=1,
        seed=5,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


MIDNIGHT = datetime(2026, 1, 1, tzinfo=UTC)


class SlowModel:
    """Simulates day by day and card by card, as simply as possible."""

    def __init__(self, given: Scenario) -> None:
        self.given, self.draw = given, Random(given.seed)
        self.cards: list[fsrs.Card] = []
        self.schedulers: list[fsrs.Scheduler] = []

    def scheduler(self, parameters: tuple[float, ...]) -> fsrs.Scheduler:
        """Return py-fsrs's scheduler with steps of ten minutes."""
        step = timedelta(minutes=10)
        return fsrs.Scheduler(
            parameters or fsrs.Scheduler().parameters,
            self.given.retention,
            [step] * self.given.learning_steps,
            [step] * self.given.relearning_steps,
            enable_fuzzing=False,
        )

    def take(self, card: SimulatedCard) -> None:
        """Add a known card."""
        at = MIDNIGHT + timedelta(days=card.last)
        due = MIDNIGHT + timedelta(days=max(0, card.due))
        state = fsrs.State.Review
        self.cards.append(fsrs.Card(1, state, None, card.stability, card.difficulty, due, at))
        self.schedulers.append(self.scheduler(card.parameters))

    def answer(self, number: int, rating: int, now: datetime) -> None:
        """Rate a card, then rate it Good until it has left its steps, all at the same time."""
        card, scheduler = self.cards[number], self.schedulers[number]
        card, _ = scheduler.review_card(card, fsrs.Rating(rating), now)
        while card.state is not fsrs.State.Review:
            card, _ = scheduler.review_card(card, fsrs.Rating.Good, now)
        self.cards[number] = card

    def pick(self, shares: tuple[float, ...]) -> int:
        """Draw an index with these probabilities."""
        at, total = self.draw.random(), 0.0
        for index, share in enumerate(shares):
            total += share
            if at < total:
                return index
        return len(shares) - 1

    def day(self, now: datetime, unseen: int) -> tuple[int, int, float]:
        """Simulate one day; return cards reviewed, cards introduced and seconds."""
        seconds, asked = 0.0, 0
        for number in range(len(self.cards)):
            card = self.cards[number]
            if card.due > now:
                continue
            asked += 1
            chance = self.schedulers[number].get_card_retrievability(card, now)
            recalled = self.draw.random() < chance
            self.answer(number, 2 + self.pick(USUAL.passed) if recalled else 1, now)
            seconds += USUAL.recalled_seconds if recalled else USUAL.forgotten_seconds
        fresh = min(unseen, int(self.given.new_per_day))
        for _ in range(fresh):
            self.cards.append(fsrs.Card(card_id=1))
            self.schedulers.append(self.scheduler(self.given.parameters))
            self.answer(len(self.cards) - 1, 1 + self.pick(USUAL.first), now)
        return asked, fresh, seconds + fresh * USUAL.new_seconds


def slow_course(cards: list[SimulatedCard], given: Scenario) -> Course:
    """Simulate the coming days with the slow model."""
    model, course, unseen = SlowModel(given), Course(), given.unseen
    for card in cards:
        model.take(card)
    for day, share in enumerate(given.shares):
        asked, fresh, seconds = model.day(MIDNIGHT + timedelta(days=day), unseen) if share else (0, 0, 0.0)
        unseen -= fresh
        course.reviews.append(asked)
        course.introduced.append(fresh)
        course.seconds.append(seconds)
    end = MIDNIGHT + timedelta(days=len(given.shares))
    pairs = zip(model.cards, model.schedulers, strict=True)
    course.remembered = sum(scheduler.get_card_retrievability(card, end) for card, scheduler in pairs)
    return course


@pytest.mark.parametrize(
    "given",
    [
        scenario(),
        scenario(retention=0.95, seed=6),
        scenario(parameters=TRUE, learning_steps=0, relearning_steps=0),
        scenario(learning_steps=1, relearning_steps=2, new_per_day=0),
    ],
)
def test_simulation_equals_the_slow_model(given: Scenario) -> None:
    """Both draw the same random numbers, so all results are equal."""
    cards = collection(120, given.parameters)
    quick, obvious = simulate(cards, given, USUAL), slow_course(cards, given)
    assert quick.reviews == obvious.reviews
    assert quick.introduced == obvious.introduced
    assert quick.seconds == pytest.approx(obvious.seconds)
    assert quick.remembered == pytest.approx(obvious.remembered, rel=1e-9)
    assert sum(quick.reviews) > 250


def test_same_seed_gives_the_same_course() -> None:
    """Another seed another one; the given cards are not changed."""
    cards = collection(50)
    first = simulate(cards, scenario(), USUAL)
    assert simulate(cards, scenario(), USUAL) == first
    assert simulate(cards, scenario(seed=9), USUAL) != first
    assert cards == collection(50)


def test_higher_retention_costs_more_and_remembers_more() -> None:
    """The trade-off that the plan shows."""
    low, high = (simulate(collection(300), scenario(retention=value), USUAL) for value in (0.8, 0.95))
    assert sum(high.seconds) > 1.3 * sum(low.seconds)
    assert high.remembered > low.remembered


def test_review_limit_takes_cards_most_at_risk() -> None:
    """The others wait; a fractional limit is met on average."""
    course = simulate(collection(200), scenario(reviews_per_day=2.5, new_per_day=0.5), USUAL)
    assert max(course.reviews) <= 3
    open_days = sum(day % 7 != 6 for day in range(100))
    assert sum(course.reviews) == sum(int((d + 1) * 2.5) - int(d * 2.5) for d in range(100) if d % 7 != 6)
    assert sum(course.introduced) <= open_days / 2 + 1
    risky = SimulatedCard(stability=1.0, difficulty=5.0, last=-30, due=0)
    safe = SimulatedCard(stability=300.0, difficulty=5.0, last=-30, due=0)
    one = scenario(shares=(1.0,), reviews_per_day=1, unseen=0)
    alone = simulate([safe], replace(one, reviews_per_day=0), USUAL).remembered
    # The risky card was asked: its retrievability is near 1 again.
    assert simulate([safe, risky], one, USUAL).remembered > alone + 0.8


def test_maximum_interval_limits_easy_new_cards() -> None:
    """With a single rating the course is known by hand."""
    easy = replace(USUAL, first=(0.0, 0.0, 0.0, 1.0))
    alone = scenario(shares=(1.0,) * 9, new_per_day=1, unseen=1)
    model = fsrs6.model()
    found = simulate([], alone, easy)
    stability = fsrs6.first(model, 4)[0]
    wait = fsrs6.interval(model, stability, alone.retention)
    assert wait > 4
    assert found.reviews == [0] * 9 if wait > 8 else [int(day == wait) for day in range(9)]
    often = simulate([], replace(alone, maximum=1), easy)
    assert often.reviews == [0] + [1] * 8


def test_sufficient_limit_equals_no_limit() -> None:
    """Random numbers are drawn for the same cards."""
    cards = [SimulatedCard(5.0 + n, 5.0, -9 + n, 0) for n in range(6)]
    plain = scenario(shares=(1.0,), unseen=0)
    assert simulate(cards, replace(plain, reviews_per_day=6), USUAL) == simulate(cards, plain, USUAL)


def test_easy_new_card_takes_no_steps() -> None:
    """Its stability is that of its first rating, which a step would raise."""
    easy = Habits(first=(0, 0, 0, 1), passed=USUAL.passed, new_seconds=1.0, recalled_seconds=1.0, forgotten_seconds=1.0)
    parameters = (0.1, 0.2, 0.3, 0.5, *fsrs6.DEFAULTS[4:])
    day = Scenario(
        retention=0.9, shares=(1.0,), new_per_day=1, reviews_per_day=1, unseen=1, learning_steps=2, relearning_steps=1,
        parameters=parameters,
    )  # fmt: skip
    expected = fsrs6.recall(fsrs6.model(parameters), 0.5, 1)
    assert simulate([], day, easy).remembered == pytest.approx(expected)


def test_card_is_scheduled_for_the_retention_of_its_deck() -> None:
    """In place of the scenario's."""
    own = [replace(card, retention=0.95) for card in collection(40)]
    given = scenario(unseen=0)
    assert simulate(own, given, USUAL) == simulate(collection(40), replace(given, retention=0.95), USUAL)
    assert simulate(own, given, USUAL) != simulate(collection(40), given, USUAL)
