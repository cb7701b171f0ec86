"""How a problem is written."""

from quizapp.errors import Problem


def format_problem(problem: Problem) -> str:
    """Return a problem as text: where, what, and what to do."""
    text = f"{problem.location}: {problem.severity}[{problem.code}] {problem.message}"
    return f"{text}\n  hint: {problem.hint}" if problem.hint else text
