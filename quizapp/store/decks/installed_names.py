"""The names of what is installed, through a `Query`: for the commands, and for the shell's completion."""

import json
from collections.abc import Collection

from quizapp.core.experiment_ask import ask_of
from quizapp.core.name_lookup import Kind, Named
from quizapp.store import queries
from quizapp.store.daily_candidates import Query

MOST_COMPLETED = 200  # cards that completion offers


def installed_names(query: Query, wanted: Collection[Kind]) -> list[Named]:
    """Return everything installed of the wanted kinds, in the order of introduction; tags have no list."""
    found: list[Named] = []
    if "deck" in wanted:
        found += [Named(deck) for (deck,) in query(queries.DECK_NAMES, {})]
    if "concept" in wanted:
        found += [Named(deck, concept) for deck, concept in query(queries.CONCEPT_NAMES, {})]
    if "experiment" in wanted:
        for deck, concept, body in query(queries.CONCEPT_BODIES, {}):
            found += [Named(deck, concept, each["id"]) for each in json.loads(body).get("experiments", ())]
    return found


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
