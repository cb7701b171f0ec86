"""Drafts: cards and concepts that a program wrote, which are in no quiz until the learner accepts them.

The drafts of a deck are the folders `drafts/DECK/1`, `2` ... next to the database, each a complete deck folder. One
that was accepted has a file `.accepted`, so that undoing the acceptance opens it again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizapp.atomic_files import private_folder
from quizapp.core.events import ADD_CARDS
from quizapp.core.model import Concept, DeckInfo
from quizapp.decks.ids import is_id
from quizapp.decks.insert import file_values, with_questions
from quizapp.decks.loader import Loaded
from quizapp.decks.write import deck_yaml
from quizapp.decks.yaml_nodes import read_document
from quizapp.errors import ExitCode, Problem, QuizError
from quizapp.formats.common.deck_builder import question_text, topic_id, unique
from quizapp.store.decks.deck_records import installed_cards, installed_concepts, installed_decks
from quizapp.store.location import home_of
from quizapp.usecases.authoring.add_cards import OWN_LIST, file_text, taken_ids
from quizapp.usecases.authoring.changed_deck import check_changed
from quizapp.usecases.authoring.file_changes import FileChange, changing

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context

ACCEPTED = ".accepted"
Contents = Mapping[str, bytes]  # of files of a deck, by name


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafting:
    """Where a draft is written: the deck, which may be a new one with a title."""

    context: "Context"
    store: "Store"
    deck: str
    title: str = ""

    @property
    def installed(self) -> Path | None:
        """Return the folder of the deck's files; None for a new deck. Raises QuizError where it has no folder."""
        row = next((each for each in installed_decks(self.store) if each.deck == self.deck), None)
        if row is None:
            return None
        folder = Path(row.source)
        if not (folder / "deck.yaml").is_file():
            hint = "Choose a deck of the learner's own, or a new one."
            raise QuizError(f"The deck `{self.deck}` has no folder that cards can be added to.", hint, ExitCode.USAGE)
        return folder


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftResult:
    """What was written to a draft: the number of cards, questions that the deck has already, and problems."""

    deck: str
    folder: Path
    cards: int
    known: tuple[str, ...]
    problems: tuple[Mapping[str, Any], ...]
    written: bool  # False where an error kept everything out
    changed: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft that was not accepted yet: its concepts and lists by file, and its problems."""

    deck: str
    folder: Path
    concepts: Mapping[Path, Concept]  # none where the deck has an error with the draft
    problems: tuple[Problem, ...]

    @property
    def cards(self) -> int:
        """Return the number of questions."""
        return sum(len(each.questions) for each in self.concepts.values())


def deck_names(context: "Context", store: "Store") -> list[str]:
    """Return the ids of the decks, and of the drafts of new ones."""
    return sorted({each.deck for each in installed_decks(store)} | set(_open_folders(context)))


def open_drafts(context: "Context", store: "Store") -> list[Draft]:
    """Return the drafts that were not accepted yet, each as part of its deck, as it is now."""
    return [
        _draft(Drafting(context=context, store=store, deck=deck), folder)
        for deck, folders in _open_folders(context).items()
        for folder in folders
    ]


def _draft(drafting: Drafting, folder: Path) -> Draft:
    contents = {file.name: file.read_bytes() for file in folder.glob("*.yaml")}
    loaded = _loaded(drafting, contents)
    problems = [
        replace(each, location=replace(each.location, file=str(folder / Path(each.location.file).name)))
        for each in loaded.problems
        if Path(each.location.file).name in contents
    ]
    names = {name: Path(place.file).name for (name, question), place in loaded.locations.items() if not question}
    concepts = {
        folder / names[each.concept]: each
        for each in (loaded.deck.concepts if loaded.deck else ())
        if names[each.concept] in contents
    }
    return Draft(drafting.deck, folder, concepts, tuple(problems))


def _open_folders(context: "Context") -> dict[str, list[Path]]:
    """Return the folders of open drafts by deck, the oldest first."""
    found: dict[str, list[Path]] = {}
    for file in (home_of(context.db) / "drafts").glob("*/*/deck.yaml"):
        if not (file.parent / ACCEPTED).exists() and file.parent.name.isdecimal():
            found.setdefault(file.parent.parent.name, []).append(file.parent)
    return {deck: sorted(found[deck], key=lambda folder: int(folder.name)) for deck in sorted(found)}


def _folder_to_write(drafting: Drafting) -> Path:
    """Return the folder of the newest open draft, or that of a new one. Raises QuizError for an invalid id."""
    if not is_id(drafting.deck):
        hint = "Use lower case letters, digits and hyphens."
        raise QuizError(f"`{drafting.deck[:80]}` is not a valid id of a deck.", hint, ExitCode.USAGE)
    if existing := _open_folders(drafting.context).get(drafting.deck):
        return existing[-1]
    above = home_of(drafting.context.db) / "drafts" / drafting.deck
    used = [int(each.name) for each in above.glob("*") if each.name.isdecimal() and any(each.iterdir())]
    return above / str(max(used, default=0) + 1)


def draft_cards(drafting: Drafting, name: str, bodies: Sequence[Mapping[str, Any]]) -> DraftResult:
    """Add questions to a list of cards of a draft; those that the deck or the draft asks already are left out."""
    name = name or OWN_LIST
    if not is_id(name):
        raise QuizError(f"`{name[:80]}` is not a valid id of a list.", "Use lower case letters, digits and hyphens.")
    folder = _folder_to_write(drafting)
    _refuse_known(drafting, name, lists_too=False)
    file = folder / f"{name}.yaml"
    text = file_text(file)
    own = file_values(str(file), text).get("questions") or []
    asked = {question_text(card.body) for card in installed_cards(drafting.store, drafting.deck)}
    asked |= {question_text(each) for each in own}
    new: dict[str, Mapping[str, Any]] = {}
    for body in bodies:
        new.setdefault(_text_of(body), body)
    known = tuple(each for each in new if each in asked)
    questions = [body for each, body in new.items() if each not in asked]
    if not questions:
        return _result(drafting, folder, known=known)
    taken = taken_ids(drafting.store, drafting.deck, name) | {str(each.get("id")): 1 for each in own}
    content = with_questions(str(file), text, list(_with_ids(questions, taken))).encode()
    return _write(drafting, folder, {file.name: content}, known)


def _refuse_known(drafting: Drafting, name: str, *, lists_too: bool) -> None:
    """Raise QuizError where the deck has a concept of this name: a draft adds to lists of cards alone."""
    for each in installed_concepts(drafting.store, drafting.deck):
        if each.concept == name and (lists_too or not each.content.is_list):
            hint = "Choose another id; the learner edits what is there in the terminal."
            raise QuizError(f"The deck `{drafting.deck}` has a concept `{name}` already.", hint, ExitCode.USAGE)


def _text_of(body: Mapping[str, Any]) -> str:
    """Return what a question asks. Raises ValueError where it has no text, before a file is written."""
    try:
        text = question_text(body)
    except (KeyError, TypeError, AttributeError):
        text = None
    if not isinstance(text, str) or not text.strip():
        raise ValueError("every card needs `ask`, or `text` for a cloze")
    return text


def _with_ids(bodies: Sequence[Mapping[str, Any]], taken: dict[str, int]) -> Iterator[dict[str, Any]]:
    """Yield questions with ids made of what they ask, never of what they answer."""
    for body in bodies:
        yield {"id": unique(topic_id(_text_of(body))[:40].strip("-"), taken)} | {
            key: value for key, value in body.items() if key != "id"
        }


def draft_concepts(drafting: Drafting, texts: Sequence[str]) -> DraftResult:
    """Write concept files to a draft, each under the name of its concept."""
    folder = _folder_to_write(drafting)
    documents = [read_document(f"concepts[{index}]", text.encode()) for index, text in enumerate(texts)]
    if problems := [problem for each in documents for problem in each.problems]:
        sent = {each.file: text.encode() for each, text in zip(documents, texts, strict=True)}
        return _result(drafting, folder, known=(), problems=_with_lines(problems, sent), written=False)
    contents: dict[str, bytes] = {}
    for document, text in zip(documents, texts, strict=True):
        name = document.value.get("concept") if isinstance(document.value, dict) else None
        if not isinstance(name, str) or not is_id(name):
            raise ValueError(f"{document.file} needs a line such as `concept: threads`")
        if f"{name}.yaml" in contents:
            raise ValueError(f"the concept `{name}` was sent twice")
        _refuse_known(drafting, name, lists_too=True)
        contents[f"{name}.yaml"] = text.encode()
    return _write(drafting, folder, contents, ())


def _write(drafting: Drafting, folder: Path, contents: Contents, known: tuple[str, ...]) -> DraftResult:
    """Check a draft with new files and write it, unless they have an error."""
    if not (folder / "deck.yaml").exists():
        contents = {"deck.yaml": _deck_file(drafting), **contents}
    before = {file.name: file.read_bytes() for file in folder.glob("*.yaml")}
    problems = _loaded(drafting, {**before, **contents}).problems
    own = [each for each in problems if Path(each.location.file).name in contents]
    if any(each.severity == "error" for each in own):
        return _result(drafting, folder, known=known, problems=_with_lines(own, contents), written=False)
    cards = _count(contents) - _count({name: before[name] for name in contents if name in before})
    private_folder(folder)
    change = FileChange(
        kind=ADD_CARDS, place=f"the draft of {drafting.deck}", cards=cards, decks=[],
        contents={folder / name: content for name, content in contents.items()},
    )  # fmt: skip
    with changing(drafting.context, drafting.store) as changes:
        changes.carry_out(change)
    return _result(drafting, folder, known=known, problems=_with_lines(own, contents), cards=cards)


def _result(
    drafting: Drafting, folder: Path, *, known: tuple[str, ...], cards: int | None = None, **more: Any
) -> DraftResult:
    defaults: dict[str, Any] = {"problems": (), "written": True} | more
    changed = cards is not None
    return DraftResult(deck=drafting.deck, folder=folder, known=known, cards=cards or 0, changed=changed, **defaults)


def _deck_file(drafting: Drafting) -> bytes:
    if (installed := drafting.installed) is not None:
        return (installed / "deck.yaml").read_bytes()
    title = drafting.title or drafting.deck.replace("-", " ").capitalize()
    return deck_yaml(DeckInfo(format=1, deck=drafting.deck, title=title)).encode()


def _count(contents: Contents) -> int:
    return sum(len(file_values(name, text.decode()).get("questions") or []) for name, text in contents.items())


def _with_lines(problems: Sequence[Problem], contents: Contents) -> tuple[Mapping[str, Any], ...]:
    """Return problems as JSON, each with the text of its line: who sent cards has not seen the file."""
    found = []
    for each in problems:
        name = Path(each.location.file).name
        lines = contents[name].decode().splitlines()
        text = lines[each.location.line - 1] if 0 < each.location.line <= len(lines) else ""
        found.append(each.as_json() | {"file": name, "text": text})
    return tuple(found)


def _loaded(drafting: Drafting, draft: Contents) -> Loaded:
    """Load the deck as it would be with a draft, with the checks of an author."""
    installed = drafting.installed
    own = {name: content for name, content in draft.items() if name != "deck.yaml" or installed is None}
    return check_changed(installed, own)
