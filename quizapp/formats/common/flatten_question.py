"""Any question as one text that asks and one that answers, for formats with only two sides."""

from collections.abc import Mapping
from typing import Any

from quizapp.questions.registry import kind_named


def question_and_answer(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return any question as one text that asks and one that answers, with the reason below the answer."""
    ask, answer = kind_named(body["kind"]).as_text(body)
    explain = body.get("explain", "")
    return ask, f"{answer}\n\n{explain}" if explain else answer
