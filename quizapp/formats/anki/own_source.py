"""A question as quizapp has it, in the last field of its note: so it comes back as it was where Anki left it alone.

The field is JSON in ASCII without anything that Anki would interpret. It counts only while the fields that Anki shows
are those of the same question; where somebody edited them, they are read instead.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from quizapp.formats.anki.own_types import SOURCE, TYPES, OwnType, visible_fields
from quizapp.formats.common.card_deck import ImportedCard

_ID = re.compile(r"(?=.{1,64}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\"\u2028\u2029\ud800-\udfff]")
_COLONS = re.compile(r":[\s:]*:")
_APART = ("id", "note", "tags", "media")
# Tags and entities, deletions, and marks for sounds and LaTeX; JSON itself has none of them outside of its texts.
_INTERPRETED = re.compile(r"[<>&]|\{(?=\{)|\[(?=sound:|anki:|latex\]|\$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The deck and the topic that a question was exported from: ids and titles."""

    deck: str
    title: str
    topic: str
    topic_title: str

    @property
    def anki_deck(self) -> str:
        """Return the whole name of the deck in Anki: a topic with the deck's own title is the deck itself."""
        names = dict.fromkeys((_level(self.title), _level(self.topic_title)))
        return "::".join(names)

    @property
    def anki_deck_apart(self) -> str:
        """Return its name where another topic has the first one."""
        return f"{_level(self.title)}::{_level(self.topic_title)} ({self.topic})"


def _level(title: str) -> str:
    """Return a title as a level of a deck's name."""
    return " ".join(_CONTROLS.sub(" ", _COLONS.sub(":", title)).split()).strip(" :") or "untitled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A question, and the place that it was exported from."""

    place: Place
    id: str
    body: Mapping[str, Any]
    note: str = ""
    tags: tuple[str, ...] = ()
    media: tuple[str, ...] = ()


def anki_tags(tags: Sequence[str]) -> list[str]:
    """Return tags as Anki has them: a blank would end one."""
    return [re.sub(r"\s+", "-", tag) for tag in tags]


def note_fields(card: ImportedCard, place: Place, position: int) -> list[str]:
    """Return all fields of a question's note; `position` is that among the cards of its deck."""
    apart = {"id": card.id, "note": card.note, "tags": card.tags, "media": card.media}
    question = {**card.body, **{name: value for name, value in apart.items() if value}}
    source = {"place": asdict(place), "position": position, "question": question}
    text = json.dumps(source, separators=(",", ":"))
    safe = _INTERPRETED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return [*visible_fields(card.body, card.media), safe]


def own_type(name: str, fields: Sequence[str]) -> OwnType | None:
    """Return which of our note types this is; None for another one, and for one whose fields were changed."""
    if tuple(fields[-1:]) != (SOURCE,):
        return None
    found = (each for each in TYPES.values() if name.startswith(each.name) and each.fields == tuple(fields))
    return next(found, None)


def source_of(fields: Sequence[str]) -> Source | None:
    """Return the question that a note of ours holds; None where it holds none."""
    try:
        found = json.loads(fields[-1])
        question = dict(found["question"])
        source = Source(
            place=_place(found["place"]), id=_id(question["id"]), note=_text(question.get("note")),
            tags=_texts(question.get("tags")), media=_texts(question.get("media")),
            body={name: value for name, value in question.items() if name not in _APART},
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return source if _is_valid(question) else None


def is_shown(source: Source, fields: Sequence[str]) -> bool:
    """Return whether the fields that Anki shows are those of the question, and nobody edited them."""
    return _composed(visible_fields(source.body, source.media)) == _composed(fields[:-1])


def _is_valid(question: Mapping[str, Any]) -> bool:
    """Return whether a question has the fields of its kind: anybody may have written it."""
    from pydantic import ValidationError

    from quizapp.decks.models import question_model
    from quizapp.questions.registry import kind_named, question_from

    kind = question.get("kind")
    if kind not in TYPES:
        return False
    try:
        question_model(str(kind)).model_validate({"ask": "", **question}, strict=True)
    except ValidationError:
        return False
    return not any(kind_named(str(kind)).faults(question_from({"ask": "", **question})))


def place_of(fields: Sequence[str]) -> tuple[Place, int] | None:
    """Return the place that a note of ours was exported from, and its position there; None where it holds none."""
    try:
        found = json.loads(fields[-1])
        return _place(found["place"]), int(found["position"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _place(found: Mapping[str, object]) -> Place:
    return Place(
        deck=_id(found["deck"]), title=_text(found["title"]), topic=_id(found["topic"]),
        topic_title=_text(found["topic_title"]),
    )  # fmt: skip


def _id(value: object) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError("this is no id")
    return value


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _composed(fields: Sequence[str]) -> list[str]:
    """Return fields in Unicode's composed form, in which Anki keeps them."""
    return [unicodedata.normalize("NFC", field).strip() for field in fields]
