"""New cards: texts in a form, or YAML, checked as `deck check` does and added to a deck of the learner's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response

from quizapp.core.counting import counted
from quizapp.core.model import SECTION_TITLES
from quizapp.errors import QuizError
from quizapp.formats.common.deck_builder import topic_id
from quizapp.usecases.authoring.add_cards import Added, Place, add_cards, place_of
from quizapp.usecases.authoring.card_template import template, written_cards
from quizapp.usecases.authoring.card_texts import CardOptions, question_body
from quizapp.usecases.authoring.new_card_checks import CardFault, adding_places, faults_of
from quizapp.usecases.notes.deck_names import create_deck
from quizapp.web.cards import address
from quizapp.web.rendering import page
from quizapp.web.visit import Visit, go_to

QUIZ = "/quiz"
FIRST_LINE = "# Write one card or several."
MOST_TOLD = 3  # warnings about a card that was added
HOW: Mapping[str, tuple[str, str]] = {
    "": ("Question and answer", "A question and its answer. With {{gaps}} in the question it is a cloze."),
    "typed": ("Typed answer", "The first line of the answer is shown as the right one; the other lines are right too."),
    "cloze": ("Gaps in a text", "Put each gap of the text into braces: Threads {{share}} memory. The answer says why."),
    "choice": ("One right option", "An option in each line of the answer, the right one first."),
    "multi": ("Several right options", "An option in each line of the answer, with a + before each right one."),
    "true_false": ("True or false", "The first line of the answer is true or false; below false, what is right."),
    "order": ("Lines in order", "The lines of the answer in their right order."),
}
_LINES = frozenset(("typed", "choice", "multi", "true_false", "order"))  # kinds whose answer is a list of lines


@dataclass(frozen=True, slots=True)
class _Written:
    """What a form says: the place, and the cards as texts or as YAML."""

    place: str = ""
    new_deck: str = ""
    section: str = "what"
    kind: str = ""
    front: str = ""
    back: str = ""
    tags: str = ""
    yaml: str = ""
    as_yaml: bool = False

    @classmethod
    def of(cls, visit: Visit) -> "_Written":
        text = {name: visit.field(name).replace("\r\n", "\n") for name in _FIELDS}
        return cls(**text, as_yaml=visit.field("as") == "yaml")

    def bodies(self) -> list[dict[str, Any]]:
        """Return the questions. Raises QuizError for what is no card."""
        if self.as_yaml:
            return written_cards("line", self.yaml)
        options = CardOptions(kind=self.kind, tags=tuple(self.tags.split()), section=self.section)
        backs = self.back.split("\n") if self.kind in _LINES else [self.back]
        try:
            return [question_body([self.front, *backs], options)]
        except QuizError as error:  # its hint is about the words of a command
            raise QuizError(error.message, HOW[self.kind][1] if self.kind in HOW else "") from None


_FIELDS = ("place", "new_deck", "section", "kind", "front", "back", "tags", "yaml")


@dataclass(frozen=True, slots=True)
class _Found:
    """What is shown above the form: an error, faults, or that there are none."""

    error: QuizError | None = None
    faults: Sequence[CardFault] = field(default_factory=tuple)
    is_checked: bool = False


def show(visit: Visit) -> Response:
    """Show an empty form; the address may name the place, and whether the cards are written as YAML."""
    as_yaml = visit.query.get("as") == "yaml"
    first = template(FIRST_LINE) if as_yaml else ""
    return _shown(visit, _Written(place=visit.query.get("place", ""), yaml=first, as_yaml=as_yaml), _Found())


def _shown(visit: Visit, written: _Written, found: _Found) -> Response:
    back = visit.query.get("back") or visit.field("then")
    return page(
        visit, "card_add.html", written=written, found=found, places=adding_places(visit.desk.store), how=HOW,
        titles=SECTION_TITLES, back=back if back == QUIZ else "", notice=visit.desk.quiz.take_notice(),
    )  # fmt: skip


def add(visit: Visit) -> Response:
    """Add the cards, or only check them; with an error nothing is written, and what was entered stays."""
    written = _Written.of(visit)
    try:
        bodies = written.bodies()
        if not bodies:
            raise QuizError("No card was written.", "Remove the # before the lines of a card, or write one.")
        faults = faults_of(visit.desk.context, visit.desk.store, _place(visit, written), bodies)
        if visit.field("do") == "check" or any(each.is_error for each in faults):
            return _shown(visit, written, _Found(faults=faults, is_checked=True))
        added = _added(visit, written, bodies)
    except QuizError as error:
        return _shown(visit, written, _Found(error=error))
    return _after(visit, written, added, faults)


def _place(visit: Visit, written: _Written) -> Place:
    """Return where the cards go, as far as that can be said before a new deck exists."""
    if written.new_deck.strip():
        return Place(topic_id(written.new_deck))
    return place_of(visit.desk.store, Place(written.place, section=written.section))


def _added(visit: Visit, written: _Written, bodies: Sequence[Mapping[str, Any]]) -> Added:
    context, store = visit.desk.context, visit.desk.store
    place = _place(visit, written)
    if written.new_deck.strip():
        place = Place(create_deck(context, store, written.new_deck))
    added = add_cards(context, store, place, bodies)
    if not added.cards:
        raise QuizError(f"The deck {place.deck} has this question already: {added.known[0]}", "Ask something else.")
    return added


def _after(visit: Visit, written: _Written, added: Added, faults: Sequence[CardFault]) -> Response:
    """Say what was added, and go where the learner came from, to the card, or to an empty form."""
    quiz, (first, *more) = visit.desk.quiz, added.cards
    warned = [f"Warning: {each.problem.message}." for each in faults[:MOST_TOLD]]
    known = [f"{counted(len(added.known), 'question')} in the deck already."] if added.known else []
    quiz.notice = " ".join([f"Added: {', '.join(added.cards)}.", *known, *warned])
    if visit.field("do") == "more":
        return _shown(visit, _Written(place=first.rpartition("/")[0], section=written.section), _Found())
    if visit.field("then") == QUIZ:
        return go_to(QUIZ)
    return go_to(address(first) if not more else "/cards")
