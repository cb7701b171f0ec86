"""All that is known of a card, as a page: its texts, its memory, where it is from, and what happened to it."""

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.card_info import CardInfo, HistoryEntry
from quizapp.core.study_day import span
from quizapp.ui.escape import visible
from quizapp.ui.hanging import Hanging
from quizapp.ui.text import prose

_NAME = 13  # cells of the column of names
_STYLES = {"again": "bad", "good": "good", "easy": "good"}


def text_lines(
    info: CardInfo, of_question: Sequence[RenderableType] = (), of_answer: Sequence[RenderableType] = ()
) -> list[RenderableType]:
    """Return the question and the answer of a card, each with its pictures, which have an empty line below them."""
    question = [prose(info.question), Text(), *of_question]
    return [*question, Text("Answer", style="bold"), prose(info.answer), Text(), *of_answer]


def known_lines(info: CardInfo, *, place: bool = True) -> list[RenderableType]:
    """Return a card's memory and history; with `place` also its id, tags and file, which may name its concept."""
    history: list[RenderableType] = [_happened(each) for each in info.history]
    return [
        Text("Memory", style="bold"),
        *_facts(info.memory),
        Text(),
        *([Text("Card", style="bold"), *_facts(info.place), Text()] if place else []),
        Text("History", style="bold"),
        *(history or [Text("nothing has happened to it yet", style="quiet")]),
    ]


def _facts(pairs: Iterable[tuple[str, str]]) -> list[RenderableType]:
    return [Hanging(Text(f"{name:{_NAME}}", style="quiet"), Text(visible(text))) for name, text in pairs]


def _happened(entry: HistoryEntry) -> Text:
    interval = f"due again after {span(entry.interval)}" if entry.interval is not None else ""
    rating = str(entry.rating or "")
    return Text.assemble(
        (f"{entry.day:{_NAME}}", "quiet"), f"{visible(entry.kind):10}", (f"{rating:7}", _STYLES.get(rating, "")),
        ("undone" if entry.undone else interval, "quiet"),
    )  # fmt: skip
