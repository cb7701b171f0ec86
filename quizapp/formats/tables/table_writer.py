"""Writes cards as a table: CSV, or TSV and the like by another separator."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from quizapp.formats.common.card_deck import CardDeck, ImportedCard
from quizapp.formats.common.export_losses import Holds
from quizapp.formats.common.flatten_question import question_and_answer
from quizapp.questions.cloze import gaps

HOLDS = Holds(kinds=frozenset(("recall", "choice", "cloze")), fields=frozenset(("hint", "explain")), tags=True)
COLUMNS = ("front", "back", "explanation", "hint", "tags", "deck", "id")


def write_csv(deck: CardDeck) -> bytes:
    """Return a table with commas between its columns."""
    return _written(deck, ",")


def write_tsv(deck: CardDeck) -> bytes:
    """Return a table with tabs between its columns."""
    return _written(deck, "\t")


def _written(deck: CardDeck, separator: str) -> bytes:
    """Return a table with a header and a row for every card, in UTF-8.

    It holds questions with answers, choices (their wrong options are columns `wrong 1` and so on) and texts with
    gaps, as Anki writes them. Other kinds become questions with answers; files and reviews are left out.
    """
    bodies = [card.body for topic in deck.topics for card in topic.cards]
    wrong = max((len(body["distractors"]) for body in bodies if body["kind"] == "choice"), default=0)
    text = io.StringIO()
    table = csv.writer(text, delimiter=separator, lineterminator="\n")
    table.writerow([*COLUMNS, *(f"wrong {index + 1}" for index in range(wrong))])
    for topic in deck.topics:
        for card in topic.cards:
            row = _row(card, topic.title)
            table.writerow([*row, *[""] * (len(COLUMNS) + wrong - len(row))])
    return text.getvalue().encode("utf-8", "surrogatepass")


def _row(card: ImportedCard, topic: str) -> list[str]:
    body = card.body
    explain, wrong = str(body.get("explain", "")), []
    if body["kind"] == "choice":
        front, back, wrong = body["ask"], body["answer"], list(body["distractors"])
    elif body["kind"] == "cloze":
        front, back, explain = _numbered(body), explain, ""
    else:
        front, back = question_and_answer({**body, "explain": ""})
    return [front, back, explain, str(body.get("hint", "")), " ".join(card.tags), topic, card.id, *wrong]


def _numbered(body: Mapping[str, Any]) -> str:
    """Return a text whose gaps all have the number 1: they are one card. The first accepted answer is kept."""
    pieces, last = [], 0
    for answers, hint in gaps(body["text"]):
        start = body["text"].index("{{", last)
        end = body["text"].index("}}", start) + 2
        pieces += [body["text"][last:start], "{{c1::", answers[0], f"::{hint}" if hint else "", "}}"]
        last = end
    return "".join([*pieces, body["text"][last:]])
