"""Whether a text that is shown with a question would give its answer away."""

from quizapp.core.question import Question, Shown
from quizapp.questions.base import Kind, letters


def gives_away(text: str, kind: Kind, question: Question, shown: Shown) -> bool:
    """Return whether a text names the right answer of a question that does not name it itself."""
    word = _plain(text)
    if not word or word in _plain(shown.ask):
        return False
    return any(word in answer or answer in word for answer in map(_plain, _answers(kind, question, shown)) if answer)


def _answers(kind: Kind, question: Question, shown: Shown) -> list[str]:
    """Return the right options, or the texts to type; none for other ways of answering."""
    if shown.entry not in ("pick", "picks", "text"):
        return []
    solution = kind.solution(question, shown)
    if shown.entry == "text":
        return [solution] if isinstance(solution, str) else list(solution) if isinstance(solution, tuple) else []
    picked = solution if isinstance(solution, str) else ""
    return [option for letter, option in zip(letters(26), shown.options, strict=False) if letter in picked]


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("`", "").split()).removesuffix("s")
