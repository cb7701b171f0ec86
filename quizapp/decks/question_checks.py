"""The checks that warn of questions whose form gives the answer away."""

from collections.abc import Iterator

from quizapp.core.model import Concept
from quizapp.decks.view import DeckView, warning
from quizapp.decks.yaml_nodes import Document
from quizapp.errors import Problem
from quizapp.questions.choice import Choice
from quizapp.questions.true_false import TrueFalse
from quizapp.questions.typed import Typed

FEWEST = 4  # questions of a kind in a concept, from which a pattern in them is worth a warning
MOST_TYPED = 60  # characters of an answer that a learner can be expected to type as it is written
_LONGER = 1.1  # times the longest wrong option: less does not stand out


def longest_is_right(view: DeckView) -> Iterator[Problem]:
    """The right option is not the longest in more than half of a concept's choices."""
    for concept, document in view.concepts:
        choices = [(index, each) for index, each in enumerate(concept.questions) if isinstance(each, Choice)]
        longest = [index for index, each in choices if _stands_out(each)]
        if len(choices) >= FEWEST and len(longest) * 2 > len(choices):
            message = f"in {len(longest)} of the {len(choices)} choices of this concept the right option is the longest"
            hint = "Shorten right options, or say more in the wrong ones: who knows nothing picks the longest."
            yield warning(document, ("questions", longest[0], "answer"), "longest-is-right", message, hint)


def _stands_out(question: Choice) -> bool:
    return len(question.answer) > _LONGER * max(map(len, question.distractors), default=len(question.answer))


def one_sided_statements(view: DeckView) -> Iterator[Problem]:
    """A concept has true and false statements."""
    for concept, document in view.concepts:
        found = [(index, each) for index, each in enumerate(concept.questions) if isinstance(each, TrueFalse)]
        if len(found) >= FEWEST and len({each.answer for _, each in found}) == 1:
            code, word = ("all-true", "true") if found[0][1].answer else ("all-false", "false")
            message = f"all {len(found)} statements of this concept are {word}"
            hint = "Turn some of them round: who knows nothing gets all of these right."
            yield warning(document, ("questions", found[0][0], "answer"), code, message, hint)


def long_answers(view: DeckView) -> Iterator[Problem]:
    """An answer that has to be typed is short."""
    for concept, document in view.concepts:
        yield from _long_answers(concept, document)


def _long_answers(concept: Concept, document: Document) -> Iterator[Problem]:
    for index, question in enumerate(concept.questions):
        if isinstance(question, Typed) and len(question.answer) > MOST_TYPED:
            message = f"the answer that has to be typed has {len(question.answer)} characters"
            hint = f"Up to {MOST_TYPED} are fair. Ask for a part of it, or make it a `recall` or a `choice`."
            yield warning(document, ("questions", index, "answer"), "long-answer", message, hint)
