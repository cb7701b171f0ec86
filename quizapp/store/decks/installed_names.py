"""The names of what is installed, through a `Query`: for the commands, and for the shell's completion."""

import json
from collections.abc import Collection

from quizapp.core.experiment_ask import ask_of
from quizapp.core.name_lookup import Kind, Named
from quizapp.core.scope import Scope
from quizapp.store import queries
from quizapp.store.daily_candidates import Query, tag_parameter

MOST_COMPLETED = 200  # cards that completion offers


def installed_names(query: Query, wanted: Collection[Kind]) -> list[Named]:
    """Return everything installed of the wanted kinds, in the order of introduction; no tags."""
    found: list[Named] = []
    if "deck" in wanted:
        found += [Named(deck) for (deck,) in query(queries.DECK_NAMES, {})]
    if "concept" in wanted:
        found += [Named(deck, concept) for deck, concept in query(queries.CONCEPT_NAMES, {})]
    if "experiment" in wanted:
        for deck, concept, body in query(queries.CONCEPT_BODIES, {}):
            found += [Named(deck, concept, each["id"]) for each in json.loads(body).get("experiments", ())]
    return found


def has_tag(query: Query, tag: str) -> bool:
    """Return whether a card has a tag."""
    return bool(query(queries.ANY_TAGGED, {"tag": tag_parameter(Scope(tag=tag))}))


def tag_names(query: Query) -> list[str]:
    """Return the tags of all cards, each with a `#` before it, in alphabetical order."""
    return sorted({f"#{tag}" for (tags,) in query(queries.TAG_LISTS, {}) for tag in json.loads(tags)})


def experiment_asks(query: Query) -> dict[str, str]:
    """Return deck/concept/experiment -> what the experiment asks, with the values that may be drawn for it."""
    found: dict[str, str] = {}
    for deck, concept, body in query(queries.CONCEPT_BODIES, {}):
        # Most concepts have none: their bodies are not parsed.
        for each in json.loads(body)["experiments"] if '"variants":' in body else ():
            found[f"{deck}/{concept}/{each['id']}"] = ask_of(each["ask"], each.get("parameters", {}))
    return found


def card_names(query: Query, begin: str) -> list[str]:
    """Return the ids of cards that begin with a text, the first of them in their order."""
    escaped = "".join(f"!{each}" if each in "!%_" else each for each in begin)
    return [card for (card,) in query(queries.CARD_NAMES, {"begin": f"{escaped}%", "most": MOST_COMPLETED})]
