"""Loads a deck folder, or a lone concept file as a deck of one; reports every problem, not the first."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from quizapp.core.did_you_mean import closest
from quizapp.core.model import CardList, Concept, Deck, DeckInfo, concept_of
from quizapp.decks.checks import CHECKS, Check, unknown_format
from quizapp.decks.deck_files import deck_files
from quizapp.decks.models import MOST_PROBLEMS, validated
from quizapp.decks.view import DeckView, id_key
from quizapp.decks.yaml_nodes import MOST_BYTES, Document, read_document
from quizapp.errors import Location, Problem

_EVIDENCE = ("concept", "cards", "sections", "questions")  # a concept or a list of cards has one of these keys

Locations = dict[tuple[str, str], Location]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A deck (None if it has errors), its problems in order, and the locations of its concepts and questions.

    `digest` is that of all files, `files` maps each concept to the digest of its file. `unread` are concepts whose
    files have not changed; they are here without their questions.
    """

    deck: Deck | None
    problems: tuple[Problem, ...]
    locations: Locations
    digest: str
    files: Mapping[str, str] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()


def load_deck(
    path: Path, known: Mapping[str, Concept] = MappingProxyType({}), *, checks: Sequence[Check] = CHECKS
) -> Loaded:
    """Load the deck at a path. Problems are returned as values; nothing is raised.

    `known` maps digests of files to concepts: a file with such a digest is not parsed again. `checks` are those of an
    installation unless the caller names more, such as `AUTHOR_CHECKS`.
    """
    if path.name == "deck.yaml" and path.is_file():
        path = path.parent
    try:
        files = _files(path)
    except OSError as error:
        return _failed(path, "unreadable", f"the folder cannot be read: {error.strerror}", "Check its permissions.")
    if not files:
        return _failed(path, "not-found", "there is no such file or folder", "Check the path.")
    if path.is_dir() and path / "deck.yaml" not in files:
        other = next((file.name for file in files if file.name in ("deck.yml", "Deck.yaml", "Deck.yml")), "")
        hint = "A deck folder needs a deck.yaml; `quizapp deck new FOLDER` creates one."
        hint = f"Rename {other} to deck.yaml." if other else hint
        return _failed(path, "no-deck-file", "the folder has no deck.yaml", hint)
    digest = hashlib.sha256()
    documents = [_read(file, path, digest, known) for file in files]
    return _checked(_view(documents, known, lone=not path.is_dir()), documents, digest.hexdigest(), checks)


def deck_from(info: Document, rest: Sequence[Document], digest: str) -> Loaded:
    """Return the deck whose deck.yaml and concepts are documents that were read from elsewhere, checked as a folder."""
    view = _view([info, *rest], {}, lone=False)
    return _checked(view, [info, *rest], digest, CHECKS)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path] if path.exists() else []
    return deck_files(path) or [path]


def _failed(path: Path, code: str, message: str, hint: str) -> Loaded:
    problem = Problem(Location(str(path)), code, message, hint)
    return Loaded(deck=None, problems=(problem,), locations={}, digest="")


def _read(file: Path, root: Path, digest: "hashlib._Hash", known: Mapping[str, Concept]) -> Document:
    try:
        if root.is_dir() and root.resolve() not in file.resolve().parents:
            hint = "Replace the link by a copy of the file."
            return _unread(file, "link-outside", "the file is a symbolic link to outside of the deck's folder", hint)
        if not file.is_file():
            return _unread(
                file,
                "unreadable",
                "this is not a regular file",
                "Remove it or rename it.",
            )
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, until Python 3.13
        reason = getattr(error, "strerror", None) or "its symbolic links form a loop"
        return _unread(file, "unreadable", f"the file cannot be read: {reason}", "Check its permissions.")
    named = file.name.encode("utf-8", "surrogateescape") + b"\0" + content
    digest.update(named + b"\0")
    own = hashlib.sha256(named).hexdigest()  # includes the name: cards keep it for the editor
    document = read_document(str(file), content) if own not in known else Document(str(file))
    document.digest = own
    return document


def _unread(file: Path, code: str, message: str, hint: str) -> Document:
    return Document(str(file), problems=[Problem(Location(str(file)), code, message, hint)])


def _view(documents: list[Document], known: Mapping[str, Concept], *, lone: bool) -> DeckView:
    own = [each for each in documents if not lone and Path(each.file).name == "deck.yaml"]
    if own and (found := unknown_format(own[0])):  # what else this version would say of its files is noise
        own[0].problems = [found]
        return DeckView(info=None, info_document=own[0], concepts=[], ids=[each.file for each in documents])
    rest = [each for each in documents if each not in own]
    read = [
        (known.get(each.digest) or _concept(each), each)
        for each in rest
        if each.value is not None or each.digest in known
    ]
    concepts = [(concept, document) for concept, document in read if concept is not None]
    info = validated(own[0], DeckInfo) if own and own[0].value is not None else None
    if lone and concepts:
        only = concepts[0][0]
        info = DeckInfo(format=1, deck=only.concept, title=only.title)
    return DeckView(
        info=info, info_document=own[0] if own else None, concepts=concepts, ids=[_id_of(each, known) for each in rest]
    )


def _concept(document: Document) -> Concept | None:
    """Return the concept of a file; a list of cards is returned as a concept too."""
    if not any(key in _EVIDENCE or closest(key, _EVIDENCE) for key in document.value):
        message = "the file is neither a concept nor a list of cards"
        hint = f"Begin it with `concept:`, or write `ignore: [{Path(document.file).name}]` in deck.yaml."
        document.problems.append(Problem(document.place(()), "not-a-concept", message, hint))
        return None
    if id_key(document) == "cards":
        cards = validated(document, CardList)
        return concept_of(cards) if cards is not None else None
    return validated(document, Concept)


def _id_of(document: Document, known: Mapping[str, Concept]) -> str:
    """Return the id in a file, or the name of the file if it could not be parsed."""
    if document.digest in known:
        return known[document.digest].concept
    given = document.value.get(id_key(document)) if document.value is not None else None
    return given if isinstance(given, str) else Path(document.file).stem


def _checked(view: DeckView, documents: list[Document], digest: str, checks: Sequence[Check]) -> Loaded:
    problems = [problem for document in documents for problem in document.problems]
    for check in checks:
        problems += islice(check(view), MOST_PROBLEMS)
    problems.sort(key=lambda problem: (problem.location.file, problem.location.line, problem.location.column))
    sound = view.info is not None and not any(problem.severity == "error" for problem in problems)
    deck = Deck(info=view.info, concepts=_ordered(view)) if sound and view.info else None
    files = {concept.concept: document.digest for concept, document in view.concepts}
    unread = frozenset(concept.concept for concept, document in view.concepts if document.value is None)
    return Loaded(
        deck=deck, problems=tuple(problems), locations=_locations(view), digest=digest, files=files, unread=unread
    )


def _ordered(view: DeckView) -> tuple[Concept, ...]:
    order = view.info.order if view.info else []
    concepts = _joined(view)
    place = {name: index for index, name in enumerate(order)}
    tagged = (_tagged(concept, view.info) for concept in concepts)
    return tuple(sorted(tagged, key=lambda concept: (place.get(concept.concept, len(order)), concept.concept)))


def _tagged(concept: Concept, info: DeckInfo | None) -> Concept:
    """Return a concept whose tags include the paths that it is on, so that `#path` is a scope."""
    on = [name for name, path in info.paths.items() if concept.concept in path.concepts] if info else []
    tags = [*concept.tags, *(name for name in on if name not in concept.tags)]
    return replace(concept, tags=tags) if tags != concept.tags else concept


def _joined(view: DeckView) -> list[Concept]:
    """Return the concepts, with all parts of a list joined into one."""
    found: dict[str, Concept] = {}
    parts = sorted(view.concepts, key=lambda pair: int((pair[1].value or {}).get("part", 1)))
    for concept, _ in parts:
        first = found.setdefault(concept.concept, concept)
        if first is not concept:
            found[concept.concept] = replace(first, questions=[*first.questions, *concept.questions])
    return list(found.values())


def _locations(view: DeckView) -> Locations:
    found: Locations = {}
    for concept, document in view.concepts:
        found[(concept.concept, "")] = document.place((id_key(document),))
        for index, question in enumerate(concept.questions):
            found[(concept.concept, question.id)] = document.place(("questions", index))
    return found
