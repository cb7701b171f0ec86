"""The gaps of Moodle's cloze questions: `{1:SHORTANSWER:=right~wrong#feedback}` in the text."""

import html
import re
from collections.abc import Iterator

from quizapp.formats.common.html_to_markdown import markdown_of
from quizapp.formats.common.numeric_answers import gap_answers, numeric_answer
from quizapp.formats.common.question_fields import Gap

MOST_READ = 1000

_GAP = re.compile(
    r"\{\s{0,9}\d{0,4}\s{0,9}:\s{0,9}([A-Z_]{2,24})\s{0,9}:((?:\\.|[^\\}]){0,20000})\}", re.DOTALL | re.IGNORECASE
)
_OPENS = re.compile(r"\{\s{0,9}\d{0,4}\s{0,9}:\s{0,9}[A-Z_]{2,24}\s{0,9}:", re.IGNORECASE)
_TYPED = re.compile(r"SHORTANSWER(?:_C)?|SAC?|MWC?", re.IGNORECASE)
_NUMBER = re.compile(r"NUMERICAL|NM", re.IGNORECASE)
_PICKED = re.compile(
    r"MULTICHOICE(?:_[HVS]{1,2})?|MC[HVS]{0,2}|MULTIRESPONSE(?:_[HS]{1,2})?|MR[HS]{0,2}", re.IGNORECASE
)
_APART = re.compile(r"(?<!\\)~")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{1,9})?)%")
_HELD = re.compile("\ue041(\\d{1,6})\ue042")
_ESCAPE = re.compile(r"\\([~=#{}\\\"/])")


def is_gap(text: str, index: int | None = None) -> bool:
    """Return whether what opens a gap stands at an index, or anywhere where none is given."""
    return bool(_OPENS.search(text) if index is None else _OPENS.match(text, index))


def markdown_around_gaps(source: str) -> str:
    """Return HTML as Markdown, in which the gaps are as they were."""
    gaps: list[str] = []

    def hold(found: re.Match[str]) -> str:
        gaps.append(html.unescape(found[0]))
        return f"\ue041{len(gaps) - 1}\ue042"

    shown = markdown_of(_GAP.sub(hold, source)) if is_gap(source) else markdown_of(source)
    return _HELD.sub(lambda found: gaps[int(found[1])], shown) if gaps else shown


def pieces_of(text: str) -> list[str | Gap] | None:
    """Return the text with its gaps; None where there is none, over 1,000, or one of a type that is not known."""
    if len(_OPENS.findall(text)) > MOST_READ:  # to count them costs less than to read them
        return None
    pieces: list[str | Gap] = []
    last = 0
    for found in _GAP.finditer(text):
        gap = _gap(found[1], found[2])
        if gap is None:
            return None
        pieces += [text[last : found.start()], gap]
        last = found.end()
    return [*pieces, text[last:]] if pieces else None


def _gap(kind: str, answers: str) -> Gap | None:
    options = list(_options(answers))
    best = max((weight for weight, _ in options), default=0.0)
    right = tuple(dict.fromkeys(text for weight, text in options if weight == best > 0 and text))
    if not right:
        return None
    if _TYPED.fullmatch(kind):
        return Gap(tuple(text for text in right if text != "*") or right)
    if _NUMBER.fullmatch(kind):
        numbers = tuple(found for text in right if (found := numeric_answer(text)))
        return Gap(gap_answers(numbers), numbers=numbers) if numbers else None
    if _PICKED.fullmatch(kind):
        return Gap(right, " / ".join(sorted(text for _, text in options if text)))
    return None


def _options(answers: str) -> Iterator[tuple[float, str]]:
    """Yield the answers with what they are worth in percent."""
    for part in _APART.split(answers):
        part = part.strip()
        equal, part = part.startswith("="), part.removeprefix("=")
        weight = _WEIGHT.match(part)
        text = re.split(r"(?<!\\)#", part[weight.end() :] if weight else part, maxsplit=1)[0]
        value = float(weight[1]) if weight else 100.0 if equal else 0.0
        yield value, markdown_of(_ESCAPE.sub(r"\1", text))
