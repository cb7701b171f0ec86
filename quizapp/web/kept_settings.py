"""Where the settings of a desk's learner are kept, and which of them a page may change."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from quizapp.settings.settings import SETTINGS, reset_setting, save_setting, shown
from quizapp.usecases.context import Context

if TYPE_CHECKING:
    from quizapp.store.database import Store

TERMINAL = frozenset({"pictures", "keys", "unconfined"})  # of the terminal, or too risky for a page


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRow:
    """A setting as its page shows it."""

    name: str
    value: str
    about: str
    limits: str
    source: str  # `default`, or what set it
    is_own: bool  # whether the page can make it the default again


class KeptSettings(Protocol):
    """The settings of a learner."""

    @property
    def where(self) -> str:
        """Where they are kept, for the foot of their page."""

    @property
    def names(self) -> Collection[str]:
        """The settings that a page may change."""

    def context(self, store: "Store | None") -> Context:
        """Return the context with the settings as they are now; `store` is the database, if it is open."""

    def rows(self, context: Context) -> Sequence[SettingRow]:
        """Return the settings for their page."""

    def save(self, store: "Store", name: str, text: str) -> None:
        """Change a setting. Raises QuizError (exit code 2) for a value that it cannot have."""

    def reset(self, store: "Store", name: str) -> None:
        """Make a setting its default again."""


def row_of(name: str, context: Context, *, is_own: bool) -> SettingRow:
    """Return the row of a setting of the program."""
    _, about, limits = SETTINGS[name]
    return SettingRow(
        name=name, value=shown(name, context.settings), about=about, limits=limits.replace("`", ""),
        source=context.config.sources[name], is_own=is_own,
    )  # fmt: skip


class FileSettings:
    """The settings of the learner of this machine, in their settings file."""

    names = tuple(name for name in SETTINGS if name not in TERMINAL)

    def __init__(self, make_context: Callable[[], Context]) -> None:
        self._make_context = make_context
        self._file = make_context().config.path

    @property
    def where(self) -> str:
        """The file, and what is not on the page."""
        return f"The file is {self._file}. Keys of the terminal and its pictures: `quizapp config`."

    def context(self, store: "Store | None") -> Context:
        """Return the context from flags, environment and file."""
        return self._make_context()

    def rows(self, context: Context) -> Sequence[SettingRow]:
        """Return the settings; those of the file can be reset."""
        file, sources = str(self._file), context.config.sources
        return [row_of(name, context, is_own=sources[name] == file) for name in self.names]

    def save(self, store: "Store", name: str, text: str) -> None:
        """Write a setting into the file."""
        save_setting(self._file, name, text)

    def reset(self, store: "Store", name: str) -> None:
        """Remove a setting from the file."""
        reset_setting(self._file, name)
