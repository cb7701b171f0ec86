"""The formats: one file each, found by content and not by name. FORMATS is the table of contents."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from quizapp.core.did_you_mean import closest
from quizapp.core.model import Concept
from quizapp.errors import ExitCode, Location, Problem, QuizError
from quizapp.formats import deck_folder
from quizapp.formats.anki import crowdanki_reader
from quizapp.formats.anki import reader as anki
from quizapp.formats.common.archive_limits import DEFAULT, ArchiveLimits
from quizapp.formats.common.companions import instead_of
from quizapp.formats.common.imported import Imported
from quizapp.formats.json_yaml import list_reader
from quizapp.formats.markdown import (
    checklist_questions,
    concept_documents,
    hashcards_reader,
    heading_cards,
    obsidian_reader,
    quiz_reader,
)
from quizapp.formats.mnemosyne import reader as mnemosyne
from quizapp.formats.mochi import reader as mochi
from quizapp.formats.moodle import aiken_reader, gift_reader, xml_reader
from quizapp.formats.org import org_reader
from quizapp.formats.qti import reader as qti
from quizapp.formats.supermemo import text_reader as supermemo_text
from quizapp.formats.supermemo import xml_reader as supermemo_xml
from quizapp.formats.tables import table_reader, xlsx_reader

# The first that recognises a file reads it: the most telling come first.
FORMATS = (
    anki, mnemosyne, mochi, qti, xlsx_reader, deck_folder, crowdanki_reader, xml_reader, supermemo_xml, list_reader,
    org_reader, supermemo_text, hashcards_reader, aiken_reader, gift_reader, obsidian_reader, quiz_reader,
    checklist_questions, heading_cards, concept_documents, table_reader,
)  # fmt: skip
OPENING = (mnemosyne, mochi, qti)  # formats that open the file themselves, for it may be an archive
MOST_BYTES = 20 * 1024 * 1024  # of a text file; an archive has limits of its own
HEAD = 65536
TABLES = (".csv", ".tsv", ".txt")  # how the names of tables end


def read_path(
    path: Path,
    *,
    format_name: str | None = None,
    deck_id: str | None = None,
    mapping: Mapping[str, str] | None = None,
    limits: ArchiveLimits = DEFAULT,
) -> Imported:
    """Return what a path holds. Raises QuizError where it cannot be read or no format knows it.

    `mapping` says what the columns of a table are, where their names do not.
    """
    if not path.exists():
        raise QuizError(f"{path}: there is no such file or folder.", _near(path))
    head = b""
    if path.is_file():
        with path.open("rb") as file:
            head = file.read(HEAD)
    if format_name is None and (instead := instead_of(path, head)):
        raise QuizError(
            f"{path}: this file keeps reviews, and no cards.", f"Import {instead} beside it: it is read too."
        )
    chosen = _chosen(path, head, format_name)
    if chosen is anki:
        decks, late = anki.begin(path, limits)
        return Imported(deck=None, loose=decks, problems=(), late=late, locations={}, digest="")
    if chosen is xlsx_reader:
        return xlsx_reader.read(path, limits, mapping)
    if chosen in OPENING:
        found: Imported = chosen.read(path, limits)
        return found
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        raise QuizError(f"{path}: the file is larger than {MOST_BYTES >> 20} MB.", "Split it.")
    if chosen is deck_folder:
        return deck_folder.read(path)
    if chosen is concept_documents:
        return concept_documents.read(path, path.read_bytes(), deck_id)
    options = {"mapping": mapping} if chosen is table_reader and mapping else {}
    deck, problems = chosen.read_loose(path, path.read_bytes(), **options)
    return Imported(deck=None, loose=(deck,) if deck else (), problems=problems, locations={}, digest="")


def format_of(path: Path) -> str:
    """Return the name of the format that knows a file, or ''."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return ""
    found = None if instead_of(path, head) else _known(path, head)
    return str(found.NAME) if found else ""


def read_documents(paths: Sequence[Path], deck_id: str, title: str) -> Imported:
    """Return the concepts of several Markdown documents as one deck; a concept that stands twice is taken once."""
    concepts: dict[str, Concept] = {}
    problems: list[Problem] = []
    places: dict[tuple[str, str], Location] = {}
    for path in paths:
        found, wrong, where = concept_documents.concepts_in(path, path.read_bytes())
        problems += wrong
        for concept in found:
            place = where[concept.concept, ""]
            if concept.concept in concepts:
                message = f"the concept `{concept.concept}` stands twice"
                hint = f"It was taken from {places[concept.concept, '']}."
                problems.append(Problem(place, "duplicate-concept", message, hint, "warning"))
                continue
            concepts[concept.concept], places[concept.concept, ""] = concept, place
    deck = concept_documents.deck_of(deck_id, title, list(concepts.values())) if concepts else None
    return Imported(deck=deck, problems=tuple(problems), locations=places, digest="")


def _known(path: Path, head: bytes) -> Any:
    """Return the format that knows a file: a table that says so is one, whatever its fields look like."""
    return (
        table_reader
        if table_reader.says_so(head)
        else next((each for each in FORMATS if each.recognise(path, head)), None)
    )


def _chosen(path: Path, head: bytes, name: str | None) -> Any:
    known = {each.NAME: each for each in FORMATS}
    if name is not None:
        if name not in known:
            raise QuizError(f"There is no format `{name}`.", f"There are: {', '.join(known)}.", ExitCode.USAGE)
        return known[name]
    found = _known(path, head)
    if found is None:
        raise _unknown(path, head)
    return found


def _unknown(path: Path, head: bytes) -> QuizError:
    """Return what is told of a file that no format knows; its name says what it was meant to be."""
    if not head.strip():
        return QuizError(f"{path}: the file is empty.", "See that it was saved, and that it is the file you mean.")
    titles = "; ".join(each.TITLE for each in FORMATS)
    table = "A table has two columns or more, such as front,back. " if path.suffix.lower() in TABLES else ""
    return QuizError(f"{path}: this is in no format that is known.", f"{table}Known are: {titles}.")


def _near(path: Path) -> str:
    folder = path.parent if path.parent.is_dir() else Path()
    near = closest(path.name, (each.name for each in folder.iterdir()))
    return f"Did you mean `{folder / near}`?" if near else "Check the path."
