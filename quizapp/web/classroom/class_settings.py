"""The settings of a learner of a class: rows of the database, over the settings of the server."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from quizapp.store.classroom.learner_settings import drop_setting, keep_setting, own_settings
from quizapp.usecases.classroom.own_settings import OWN, SOURCE, ZONE, checked, with_own, zone_named
from quizapp.usecases.context import Context
from quizapp.web.kept_settings import SettingRow, row_of

if TYPE_CHECKING:
    from quizapp.store.database import Store


class ClassSettings:
    """What a learner has set; their browser says the time zone where they have set none."""

    names = (*OWN, ZONE)
    where = "They are kept in the class's database, for these pages. quizapp on your own machine has its own."

    def __init__(self, make_context: Callable[[], Context], own: Mapping[str, str], browser_zone: str) -> None:
        self._make_context, self._own, self._browser_zone = make_context, own, browser_zone

    def context(self, store: "Store | None") -> Context:
        """Return the server's context with the learner's settings; without a connection those that were read last."""
        if store is not None:
            self._own = own_settings(store.query, store.learner)
        return with_own(self._make_context(), self._own, self._browser_zone)

    def rows(self, context: Context) -> Sequence[SettingRow]:
        """Return the learner's settings, the time zone first."""
        has_zone = zone_named(self._own.get(ZONE, "")) is not None
        elsewhere = "your browser" if zone_named(self._browser_zone) else "the server"
        zone = SettingRow(
            name=ZONE, value=str(context.zone), about="time zone, which decides when a study day begins",
            limits="a name such as Europe/Berlin", source=SOURCE if has_zone else elsewhere,
            is_own=has_zone,
        )  # fmt: skip
        return [zone, *(row_of(name, context, is_own=name in self._own) for name in OWN)]

    def save(self, store: "Store", name: str, text: str) -> None:
        """Store a setting in the learner's rows."""
        keep_setting(store, name, checked(name, text))

    def reset(self, store: "Store", name: str) -> None:
        """Delete a setting from the learner's rows."""
        drop_setting(store, name)
