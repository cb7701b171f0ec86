"""Finds what a name on the command line means: one resolver for all commands, and the shell's completion."""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from quizapp.core.name_lookup import Ambiguous, Kind, Named, Unknown, find_card, find_name
from quizapp.core.scope import Scope
from quizapp.errors import ExitCode, QuizError

if TYPE_CHECKING:
    from quizapp.store.daily_candidates import Query
    from quizapp.store.database import Store

SCOPE: Sequence[Kind] = ("deck", "concept", "tag")
CONCEPT: Sequence[Kind] = ("concept", "deck", "tag")
PROOF: Sequence[Kind] = ("experiment", "deck", "concept", "tag")
MOST_NEAR = 12  # cards or tags that a hint lists
_SAID = {"deck": "deck", "concept": "concept", "experiment": "experiment", "tag": "#tag"}
_ELSEWHERE = {"experiment": "prove", "concept": "learn", "deck": "quiz"}  # the command that takes a name of the kind


def find_named(store: "Store", text: str, wanted: Sequence[Kind]) -> Named:
    """Return what a name means. Raises QuizError (exit code 2) that lists what is near, or all that it may mean."""
    from quizapp.store.decks.installed_names import installed_names

    everything = installed_names(store.query, wanted)
    found = find_name(text, everything, wanted)
    if isinstance(found, Named):
        if found.tag:
            _check_tag(store, found.tag)
        return found
    if isinstance(found, Ambiguous):
        raise QuizError(f"`{text}` is not one thing.", f"Name one of: {', '.join(found.full)}.", ExitCode.USAGE)
    *others, last = (_SAID[kind] for kind in wanted)
    kinds = f"{', '.join(others)} or {last}"
    raise QuizError(f"There is no {kinds} `{text}`.", _hint(store, text, found, everything), ExitCode.USAGE)


def _check_tag(store: "Store", tag: str) -> None:
    """Raise QuizError (exit code 2) that lists the tags that are near if no card has this tag."""
    from quizapp.core.did_you_mean import near
    from quizapp.store.decks.installed_names import has_tag, tag_names

    if has_tag(store.query, tag):
        return
    known = tag_names(store.query)
    similar = near(f"#{tag}", known)
    hint = f"Did you mean: {', '.join(similar)}?" if similar else f"The tags are: {', '.join(known[:MOST_NEAR])}."
    raise QuizError(f"No card has the tag `#{tag}`.", hint if known else "No card has a tag.", ExitCode.USAGE)


def _hint(store: "Store", text: str, unknown: Unknown, everything: Sequence[Named]) -> str:
    """Return what the learner may have meant."""
    from quizapp.store.decks.installed_names import installed_names

    if len(unknown.near) == 1:
        return f"Did you mean `{unknown.near[0]}`?"
    if unknown.near:
        return f"Did you mean one of: {', '.join(f'`{name}`' for name in unknown.near)}?"
    other = find_name(text, installed_names(store.query, PROOF), PROOF)
    if isinstance(other, Named) and other.kind in _ELSEWHERE:
        return f"`{text}` is a name of another kind: quizapp {_ELSEWHERE[other.kind]} {text}"
    decks = [each.full for each in everything if each.kind == "deck"]
    return f"The decks are: {', '.join(decks)}." if decks else "`quizapp deck list` lists the decks."


def find_scope(store: "Store", text: str | None, kind: str = "") -> Scope:
    """Return the scope that a deck, a concept, deck/concept or #tag names; everything without a name."""
    if not text:
        return Scope(kind=kind)
    found = find_named(store, text, SCOPE)
    return Scope(deck=found.deck, concept=found.concept, tag=found.tag, kind=kind)


def find_deck_or_concept(store: "Store", text: str) -> Scope:
    """Return the scope that a deck, a concept or deck/concept names."""
    found = find_named(store, text, ("deck", "concept"))
    return Scope(deck=found.deck, concept=found.concept)


def find_cards(store: "Store", texts: Sequence[str]) -> list[str]:
    """Return the ids of cards named by their ids or by the ends of these. Raises QuizError that lists what is near."""
    from quizapp.store import queries

    cards = dict.fromkeys(card for (card,) in store.query(queries.ALL_CARD_NAMES, {}))
    return [_card(text, find_card(text, cards)) for text in texts]


def _card(text: str, found: str | Unknown | Ambiguous) -> str:
    if isinstance(found, str):
        return found
    if isinstance(found, Ambiguous):
        raise QuizError(f"`{text}` is not one card.", f"Name one of: {', '.join(found.full)}.", ExitCode.USAGE)
    near = found.near[:MOST_NEAR]
    named = ", ".join(f"`{name}`" for name in near)
    hint = f"Did you mean: {named}?" if near else "quizapp cards list lists the cards."
    raise QuizError(f"There is no card `{text}`.", hint, ExitCode.USAGE)


def complete_scope(incomplete: str) -> list[str]:
    """Return the decks and concepts, or the tags, that a word may become."""
    if incomplete.startswith("#"):
        return _completed_tags(incomplete)
    return _completed(incomplete, ("deck", "concept"))


def complete_concept(incomplete: str) -> list[str]:
    """Return the concepts, or the tags, that a word may become."""
    if incomplete.startswith("#"):
        return _completed_tags(incomplete)
    return _completed(incomplete, ("concept",))


def complete_proof(incomplete: str) -> list[str]:
    """Return the experiments, concepts and decks, or the tags, that a word may become."""
    if incomplete.startswith("#"):
        return _completed_tags(incomplete)
    return _completed(incomplete, ("experiment", "concept", "deck"))


def complete_deck(incomplete: str) -> list[str]:
    """Return the decks that a word may become."""
    return _completed(incomplete, ("deck",))


def complete_card(incomplete: str) -> list[str]:
    """Return the cards that a word may become."""
    from quizapp.store.decks.installed_names import card_names

    return _read(lambda query: card_names(query, incomplete))


def _completed(incomplete: str, wanted: Sequence[Kind]) -> list[str]:
    from quizapp.store.decks.installed_names import installed_names

    everything = _read(lambda query: [name for each in installed_names(query, wanted) for name in _offered(each)])
    return sorted({name for name in everything if name.startswith(incomplete)})


def _completed_tags(incomplete: str) -> list[str]:
    from quizapp.store.decks.installed_names import tag_names

    return [tag for tag in _read(tag_names) if tag.startswith(incomplete)]


def _offered(named: Named) -> Iterator[str]:
    """Yield the full name, such as `deck/concept/experiment`, and its shorter forms."""
    parts = named.full.split("/")
    yield from ("/".join(parts[start:]) for start in range(len(parts)))


def _read(read: "Callable[[Query], list[str]]") -> list[str]:
    """Return names from the database as it is; none where it does not exist: completion changes nothing."""
    from quizapp.store.read_only import read_current
    from quizapp.usecases.context import make_context

    try:
        return read_current(make_context(environ=os.environ).db, read) or []
    except QuizError:
        return []
