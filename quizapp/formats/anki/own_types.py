"""The note types of quizapp's own questions in Anki: one for each kind, with named fields.

A type's last field holds the question as quizapp has it, and is shown nowhere; see `own_source`.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from quizapp.formats.anki.collection import QUIZAPP
from quizapp.formats.anki.note_html import html_of, list_html, plain_html
from quizapp.formats.common.question_fields import FILL
from quizapp.questions.cloze import gaps

SOURCE = QUIZAPP
_FIRST_ID = 1_500_000_003_000
_GAP = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_OPEN, _CLOSE = "\ue011", "\ue012"  # around a gap while its text is rendered

Body = Mapping[str, Any]
Media = Collection[str]
Values = Callable[[Body, Media], list[str]]

CSS = """\
.card { font-family: sans-serif; font-size: 20px; max-width: 40em; margin: 0 auto; line-height: 1.4; }
pre, li { text-align: left; }
.more { color: gray; margin-top: 1em; }
.cloze { font-weight: bold; color: #0a64ad; }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnType:
    """A note type: the names of its fields, its template, and what gives the fields of a question."""

    id: int
    name: str
    fields: tuple[str, ...]
    front: str
    back: str
    values: Values  # all fields but the last three
    is_cloze: bool = False


def _shown(name: str, label: str = "") -> str:
    """Return what shows a field where it is not empty."""
    return f"{{{{#{name}}}}}<div class=more>{label}{{{{{name}}}}}</div>{{{{/{name}}}}}"


_HINT = "{{#Hint}}<div class=more>{{hint:Hint}}</div>{{/Hint}}"
_LINE = "{{FrontSide}}\n\n<hr id=answer>\n\n"
_EXPLANATION = _shown("Explanation")


def _ask(body: Body, media: Media) -> str:
    return html_of(str(body["ask"]), media)


def _recall(body: Body, media: Media) -> list[str]:
    return [_ask(body, media), html_of(str(body["answer"]), media)]


def _typed(body: Body, media: Media) -> list[str]:
    return [_ask(body, media), plain_html(str(body["answer"])), list_html(body.get("accept", ()), media)]


def _choice(body: Body, media: Media) -> list[str]:
    right = body["answers"] if body["kind"] == "multi" else [body["answer"]]
    listed = sorted([*right, *body.get("distractors", ())])  # their order tells nothing
    return [_ask(body, media), list_html(listed, media), list_html(right, media)]


def _true_false(body: Body, media: Media) -> list[str]:
    return [_ask(body, media), str(bool(body["answer"])), html_of(str(body.get("correction", "")), media)]


def _match(body: Body, media: Media) -> list[str]:
    pairs = body["pairs"]
    rights = sorted(str(pair["right"]) for pair in pairs)
    rows = "".join(
        f"<tr><td>{html_of(pair['left'], media)}</td><td>{html_of(pair['right'], media)}</td></tr>" for pair in pairs
    )
    return [
        _ask(body, media), list_html([pair["left"] for pair in pairs], media), list_html(rights, media),
        f"<table>{rows}</table>",
    ]  # fmt: skip


def _order(body: Body, media: Media) -> list[str]:
    lines = [str(line) for line in body["lines"]]
    return [_ask(body, media), _lines(sorted(lines), "ul"), _lines(lines, "ol"), str(body.get("language", ""))]


def _lines(lines: list[str], tag: str) -> str:
    items = "".join(f"<li><code>{plain_html(line).replace(' ', '&nbsp;')}</code></li>" for line in lines)
    return f"<{tag}>{items}</{tag}>"


def _cloze(body: Body, media: Media) -> list[str]:
    ask = str(body.get("ask", FILL))
    return [deletions(str(body["text"]), media), "" if ask == FILL else html_of(ask, media)]


def deletions(text: str, media: Media, number: int = 1) -> str:
    """Return a text with gaps as HTML with deletions of one number: they are one card. The first answers are shown."""
    return numbered_deletions(text, media, repeat(number))


def numbered_deletions(text: str, media: Media, numbers: Iterable[int]) -> str:
    """Return a text with gaps as HTML with deletions, which have these numbers."""
    found = gaps(text)
    answers = iter([answers[0] for answers, _ in found])
    marked = _GAP.sub(lambda _: f"{_OPEN}{next(answers)}{_CLOSE}", text.replace(_OPEN, "").replace(_CLOSE, ""))
    shown = html_of(marked, media)
    if shown.count(_OPEN) != len(found) or shown.count(_CLOSE) != len(found):  # a gap in an address, for example
        shown = plain_html(marked)
    for (_, hint), number in zip(found, numbers, strict=False):
        ends = f"::{plain_html(hint)}}}}}" if hint else "}}"
        shown = shown.replace(_OPEN, f"{{{{c{number}::", 1).replace(_CLOSE, ends, 1)
    return shown


def _type(number: int, kind: str, fields: tuple[str, ...], sides: tuple[str, str], values: Values) -> OwnType:
    front, back = sides
    return OwnType(
        id=_FIRST_ID + number,
        name=f"quizapp {kind.replace('_', ' ')}",
        fields=(*fields, "Explanation", "Hint", SOURCE),
        front=front + _HINT,
        back=back + _EXPLANATION,
        values=values,
        is_cloze=kind == "cloze",
    )


_OPTIONS = ("Question", "Options", "Answer")
_PICKED = ("{{Question}}\n{{Options}}", _LINE + "{{Answer}}")
TYPES: Mapping[str, OwnType] = {
    "recall": _type(1, "recall", ("Question", "Answer"), ("{{Question}}", _LINE + "{{Answer}}"), _recall),
    "cloze": _type(
        2, "cloze", ("Text", "Question"), (_shown("Question") + "{{cloze:Text}}", "{{cloze:Text}}"), _cloze
    ),
    "typed": _type(
        3, "typed", ("Question", "Answer", "Also accepted"),
        ("{{Question}}\n\n{{type:Answer}}", _LINE + _shown("Also accepted")), _typed,
    ),
    "choice": _type(4, "choice", _OPTIONS, _PICKED, _choice),
    "multi": _type(5, "multi", _OPTIONS, _PICKED, _choice),
    "true_false": _type(
        6, "true_false", ("Statement", "Answer", "Correction"),
        ("{{Statement}}<div class=more>True or false?</div>", _LINE + "{{Answer}}" + _shown("Correction")), _true_false,
    ),
    "match": _type(
        7, "match", ("Question", "Left", "Right", "Pairs"),
        ("{{Question}}\n{{Left}}\n{{Right}}", _LINE + "{{Pairs}}"), _match,
    ),
    "order": _type(
        8, "order", ("Question", "Lines", "Answer", "Language"),
        ("{{Question}}\n{{Lines}}", _LINE + "{{Answer}}"), _order,
    ),
}  # fmt: skip


def type_of(kind: str) -> OwnType:
    """Return the note type of a kind of question; that of recalled ones for a kind that has none."""
    return TYPES.get(kind, TYPES["recall"])


def visible_fields(body: Body, media: Media) -> tuple[str, ...]:
    """Return the fields of a question's note as HTML, all but the last."""
    values = type_of(body["kind"]).values(body, media)
    return (*values, *(html_of(str(body.get(name, "")), media) for name in ("explain", "hint")))
