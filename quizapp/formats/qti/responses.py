"""Response processing of a QTI 1.2 item: conditions with their scores and feedback."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from quizapp.formats.common.xml_tree import Element

_FEEDBACK_ALONE = ("general_fb", "correct_fb", "general_incorrect_fb", "solution")


@dataclass(slots=True)
class Condition:
    """A condition: the accepted values of each response, the bounds of a number, the score and the feedback."""

    wanted: dict[str, list[str]] = field(default_factory=dict)
    low: dict[str, str] = field(default_factory=dict)
    high: dict[str, str] = field(default_factory=dict)
    score: float = 0.0
    feedback: list[str] = field(default_factory=list)


def conditions_of(item: Element) -> list[Condition]:
    """Return the conditions of an item in their order."""
    return [_condition(each) for part in item.all("resprocessing") for each in part.all("respcondition")]


def _condition(element: Element) -> Condition:
    found = Condition(feedback=[each.attributes.get("linkrefid", "") for each in element.all("displayfeedback")])
    scores = [_score(each) for each in element.all("setvar")]
    found.score = max(scores, default=0.0)
    for test, negated in _tests(element.one("conditionvar")):
        response, value = test.attributes.get("respident", ""), test.text.strip()
        if negated:
            continue
        if test.name in ("varequal", "varsubstring", "varsubset"):
            found.wanted.setdefault(response, []).append(value)
        elif test.name in ("vargte", "vargt"):
            found.low[response] = value
        elif test.name in ("varlte", "varlt"):
            found.high[response] = value
    return found


def _tests(element: Element | None) -> Iterator[tuple[Element, bool]]:
    """Yield the tests in a condition, and whether each is negated."""
    waiting = [(each, False) for each in reversed(element.children)] if element else []
    while waiting:
        test, negated = waiting.pop()
        yield test, negated
        inside = negated != (test.name == "not")
        waiting += [(each, inside) for each in reversed(test.children)]


def _score(element: Element) -> float:
    try:
        value = float(element.text.strip() or 0)
    except ValueError:
        return 0.0
    return -value if element.attributes.get("action", "Set") == "Subtract" else value


def right_of(conditions: list[Condition], response: str, *, single: bool) -> list[str]:
    """Return the right values of a response: those with the best score for a single answer, else all with a score."""
    scored = [each for each in conditions if each.score > 0 and response in each.wanted]
    best = max((each.score for each in scored), default=0.0)
    return list(
        dict.fromkeys(value for each in scored if not single or each.score == best for value in each.wanted[response])
    )


def feedback_of(item: Element) -> dict[str, Element]:
    """Return the feedback elements by their names."""
    return {each.attributes.get("ident", ""): each for each in item.all("itemfeedback")}


def linked(conditions: list[Condition]) -> tuple[list[str], dict[str, str]]:
    """Return the names of feedback for an item as a whole, and value -> name for that of single answers."""
    whole, single = list(_FEEDBACK_ALONE), dict[str, str]()
    for condition in conditions:
        values = [value for each in condition.wanted.values() for value in each]
        for name in condition.feedback:
            if len(values) == 1 and name not in _FEEDBACK_ALONE:
                single.setdefault(values[0], name)
            else:
                whole.append(name)
    return list(dict.fromkeys(whole)), single
