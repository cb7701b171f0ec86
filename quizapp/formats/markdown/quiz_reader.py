"""Reads quizzes in Markdown: numbered questions with ticked boxes, a hidden answer, or a list of answers at the end."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.errors import Problem
from quizapp.formats.common import question_fields
from quizapp.formats.common.answer_matching import chosen
from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.common.deck_builder import Draft, gather
from quizapp.formats.common.html_in_markdown import drafts_without_html
from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.question_fields import Body
from quizapp.formats.common.reader import Facts, ReadOptions, text_file
from quizapp.formats.common.text_source import ProblemLog, head_text, text_of
from quizapp.formats.markdown.checklist_questions import OPTION
from quizapp.formats.markdown.obsidian_cloze import masked
from quizapp.formats.markdown.recognise import is_concept_document

if TYPE_CHECKING:
    from quizapp.formats.markdown.quiz_blocks import Option, Question, Quiz

NAME = "quiz"
TITLE = "Markdown quizzes with numbered questions"
FACTS = Facts(
    name="Markdown quizzes with numbered questions",
    section="checklists-and-quizzes",
    evidence="numbered questions, of which most say what is right",
    keeps=("media",),
    samples=("quiz.md",),
)

_OTHERS = re.compile(r"(?m)^(?:Q:|ANSWER:|\$CATEGORY|::)|<!--SR:|#flashcards?\b")
_CARDS = re.compile(r"(?m)^[AC]:")
_QUOTED = re.compile(r"(?m)^>[ \t]?")
_MARGIN = re.compile(r"(?m)^(?: {1,4}|\t)")


def recognise(path: Path, head: bytes) -> bool:
    """Return whether questions are numbered, and most of them say which answer is right."""
    text = head_text(head)
    if not re.search(r"(?m)^[ \t]{0,3}[#*Qq\d]", text) or _OTHERS.search(text):
        return False
    from quizapp.formats.markdown.quiz_blocks import quiz_of  # loaded for text that may be a quiz

    quiz = quiz_of(text)
    told = sum(_is_told(question, quiz) for question in quiz.questions)
    if not told or told * 2 < len(quiz.questions):
        return False
    if _has_other_lists(text, quiz):
        return False
    headings = len(re.findall(r"(?m)^#{1,6} \S", text))
    return told * 2 >= headings or not (is_concept_document(text) or _CARDS.search(text))


def _has_other_lists(text: str, quiz: "Quiz") -> bool:
    """Return whether there are checklists below texts without a number: the checklist reader separates those."""
    boxes = sum(option.ticked is not None for question in quiz.questions for option in question.options)
    if len(OPTION.findall(masked(text))) > boxes * 2:
        return True
    return any(_asks_below(option) for question in quiz.questions for option in question.options[:-1])


def _asks_below(option: "Option") -> bool:
    """Return whether the last paragraph below an option is a question."""
    from quizapp.formats.markdown.quiz_blocks import parted

    blocks = list(parted(option.lines))
    return len(blocks) > 1 and not blocks[-1][0] and "".join(blocks[-1][1]).rstrip(" *").endswith("?")


def _is_told(question: "Question", quiz: "Quiz") -> bool:
    ticked = {option.ticked for option in question.options}
    return question.answer is not None or ticked == {True, False} or question.number in quiz.key


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the cards of a file. Raises QuizError for a file that is too large."""
    return imported_cards(*read_cards(path, text_file(path)))


def read_cards(path: Path, content: bytes) -> tuple[CardDeck | None, tuple[Problem, ...]]:
    """Return a question for each that has an answer; what has none is listed."""
    notes = ProblemLog(str(path))
    text = text_of(path, content, notes)
    if text is None:
        return None, notes.problems()
    from quizapp.formats.markdown.quiz_blocks import quiz_of

    quiz = quiz_of(text)
    drafts = [draft for question in quiz.questions if (draft := _draft(question, quiz, notes))]
    for line in quiz.outside:
        notes.unplaced("a text outside of a question", line)
    if not drafts:
        hint = "A question is `#### Q1. ...` with `- [x]` and `- [ ]` options, or with its answer in `<details>`."
        notes.error("no-cards", "no question with an answer was found", hint, 1, 1)
    return gather(path, drafts_without_html(drafts), notes, re.sub(r"[*_`]", "", quiz.title)), notes.problems()


def _draft(question: "Question", quiz: "Quiz", notes: ProblemLog) -> Draft | None:
    answer = question.answer if question.answer is not None else quiz.key.get(question.number)
    ask = _joined(question.asks)
    body = _body(ask, question.options, None if answer is None else _joined(answer)) if ask else None
    if body is None:
        why = "Tick an option with `- [x]`, or write the answer below `#### Answer`."
        notes.unplaced("a question without an answer", question.line, 1, why)
        return None
    return Draft(body=body, line=question.line, topic=question.topic)


def _joined(lines: Sequence[str]) -> str:
    """Return lines as a text, without the indent that an item of a list gives to all but its first."""
    text = "\n".join(lines).strip()
    first, _, rest = text.partition("\n")
    filled = [line for line in rest.split("\n") if line.strip()]
    while filled and all(_MARGIN.match(line) for line in filled):
        rest = _MARGIN.sub("", rest)
        filled = [line for line in rest.split("\n") if line.strip()]
    return re.sub(r"\n{3,}", "\n\n", f"{first}\n{rest}").strip()


def _body(ask: str, options: "Sequence[Option]", answer: str | None) -> Body | None:
    if not options:
        return question_fields.recall(ask, answer) if answer else None
    texts, below = _texts(options)
    right = [index for index, option in enumerate(options) if option.ticked]
    explain = answer or ""
    if not right and answer:
        right, explain = _right(answer, texts)
    if not right:
        return None
    good = [texts[index] for index in right if texts[index]]
    chosen_ones = set(right)
    wrong = [text for index, text in enumerate(texts) if index not in chosen_ones and text]
    return question_fields.options(ask, good, wrong, "\n\n".join(filter(None, [explain, below])))


def _texts(options: "Sequence[Option]") -> tuple[list[str], str]:
    """Return the texts of the options, and the text below the last one that belongs to no option.

    A block of code belongs to the option above it; below the last one only where others have code too, or where the
    option is nothing but a letter.
    """
    from quizapp.formats.markdown.quiz_blocks import parted

    blocks = [list(parted(option.lines)) for option in options]
    coded = any(is_code for own in blocks[:-1] for is_code, _ in own)
    *_, last = blocks
    kept = 1 if last and (_label(last[0][1]) or coded) and len(last) > 1 and last[1][0] else 0
    below = last[1 + kept :] if last else []
    blocks[-1] = last[: 1 + kept]
    return [_option_text(own) for own in blocks], _QUOTED.sub("", _paragraphs(below))


def _label(lines: Sequence[str]) -> bool:
    """Return whether an option's own text is nothing, or nothing but a letter."""
    return bool(re.fullmatch(r"\**[A-Za-z]?[.):]?\**", "".join(lines).strip()))


def _option_text(blocks: Sequence[tuple[bool, list[str]]]) -> str:
    if len(blocks) > 1 and not blocks[0][0] and _label(blocks[0][1]):
        blocks = blocks[1:]
    return _paragraphs(blocks)


def _paragraphs(blocks: Sequence[tuple[bool, list[str]]]) -> str:
    return "\n\n".join(_joined(["", *lines]) for _, lines in blocks).strip()


def _right(answer: str, texts: Sequence[str]) -> tuple[list[int], str]:
    """Return which options an answer means, by its first line, and what the rest of it explains."""
    first, _, rest = answer.partition("\n")
    bare = first.strip().strip("*` ").rstrip(".")
    found = chosen(bare, [text.strip("*` ") for text in texts])
    if found:
        return found, rest.strip()
    letter = re.match(r"(?:option |choice )?\(?([A-Ha-h])(?:[.):,]|\)|\s+[-–—])\s*(.*)", bare, re.I)
    if letter and (index := ord(letter[1].upper()) - ord("A")) < len(texts):
        said = letter[2].strip()
        return [index], "\n".join(
            filter(None, [said if said.casefold() != texts[index].casefold() else "", rest])
        ).strip()
    return [], answer
