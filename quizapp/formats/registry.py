"""The readers of all formats, and which of them to use for a file or a name."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import cast

from quizapp.core.did_you_mean import closest
from quizapp.core.model import Concept
from quizapp.errors import ExitCode, Location, Problem, QuizError
from quizapp.formats.common.companions import instead_of
from quizapp.formats.common.few_cards import told_if_few
from quizapp.formats.common.imported import Imported
from quizapp.formats.common.reader import Reader, ReadOptions
from quizapp.formats.foreign.kinds import Unread
from quizapp.formats.foreign.recognise import certainly_foreign, foreign_kind, unread_data

# The first reader that recognises a file reads it: the most certain evidence comes first.
_READERS = (
    "anki.reader",
    "mnemosyne.reader",
    "mochi.reader",
    "qti.reader",
    "tables.xlsx_reader",
    "deck_folder",
    "json_yaml.deck_document",
    "anki.crowdanki_reader",
    "moodle.xml_reader",
    "supermemo.xml_reader",
    "json_yaml.list_reader",
    "org.org_reader",
    "supermemo.text_reader",
    "markdown.hashcards_reader",
    "moodle.aiken_reader",
    "moodle.gift_reader",
    "markdown.obsidian_reader",
    "markdown.quiz_reader",
    "markdown.checklist_questions",
    "markdown.heading_cards",
    "markdown.concept_documents",
    "tables.table_reader",
)

_ZIP = b"PK\x03\x04"
HEAD = 65536  # bytes of a file by which it is recognised
# What most files with cards are, for one that is none of the known formats.
_ALL = "docs/formats.md describes all formats."
_BINARY = (
    f"Of binary files it reads Anki's .apkg and .colpkg, .xlsx, Mnemosyne's .cards, Mochi's .mochi and zips. {_ALL}"
)
_TEXT = f"If it holds cards, name its format, such as `--as table`, `--as headings` or `--as list`. {_ALL}"
_FROM_HEADINGS = ("headings", "markdown")  # names of readers, which pages of documentation may look like
TABLES = (".csv", ".tsv", ".txt")  # suffixes of tables


def readers() -> Iterator[Reader]:
    """Yield every reader in the order in which they are asked whether they recognise a file.

    Each is imported when its turn comes: all of them take 0.06 s, a tenth of a small import.
    """
    for name in _READERS:
        yield cast(Reader, import_module(f"quizapp.formats.{name}"))


def read_path(path: Path, format_name: str | None = None, options: ReadOptions | None = None) -> Imported:
    """Return the content of a file or folder, read as `format_name` or as the format that recognises it.

    Raises QuizError if the path does not exist, no format recognises it, or its reader cannot read it.
    """
    if not path.exists():
        raise QuizError(f"{path}: there is no such file or folder.", _near(path))
    head = _head(path)
    if format_name is None and (instead := instead_of(path, head)):
        message = f"{path}: this file holds reviews and no cards."
        raise QuizError(message, f"Import {instead} in the same folder: its reviews are read with them.")
    reader = _chosen(path, head, format_name)
    return told_if_few(path, reader, reader.read(path, options or ReadOptions()), is_chosen=format_name is not None)


def format_of(path: Path) -> str:
    """Return the name of the format that recognises a file, or ''."""
    try:
        head = _head(path)
        found = None if instead_of(path, head) else _recognised(path, head)
    except OSError:
        return ""
    return found.NAME if found else ""


def read_documents(paths: Sequence[Path], deck_id: str, title: str) -> Imported:
    """Return the concepts of several Markdown documents as one deck; of two with the same id the first is kept."""
    from quizapp.formats.markdown import concept_documents

    concepts: dict[str, Concept] = {}
    problems: list[Problem] = []
    places: dict[tuple[str, str], Location] = {}
    for path in paths:
        found, wrong, where = concept_documents.concepts_in(path, path.read_bytes())
        problems += wrong
        for concept in found:
            place = where[concept.concept, ""]
            if concept.concept in concepts:
                message = f"the concept `{concept.concept}` is there twice"
                hint = f"It was taken from {places[concept.concept, '']}."
                problems.append(Problem(place, "duplicate-concept", message, hint, "warning"))
                continue
            concepts[concept.concept], places[concept.concept, ""] = concept, place
    deck = concept_documents.deck_of(deck_id, title, list(concepts.values())) if concepts else None
    return Imported(deck=deck, problems=tuple(problems), locations=places, named_by_file=True)


def _head(path: Path) -> bytes:
    """Return the first bytes of a file; b"" for a folder."""
    if not path.is_file():
        return b""
    with path.open("rb") as file:
        return file.read(HEAD)


def _recognised(path: Path, head: bytes) -> Reader | None:
    """Return the reader of a file. A certain table is one, whatever its cells look like."""
    if not head.startswith(_ZIP) and (table := _certain_table(path, head)):
        return table
    if certainly_foreign(path, head):
        return None
    return next((each for each in readers() if each.recognise(path, head)), None)


def _certain_table(path: Path, head: bytes) -> Reader | None:
    from quizapp.formats.tables import table_reader  # takes 0.03 s, which an archive need not wait for

    return table_reader if table_reader.is_certain(path, head) else None


def _chosen(path: Path, head: bytes, name: str | None) -> Reader:
    if name is not None:
        known = {each.NAME: each for each in readers()}
        if name not in known:
            raise QuizError(f"There is no format `{name}`.", f"The formats are: {', '.join(known)}.", ExitCode.USAGE)
        return known[name]
    found = _recognised(path, head)
    if found is None:
        why = _why_unread(path, head)
        raise QuizError(f"{path}: {why.message}", why.hint)
    return found


def format_in_folder(path: Path) -> str:
    """Return the name of the format that recognises a file of a folder, or ''. Documentation is left out."""
    found = format_of(path)
    if found not in _FROM_HEADINGS:
        return found
    from quizapp.formats.markdown.unread import documentation_page

    return "" if documentation_page(path, _head(path)) else found


def unread(path: Path) -> Unread | None:
    """Return why a file of a folder is not read; None for what is read, is empty, or is shown or read by decks."""
    head = _head(path)
    kind = foreign_kind(path, head)
    if not head.strip() or (kind and kind.is_media) or instead_of(path, head):
        return None
    if found := _recognised(path, head):
        from quizapp.formats.markdown.unread import documentation_page

        return documentation_page(path, head) if found.NAME in _FROM_HEADINGS else None
    return _why_unread(path, head)


def _why_unread(path: Path, head: bytes) -> Unread:
    """Return what a file is that no format recognises, and what to do. Its suffix tells what it was meant to be."""
    if not head.strip():
        return Unread("the file is empty.", "Check that it was saved, and that it is the right file.")
    if kind := foreign_kind(path, head):
        return Unread(f"this is {kind.name}, which is not read.", kind.advice)
    from quizapp.formats.markdown.unread import unread_markdown

    if found := unread_markdown(path, head) or unread_data(head):
        return found
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Unread("this is in no known format.", _BINARY)
    table = "A table has two columns or more, such as front,back. " if path.suffix.lower() in TABLES else ""
    return Unread("this is in no known format.", table + _TEXT)


def _near(path: Path) -> str:
    folder = path.parent if path.parent.is_dir() else Path()
    near = closest(path.name, (each.name for each in folder.iterdir()))
    return f"Did you mean `{folder / near}`?" if near else "Check the path."
