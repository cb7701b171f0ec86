"""The cards of org-fc: a heading tagged `:fc:`, of the type that its property FC_TYPE names."""

import re
from collections.abc import Callable, Iterator, Sequence

from quizapp.formats.common import question_fields
from quizapp.formats.common.question_fields import BLANK, Gap
from quizapp.formats.org.drill_cards import GAP_MARK, MARKED, Made
from quizapp.formats.org.markup import inline_markdown, markdown_of
from quizapp.formats.org.outline import Heading

TAG = "fc"
SUSPENDED = "suspended"
KINDS = ("normal", "double", "vocab", "text-input", "cloze")
_BACKS = frozenset(("back", "answer", "rückseite", "antwort", "réponse", "verso", "respuesta", "reverso", "ответ",
                    "risposta", "retro", "resposta", "答え", "答案"))  # fmt: skip
# A hole: `{{text}}`, `{{text}{hint}}`, either with `@id`; a formula within it may have braces.
_HOLE = re.compile(
    r"\{\{(?P<text>(?>\$[^$\n]{1,500}\$|[^{}$]|\$|\{(?!\{)){1,1000}?)\}(?:\{(?P<hint>[^{}\n]{0,200})\})?"
    r"(?:@(?P<id>\w{1,20}))?\}"
)
_EMPHASIS = re.compile(r"([*/=~_+])(.+)\1")


def is_card(heading: Heading) -> bool:
    """Return whether a heading is a card of org-fc."""
    return TAG in heading.tags


def cards_of(heading: Heading, left_out: Callable[[str], None]) -> Iterator[Made]:
    """Yield the cards of a heading, each with its position in the review data; `left_out` is called for other parts."""
    kind = heading.properties.get("FC_TYPE", "normal").lower()
    if kind not in KINDS:
        left_out(f"the card type `{kind[:40]}`, which org-fc does not have,")
    if kind == "cloze":
        yield from _clozes(heading, left_out)
        return
    front, back = _sides(heading)
    if not front or not back:
        return
    if kind == "text-input":
        answer, _, rest = back.partition("\n")
        bare = _EMPHASIS.fullmatch(answer.strip().strip("`"))
        yield Made(
            question_fields.typed(front, [bare[2] if bare else answer.strip().strip("`")], rest.strip()), "front"
        )
        return
    yield Made(question_fields.recall(front, back), "front")
    if kind in ("double", "vocab"):
        yield Made(question_fields.recall(back, front), "back")


def _sides(heading: Heading) -> tuple[str, str]:
    """Return the front and the back: a subheading named so, or of a compact card its title and its text."""
    title = "" if "noheading" in heading.tags else inline_markdown(heading.title)
    text = markdown_of(heading.lines)
    back = next((each for each in heading.children if each.title.casefold() in _BACKS), None)
    if back is None:
        return inline_markdown(heading.title), "\n\n".join(filter(None, [text, *_below(heading.children)]))
    return "\n\n".join(filter(None, [title, text])), "\n\n".join(
        filter(None, [markdown_of(back.lines), *_below(back.children)])
    )


def _below(headings: Sequence[Heading]) -> list[str]:
    """Return the texts of subheadings that are no cards, each under its title in bold."""
    found: list[str] = []
    waiting = list(reversed(headings))
    while waiting:
        each = waiting.pop()
        if not is_card(each):
            found.append(f"**{inline_markdown(each.title)}**\n{markdown_of(each.lines)}".strip())
            waiting += reversed(each.children)
    return found


def _clozes(heading: Heading, left_out: Callable[[str], None]) -> Iterator[Made]:
    """Yield a card for each hole; what the others show depends on the property FC_CLOZE_TYPE."""
    kind = heading.properties.get("FC_CLOZE_TYPE", "deletion").lower()
    title = "" if "noheading" in heading.tags else heading.title
    pieces, names = _pieces("\n".join([title, "", *heading.lines] if title else heading.lines))
    count = sum(isinstance(piece, Gap) for piece in pieces)
    if (more := count - question_fields.MOST_DELETIONS) > 0:
        left_out(f"what a text has beyond {question_fields.MOST_DELETIONS} holes, {more} more,")
        return
    explain = "\n\n".join(_below(heading.children))
    for own in range(count):
        body = question_fields.cloze(list(_shown(pieces, own, kind)), explain)
        if body:
            yield Made(body, names[own])


def _pieces(text: str) -> tuple[list[str | Gap], list[str]]:
    """Return an org text as Markdown with its holes, and the position of each."""
    gaps: list[Gap] = []
    names: list[str] = []

    def mark(found: re.Match[str]) -> str:
        gaps.append(Gap((inline_markdown(found["text"].strip()),), (found["hint"] or "").strip()))
        names.append(found["id"] or str(len(names)))
        return GAP_MARK.format(len(gaps) - 1)

    parts = MARKED.split(markdown_of(_HOLE.sub(mark, text).split("\n")))
    return [part if index % 2 == 0 else gaps[int(part)] for index, part in enumerate(parts)], names


def _shown(pieces: Sequence[str | Gap], own: int, kind: str) -> Iterator[str | Gap]:
    """Yield the pieces of a question about one hole: of the others, the text or a blank."""
    number = 0
    for piece in pieces:
        if isinstance(piece, str):
            yield piece
            continue
        hidden = (
            kind == "single"
            or (kind == "enumeration" and number > own)
            or (kind == "context" and abs(number - own) > 1)
        )
        yield piece if number == own else BLANK if hidden else piece.answers[0]
        number += 1
