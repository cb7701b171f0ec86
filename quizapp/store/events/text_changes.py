"""When the texts of installed cards changed, as the imports in the log recorded it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.store.daily_candidates import Query

_IMPORTS = "SELECT device, time_ms, payload FROM events WHERE learner = :learner AND kind = 'import'"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChanges:
    """When the cards of a deck changed last, in UTC milliseconds."""

    whole_ms: int = 0  # of the last import that may have changed any card: it changed many, or did not list them
    listed: Mapping[str, int]  # card -> the last import that lists it

    def of(self, card: str) -> int:
        """Return when a card was added or its text changed; 0 if the log does not say so."""
        return max(self.whole_ms, self.listed.get(card, 0))


def text_changes(query: Query, learner: str, device: str, deck: str) -> TextChanges:
    """Return the changes of a deck. Where this device imported it, the imports of other devices do not count."""
    found = [
        (where, int(time_ms), payload)
        for where, time_ms, text in query(_IMPORTS, {"learner": learner})
        if (payload := json.loads(text)).get("deck") == deck and (payload.get("added") or payload.get("changed"))
    ]
    return _of([each for each in found if each[0] == device] or found)


def _of(imports: list[tuple[str, int, dict[str, Any]]]) -> TextChanges:
    whole_ms, listed = 0, dict[str, int]()
    for _, time_ms, payload in imports:
        if payload.get("cards") is None:
            whole_ms = max(whole_ms, time_ms)
        for card in payload.get("cards") or ():
            listed[card] = max(listed.get(card, 0), time_ms)
    return TextChanges(whole_ms=whole_ms, listed=listed)
