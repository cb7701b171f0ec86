"""What the schedules of some programs can reach: a search over all of them, and a replay of one."""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from quizapp.core.expressions import evaluate
from quizapp.core.interleaving.states import FREE, State, advance, can_run, has_ended, runnable, start, why_not
from quizapp.core.interleaving.steps import Programs

DEADLOCK = "deadlock"
MOST_STATES = 20_000  # a search of so many takes about 2 s; three programs of six steps have about 3,000


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleTask:
    """Programs, and the end that is to be reached.

    `goal` is `deadlock` (no program can run and one has not ended) or an expression over the shared variables, which
    holds where every program has ended.
    """

    programs: Programs
    goal: str

    def reached(self, state: State) -> bool:
        """Return whether a state is an end of the wanted kind. Raises ValueError where the goal has no value."""
        if self.goal == DEADLOCK:
            return not has_ended(self.programs, state) and not runnable(self.programs, state)
        named = dict(zip(self.programs.variables, state.variables, strict=True))
        return has_ended(self.programs, state) and bool(evaluate(self.goal, named))


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """What all schedules have in common."""

    schedule: tuple[int, ...] | None  # the first of those that reach the goal by steps, then by switches; None: none
    avoidable: bool  # whether some schedule ends otherwise


class TooManyStates(ValueError):
    """Programs with more states than are worth a search."""


_Node = tuple[State, int]  # a state, and the program that ran last


class _Search:
    """Dijkstra's search, with (steps, switches between programs) as the cost of a schedule.

    Nodes of equal cost are taken in the order of their discovery, so the result does not depend on hashing.
    """

    def __init__(self, task: ScheduleTask) -> None:
        self.task = task
        first = (start(task.programs), FREE)
        self.queue: list[tuple[int, int, int, _Node]] = [(0, 0, 0, first)]
        self.came_from: dict[_Node, _Node | None] = {first: None}
        self.cost: dict[_Node, tuple[int, int]] = {first: (0, 0)}

    def ends(self) -> Iterator[_Node]:
        """Yield each state in which no program can run, those of the least cost first."""
        while self.queue:
            steps, switches, _, node = heapq.heappop(self.queue)
            if self.cost[node] != (steps, switches):
                continue
            programs = runnable(self.task.programs, node[0])
            if not programs:
                yield node
            for program in programs:
                self._discover(node, program, (steps + 1, switches + (node[1] not in (FREE, program))))
            if len(self.cost) > MOST_STATES:
                raise TooManyStates(f"more than {MOST_STATES:,} states")

    def _discover(self, node: _Node, program: int, cost: tuple[int, int]) -> None:
        after = advance(self.task.programs, node[0], program), program
        if after not in self.cost or cost < self.cost[after]:
            self.cost[after], self.came_from[after] = cost, node
            heapq.heappush(self.queue, (*cost, len(self.cost), after))

    def schedule(self, end: _Node) -> tuple[int, ...]:
        """Return the programs that ran until a node."""
        programs: list[int] = []
        at: _Node | None = end
        while at is not None and at[1] != FREE:
            programs.append(at[1])
            at = self.came_from[at]
        return tuple(reversed(programs))


def solve(task: ScheduleTask) -> Solution:
    """Look at every schedule.

    Raises MisuseError with the step, TooManyStates, or ValueError from an expression without a value.
    """
    search = _Search(task)
    found: tuple[int, ...] | None = None
    avoidable = False
    for end in search.ends():
        if not task.reached(end[0]):
            avoidable = True
        elif found is None:
            found = search.schedule(end)
    return Solution(schedule=found, avoidable=avoidable)


def play(programs: Programs, schedule: Sequence[int]) -> Iterator[State]:
    """Yield the state before each step and after the last.

    Raises ValueError with the place of a step that cannot run.
    """
    state = start(programs)
    yield state
    for number, program in enumerate(schedule, 1):
        if not 0 <= program < len(programs.steps):
            raise ValueError(f"step {number}: there is no program {program + 1}")
        if not can_run(programs, state, program):
            raise ValueError(f"step {number}: {why_not(programs, state, program)}")
        state = advance(programs, state, program)
        yield state


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A step of a schedule: the program that took it, its text, and the shared variables and locks after it."""

    program: int
    step: str
    after: Mapping[str, str]


def trace(programs: Programs, schedule: Sequence[int]) -> tuple[Played, ...]:
    """Return the steps of a schedule that can run."""
    states = list(play(programs, schedule))
    return tuple(
        Played(program=program, step=_text(programs, before, program), after=shared(programs, after))
        for program, before, after in zip(schedule, states, states[1:], strict=False)
    )


def _text(programs: Programs, state: State, program: int) -> str:
    step = programs.steps[program][state.at[program]]
    return f"{step.text} (woken: acquires {step.shared} again)" if program in state.woken else step.text


def shared(programs: Programs, state: State) -> dict[str, str]:
    """Return the shared variables with their values, and the locks with who holds them."""
    values = {name: f"{value:g}" for name, value in zip(programs.variables, state.variables, strict=True)}
    holders = zip(programs.locks, state.holders, strict=True)
    return values | {lock: "free" if holder == FREE else f"held by {holder + 1}" for lock, holder in holders}
