"""Sorts the files of a folder that is imported: what is a deck, what is not, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from quizapp.errors import Location, Problem, QuizError
from quizapp.formats.anki import crowdanki_reader
from quizapp.formats.foreign.recognise import is_bare_repository
from quizapp.formats.markdown import concept_documents
from quizapp.formats.markdown.heading_cards import MARKDOWN
from quizapp.formats.registry import format_in_folder, unread

MOST_FILES = 5000  # of a folder
_IN_MARKDOWN = ("hashcards", "obsidian", "headings", "checklists", "quiz", "markdown")  # what --as may name for all


@dataclass(frozen=True, slots=True)
class FolderFiles:
    """The files of a folder: those that are imported alone, the concept documents, and what is left out."""

    alone: list[Path]  # files in a format, and deck folders
    documents: list[Path]  # concept documents, which are one deck
    left_out: tuple[Problem, ...]


def files_of(folder: Path, format_name: str | None) -> FolderFiles:
    """Return the files of a folder, and of the folders in it, by what is done with each.

    With `format_name` all Markdown files are of that format, where it is one of Markdown. Raises QuizError for a bare
    git repository.
    """
    _refuse_repository(folder)
    found = [each for each in folder.rglob("*") if _is_inside(each, folder) and not _hidden(each.relative_to(folder))]
    bare = [each.parent for each in found if each.name == "HEAD" and is_bare_repository(each.parent)]
    decks = [each.parent for each in found if each.name == "deck.yaml"]
    rest = sorted(each for each in found if not _below(each, [*bare, *decks]))
    formats = {each: _format(each, format_name) for each in rest[:MOST_FILES]}
    homes = [each.parent for each, name in formats.items() if name == crowdanki_reader.NAME and _is_home(each)]
    own = {each: name for each, name in formats.items() if not _is_beside_crowdanki(each, name, homes)}
    documents = [each for each, name in own.items() if name == concept_documents.NAME]
    documents = documents if len(documents) > 1 else []
    alone = sorted([*(each for each, name in own.items() if name and each not in documents), *decks])
    problems = [*_too_many(folder, len(rest)), *_repositories(bare), *_beside(formats, own), *_unread(own)]
    return FolderFiles(alone, documents, tuple(problems))


def _refuse_repository(folder: Path) -> None:
    if is_bare_repository(folder):
        name = folder.resolve().name.removesuffix(".git") or "repository"
        hint = f"Clone it first: git clone {folder} {name} && quizapp import {name}"
        raise QuizError(f"{folder}: this is a git repository without its files (bare).", hint)


def _format(path: Path, format_name: str | None) -> str:
    if format_name in _IN_MARKDOWN and path.suffix.lower() in MARKDOWN:
        return format_name
    return format_in_folder(path)


def _is_home(deck: Path) -> bool:
    """Return whether a JSON file of CrowdAnki is in a folder of its own, as CrowdAnki exports it."""
    return deck.name == "deck.json" or deck.stem == deck.parent.name or (deck.parent / "media").is_dir()


def _is_beside_crowdanki(path: Path, name: str, homes: Sequence[Path]) -> bool:
    """Return whether a file is beside a CrowdAnki deck, in its folder or as a README above, and no such deck itself."""
    return name != crowdanki_reader.NAME and bool(homes) and (_below(path, homes) or path.stem.lower() == "readme")


def _is_inside(file: Path, folder: Path) -> bool:
    """Return whether a file is really inside a folder: links to files outside are not followed."""
    return file.is_file() and file.resolve().is_relative_to(folder.resolve())


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _below(path: Path, folders: Sequence[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _too_many(folder: Path, count: int) -> Iterator[Problem]:
    if count > MOST_FILES:
        message = f"the folder has {count:,} files, of which the first {MOST_FILES:,} were looked at"
        yield Problem(
            Location(str(folder)), "too-many-files", message, "Import the folders in it one by one.", "warning"
        )


def _repositories(bare: Sequence[Path]) -> Iterator[Problem]:
    for each in bare:
        message = "this is a git repository without its files (bare)"
        yield Problem(Location(str(each)), "left-out", message, "Clone it, and import the clone.", "warning")


def _beside(formats: Mapping[Path, str], own: Mapping[Path, str]) -> Iterator[Problem]:
    """Yield the decks that were left out because they are beside one of CrowdAnki; its README is no deck."""
    for each, name in formats.items():
        if name and each not in own and each.suffix.lower() not in MARKDOWN:
            message = "a file in the folder of a CrowdAnki deck was left out"
            yield Problem(Location(str(each)), "beside-deck", message, "Import it by its own name.", "warning")


def _unread(formats: Mapping[Path, str]) -> Iterator[Problem]:
    for each, name in formats.items():
        why = None if name else unread(each)
        if why:
            yield Problem(Location(str(each)), "left-out", why.message.rstrip("."), why.hint, "warning")
