"""A whole deck as one JSON document: what `quizapp export --as json` writes, and reads back without a loss.

`concepts` holds the files of a deck folder without their questions, `cards` all cards with their concept, and those
that quizapp generates from sections with `generated: true`, which are not read back. `media` holds files in base64,
and `history` the events of the cards.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from quizapp.errors import Location, QuizError
from quizapp.formats.common.history_file import moved
from quizapp.formats.common.imported import Imported
from quizapp.formats.common.reader import Facts, ReadOptions
from quizapp.formats.json_yaml.line_numbers import places_of

NAME = "json"
TITLE = "quizapp's JSON"
FACTS = Facts(
    name="quizapp: whole deck as JSON",
    section="quizapps-own-formats",
    evidence="JSON whose first key is `quizapp`",
    keeps=("tags", "media", "history", "schedule"),
    written="`.json`",
)
VERSION = 1

_HEAD = re.compile(r'\s*\{\s*"quizapp"\s*:\s*(\d+)')
OWN_TAGS = "own_tags"  # of a card: its tags without its concept's, where they cannot be told from `tags`
_NOT_OWN = ("concept", "topic", "generated", "tags", OWN_TAGS)  # of a card's fields


def recognise(path: Path, head: bytes) -> bool:
    """Return whether this is JSON whose first key is `quizapp`."""
    return head[:1] == b"{" and _HEAD.match(head[:200].decode("utf-8", "replace")) is not None


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the deck with its media and its history. Raises QuizError for a damaged file and for a newer version."""
    if path.stat().st_size > options.limits.bytes:
        raise QuizError(
            f"{path}: the file is larger than {options.limits.megabytes} MB.", "Export it as a zip archive."
        )
    content = path.read_bytes()
    root = _root(path, content)
    if options.deck_id:
        root["deck"] = options.deck_id
    from quizapp.decks.loader import deck_from  # pydantic takes as long to load as all other formats

    info, *rest = _documents(str(path), root, content)
    loaded = deck_from(info, rest, hashlib.sha256(content).hexdigest())
    return Imported(
        deck=loaded.deck, problems=loaded.problems, locations=loaded.locations, digest=loaded.digest,
        files=loaded.files, media=_media(root.get("media")), history=_history(root),
    )  # fmt: skip


def _root(path: Path, content: bytes) -> dict[str, Any]:
    try:
        root = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise QuizError(f"{path}: the JSON cannot be read: {error}", "Export the deck again.") from None
    if not isinstance(root, dict) or root.get("quizapp") != VERSION:
        raise QuizError(f"{path}: this was written by a newer quizapp.", "Update quizapp.")
    return root


def _documents(file: str, root: Mapping[str, Any], content: bytes) -> list[Any]:
    """Return the content of deck.yaml and of each concept, with the lines of their parts."""
    from quizapp.decks.yaml_nodes import Document

    places = places_of(content.decode("utf-8"))
    others = ("quizapp", "concepts", "cards", "media", "history")
    info = Document(file, {name: value for name, value in root.items() if name not in others})
    info.file = str(Path(file) / "deck.yaml")
    found = [info]
    written: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for index, card in enumerate(_listed(root, "cards")):
        if not card.get("generated"):
            written.setdefault(str(card.get("concept")), []).append((index, card))
    for number, fields in enumerate(_listed(root, "concepts")):
        name = fields.get("concept") or fields.get("cards")
        of_concept = _texts(fields.get("tags"))
        document = Document(f"{file}#{name}", {name: value for name, value in fields.items() if name != "questions"})
        document.digest = hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
        document.places[()] = Location(file, *places.get(("concepts", number), (1, 1)))
        questions: list[dict[str, Any]] = []
        for index, card in written.get(str(name), ()):
            document.places["questions", len(questions)] = Location(file, *places.get(("cards", index), (1, 1)))
            questions.append(_question(card, of_concept))
        document.value["questions"] = questions
        found.append(document)
    return found


def own_tags(tags: Iterable[str], of_concept: Iterable[str]) -> list[str]:
    """Return the tags of a card that its concept does not have."""
    known = frozenset(of_concept)
    return [tag for tag in tags if tag not in known]


def _question(card: Mapping[str, Any], of_concept: Sequence[str]) -> dict[str, Any]:
    """Return a question as a concept file has it, with its own tags."""
    tags = _texts(card[OWN_TAGS]) if OWN_TAGS in card else own_tags(_texts(card.get("tags")), of_concept)
    return {name: value for name, value in card.items() if name not in _NOT_OWN} | ({"tags": tags} if tags else {})


def _listed(root: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    found = root.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _media(value: Any) -> dict[str, Callable[[], bytes]]:
    files = value.items() if isinstance(value, dict) else ()
    return {name: partial(_decoded, text) for name, text in files if isinstance(text, str)}


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _history(root: Mapping[str, Any]) -> bytes:
    """Return the events as the lines of a history file, those of a renamed deck under its new name."""
    lines = []
    for event in _listed(root, "history"):
        card = str(event.get("card", "")).partition("/")[2]
        lines.append(json.dumps(moved(event, f"{root['deck']}/{card}")) + "\n")
    return "".join(lines).encode()
