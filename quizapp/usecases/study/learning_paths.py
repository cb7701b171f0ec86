"""The learning paths of the installed decks: where the learner is on each, and which one is followed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from quizapp.core.learning_paths import ConceptCards, PathProgress, Step, steps_of
from quizapp.core.scope import ALL, Scope
from quizapp.errors import ExitCode, QuizError
from quizapp.settings.settings import parse_setting, save_setting
from quizapp.store.daily_candidates import Query
from quizapp.store.learning_paths import DeckPaths, all_decks, concept_cards, decks_with_paths
from quizapp.usecases.context import Context

SETTING = "path"


def known_paths(query: Query) -> dict[str, str]:
    """Return the paths of the installed decks, id -> title; of equal ids the title of the first."""
    decks = decks_with_paths(query)
    return {name: path.title for deck in reversed(decks) for name, path in deck.paths.items()}


def require_path(known: Mapping[str, str], path: str) -> None:
    """Raise QuizError (exit code 2) if a path is neither `all` nor known."""
    if path != ALL and path not in known:
        hint = f"There are: {', '.join(known)}; or `all`." if known else "No installed deck has learning paths."
        raise QuizError(f"There is no learning path `{path}`.", hint, ExitCode.USAGE)


def choose_path(query: Query, config: Path, name: str) -> str:
    """Write the path that is followed into the settings file. Raises QuizError (exit code 2) for an unknown one."""
    path = str(parse_setting(SETTING, name, "config"))
    require_path(known_paths(query), path)
    save_setting(config, SETTING, path)
    return path


@dataclass(frozen=True, slots=True)
class DeckCourse:
    """A deck's paths, and the one whose concepts are shown: the path that is followed, or the whole deck."""

    title: str
    shown: PathProgress
    paths: tuple[PathProgress, ...] = ()

    def as_json(self, new_a_day: int) -> dict[str, Any]:
        """Return the deck, its paths and the concepts shown as the JSON contract has them."""
        return {
            "deck": self.shown.deck, "title": self.title, "shown": self.shown.path,
            "paths": [path_json(path, new_a_day) for path in self.paths],
            "concepts": [step_json(step) for step in self.shown.steps],
        }  # fmt: skip


def courses(query: Query, context: Context, shown: str = "") -> list[DeckCourse]:
    """Return each deck with its paths; where `shown` names a path, only the decks that have it."""
    wanted = shown or context.settings.path
    found = []
    for deck in all_decks(query):
        paths = tuple(_progress(query, context, deck)) if deck.paths else ()
        chosen = next((path for path in paths if path.path == wanted), None)
        if chosen or shown in ("", ALL):
            found.append(DeckCourse(deck.title, chosen or whole_deck(query, context, deck.deck, deck.title), paths))
    return found


def deck_paths(query: Query, context: Context, scope: Scope | None = None) -> list[list[PathProgress]]:
    """Return the paths of each deck that has any, within a scope: those of a deck, or those with the id of a tag."""
    decks = [deck for deck in decks_with_paths(query) if scope is None or scope.deck in ("", deck.deck)]
    return [_progress(query, context, deck) for deck in decks if scope is None or scope.tag in ("", *deck.paths)]


def whole_deck(query: Query, context: Context, deck: str, title: str) -> PathProgress:
    """Return where the learner is in all of a deck, in the order of introduction."""
    concepts = concept_cards(query, context.learner, deck)
    followed = context.settings.path == ALL
    return PathProgress(deck=deck, path=ALL, title=title, steps=steps_of(concepts, concepts), followed=followed)


def followed_path(query: Query, context: Context) -> PathProgress | None:
    """Return the path that is followed; None for `all` and for a path that no installed deck has."""
    if context.settings.path == ALL:
        return None
    return next((path for deck in deck_paths(query, context) for path in deck if path.followed), None)


def _progress(query: Query, context: Context, deck: DeckPaths) -> list[PathProgress]:
    concepts = concept_cards(query, context.learner, deck.deck)
    return [_path(deck, name, concepts, context) for name in deck.paths]


def _path(deck: DeckPaths, name: str, concepts: Mapping[str, ConceptCards], context: Context) -> PathProgress:
    path, followed = deck.paths[name], context.settings.path == name
    steps = steps_of(concepts, path.concepts)
    return PathProgress(deck=deck.deck, path=name, title=path.title, steps=steps, followed=followed)


def path_json(path: PathProgress, new_a_day: int) -> dict[str, Any]:
    """Return the figures of a path as the JSON contract has them, without its concepts."""
    return {
        "deck": path.deck, "path": path.path, "title": path.title, "followed": path.followed,
        "concepts": len(path.steps), "done": path.done, "completion": round(path.completion, 4),
        "unseen": path.unseen, "days_left": path.days_left(new_a_day), "new_per_day": new_a_day,
    }  # fmt: skip


def step_json(step: Step) -> dict[str, Any]:
    """Return a concept of a path as the JSON contract has it."""
    concept = step.concept
    waits = [{"concept": need.concept, "asked": need.asked, "needed": need.needed} for need in step.waits_for]
    return {
        "concept": concept.concept, "title": concept.title, "state": step.state, "cards": concept.cards,
        "unseen": concept.unseen, "sections": concept.sections, "asked": concept.asked, "waits_for": waits,
    }  # fmt: skip


def following(context: Context, path: str) -> Context:
    """Return a context whose settings follow a path."""
    return replace(context, config=replace(context.config, settings=replace(context.settings, path=path)))
