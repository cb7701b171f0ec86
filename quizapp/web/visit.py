"""A request as a page sees it, and what pages answer."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Protocol

from starlette.responses import RedirectResponse, Response

from quizapp.web.dates import Dates
from quizapp.web.desk import Desk
from quizapp.web.routes import PAGES


class Upload(Protocol):
    """A file of a form."""

    filename: str | None

    @property
    def file(self) -> Any:
        """The content, as a file open for reading bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request after the checks of `protection`: the learner, what their form or address says, their language."""

    desk: Desk
    address: str
    path: Mapping[str, str] = field(default_factory=dict)  # the variable parts of the address
    query: Mapping[str, str] = field(default_factory=dict)
    fields: Sequence[tuple[str, str]] = ()  # of a form, in their order
    uploads: Mapping[str, Upload] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)  # of a class's requests; lower case
    dates: Dates = Dates()
    form_token: str = ""  # what the forms of the answer carry
    pages: Set[str] = PAGES  # the addresses that are served
    member: str = ""  # who is signed in to a class

    def field(self, name: str, default: str = "") -> str:
        """Return the first value of a field."""
        return next((value for key, value in self.fields if key == name), default)

    def all(self, name: str) -> list[str]:
        """Return every value of a field."""
        return [value for key, value in self.fields if key == name]


def go_to(address: str) -> Response:
    """Return a redirect after a form was handled, so that loading the page again does not send it again."""
    return RedirectResponse(address, status_code=303)
