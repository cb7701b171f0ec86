"""Moves cards to another deck or concept: their questions go from one deck file to another, their history with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizapp.core.events import MOVE_CARDS
from quizapp.core.media_sides import unlisted
from quizapp.decks.insert import with_questions
from quizapp.decks.take_out import question_values, without_questions
from quizapp.errors import ExitCode, QuizError
from quizapp.formats.common.deck_builder import MOST_ID, unique
from quizapp.store.decks.deck_records import CardRecord, installed_card, installed_concepts, installed_decks
from quizapp.usecases.authoring.add_cards import Place, file_of, file_text, folder_of, is_concept, taken_ids
from quizapp.usecases.authoring.deck_from_cards import BOUND
from quizapp.usecases.authoring.file_changes import FileChange, changing

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context


@dataclass(frozen=True, slots=True)
class Moved:
    """The cards that were moved, those that were there already, the place, and the deck files that were written."""

    cards: tuple[str, ...]
    there_already: tuple[str, ...]
    place: str  # deck/concept
    files: tuple[Path, ...]


class _Files:
    """The new contents of files, and the folders of their decks."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.texts: dict[Path, str] = {}
        self.media: dict[Path, bytes] = {}

    def text(self, file: Path) -> str:
        return self.texts.get(file) or file_text(file)


def places(store: "Store") -> tuple[str, ...]:
    """Return the deck/concept names of all concepts and lists that cards can be moved to."""
    own = {each.deck for each in installed_decks(store) if each.origin != "shipped" and _has_folder(each.source)}
    return tuple(f"{each.deck}/{each.concept}" for each in installed_concepts(store) if each.deck in own)


def _has_folder(source: str) -> bool:
    return (Path(source) / "deck.yaml").is_file()


def move_cards(context: "Context", store: "Store", cards: Sequence[str], to: Place) -> Moved:
    """Move cards to a deck, or a concept or list of it; all of them or none.

    A card keeps its id in the log, and so its history and the parameters of the deck where it began. Raises QuizError
    that says what to do instead where a card or a deck is not in a file that can be edited, and where a deck would have
    a fault.
    """
    with changing(context, store) as changes:
        found = [_movable(store, card) for card in dict.fromkeys(cards)]
        _check_editable(store, to.deck)
        folder = folder_of(context, store, to.deck)
        target = file_of(store, folder, to)
        concept = to.concept or target.stem
        moving = [each for each in found if (each.deck, each.concept) != (to.deck, concept)]
        files, taken = _Files(target), taken_ids(store, to.deck, concept)
        if moving:
            _move(files, moving, Place(to.deck, concept, to.section), taken)
            contents = {file: text.encode() for file, text in files.texts.items()} | files.media
            # The decks that cards leave come first: if only they were imported, an import of their earlier files is not
            # skipped as unchanged, and brings the cards back.
            decks = {each.deck: Path(each.file).parent for each in moving if each.deck != to.deck} | {to.deck: folder}
            changes.carry_out(FileChange(
                kind=MOVE_CARDS, place=f"{to.deck}/{concept}", cards=len(moving), contents=contents,
                decks=[*decks.items()],
            ))  # fmt: skip
    there = tuple(each.card for each in found if each not in moving)
    return Moved(tuple(each.card for each in moving), there, f"{to.deck}/{concept}", tuple(files.texts))


def _movable(store: "Store", name: str) -> CardRecord:
    """Return a card whose question is in a deck file that can be edited. Raises QuizError for another one."""
    card = installed_card(store, name)
    if card is None:
        raise QuizError(f"There is no card `{name}`.", "`quizapp cards list` lists the cards.", ExitCode.USAGE)
    _check_editable(store, card.deck)
    if "/" in str(card.body["id"]):
        hint = "Write a question of its own there: quizapp add FRONT BACK --concept CONCEPT"
        raise QuizError(f"{name} is generated from a section of its concept, and stays with it.", hint, ExitCode.USAGE)
    if card.kind in BOUND:
        hint = "Move the example or the experiment with it, in an editor."
        raise QuizError(f"{name} asks about a program of its concept, and stays with it.", hint, ExitCode.USAGE)
    return card


def _check_editable(store: "Store", deck: str) -> None:
    """Raise QuizError for an installed deck without a folder of the learner's own."""
    record = next((each for each in installed_decks(store) if each.deck == deck), None)
    if record is None or (record.origin != "shipped" and _has_folder(record.source)):
        return
    why = "came with the program" if record.origin == "shipped" else "came from a file of another format, or an archive"
    hint = f"Make it a folder first: `quizapp export {deck} --to {deck}`, then `quizapp import {deck} --replace`."
    raise QuizError(f"No card can be moved out of the deck `{deck}` or into it: it {why}.", hint, ExitCode.USAGE)


def _move(files: _Files, cards: Sequence[CardRecord], to: Place, taken: dict[str, int]) -> None:
    """Write questions from their files to the target."""
    is_list, moved = not is_concept(files.target), []
    for card, body in zip(cards, _taken_out(files, cards), strict=True):
        new, own = _moved_body(body, card.card, to, is_list=is_list), body["id"]
        if own in taken and card.card != f"{to.deck}/{to.concept}/{own}":
            new["id"] = _free_id(new, taken)
        taken[new["id"]] = 1
        if card.card == f"{to.deck}/{to.concept}/{new['id']}":
            del new["was"]
        moved.append(new)
        files.media.update(_media(card, Path(card.file).parent / "media", files.target.parent / "media"))
    files.texts[files.target] = with_questions(str(files.target), files.text(files.target), moved)


def _taken_out(files: _Files, cards: Sequence[CardRecord]) -> list[dict[str, Any]]:
    """Take the questions of cards out of their files; return their values."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for source in dict.fromkeys(card.file for card in cards):
        here = [card for card in cards if card.file == source]
        if not Path(source).is_file():
            missing = f"{source}: the file of {here[0].card} does not exist any more."
            raise QuizError(missing, "Import the deck again first.")
        names, text = [str(card.body["id"]) for card in here], files.text(Path(source))
        found |= {(source, name): body for name, body in question_values(source, text, names).items()}
        files.texts[Path(source)] = without_questions(source, text, names)
    return [found[card.file, str(card.body["id"])] for card in cards]


def _free_id(body: Mapping[str, Any], taken: dict[str, int]) -> str:
    """Return an id that is not taken; the ordinal of a note's card stays at its end."""
    own = str(body["id"])
    stem, dash, ordinal = own.rpartition("-")
    if "note" not in body or not ordinal.isdecimal() or len(ordinal) > 3:
        return unique(own, taken)
    return next(name for number in count(2) if (name := f"{stem[: MOST_ID - 12]}-{number}{dash}{ordinal}") not in taken)


def _moved_body(body: dict[str, Any], card: str, to: Place, *, is_list: bool) -> dict[str, Any]:
    """Return the values of a question at its new place, where `was` names its card."""
    first = {"id": body["id"], "was": card}
    section = {} if is_list else {"section": body.get("section") or to.section}
    return first | section | {name: value for name, value in body.items() if name not in ("id", "was", "section")}


def _media(card: CardRecord, source: Path, target: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield the files that a card shows and the other deck has not. Raises QuizError where it has another one."""
    names = {Path(str(name)).name for name in (*card.body.get("media", ()), *unlisted(card.body))}
    for name in sorted(names):
        file, copy = source / name, target / name
        if source == target or not file.is_file():
            continue
        content = file.read_bytes()
        if not copy.exists():
            yield copy, content
        elif not copy.is_file() or copy.read_bytes() != content:
            raise QuizError(f"{copy}: the other deck has another file of this name.", "Rename one of them first.")
