"""The table of tools. A new tool is one entry here, and a function."""

from functools import partial
from typing import TYPE_CHECKING

from quizapp.core.card_filter import STANDINGS
from quizapp.core.checked_arguments import Schema, takes
from quizapp.core.model import Rating
from quizapp.mcp import reading, writing
from quizapp.mcp.desk import Desk
from quizapp.mcp.tool import Tool
from quizapp.mcp.written import Written

if TYPE_CHECKING:
    from quizapp.mcp.study import Study

MOST_WRITTEN = 500  # cards or concepts of one call
_TEXT: Schema = {"type": "string"}
_SCOPE: Schema = {"type": "string", "description": "A deck, deck/concept or #tag; everything if left out."}
_TOKEN: Schema = {"type": "string", "description": "The token of the open question, from next_question."}
_DECK: Schema = {"type": "string", "description": "The id of a deck, such as the ones that deck_status lists."}
_CREATE: Schema = {"type": "boolean", "description": "Start a new deck of this id."}
_MANY = {"type": "array", "minItems": 1, "maxItems": MOST_WRITTEN}
_CARD: Schema = {
    "type": "object",
    "description": (
        "A question as in a deck file. `ask` and `answer`; with `distractors` it is a choice, with `kind: typed` the "
        "learner types the answer; a cloze has `text` with its gaps in double braces. Also: explain, tags, section."
    ),
}


def reading_tools(desk: Desk, study: "Study | None") -> tuple[Tool, ...]:
    """Return the tools that record nothing."""
    return (
        Tool(
            name="find_cards",
            about="List cards with what they ask, their state and due date; never their answers.",
            schema=takes(
                scope=_SCOPE,
                words={"type": "string", "description": "Only cards that ask with all of these words."},
                limit={"type": "integer", "minimum": 1, "maximum": reading.MOST_SHOWN},
                offset={"type": "integer", "minimum": 0, "maximum": 10_000_000},
                states={"type": "array", "items": {"type": "string", "enum": list(STANDINGS)}},
            ),
            run=partial(reading.find_cards, desk, study),
        ),
        Tool(
            name="deck_status",
            about="What is due and new today, and the decks with their counts.",
            schema=takes(scope=_SCOPE),
            run=partial(reading.deck_status, desk),
        ),
        Tool(
            name="progress",
            about="What the learner knows by concept and deck, true retention, streaks, and the coming days.",
            schema=takes(scope=_SCOPE),
            run=partial(reading.progress, desk),
        ),
        Tool(
            name="plan",
            about="Simulate the coming months for desired retentions from 0.80 to 0.95: work and memory.",
            schema=takes(months={"type": "integer", "minimum": 1, "maximum": 36}),
            run=partial(reading.plan, desk),
        ),
    )


def study_tools(study: "Study") -> tuple[Tool, ...]:
    """Return the tools of a session."""
    token = partial(takes, ("token",), token=_TOKEN)
    return (
        Tool(
            name="next_question",
            about="The question to ask now, without its answer, and the token that answers it. Show it to the learner.",
            schema=takes(scope=_SCOPE), run=study.next_question, writes=True,
        ),
        Tool(
            name="answer",
            about="Grade the learner's answer: a text, the text of an option, or a list of texts. Records nothing yet.",
            schema=takes(
                ("token", "answer"), token=_TOKEN,
                answer={"description": "A text, true or false, or a list of texts in order."},
                hinted={"type": "boolean", "description": "The learner had a hint."},
            ),
            run=study.answer, writes=True,
        ),
        Tool(
            name="reveal", about="Show the answer where the learner gives none.",
            schema=token(), run=study.reveal, writes=True,
        ),
        Tool(
            name="rate",
            about="Record the review after answer or reveal. The rating is the learner's; left out, the suggested one.",
            schema=token(rating={"type": "string", "enum": [str(each) for each in Rating]}),
            run=study.rate, writes=True,
        ),
        Tool(
            name="undo", about="Undo the last thing that these tools recorded: a review, or cards in a draft.",
            schema=takes(), run=lambda _: study.undo(), writes=True,
        ),
    )  # fmt: skip


def writing_tools(desk: Desk, written: Written) -> tuple[Tool, ...]:
    """Return the tools of an author."""
    return (
        Tool(
            name="add_cards",
            about=(
                "Add many cards at once to a draft, which the learner accepts in the terminal. All or none: problems "
                "come back with the file, the line and a hint."
            ),
            schema=takes(
                ("deck", "cards"), deck=_DECK, create=_CREATE, title=_TEXT,
                list={"type": "string", "description": "The id of the list of cards; `cards` if left out."},
                cards={**_MANY, "items": _CARD},
            ),
            run=partial(writing.add_cards, desk, written), writes=True,
        ),
        Tool(
            name="write_concept",
            about=(
                "Write whole concepts to a draft: each is the YAML text of a concept file, with its eight sections, "
                "examples, questions and experiments. All or none: problems come back with lines of your text."
            ),
            schema=takes(
                ("deck", "concepts"), deck=_DECK, create=_CREATE, title=_TEXT, concepts={**_MANY, "items": _TEXT},
            ),
            run=partial(writing.write_concept, desk, written), writes=True,
        ),
    )  # fmt: skip
