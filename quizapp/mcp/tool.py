"""A tool of the server: what a client sees of it, and what it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.core.checked_arguments import Arguments, Schema

Result = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool; `schema` is the JSON Schema of its arguments, which are checked before `run` gets them."""

    name: str
    about: str
    schema: Schema
    run: Callable[[Arguments], Result]
    writes: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the tool as `tools/list` has it."""
        hints = {"readOnlyHint": not self.writes, "destructiveHint": False, "openWorldHint": False}
        return {
            "name": self.name, "description": self.about, "inputSchema": dict(self.schema), "annotations": hints,
        }  # fmt: skip
