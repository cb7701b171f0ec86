"""The questions of a class that were answered wrong most often, and what was picked."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from quizapp.core.question import Shown
from quizapp.questions.base import surroundings
from quizapp.questions.option_picking import pick_indices, pick_one
from quizapp.questions.registry import kind_named, question_from
from quizapp.store.card_lookup import stored_card, stored_concept
from quizapp.store.classroom.reports import WrongAnswer, item_counts, wrong_answers
from quizapp.store.database import Store

MOST_ANSWERS = 3  # wrong answers that are named for a question


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A question: how often it was answered, how often wrong, and the most frequent wrong answers."""

    card: str
    ask: str
    answers: int
    wrong: int
    picked: Sequence[tuple[str, int]]  # (answer or option, times)


def items(store: Store, deck: str, most: int) -> list[Item]:
    """Return the questions with the most wrong answers; none for members who do not teach."""
    found = []
    for card, answers, wrong in item_counts(store, deck)[:most]:
        stored = stored_card(store.query, store.learner, card)
        if stored is not None:
            ask, picked = _picked(store, card, wrong_answers(store, card))
            found.append(Item(card=card, ask=ask, answers=answers, wrong=wrong, picked=picked))
    return found


def _picked(store: Store, card_id: str, given: Iterable[WrongAnswer]) -> tuple[str, list[tuple[str, int]]]:
    """Return what a question asks, and its most frequent wrong answers.

    The options were shuffled by the card's id and the number of reviews before, as QuestionLoader does it.
    """
    counts: Counter[str] = Counter()
    for each in given:
        shown = _shown(store, card_id, each.before)
        counts.update(dict.fromkeys(_texts(shown, each.answer), each.times))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return _shown(store, card_id, 0).ask, ranked[:MOST_ANSWERS]


def _shown(store: Store, card_id: str, before: int) -> Shown:
    stored = stored_card(store.query, store.learner, card_id)
    assert stored is not None
    concept = stored_concept(store.query, stored.card.deck, stored.card.concept)
    kind = kind_named(stored.card.kind)
    return kind.show(question_from(stored.card.body), surroundings(concept), Random(f"{card_id}:{before}"))


def _texts(shown: Shown, stored: str) -> list[str]:
    """Return the options or the text of a stored answer; letters that are no options now stay as they were given."""
    answer: str | tuple[str, ...] = stored
    if stored.startswith("["):
        answer = tuple(map(str, json.loads(stored)))
    try:
        if shown.entry == "pick":
            return [pick_one(shown.options, answer)]
        if shown.entry == "picks":
            return [shown.options[index] for index in pick_indices(shown.options, answer)]
    except ValueError:  # the card has other options since
        pass
    return [answer if isinstance(answer, str) else ", ".join(answer)]
