"""Writes a deck, or a concept of one, in a format, and says what the format leaves behind."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from quizapp.atomic_files import write_file, write_folder
from quizapp.core.scope import Scope
from quizapp.formats.common.archive_limits import HOW, Setting, exceeded, limits_of
from quizapp.formats.common.export_losses import Lost, losses
from quizapp.formats.common.writer import Writer
from quizapp.formats.writers import WRITERS
from quizapp.store.database import Store
from quizapp.store.decks.deck_records import installed_concepts, installed_deck
from quizapp.store.decks.own_exports import remember_export
from quizapp.usecases.context import Context
from quizapp.usecases.deck_export.export_deck import cards_in, loose_deck, own_document, own_files, zipped
from quizapp.usecases.deck_export.left_behind import LeftBehind, left_behind

OWN_FORMATS = ("deck", "zip", "json")  # they hold everything


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """What to export, and how."""

    scope: Scope  # of a deck, or of a concept
    to: Path
    format_name: str  # one of OWN_FORMATS, or the name of a writer
    history: bool = False  # with the events, where the format holds them


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportResult:
    """What was written: of a folder or an archive the number of its files."""

    cards: int
    files: int | None = None
    left: LeftBehind = LeftBehind()


def write_export(store: Store, context: Context, request: ExportRequest) -> ExportResult:
    """Write the cards of a scope. Raises OSError where the target cannot be written."""
    deck, scope = request.scope.deck, request.scope
    if request.format_name == "json":
        content = own_document(store, context, deck, scope, history=request.history)
        write_file(content, request.to)
        is_over = len(content) > limits_of(context.settings).bytes
        lost = _over_limit(len(content), "import_megabytes" if is_over else None)
        return ExportResult(cards=len(json.loads(content)["cards"]), left=LeftBehind(deck=lost))
    if request.format_name in OWN_FORMATS:
        files = own_files(store, context, deck, scope, history=request.history)
        lost = ()
        if request.format_name == "zip":
            lost = _write_zip(context, files, deck, request.to)
        else:
            from quizapp.decks.schema import with_schema  # pydantic, which no other export needs

            files = with_schema(files)
            write_folder(files, request.to)
            if isinstance(context.db, Path):  # the decks of a class are its teacher's
                remember_export(store, deck, request.to)
        return ExportResult(cards=len(cards_in(store, deck, scope)), files=len(files), left=LeftBehind(deck=lost))
    return _written(store, context, request, next(each for each in WRITERS if each.name == request.format_name))


def _write_zip(context: Context, files: Mapping[str, bytes], deck: str, to: Path) -> tuple[Lost, ...]:
    """Write an archive of a deck folder; return what is said of one that is too large to be imported again."""
    content = zipped(files, deck)
    write_file(content, to)
    unpacked = sum(map(len, files.values()))
    limits = limits_of(context.settings)
    return _over_limit(unpacked, exceeded(limits, unpacked=unpacked, packed=len(content), entries=len(files)))


def _over_limit(size: int, setting: Setting | None) -> tuple[Lost, ...]:
    """Return what is said of a file in a format of quizapp that a setting, if any, keeps from being imported again."""
    if setting is None:
        return ()
    text = f"the way back, as the content has {size / (1 << 20):.1f} MB, which is over the limit `{setting}`"
    return (Lost("size", f"{text}. {HOW.format(name=setting)}"),)


def _written(store: Store, context: Context, request: ExportRequest, writer: Writer) -> ExportResult:
    scope = request.scope
    loose = loose_deck(store, context, scope.deck, scope, history=request.history)
    content = writer.write(loose)
    write_file(content, request.to)
    rows = cards_in(store, scope.deck, scope)
    concepts = [each.content for each in installed_concepts(store, scope.deck) if scope.concept in ("", each.concept)]
    found = losses(loose, writer.kept(loose), writer.more_losses(loose))
    left = left_behind(installed_deck(store, scope.deck).info, concepts, rows, loose, found)
    return ExportResult(cards=len(rows), left=replace(left, deck=(*left.deck, *_too_large(len(content), writer))))


def _too_large(size: int, writer: Writer) -> tuple[Lost, ...]:
    """Return what is said of a file that cannot be imported again."""
    if writer.most_bytes is None or size <= writer.most_bytes:
        return ()
    text = (
        f"the way back, as the file has {size / (1 << 20):.1f} MB, and one of more than {writer.most_bytes >> 20} MB"
        " is not imported: export its lists one by one, as DECK/LIST"
    )
    return (Lost("size", text),)
