"""The search over schedules, against one that tries every schedule."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given

from quizapp.core.interleaving import solver
from quizapp.core.interleaving.solver import ScheduleTask, TooManyStates, play, shared, solve, trace
from quizapp.core.interleaving.states import MisuseError, State, advance, runnable, start
from quizapp.core.interleaving.steps import Programs, parse_step
from tests.core.interleaving.strategy import tasks

ADD = ["x = read c", "x = x + 1", "write c x"]
A_THEN_B = ["acquire a", "acquire b", "release b", "release a"]
B_THEN_A = ["acquire b", "acquire a", "release a", "release b"]


def task(goal: str, *programs: list[str], **variables: float) -> ScheduleTask:
    steps = tuple(tuple(map(parse_step, steps)) for steps in programs)
    return ScheduleTask(programs=Programs(variables=variables, steps=steps), goal=goal)


def every_schedule(task: ScheduleTask) -> Iterator[tuple[tuple[int, ...], State]]:
    """Yield every schedule with its end, without remembering any state."""
    open_ends: list[tuple[tuple[int, ...], State]] = [((), start(task.programs))]
    while open_ends:
        schedule, state = open_ends.pop()
        going = runnable(task.programs, state)
        if not going:
            yield schedule, state
        open_ends += [((*schedule, program), advance(task.programs, state, program)) for program in going]


def switches(schedule: tuple[int, ...]) -> int:
    return sum(one != other for one, other in pairwise(schedule))


@given(tasks())
def test_search_finds_what_trying_every_schedule_finds(task: ScheduleTask) -> None:
    try:
        ends = list(every_schedule(task))
    except MisuseError:
        with pytest.raises(MisuseError):
            solve(task)
        return
    found = solve(task)
    reaching = [schedule for schedule, state in ends if task.reached(state)]
    assert found.avoidable == (len(reaching) < len(ends))
    best = min(((len(each), switches(each)) for each in reaching), default=None)
    assert (found.schedule and (len(found.schedule), switches(found.schedule))) == best


@given(tasks())
def test_shortest_schedule_replays_to_its_goal(task: ScheduleTask) -> None:
    try:
        schedule = solve(task).schedule
    except MisuseError:
        return
    if schedule is not None:
        *_, last = play(task.programs, schedule)
        assert task.reached(last)
        played = trace(task.programs, schedule)
        assert [each.program for each in played] == list(schedule)
        assert played[-1].after == shared(task.programs, last)


@pytest.mark.parametrize(
    ("wanted", "schedule", "avoidable"),
    [
        (task("c == 1", ADD, ADD, c=0), (0, 0, 1, 1, 1, 0), True),
        (task("c == 2", ADD, ADD, c=0), (0, 0, 0, 1, 1, 1), True),
        (task("c == 3", ADD, ADD, c=0), None, True),
        (task("c >= 1", ADD, ADD, c=0), (0, 0, 0, 1, 1, 1), False),
        (task("deadlock", A_THEN_B, B_THEN_A), (0, 1), True),
        (task("deadlock", A_THEN_B, A_THEN_B), None, True),
        (task("deadlock", ["acquire a", "acquire a"], ["x = 1"]), (0, 1), False),
        (
            task("deadlock", ["acquire c", "wait c", "release c"], ["acquire c", "notify c", "release c"]),
            (1, 1, 1, 0, 0),
            True,
        ),
    ],
)
def test_well_known_programs(wanted: ScheduleTask, schedule: tuple[int, ...] | None, avoidable: bool) -> None:
    found = solve(wanted)
    assert (found.schedule, found.avoidable) == (schedule, avoidable)


@pytest.mark.parametrize("steps", [["release l"], ["notify l"], ["wait l"]])
def test_misuse_of_a_lock_is_an_error(steps: list[str]) -> None:
    with pytest.raises(MisuseError, match=steps[0]):
        solve(task("deadlock", steps, ["x = 1"]))


def test_notified_program_acquires_its_condition_again() -> None:
    wanted = task("deadlock", ["acquire c", "wait c", "release c"], ["acquire c", "notify c", "release c"])
    states = list(play(wanted.programs, (0, 0, 1, 1, 1, 0, 0)))
    assert [runnable(wanted.programs, state) for state in states] == [(0, 1), (0,), (1,), (1,), (1,), (0,), (0,), ()]
    assert shared(wanted.programs, states[4]) == {"c": "held by 2"}


@pytest.mark.parametrize(
    ("schedule", "said"),
    [((0, 0), "step 2: program 1 waits for l, which program 1 holds"), ((2,), "step 1: there is no program 3")],
)
def test_schedule_that_cannot_run_is_named(schedule: tuple[int, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        list(play(task("deadlock", ["acquire l", "acquire l"], ["x = 1"]).programs, schedule))


def test_search_ends_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "MOST_STATES", 10)
    with pytest.raises(TooManyStates, match="more than 10 states"):
        solve(task("c == 1", ADD, ADD, c=0))
