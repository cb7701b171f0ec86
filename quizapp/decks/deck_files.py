"""Finds the files of a deck folder: deck.yaml and the concepts next to it."""

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path

from quizapp.decks.yaml_nodes import MOST_BYTES, read_document

SUFFIXES = (".yaml", ".yml")
MOST_UNREAD = 20  # files in subfolders that are reported

# The settings of other programs, which share the folder with a deck that is a repository of its own.
NEVER_READ = frozenset({
    "_config.yml", "action.yaml", "action.yml", "antora.yml", "appveyor.yml", "azure-pipelines.yml", "codecov.yaml",
    "codecov.yml", "compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml", "environment.yaml",
    "environment.yml", "mkdocs.yaml", "mkdocs.yml", "netlify.yml", "pnpm-lock.yaml", "pnpm-workspace.yaml",
    "pubspec.yaml", "readthedocs.yaml", "readthedocs.yml", "renovate.yaml", "renovate.yml", "taskfile.yaml",
    "taskfile.yml", "Taskfile.yaml", "Taskfile.yml",
})  # fmt: skip


def deck_files(folder: Path) -> list[Path]:
    """Return the YAML files of a folder, sorted, without those that are ignored.

    Ignored are the settings of other programs (`NEVER_READ`), what `ignore` in deck.yaml names, and names that begin
    with a dot: locks and backups of editors. Raises OSError.
    """
    patterns = ignore_patterns(folder)
    return sorted(file for file in folder.iterdir() if _is_read(file, patterns))


def unread_files(folder: Path, patterns: Sequence[str]) -> Iterator[Path]:
    """Yield YAML files in subfolders, which are not read, at most `MOST_UNREAD`; other decks and hidden folders are
    left out."""
    yield from islice(_below(folder, folder, patterns), MOST_UNREAD)


def _below(folder: Path, root: Path, patterns: Sequence[str]) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(".") or entry.is_symlink() or _matches(entry.relative_to(root).as_posix(), patterns):
            continue
        if entry.is_dir() and not (entry / "deck.yaml").exists() and entry.name not in ("media", "node_modules"):
            yield from _below(entry, root, patterns)
        elif folder != root and entry.is_file() and _is_read(entry, ()):
            yield entry


def _is_read(file: Path, patterns: Sequence[str]) -> bool:
    if file.name == "deck.yaml":
        return True
    if not file.name.endswith(SUFFIXES) or file.name.startswith(".") or _matches(file.name, patterns):
        return False
    return file.name not in NEVER_READ or _is_about_concepts(file)


def _is_about_concepts(file: Path) -> bool:
    """Return whether a file with the name of another program's settings is a concept, such as that of `compose`."""
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return bool(re.search(rb"^(concept|cards):", opened.read(MOST_BYTES), re.MULTILINE))


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern.rstrip("/")) for pattern in patterns)


def ignore_patterns(folder: Path) -> tuple[str, ...]:
    """Return what `ignore` in deck.yaml lists; nothing where it cannot be read, which is reported elsewhere."""
    file = folder / "deck.yaml"
    if not file.is_file():
        return ()
    with file.open("rb") as opened:
        content = opened.read(MOST_BYTES)
    if b"ignore" not in content:  # nearly always; parsing would take longer than the rest
        return ()
    value = read_document(str(file), content).value
    listed = value.get("ignore") if isinstance(value, dict) else None
    return tuple(each for each in listed if isinstance(each, str)) if isinstance(listed, list) else ()
