"""Loads a deck folder, or a lone concept file as a deck of one; reports every problem, not the first."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from quizapp.core.model import Concept, Deck, DeckInfo
from quizapp.decks.checks import CHECKS, DeckView
from quizapp.decks.models import validated
from quizapp.decks.yaml_nodes import Document, read_document
from quizapp.errors import Location, Problem

Locations = dict[tuple[str, str], Location]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A deck, or None where it has errors; all problems in order; where each question stands; a digest of the files."""

    deck: Deck | None
    problems: tuple[Problem, ...]
    locations: Locations
    digest: str


def load_deck(path: Path) -> Loaded:
    """Return the deck at a path. Nothing is raised for what is wrong in it: problems are values."""
    if not path.exists():
        return _failed(path, "not-found", "there is no such file or folder", "Check the path.")
    if path.is_dir() and not (path / "deck.yaml").is_file():
        hint = "A deck folder has a deck.yaml; `quizapp deck new FOLDER` makes one."
        return _failed(path, "no-deck-file", "the folder has no deck.yaml", hint)
    files = sorted(p for p in path.iterdir() if p.suffix in (".yaml", ".yml")) if path.is_dir() else [path]
    documents, digest = [], hashlib.sha256()
    for file in files:
        documents.append(_read(file, path))
        digest.update(file.name.encode() + b"\0")
        digest.update(str(documents[-1].value).encode("utf-8", "replace"))
    view = _view(documents, lone=not path.is_dir(), path=path)
    return _checked(view, documents, digest.hexdigest())


def _failed(path: Path, code: str, message: str, hint: str) -> Loaded:
    problem = Problem(Location(str(path)), code, message, hint)
    return Loaded(deck=None, problems=(problem,), locations={}, digest="")


def _read(file: Path, root: Path) -> Document:
    inside = root.resolve() if root.is_dir() else root.resolve().parent
    if inside not in file.resolve().parents:
        return _unread(file, "link-outside", "the file is a link that leaves the folder", "Put the file itself there.")
    try:
        return read_document(str(file), file.read_bytes())
    except OSError as error:
        return _unread(file, "unreadable", f"the file cannot be read: {error.strerror}", "Check its permissions.")


def _unread(file: Path, code: str, message: str, hint: str) -> Document:
    document = Document(str(file))
    document.problems.append(Problem(Location(str(file)), code, message, hint))
    return document


def _view(documents: list[Document], *, lone: bool, path: Path) -> DeckView:
    info, info_document, concepts = None, None, []
    for document in documents:
        if not lone and Path(document.file).name == "deck.yaml":
            info_document = document
            info = validated(document, DeckInfo) if document.value is not None else None
        elif document.value is not None:
            concept = validated(document, Concept)
            if concept is not None:
                concepts.append((concept, document))
    if lone and concepts:
        only = concepts[0][0]
        info = DeckInfo(format=1, deck=only.concept, title=only.title)
        info_document = concepts[0][1]
    return DeckView(info=info, info_document=info_document, concepts=concepts, folder=str(path))


def _checked(view: DeckView, documents: list[Document], digest: str) -> Loaded:
    problems = [problem for document in documents for problem in document.problems]
    broken = any(problem.severity == "error" for problem in problems)
    for check in CHECKS:
        # A reference cannot be judged while a file that it may point to is unread.
        if not broken or not check.__name__.endswith("_known"):
            problems += check(view)
    problems.sort(key=lambda problem: (problem.location.file, problem.location.line, problem.location.column))
    sound = view.info is not None and not any(problem.severity == "error" for problem in problems)
    deck = Deck(info=view.info, concepts=_ordered(view)) if sound and view.info else None
    return Loaded(deck=deck, problems=tuple(problems), locations=_locations(view), digest=digest)


def _ordered(view: DeckView) -> tuple[Concept, ...]:
    order = view.info.order if view.info else []
    concepts = [concept for concept, _ in view.concepts]
    place = {name: index for index, name in enumerate(order)}
    return tuple(sorted(concepts, key=lambda concept: (place.get(concept.concept, len(order)), concept.concept)))


def _locations(view: DeckView) -> Locations:
    found: Locations = {}
    for concept, document in view.concepts:
        found[(concept.concept, "")] = document.place(("concept",))
        for index, question in enumerate(concept.questions):
            found[(concept.concept, question.id)] = document.place(("questions", index))
    return found
