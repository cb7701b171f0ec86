"""The cards of org-drill: a heading tagged `:drill:`, of a type that its property DRILL_CARD_TYPE names."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from quizapp.formats.common import question_fields
from quizapp.formats.common.question_fields import Body, Gap
from quizapp.formats.org.markup import inline_markdown, markdown_of
from quizapp.formats.org.outline import Heading

TAG = "drill"
# The number of cards of a heading with several gaps: one for each gap, or one with all.
EACH = frozenset(("hide1cloze", "multicloze", "hide1_firstmore", "hide1_firstless", "hide1_lastmore", "hidefirst",
                  "hidelast", "hide2cloze"))  # fmt: skip
ALL = frozenset(("show1cloze", "show2cloze", "show1_firstless", "show1_lastmore", "show1_firstmore"))
SIDED = frozenset(("twosided", "multisided"))
KNOWN = EACH | ALL | SIDED | {"", "simple"}

_INNER = frozenset(("ID", "CUSTOM_ID", "DATE_ADDED", "CATEGORY", "CREATED", "LEARN_DATA"))
GAP_MARK = "\ue020{}\ue021"
MARKED = re.compile("\ue020(\\d{1,6})\ue021")
# Brackets that are no gaps: links, footnotes, checkboxes, counters, time stamps; and formulas and code.
_BRACKETS = re.compile(
    r"(?P<other>\\\[(?:(?!\\[][]).){1,2000}\\\]|\\\((?:(?!\\[()]).){1,2000}\\\)|\$\$(?:(?!\$\$).){1,2000}\$\$"
    r"|(?<![\w$])\$(?=[^\s$])[^$\n]{1,500}(?<=\S)\$(?![\w$])|[=~](?=\S)[^=~\n]{1,120}(?<=\S)[=~]"
    r"|\[\[[^\]\n]{1,500}\](?:\[[^\]\n]{1,500}\])?\]"
    r"|\[(?:fn:[^\]\n]{0,200}|[ xX-]|\d{0,4}/\d{0,4}|\d{0,3}%|\d{4}-\d\d-\d\d[^\]\n]{0,40})\])"
    r"|\[(?P<gap>[^\[\]]{1,1000})\]",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Made:
    """A card of a heading; `place` distinguishes cards of the same heading."""

    body: Body
    place: str


def is_card(heading: Heading) -> bool:
    """Return whether a heading is a card of org-drill."""
    return TAG in heading.tags


def cards_of(heading: Heading, left_out: Callable[[str], None]) -> Iterator[Made]:
    """Yield the cards of a heading; `left_out` is called for each part that cannot be a card."""
    kind = _kind(heading)
    sides = [each for each in heading.children if not is_card(each)]
    if kind in SIDED:
        yield from _sided(heading, sides, 2 if kind == "twosided" else len(sides))
    elif "]" in "".join(heading.lines) and (pieces := _pieces(heading)):
        yield from _clozes(pieces, kind, _texts(sides), left_out)
    else:
        yield from _plain(heading, sides, _fields(heading) if shows_fields(heading) else "")


def _kind(heading: Heading) -> str:
    return heading.properties.get("DRILL_CARD_TYPE", "").lower().strip('"')


def shows_fields(heading: Heading) -> bool:
    """Return whether a card is of a type whose own function shows the properties of the heading."""
    return _kind(heading) not in KNOWN


def _plain(heading: Heading, sides: Sequence[Heading], fields: str) -> Iterator[Made]:
    """Yield a card that asks with its heading and text, and answers with its subheadings; its text without any."""
    text, answer = markdown_of(heading.lines), _texts(sides)
    title = inline_markdown(heading.title)
    if answer and (text or title):
        yield Made(question_fields.recall(_joined(title, fields, text), answer), "1")
    elif text and title:
        yield Made(question_fields.recall(_joined(title, fields), text), "1")


def _joined(*parts: str) -> str:
    return "\n\n".join(filter(None, parts))


def _fields(heading: Heading) -> str:
    """Return the properties of a card and of its parent headings as a list, for card types that show them."""
    given: dict[str, str] = {}
    for each in (*reversed([*heading.ancestors]), heading):
        given |= {name: value.strip('"') for name, value in each.properties.items() if not is_inner(name)}
    return "\n".join(f"- {name.replace('_', ' ').lower()}: {value}" for name, value in given.items() if value)


def is_inner(name: str) -> bool:
    """Return whether a property is for org-mode or org-drill, and no part of what a card shows."""
    return name in _INNER or name.startswith("DRILL_")


def _sided(heading: Heading, sides: Sequence[Heading], count: int) -> Iterator[Made]:
    """Yield a card for each of the first sides: that side asks, all others answer."""
    above = _joined(inline_markdown(heading.title), markdown_of(heading.lines))
    for index, side in enumerate(sides[:count]):
        front = markdown_of(_all_lines(side)) or inline_markdown(side.title)
        others = [each for each in sides if each is not side]
        answer = _texts(others)
        if front and answer:
            yield Made(question_fields.recall(_joined(above, front), answer), str(index + 1))


def _texts(headings: Sequence[Heading]) -> str:
    """Return the texts of subheadings, under their titles where there are several."""
    texts = [(inline_markdown(each.title), markdown_of(_all_lines(each))) for each in headings]
    if len(texts) == 1:
        return texts[0][1] or texts[0][0]
    return "\n\n".join(f"**{title}**\n{text}".strip() if title else text for title, text in texts if title or text)


def _all_lines(heading: Heading) -> list[str]:
    """Return the lines of a heading and of those below it, with their titles, without those of other cards."""
    lines = list(heading.lines)
    waiting = list(reversed(heading.children))
    while waiting:
        each = waiting.pop()
        if not is_card(each):
            lines += ["", f"*{each.title}*", *each.lines]
            waiting += reversed(each.children)
    return lines


def _pieces(heading: Heading) -> list[str | Gap]:
    """Return a heading's text as Markdown with its gaps, or [] where it has none."""
    gaps: list[Gap] = []

    def mark(found: re.Match[str]) -> str:
        if found["gap"] is None:
            return found[0]
        answer, _, hint = found["gap"].partition("||")
        if not answer.strip():
            return found[0]
        gaps.append(Gap((inline_markdown(answer.strip()),), hint.strip()))
        return GAP_MARK.format(len(gaps) - 1)

    text = markdown_of(heading.lines, lambda run: inline_markdown(_BRACKETS.sub(mark, run)))
    pieces: list[str | Gap] = []
    for index, piece in enumerate(MARKED.split(text)):
        pieces.append(piece if index % 2 == 0 else gaps[int(piece)])
    return pieces if gaps else []


def _clozes(
    pieces: Sequence[str | Gap], kind: str, explain: str, left_out: Callable[[str], None]
) -> Iterator[Made]:  # fmt: skip
    gaps = [piece for piece in pieces if isinstance(piece, Gap)]
    if (more := len(gaps) - question_fields.MOST_DELETIONS) > 0:
        left_out(f"what a text has beyond {question_fields.MOST_DELETIONS} gaps, {more} more,")
        return
    groups = [str(index if kind in EACH else 0) for index in range(len(gaps))]
    for index, body in enumerate(question_fields.cloze_groups(pieces, groups, explain)):
        yield Made(body, str(index + 1))
