"""The questions of a list's item, with everything that its fields hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.formats.common import question_fields
from quizapp.formats.common.deck_builder import digest, question_text
from quizapp.formats.common.html_in_markdown import converted, without_html
from quizapp.formats.json_yaml.other_fields import completed, other_fields
from quizapp.formats.json_yaml.plain_fields import literal_fields
from quizapp.formats.json_yaml.question_from_fields import bodies_of, own_body, roles_of


@dataclass(frozen=True, slots=True)
class ItemQuestions:
    """The questions of an item, the id of each where it has none of its own, and the fields that were not used."""

    bodies: tuple[question_fields.Body, ...] = ()
    ids: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def questions_of(
    fields: Mapping[str, Any], left_out: Callable[[str], None], first: int, *, is_markdown: bool
) -> ItemQuestions:  # fmt: skip
    """Return what an item asks; nothing where it asks or answers nothing. `first` is the first option's number.

    `left_out` is called for each part without a question, if other parts have one.
    """
    if own := own_body(fields):
        return ItemQuestions((own,), (digest(question_text(own)),))
    plain = bodies_of(fields, left_out, first)
    if not plain:
        return ItemQuestions()
    roles = roles_of(fields)
    shown = fields if is_markdown else literal_fields(fields, roles)
    made = plain if shown == fields else bodies_of(shown, lambda what: None, first)
    others = other_fields(shown, roles)
    bodies = [converted(body, without_html) if is_markdown else body for body in completed(made, others)]
    asked = [question_text(body) for body in completed(plain, other_fields(fields, roles))]
    # What is added to a question, such as code, does not change its id.
    asked[: len(plain)] = [question_text(body) for body in plain]
    return ItemQuestions(tuple(bodies), tuple(map(digest, asked)), tuple(others.unknown))
