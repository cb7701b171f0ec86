"""Any question as one text that asks and one that answers, for formats with only two sides."""

import re
from collections.abc import Mapping
from typing import Any

from quizapp.questions import program
from quizapp.questions.cloze import gaps
from quizapp.questions.registry import question_from

_GAP = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


def question_and_answer(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return any question as one text that asks and one that answers; options and pairs are lists in them."""
    ask, kind = str(body["ask"]), body["kind"]
    if kind == "cloze":
        shown = _GAP.sub("[…]", body["text"])
        answers = [found[0] for found, _ in gaps(body["text"])]
        ask, answer = shown, "\n\n".join(answers)
    elif kind in ("choice", "multi"):
        right = [body["answer"]] if kind == "choice" else list(body["answers"])
        listed = sorted([*right, *body.get("distractors", [])])
        ask, answer = "\n".join([ask, "", *(f"- {each}" for each in listed)]), "\n".join(right)
    elif kind == "true_false":
        answer = "True" if body["answer"] else f"False. {body.get('correction', '')}".strip()
    elif kind == "match":
        ask = "\n".join([ask, "", *(f"- {pair['left']}" for pair in body["pairs"])])
        answer = "\n".join(f"- {pair['left']}: {pair['right']}" for pair in body["pairs"])
    elif kind == "order":
        ask, answer = "\n".join([ask, "", *(f"- {each}" for each in sorted(body["lines"]))]), "\n".join(body["lines"])
    elif kind == "schedule":
        ask, answer = _schedule(body)
    elif kind == "program":
        asked = filter(None, [ask, body.get("task", ""), program.fenced(body["given"])])
        ask, answer = "\n\n".join(asked), program.fenced(body["solution"])
    else:
        answer = str(body.get("answer", ""))
    explain = body.get("explain", "")
    return ask, f"{answer}\n\n{explain}" if explain else answer


def _schedule(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the programs as text, and the shortest schedule."""
    from quizapp.questions import schedule

    question = question_from({"id": "", "section": "", **body})
    assert isinstance(question, schedule.Schedule)
    return f"{question.ask}\n\n```text\n{schedule.programs_text(question)}\n```", schedule.expected(question)
