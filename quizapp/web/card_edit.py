"""Editing a card: the file of its deck as text, with what `deck check` finds. A faulty file is not written."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from starlette.responses import Response

from quizapp.errors import Problem, QuizError
from quizapp.store.card_lookup import stored_card
from quizapp.store.decks.deck_records import installed_deck
from quizapp.usecases.authoring.changed_deck import check_changed
from quizapp.usecases.study.edit_card import edit_card
from quizapp.web.cards import address
from quizapp.web.rendering import page
from quizapp.web.visit import Visit, go_to

BACKS = ("/quiz", "/cards")


@dataclass(frozen=True, slots=True)
class _File:
    """The file of a card, and where the card begins in it."""

    path: Path
    root: Path  # of its deck
    line: int
    text: str

    @property
    def mark(self) -> str:
        """What tells that the file was changed since it was shown."""
        return sha256(self.text.encode()).hexdigest()


def _file(visit: Visit, card: str) -> _File:
    store = visit.desk.store
    stored = stored_card(store.query, visit.desk.context.learner, card)
    if stored is None:
        raise QuizError(f"The card `{card}` is not installed any more.", "Choose one from the list of cards.")
    path, root = Path(stored.card.file), Path(installed_deck(store, stored.card.deck).source)
    if not path.is_absolute():
        path = root / path.name
    if not path.is_file() or path.suffix not in (".yaml", ".yml"):
        hint = f"Export the deck and import that folder: quizapp export {stored.card.deck} --to FOLDER"
        raise QuizError(f"{path.name}: cards of this deck are in no YAML file.", hint)
    return _File(path, root, stored.card.line, path.read_text("utf-8"))


def show(visit: Visit) -> Response:
    """Show the file at the card's line."""
    card = visit.query.get("card", "")
    return _shown(visit, card, _file(visit, card).text, ())


def _shown(visit: Visit, card: str, text: str, problems: tuple[Problem, ...]) -> Response:
    found = _file(visit, card)
    back = visit.query.get("back") or visit.field("back")
    return page(
        visit, "card_edit.html", card=card, file=found, text=text, problems=problems,
        back=back if back in BACKS else "", address=address(card),
    )  # fmt: skip


def save(visit: Visit) -> Response:
    """Check the text; write it and import the deck if it has no fault, else show the faults and write nothing."""
    card, found = visit.field("card"), _file(visit, visit.field("card"))
    text = visit.field("text").replace("\r\n", "\n")
    if not text.endswith("\n"):
        text += "\n"
    if visit.field("mark") != found.mark:
        raise QuizError(f"{found.path.name} was changed since it was shown here.", "Open the card again to edit it.")
    problems = _problems(found, text)
    if visit.field("do") == "check" or any(each.severity == "error" for each in problems):
        return _shown(visit, card, text, problems)
    stored = stored_card(visit.desk.store.query, visit.desk.context.learner, card)
    assert stored is not None
    quiz = visit.desk.quiz
    told = edit_card(visit.desk.context, visit.desk.store, stored.card, lambda file, _: _write(file, text))
    quiz.end()
    quiz.notice = told
    return go_to(visit.field("back") if visit.field("back") in BACKS else address(card))


def _write(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")


def _problems(found: _File, text: str) -> tuple[Problem, ...]:
    """Return what `deck check` finds in the deck with the changed file."""
    loaded = check_changed(found.root if found.root.is_dir() else None, {found.path.name: text.encode()})
    return tuple(each for each in loaded.problems if Path(each.location.file).name == found.path.name)
