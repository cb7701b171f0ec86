"""A program as an answer: written in a plain editor, checked by running, until it passes or is given up."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from quizapp.core.answer import ProgramAnswer
from quizapp.errors import QuizError
from quizapp.web.consent import Agreement
from quizapp.web.quiz_state import ProgramTurn, QuizState, Turn
from quizapp.web.taken import REVEAL, STAY, Given, Taken
from quizapp.web.visit import Visit

MOST_BYTES = 100_000


def _begun(quiz: QuizState, turn: Turn) -> ProgramTurn:
    """Begin with the last program of the learner if it did not pass, else with the given one."""
    if turn.program is None:
        assert quiz.session is not None
        given = turn.asked.shown.code
        turn.program = ProgramTurn(given)
        if (last := quiz.session.tries().last()) is not None:
            if last.verdict == "passed":
                turn.program.note = "You have solved this before: here is the program as it was given."
            elif last.program.strip() != given.strip():
                turn.program = ProgramTurn(last.program, "Your last try.")
    return turn.program


def program_values(quiz: QuizState, turn: Turn) -> Mapping[str, Any]:
    """Return the program as it is now, and what the last run found."""
    found = _begun(quiz, turn)
    return {"program": found, "is_changed": found.ran != found.text, "is_given": _is_given(turn, found.text)}


def _is_given(turn: Turn, program: str) -> bool:
    return program.strip() == turn.asked.shown.code.strip()


def take_program(quiz: QuizState, turn: Turn, visit: Visit) -> Taken:
    """Run the checks on a program, show a solution, or begin again."""
    state = _begun(quiz, turn)
    lines = visit.field("program").replace("\r\n", "\n").expandtabs(4).split("\n")
    program = "\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n"
    if len(program.encode()) > MOST_BYTES:
        raise QuizError(f"The program has more than {MOST_BYTES // 1000} kB.", "Shorten it.")
    act = visit.field("do")
    if act == "reset":
        turn.program = ProgramTurn(turn.asked.shown.code, tries=state.tries)
        return STAY
    state.text = program
    if act == "give-up":
        if _is_given(turn, program) and not state.tries:
            return REVEAL
        return Given(ProgramAnswer(program=program, tries=state.tries, run=state.run if state.ran == program else None))
    if _is_given(turn, program):
        raise QuizError("This is the program as it was given: change it first.")
    quiz.attempt(turn, partial(_run, quiz, turn, program))
    return STAY


def _run(quiz: QuizState, turn: Turn, program: str, agreement: Agreement) -> None:
    """Run the checks; a program on which none fails is the answer."""
    assert quiz.session is not None
    state = _begun(quiz, turn)
    run = quiz.session.tries(agreement).run(program)
    state.note, state.ran, state.run = "", program, run
    state.tries += run.verdict != "inconclusive"
    if not run.failed:
        quiz.grade(turn, ProgramAnswer(program=program, tries=state.tries, run=run), agreement)
