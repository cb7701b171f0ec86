"""Messages as bytes, for a pipe between two processes."""

import json
import struct
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import IO, Any

from quizapp.core.model import Rating, State
from quizapp.errors import ExitCode, Location, Problem, QuizError
from quizapp.formats.common.card_deck import ImportedHistory, ImportedPreset, ImportedReview
from quizapp.usecases.deck_import.reader_messages import (
    CardBatch,
    DeckEnd,
    DeckStart,
    End,
    MediaFile,
    Message,
    MessageRow,
    TopicHead,
    WholeDeck,
)  # fmt: skip

_LENGTHS = struct.Struct("<QQ")
_FLAGS = ("shared_ids", "is_exported", "is_copy")  # of the start of a deck
_FIELD, _COLUMN = "\x1f", "\x1e"  # JSON escapes them, and no id contains one


@dataclass(frozen=True, slots=True)
class Failed:
    """The reader raised an error."""

    message: str
    hint: str
    exit_code: ExitCode

    def error(self) -> QuizError:
        """Return the error."""
        return QuizError(self.message, self.hint, self.exit_code)


@dataclass(frozen=True, slots=True)
class ReadHere:
    """The file is a deck of concepts, which is not sent: the receiver has to read the file itself."""


Frame = Message | Failed | ReadHere


def framed(frame: Frame) -> bytes:
    """Return a frame as bytes: two lengths, a JSON list that begins with the kind, and raw bytes.

    The raw bytes are the content of a file, or the columns of rows joined by separators, which takes a tenth of JSON's
    time.
    """
    head, raw = _parts(frame)
    encoded = json.dumps(head).encode()
    return _LENGTHS.pack(len(encoded), len(raw)) + encoded + raw


def _parts(frame: Frame) -> tuple[list[Any], bytes]:
    match frame:
        case DeckStart() as start:
            topics = [(topic.id, topic.title, topic.tags) for topic in start.topics]
            preset = asdict(start.preset) if start.preset else None
            return [
                "deck",
                start.id,
                start.decks,
                start.title,
                topics,
                preset,
                {each: getattr(start, each) for each in _FLAGS},
            ], b""
        case CardBatch(rows=rows, histories=histories):
            joined = _joined(rows)
            plain = [(index, _plain_history(history)) for index, history in histories]
            if joined is None:
                return ["cards", rows, plain], b""
            return ["cards", None, plain], joined.encode("utf-8", "surrogatepass")
        case MediaFile(name=name, content=content):
            return ["file", name, content is not None], content or b""
        case DeckEnd():
            return ["closed"], b""
        case End(problems=problems):
            return ["end", [_plain_problem(problem) for problem in problems]], b""
        case Failed(message=message, hint=hint, exit_code=exit_code):
            return ["failed", message, hint, int(exit_code)], b""
        case ReadHere() | WholeDeck():
            return ["here"], b""


def read_frame(pipe: IO[bytes]) -> Frame | None:
    """Return the next frame; None if the pipe ends before a complete one."""
    lengths = pipe.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    size, more = _LENGTHS.unpack(lengths)
    content = pipe.read(size + more)
    return _frame(json.loads(content[:size]), content[size:]) if len(content) == size + more else None


def _frame(head: list[Any], raw: bytes) -> Frame:
    match head:
        case ["deck", deck, decks, title, topics, preset, flags]:
            heads = tuple(TopicHead(own, words, tuple(tags)) for own, words, tags in topics)
            return DeckStart(deck, tuple(decks), title, heads, preset=_preset(preset), **flags)
        case ["cards", rows, histories]:
            read = _rows(raw.decode("utf-8", "surrogatepass")) if rows is None else [MessageRow(*row) for row in rows]
            return CardBatch(read, [(index, _history(fields)) for index, fields in histories])
        case ["file", name, is_readable]:
            return MediaFile(name, raw if is_readable else None)
        case ["closed"]:
            return DeckEnd()
        case ["end", problems]:
            return End(tuple(Problem(Location(*place), *rest) for place, *rest in problems))
        case ["failed", message, hint, exit_code]:
            return Failed(message, hint, ExitCode(exit_code))
    return ReadHere()


def _joined(rows: Sequence[MessageRow]) -> str | None:
    """Return rows as text, one column after another; None if a field contains a separator."""
    columns = [_FIELD.join(map(str, column)) for column in zip(*rows, strict=True)]
    sound = all(column.count(_FIELD) == len(rows) - 1 and _COLUMN not in column for column in columns)
    return _COLUMN.join(columns) if sound else None


def _rows(text: str) -> list[MessageRow]:
    topics, positions, *texts, lines = (column.split(_FIELD) for column in text.split(_COLUMN))
    return list(map(MessageRow._make, zip(map(int, topics), map(int, positions), *texts, map(int, lines), strict=True)))


def _plain_problem(problem: Problem) -> list[Any]:
    place = problem.location
    return [
        (place.file, place.line, place.column), problem.code, problem.message, problem.hint, problem.severity
    ]  # fmt: skip


def _preset(fields: dict[str, Any] | None) -> ImportedPreset | None:
    return ImportedPreset(**{**fields, "parameters": tuple(fields["parameters"])}) if fields else None


_REVIEWS = ("reviews", "crammed")  # fields of a history
_HISTORY = tuple(each.name for each in fields(ImportedHistory) if each.name not in _REVIEWS)


def _plain_history(history: ImportedHistory) -> dict[str, Any]:
    # By hand: `asdict` would copy every review, which takes ten times as long.
    plain: dict[str, Any] = {name: getattr(history, name) for name in _HISTORY}
    for name in _REVIEWS:
        plain[name] = [(each.time_ms, str(each.rating), each.seconds) for each in getattr(history, name)]
    return plain


def _history(plain: dict[str, Any]) -> ImportedHistory:
    reviews = {name: tuple(map(_review, plain[name])) for name in _REVIEWS}
    told = {"state": State(plain["state"]), "forgotten_ms": tuple(plain["forgotten_ms"])}
    return ImportedHistory(**(plain | reviews | told))


def _review(plain: list[Any]) -> ImportedReview:
    time_ms, rating, seconds = plain
    return ImportedReview(time_ms=time_ms, rating=Rating(rating), seconds=seconds)
