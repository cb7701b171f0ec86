"""What the payloads of all kinds of events have in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Self

from quizapp.core.event_payloads.fields import check_finite

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """A payload whose fields have the names that the log stores; keys unknown to this version are in `extra`."""

    extra: Json = field(default_factory=dict)

    OMITTED: ClassVar[frozenset[str]] = frozenset()  # fields that are not stored where they are None or ''

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the names of the stored fields."""
        return tuple(each.name for each in fields(cls) if each.name != "extra")

    @classmethod
    def stored(cls, payload: Json) -> Self:
        """Return the value of a payload that this log holds, without checking it.

        Raises KeyError or TypeError where the fold could not read it either.
        """
        names = cls.names()
        known = {name: payload[name] for name in names if name in payload}
        return cls(**known, extra=unknown(payload, names))

    @classmethod
    def check_raw(cls, payload: Json) -> None:
        """Raise ValueError where `stored` would overlook a wrong field."""

    def check(self) -> None:
        """Raise ValueError where a field has a wrong type or is out of range."""

    @classmethod
    def from_payload(cls, payload: Json) -> Self:
        """Return the value of a payload that came from elsewhere. Raises ValueError that names the wrong field."""
        if not isinstance(payload, Mapping):
            raise ValueError(f"a payload is an object with named fields, not {payload!r:.40}")
        check_finite(payload)
        try:
            cls.check_raw(payload)
            value = cls.stored(payload)
            value.check()
        except KeyError as error:
            raise ValueError(f"`{error.args[0]}` is missing") from None
        except (TypeError, AttributeError, IndexError, ArithmeticError) as error:
            raise ValueError(f"a field is missing or has the wrong type: {error}") from None
        return value

    def as_payload(self) -> dict[str, Any]:
        """Return the payload as the log stores it."""
        pairs = ((name, getattr(self, name)) for name in self.names())
        kept = {name: value for name, value in pairs if name not in self.OMITTED or value not in (None, "")}
        return kept | dict(self.extra)


def unknown(payload: Json, names: tuple[str, ...]) -> Json:
    """Return the part of a payload that these names leave out."""
    return {name: value for name, value in payload.items() if name not in names}
