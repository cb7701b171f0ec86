"""Where programs are between two steps, and what a step changes."""

from typing import NamedTuple, TypeVar

from quizapp.core.expressions import evaluate
from quizapp.core.interleaving.steps import Programs, Step

T = TypeVar("T")
FREE = -1  # nobody holds the lock


class State(NamedTuple):
    """Where the programs are. Hashable, so that a state that was seen is known again."""

    at: tuple[int, ...]  # the next step of each program
    variables: tuple[float, ...]
    own: tuple[tuple[tuple[str, float], ...], ...]  # each program's variables, sorted by name
    holders: tuple[int, ...]  # program that holds each lock, or FREE
    asleep: tuple[tuple[int, ...], ...]  # for each lock, programs that wait to be notified, longest first
    woken: frozenset[int]  # programs that were notified and must acquire their condition again


class MisuseError(ValueError):
    """A step that raises RuntimeError in Python, such as the release of a lock that is not held."""


def start(programs: Programs) -> State:
    """Return the state before the first step."""
    count, locks = len(programs.steps), len(programs.locks)
    return State(
        at=(0,) * count,
        variables=tuple(float(value) for value in programs.variables.values()),
        own=((),) * count,
        holders=(FREE,) * locks,
        asleep=((),) * locks,
        woken=frozenset(),
    )


def next_step(programs: Programs, state: State, program: int) -> Step | None:
    """Return the step that a program takes next, or None where it has ended."""
    steps = programs.steps[program]
    return steps[state.at[program]] if state.at[program] < len(steps) else None


def can_run(programs: Programs, state: State, program: int) -> bool:
    """Return whether a program can take its next step: it has not ended, and waits for no notification or lock."""
    step = next_step(programs, state, program)
    if step is None or any(program in sleepers for sleepers in state.asleep):
        return False
    if program in state.woken or (step.action == "acquire" and _applies(step, state, program)):
        return state.holders[programs.locks.index(step.shared)] == FREE
    return True


def runnable(programs: Programs, state: State) -> tuple[int, ...]:
    """Return the programs that can take a step."""
    return tuple(program for program in range(len(programs.steps)) if can_run(programs, state, program))


def has_ended(programs: Programs, state: State) -> bool:
    """Return whether every program has taken its last step."""
    return all(at == len(steps) for at, steps in zip(state.at, programs.steps, strict=True))


def why_not(programs: Programs, state: State, program: int) -> str:
    """Return why a program cannot run, such as `program 1 waits for a, which program 2 holds`."""
    step = next_step(programs, state, program)
    if step is None:
        return f"program {program + 1} has ended"
    if any(program in sleepers for sleepers in state.asleep):
        return f"program {program + 1} sleeps until it is notified"
    holder = state.holders[programs.locks.index(step.shared)]
    return f"program {program + 1} waits for {step.shared}, which program {holder + 1} holds"


def advance(programs: Programs, state: State, program: int) -> State:
    """Return the state after a program's next step; the program must be able to run.

    Raises MisuseError where Python would raise RuntimeError, and ValueError where an expression has no value.
    """
    step = next_step(programs, state, program)
    assert step is not None
    if program in state.woken:
        held = _hold(programs, state, step.shared, program)
        return _forward(held._replace(woken=state.woken - {program}), program)
    if not _applies(step, state, program):
        return _forward(state, program)
    if step.action in ("read", "compute", "write"):
        return _forward(_assign(programs, state, step, program), program)
    if step.action == "wait":
        return _sleep(programs, state, step, program)
    return _forward(_synchronise(programs, state, step, program), program)


def _applies(step: Step, state: State, program: int) -> bool:
    return not step.condition or bool(evaluate(step.condition, dict(state.own[program])))


def _forward(state: State, program: int) -> State:
    return state._replace(at=_changed(state.at, program, state.at[program] + 1))


def _changed(values: tuple[T, ...], index: int, value: T) -> tuple[T, ...]:
    return (*values[:index], value, *values[index + 1 :])


def _assign(programs: Programs, state: State, step: Step, program: int) -> State:
    """Read, compute or write: all but the shared variable of a write is the program's own."""
    own = dict(state.own[program])
    names = tuple(programs.variables)
    if step.action == "write":
        written = _changed(state.variables, names.index(step.shared), evaluate(step.value, own))
        return state._replace(variables=written)
    own[step.name] = state.variables[names.index(step.shared)] if step.action == "read" else evaluate(step.value, own)
    return state._replace(own=_changed(state.own, program, tuple(sorted(own.items()))))


def _hold(programs: Programs, state: State, lock: str, holder: int) -> State:
    return state._replace(holders=_changed(state.holders, programs.locks.index(lock), holder))


def _sleep(programs: Programs, state: State, step: Step, program: int) -> State:
    """Release the condition and sleep; the step is done once the condition is acquired again."""
    index = programs.locks.index(step.shared)
    if state.holders[index] != program:
        raise MisuseError(f"`{step.text}` without holding `{step.shared}`")
    released = _hold(programs, state, step.shared, FREE)
    return released._replace(asleep=_changed(state.asleep, index, (*state.asleep[index], program)))


def _synchronise(programs: Programs, state: State, step: Step, program: int) -> State:
    """Acquire, release or notify."""
    if step.action == "acquire":
        return _hold(programs, state, step.shared, program)
    index = programs.locks.index(step.shared)
    if step.action == "release":
        if state.holders[index] == FREE:
            raise MisuseError(f"`{step.text}`, but nobody holds `{step.shared}`")
        return _hold(programs, state, step.shared, FREE)
    if state.holders[index] != program:
        raise MisuseError(f"`{step.text}` without holding `{step.shared}`")
    if not state.asleep[index]:
        return state
    first, *others = state.asleep[index]
    return state._replace(asleep=_changed(state.asleep, index, tuple(others)), woken=state.woken | {first})
