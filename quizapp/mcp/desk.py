"""What the tools work with: the learner's database, and how names are looked up."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizapp.core.scope import Scope
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The learner's database, opened anew for each call: the settings and the shipped decks may change meanwhile."""

    context: "Callable[[], Context]"
    opened: "Callable[[], AbstractContextManager[tuple[Context, Store]]]"
    find_scope: "Callable[[Store, str | None], Scope]"  # raises QuizError that lists the names that are near
