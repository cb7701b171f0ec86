"""How an answer is given in a browser: the table of entries. A kind of question with a new entry is one line here.

An entry is a template below `templates/entry`, what that template needs to know, and what reads its form.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.core.interleaving.solver import DEADLOCK, play, shared
from quizapp.core.interleaving.states import State, can_run, has_ended, runnable, why_not
from quizapp.core.question import Entry
from quizapp.questions.answers import NO_SCHEDULE
from quizapp.questions.base import letters
from quizapp.web.program_entry import program_values, take_program
from quizapp.web.quiz_state import QuizState, Turn
from quizapp.web.taken import REVEAL, STAY, Given, Taken
from quizapp.web.visit import Visit

NONE = "0"  # the draft of the claim that no schedule reaches the goal


@dataclass(frozen=True, slots=True)
class EntryForm:
    """How one kind of answer is given; `take` returns what a form says."""

    take: Callable[[QuizState, Turn, Visit], Taken]
    values: Callable[[QuizState, Turn], Mapping[str, Any]] = lambda quiz, turn: {}


def _texts(quiz: QuizState, turn: Turn, visit: Visit) -> Taken:
    given = visit.all("answer")
    if not any(each.strip() for each in given):
        return REVEAL
    return Given(given[0] if turn.asked.shown.slots == 1 else given)


def _lines(quiz: QuizState, turn: Turn, visit: Visit) -> Taken:
    return Given(visit.field("answer").replace("\r\n", "\n"))


def _picked(quiz: QuizState, turn: Turn, visit: Visit) -> Taken:
    return Given("".join(sorted(visit.all("answer"))))


def _sequence(quiz: QuizState, turn: Turn, visit: Visit) -> Taken:
    """Return the letters in order: a match has an option for each line, an order has a place for each option."""
    shown, names = turn.asked.shown, letters(len(turn.asked.shown.options))
    if shown.prompts:
        return Given("".join(visit.field(f"line-{number}") for number in range(len(shown.prompts))))
    places = {letter: visit.field(f"place-{letter}") for letter in names}
    if sorted(places.values()) != sorted(str(number) for number in range(1, len(names) + 1)):
        raise ValueError("Give each line a place of its own.")
    return Given("".join(sorted(names, key=lambda letter: int(places[letter]))))


def _prediction(quiz: QuizState, turn: Turn, visit: Visit) -> Taken:
    if picked := visit.field("range"):
        return Given(f"{picked}@{visit.field('sure') or '50'}%")
    if low := visit.field("low").strip():
        return Given(f"{low}..{visit.field('high').strip()}")
    return Given(visit.field("answer"))


def _prediction_values(quiz: QuizState, turn: Turn) -> Mapping[str, Any]:
    assert quiz.session is not None
    return {"facts": quiz.session.facts(), "sures": (50, 60, 70, 80, 90, 99)}


def _schedule(quiz: QuizState, turn: Turn, visit: Visit) -> Taken:
    """Take a step. A form that was made for another number of steps changes nothing."""
    task, draft = turn.asked.shown.task, turn.schedule
    assert task is not None
    if visit.field("at") != str(len(draft)):
        return STAY
    step = visit.field("step")
    if step == "back":
        turn.schedule = draft[:-1]
    elif step == "none":
        turn.schedule = NONE
    elif step == "answer":
        return Given(NO_SCHEDULE if draft == NONE else list(draft))
    elif step.isdecimal() and draft != NONE and int(step) - 1 in runnable(task.programs, _state(turn)):
        turn.schedule = draft + step
        if task.reached(_state(turn)):
            return Given(list(turn.schedule))
    return STAY


def _state(turn: Turn) -> State:
    assert turn.asked.shown.task is not None
    *_, state = play(turn.asked.shown.task.programs, [int(number) - 1 for number in turn.schedule if number != NONE])
    return state


def _schedule_values(quiz: QuizState, turn: Turn) -> Mapping[str, Any]:
    """Return the programs with their next steps, the variables, and why some programs cannot go on."""
    task, state = turn.asked.shown.task, _state(turn)
    assert task is not None
    steps = task.programs.steps
    stopped = [number for number in range(len(steps)) if not can_run(task.programs, state, number)]
    return {
        "goal": "a deadlock" if task.goal == DEADLOCK else f"{task.goal}, when all have ended",
        "programs": [
            {
                "number": number + 1, "steps": [step.text for step in program], "at": state.at[number],
                "own": ", ".join(f"{name} = {value:g}" for name, value in state.own[number]),
            }
            for number, program in enumerate(steps)
        ],
        "shared": shared(task.programs, state),
        "why_not": [why_not(task.programs, state, number) for number in stopped],
        "going": [number + 1 for number in runnable(task.programs, state)],
        "ended": has_ended(task.programs, state), "claims_none": turn.schedule == NONE,
    }  # fmt: skip


ENTRIES: Mapping[Entry, EntryForm] = {
    "reveal": EntryForm(lambda quiz, turn, visit: REVEAL),
    "pick": EntryForm(_picked),
    "picks": EntryForm(_picked),
    "sequence": EntryForm(_sequence),
    "text": EntryForm(_texts),
    "lines": EntryForm(_lines),
    "prediction": EntryForm(_prediction, _prediction_values),
    "schedule": EntryForm(_schedule, _schedule_values),
    "program": EntryForm(take_program, program_values),
}
