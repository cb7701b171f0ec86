"""The answers of GIFT questions: the text between the braces."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.core.literal_text import literal
from quizapp.formats.common import question_fields
from quizapp.formats.common.html_in_markdown import without_html
from quizapp.formats.common.html_to_markdown import is_html, markdown_of
from quizapp.formats.common.numeric_answers import NumericAnswer, numeric_answer

EXACT = "exact"  # the form of Markdown that quizapp wrote: it is as it was
ESSAY = "The answer is free: the file gives none."

_ESCAPE = re.compile(r"\\([~=#{}:\\n])")
_TRUTH = re.compile(r"\s*(T|TRUE|F|FALSE)\s*(?=#|\Z)", re.IGNORECASE)
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:[.,]\d{1,9})?)%")
_MARKER = re.compile(r"(?s)\\.|[=~]")
_WILD = re.compile(r"\A(?:\\?\*)+|(?:\\?\*)+\Z")
_FEEDBACK = re.compile(r"(?s)\\.|#")


@dataclass(frozen=True, slots=True)
class Option:
    """An answer: how much it is worth in percent, its text and what is said of it."""

    right: bool
    weight: float
    text: str
    feedback: str


def plain(text: str) -> str:
    """Return a text without its escapes."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] == "n" else found[1], text)


def shown(text: str, form: str) -> str:
    """Return a text as Markdown; `form` is the format that the question names, or '', or EXACT."""
    if form == EXACT:
        return plain(text).strip()
    bare = plain(text).strip().replace("@@PLUGINFILE@@/", "")
    if form == "markdown":
        return without_html(bare)
    return markdown_of(bare) if form == "html" or (form != "plain" and is_html(bare)) else literal(bare)


def body_of(ask: str, answers: str, form: str) -> question_fields.Body | None:
    """Return the question for the answers; None if they are invalid."""
    answers, general = _general(answers)
    remark = shown(general, form)
    if not answers.strip():
        return question_fields.recall(ask, remark or ESSAY)
    truth = _TRUTH.match(answers)
    if truth:
        return _truth(ask, truth[1][0] in "tT", answers[truth.end() :], remark, form)
    if answers.lstrip().startswith("#"):
        return _number(ask, answers.lstrip()[1:], remark, form)
    found = list(_options(answers, form)) or [_option("=", answers, form)]  # one answer needs no sign
    if found and all(option.right and "->" in option.text for option in found):
        pairs = question_fields.match(ask, (_pair(option.text) for option in found), remark)
        if pairs:
            return pairs
    return _choice(ask, found, remark, form)


def _general(answers: str) -> tuple[str, str]:
    """Return the answers, and the feedback that is for all of them."""
    found = re.search(r"(?<!\\)####", answers)
    return (answers[: found.start()], answers[found.end() :]) if found else (answers, "")


def _truth(ask: str, holds: bool, rest: str, remark: str, form: str) -> question_fields.Body:
    said = [shown(part, form) for part in _parts(rest)[1:]]
    told = next(filter(None, said[:2]), "")  # the first is shown to who was wrong
    if holds:
        return question_fields.true_false(ask, holds, "\n\n".join(filter(None, [told, remark])))
    return question_fields.true_false(ask, holds, remark, correction=told)


def _parts(text: str) -> list[str]:
    """Return a text split at every unescaped `#`."""
    parts, last = [], 0
    for found in _FEEDBACK.finditer(text):
        if found[0] == "#":
            parts.append(text[last : found.start()])
            last = found.end()
    return [*parts, text[last:]]


def _number(ask: str, answers: str, remark: str, form: str) -> question_fields.Body | None:
    options = list(_options(answers, form)) if re.match(r"\s*[=~]", answers) else [_option("=", answers, form)]
    rated = [(option.weight, found) for option in options if (found := numeric_answer(option.text))]
    best = max((weight for weight, _ in rated), default=0.0)
    right = [found for weight, found in rated if weight == best > 0]
    partly = partly_right([each for each in rated if 0 < each[0] < best])
    return question_fields.number_question(ask, right, "\n\n".join(filter(None, [partly, *_said(options), remark])))


def partly_right(rated: Sequence[tuple[float, NumericAnswer]]) -> str:
    """Return what is to be said of answers that are worth a part of the points, in percent."""
    return "\n".join(f"- {found.described()}: {weight:g}% of the points" for weight, found in rated)


def _options(answers: str, form: str) -> Iterator[Option]:
    """Yield the answers: at every `=` and `~`.

    Where every answer begins a line, a sign of equality inside of one is text, unless it stands as a marker would.
    """
    marks = [found for found in _MARKER.finditer(answers) if found[0] in "=~"]
    lined = len(re.findall(r"(?m)^[ \t]*[=~]", answers)) >= 2 and all(
        line.lstrip()[:1] in ("=", "~", "#", "") for line in answers.split("\n")
    )
    kept = [found for found in marks if not lined or found[0] == "~" or _is_marker(answers, found.start())]
    for index, found in enumerate(kept):
        if index + 1 < len(kept) and kept[index + 1].start() == found.end():
            continue  # `~=` is a right answer, and `=~%50%` half of one
        end = kept[index + 1].start() if index + 1 < len(kept) else len(answers)
        yield _option(found[0], answers[found.end() : end], form)


def _is_marker(answers: str, index: int) -> bool:
    before, after = answers[max(0, index - 1) : index], answers[index + 1 : index + 2]
    line = answers[answers.rfind("\n", 0, index) + 1 : index]
    return not line.strip() or line.strip() == "~" or (before.isspace() and bool(after) and after not in " =\n")


def _option(mark: str, text: str, form: str) -> Option:
    weight = _WEIGHT.match(text)
    value = float(weight[1].replace(",", ".")) if weight else 100.0 if mark == "=" else 0.0
    answer, *feedback = _parts(text[weight.end() :] if weight else text)
    if not answer.strip() and len(feedback) == 1 and re.match(r"\w", feedback[0]):
        answer, feedback = f"#{feedback[0]}", []  # such as `#ff0000`: a feedback needs an answer before it
    return Option(mark == "=", value, shown(answer, form), shown("#".join(feedback), form))


def _pair(text: str) -> tuple[str, str]:
    left, _, right = text.partition("->")
    return left, right


def _without_wildcards(text: str, form: str) -> str:
    """Return an answer without the asterisks at its ends that stand for any text; one at its start alone is its own.

    Quizapp itself writes no such asterisk, and a backslash before each that is text.
    """
    if form == EXACT:
        return text.replace("\\*", "*")
    return _WILD.sub("", text) if text.endswith("*") else text


def _choice(ask: str, found: Sequence[Option], remark: str, form: str) -> question_fields.Body | None:
    """Return a typed answer where all are right; else a choice, or a multi where several count."""
    explain = "\n\n".join(filter(None, ["\n".join(_said(found)), remark]))
    if all(option.right for option in found):
        full = [option for option in found if option.weight >= 100] or [each for each in found if each.weight > 0]
        texts = [text for option in full if (text := _without_wildcards(option.text, form)).strip()]
        return question_fields.typed(ask, texts, explain) if texts else None
    whole = [option for option in found if option.right and option.weight > 0]
    good = whole or [option for option in found if option.weight > 0]
    wrong = [option.text for option in found if option not in good]
    return question_fields.options(ask, [option.text for option in good], wrong, explain)


def _said(found: Sequence[Option]) -> list[str]:
    return [f"- {option.text}: {option.feedback}" for option in found if option.feedback]
