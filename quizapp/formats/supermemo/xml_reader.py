"""Reads SuperMemo's XML: `<SuperMemoCollection>`, and `<smconv_pl>`, made of databases of SuperMemo for Palm."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path, PureWindowsPath

from quizapp.core.literal_text import literal
from quizapp.errors import Problem
from quizapp.formats.common import question_fields
from quizapp.formats.common.card_deck import CardDeck, ImportedHistory
from quizapp.formats.common.deck_builder import Draft, gather
from quizapp.formats.common.html_to_markdown import markdown_of
from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.reader import Facts, ReadOptions, text_file
from quizapp.formats.common.text_source import ProblemLog, head_text
from quizapp.formats.common.xml_tree import Element, markup, root_of_file

NAME = "supermemo"
TITLE = "SuperMemo's XML"
FACTS = Facts(
    name="SuperMemo: XML",
    section="mnemosyne-supermemo-mochi",
    evidence="the XML elements `SuperMemoCollection` and its like",
    keeps=("media", "schedule"),
    samples=("supermemo.xml",),
)

_ROOTS = ("SuperMemoCollection", "smconv_pl")
_KNOWN = frozenset(("Question", "Answer", "Image", "Sound", "Video"))
_DAYS = (
    re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4}|\d\d)"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)"),
)


def recognise(path: Path, head: bytes) -> bool:
    """Return whether this is XML with one of the root elements."""
    text = head_text(head).lstrip()
    return text.startswith("<") and bool(re.search(rf"<(?:{'|'.join(_ROOTS)})\b", text))


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the cards of a file. Raises QuizError for a file that is too large."""
    return imported_cards(*read_cards(path, text_file(path)))


def read_cards(path: Path, content: bytes) -> tuple[CardDeck | None, tuple[Problem, ...]]:
    """Return a card for every element with a question and an answer; the titles above are its topic."""
    notes = ProblemLog(str(path))
    palm = b"<smconv_pl" in content[:65536]
    root = root_of_file(content, _ROOTS[1] if palm else _ROOTS[0], notes, ordered=True)
    unknown: Counter[str] = Counter()
    drafts = list((_palm if palm else _elements)(root, notes, unknown)) if root else []
    for name, count in unknown.items():
        notes.unplaced(f"the element `{name[:40]}` of {count} items", 1)
    if not drafts and not notes.has_errors:
        hint = "A card is a `<SuperMemoElement>` with `<Question>` and `<Answer>`."
        notes.error("no-cards", "no question with an answer was found", hint, 1, 1)
    return gather(path, drafts, notes), notes.problems()


def _elements(root: Element, notes: ProblemLog, unknown: Counter[str]) -> Iterator[Draft]:
    waiting: list[tuple[Element, tuple[str, ...]]] = [
        (each, ()) for each in reversed(list(root.all("SuperMemoElement")))
    ]
    while waiting:
        element, above = waiting.pop()
        content = element.one("Content")
        if content is not None and (draft := _card(element, content, "/".join(above), notes, unknown)):
            yield draft
        title = markdown_of(element.value("Title")).replace("/", " ").split("\n")[0][:100].strip()
        below = list(element.all("SuperMemoElement"))
        waiting += [(each, (*above, title) if title else above) for each in reversed(below)]


def _card(element: Element, content: Element, topic: str, notes: ProblemLog, unknown: Counter[str]) -> Draft | None:
    ask, answer = (markdown_of(markup(content.one(side))) for side in ("Question", "Answer"))
    unknown.update(child.name for child in content.children if child.name not in _KNOWN)
    for child in content.children:
        if child.name in ("Image", "Sound", "Video") and (shown := _media(child)):
            asks = child.value("Question").upper()[:1] == "T" or not child.value("Answer")
            ask, answer = (f"{ask}\n\n{shown}".strip(), answer) if asks else (ask, f"{answer}\n\n{shown}".strip())
    if not ask and not answer:
        return None  # a folder of the knowledge tree
    if not ask or not answer:
        notes.unplaced("a text without a question or an answer, such as an article,", element.line)
        return None
    return Draft(
        body=question_fields.recall(ask, answer),
        line=element.line,
        given=element.value("ID"),
        topic=topic,
        history=_learning_history(element.one("LearningData")),
    )


def _media(element: Element) -> str:
    """Return what shows or plays a file of the element's; its folder is that of another machine."""
    name = PureWindowsPath(element.value("URL") or element.value("Name")).name
    if not name:
        return ""
    return f"![{element.value('Name')}]({name})" if element.name == "Image" else f"[sound:{name}]"


def _learning_history(data: Element | None) -> ImportedHistory | None:
    """Return the state of an element that was repeated: it is due its interval after its last repetition."""
    if data is None:
        return None
    days = _number(data.value("Interval"))
    return history_from(day_of(data.value("LastRepetition")), days, data.value("Lapses"))


def history_from(last: date | None, days: float | None, lapses: str) -> ImportedHistory | None:
    """Return the state of a card that is due so many days after its last repetition."""
    if last is None or not days:
        return None
    try:
        due = last + timedelta(days=int(days))
    except OverflowError:
        return None
    return ImportedHistory(due_day=due.isoformat(), interval_days=days, lapses=int(_number(lapses) or 0))


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if 0 <= found < 1e6 else None


def day_of(text: str) -> date | None:
    """Return the date in a text such as `23.11.2000`, `27.01.06` or `2004-11-04`; None for any other text."""
    found = next((match for each in _DAYS if (match := each.fullmatch(text.strip()))), None)
    if found is None:
        return None
    year = int(found["y"])
    century = 0 if year > 99 else 2000 if year < 70 else 1900
    try:
        return date(century + year, int(found["m"]), int(found["d"]))
    except ValueError:
        return None


def _palm(root: Element, notes: ProblemLog, unknown: Counter[str]) -> Iterator[Draft]:
    """Yield the cards of SuperMemo for Palm: the first field asks, the second answers, the others explain."""
    for cards in root.all("cards"):
        for card in cards.all("card"):
            fields = [literal(each.text.strip()) for part in card.all("card_fields") for each in part.all("card_field")]
            ask, answer, *more = [*fields, "", ""]
            if not ask or not answer:
                notes.unplaced("a card without a question or an answer", card.line)
                continue
            data = next(card.all("card_other"), Element("", 0)).attributes
            category = card.attributes.get("category", "")
            yield Draft(
                body=question_fields.recall(ask, answer, "\n\n".join(filter(None, more))),
                line=card.line,
                topic="" if category == "Unfiled" else category.replace("/", " "),
                history=_palm_history(data),
            )


def _palm_history(data: Mapping[str, str]) -> ImportedHistory | None:
    """Return the state of a card that names the day of its next test."""
    due, days = day_of(data.get("datenexttest", "")), _number(data.get("interval", ""))
    if due is None or not days:
        return None
    lapses = int(_number(data.get("lapses", "")) or 0)
    return ImportedHistory(due_day=due.isoformat(), interval_days=days, lapses=lapses)
