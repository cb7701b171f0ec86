"""Where decks are installed, and how."""

from dataclasses import dataclass

from quizapp.store.database import Store
from quizapp.usecases.context import Context
from quizapp.usecases.deck_import.import_options import ImportOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where decks are installed, and how."""

    store: Store
    context: Context
    options: ImportOptions
