"""The ids that cards have in an exported file, where only written questions have one."""

from collections.abc import Sequence

from quizapp.formats.common.deck_builder import unique
from quizapp.store.decks.deck_records import CardRecord


def written_ids(rows: Sequence[CardRecord]) -> dict[str, str]:
    """Return for each card an id that a written question may have, unique in its concept."""
    taken: dict[str, dict[str, int]] = {}
    return {row.card: unique(_written_id(row.body["id"]), taken.setdefault(row.concept, {})) for row in rows}


def _written_id(generated: str) -> str:
    return generated.replace("/", "-").replace("_", "-")
