"""The items of QTI 1.2, as learning platforms export them, as questions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.formats.common import question_fields
from quizapp.formats.common.numeric_answers import numeric_answer
from quizapp.formats.common.question_fields import Body, Gap
from quizapp.formats.common.xml_tree import Element
from quizapp.formats.moodle.gift_answers import ESSAY
from quizapp.formats.qti.documents import Place, markup_of, text_of
from quizapp.formats.qti.responses import Condition, conditions_of, feedback_of, linked, right_of

ROOT = "questestinterop"
_RESPONSES = ("response_lid", "response_str", "response_num")
_TYPED_BLANKS = "fill_in_multiple_blanks_question"
_BLANKS = (_TYPED_BLANKS, "multiple_dropdowns_question")
_NO_QUESTIONS = {
    "text_only_question": "it is a text that asks nothing",
    "calculated_question": "its values are drawn at random",
    "file_upload_question": "it asks for a file",
}
_BLANK = re.compile(r"\[([\w .-]{1,60})\]")


@dataclass(frozen=True, slots=True)
class Choice:
    """A response of an item: its name, whether several answers may be given, and its options as name -> text."""

    name: str
    several: bool
    ordered: bool
    options: dict[str, str]
    label: str


class Unreadable(Exception):
    """An item that makes no question, and why."""


def kind_of(item: Element) -> str:
    """Return what an item says that it is, such as `cc.multiple_choice.v0p1` or `matching_question`; '' if nothing."""
    found: dict[str, str] = {}
    for each in item.below("qtimetadatafield"):
        found.setdefault(each.value("fieldlabel").lower(), each.value("fieldentry"))
    return found.get("question_type") or found.get("cc_profile") or found.get("qmd_itemtype", "")


def body_of(item: Element, place: Place) -> Body:
    """Return the question of an item. Raises Unreadable where it makes none."""
    presentation, kind = item.one("presentation"), kind_of(item)
    if presentation is None:
        raise Unreadable("it shows nothing")
    if kind in _NO_QUESTIONS:
        raise Unreadable(_NO_QUESTIONS[kind])
    choices = [_choice(each, place) for each in _responses(presentation)]
    conditions = conditions_of(item)
    explain = _explained(item, choices, conditions, place)
    if len(choices) > 1 and not any(choice.options or choice.label for choice in choices):
        body = question_fields.cloze(list(_interleaved(presentation, conditions, place)), explain)
    else:
        ask = _joined(_materials(presentation, place))
        body = _body(kind, ask, choices, conditions, explain) if ask and choices else None
    if body is None:
        raise Unreadable(f"it is of the kind `{kind or 'unknown'}`, or has no right answer")
    return body


def _responses(presentation: Element) -> list[Element]:
    """Return the responses that an item asks for, in the order of the document."""
    found = [each for name in _RESPONSES for each in presentation.below(name)]
    return sorted(found, key=lambda each: each.line) if len({each.name for each in found}) > 1 else found


def _body(
    kind: str, ask: str, choices: Sequence[Choice], conditions: list[Condition], explain: str
) -> Body | None:  # fmt: skip
    if len(choices) > 1 or kind in _BLANKS:
        return _blanks(kind, ask, choices, conditions, explain) or _match(ask, choices, conditions, explain)
    if choices[0].options:
        return _options(ask, choices[0], conditions, explain)
    return _typed(ask, choices[0], conditions, explain)


def _interleaved(element: Element, conditions: list[Condition], place: Place) -> Iterator[str | Gap]:
    """Yield the texts of an item and, between them, a gap for each response that is typed."""
    for child in element.children:
        if child.name == "material":
            yield f"{material(child, place)} "
        elif child.name in ("flow", "flow_mat"):
            yield from _interleaved(child, conditions, place)
        elif child.name in _RESPONSES:
            right = right_of(conditions, child.attributes.get("ident", ""), single=False)
            yield Gap(tuple(text for text in right if text))
            yield " "


def _materials(element: Element, place: Place) -> Iterator[str]:
    """Yield the texts that an element shows, without those of its responses."""
    for child in element.children:
        if child.name == "material":
            yield material(child, place)
        elif child.name in ("flow", "flow_mat", "flow_label"):
            yield from _materials(child, place)


def material(element: Element, place: Place) -> str:
    """Return what a `<material>` shows."""
    parts: list[str] = []
    for child in element.children:
        if child.name == "mattext":
            kind = child.attributes.get("texttype", "text/plain").lower()
            if child.children:
                parts.append(text_of(markup_of(child, place), place))
            else:
                parts.append(child.text.strip() if kind == "text/plain" else text_of(child.text, place))
        elif child.name == "matimage":
            parts.append(f"![]({place(child.attributes.get('uri', ''))})")
        elif child.name in ("mataudio", "matvideo"):
            parts.append(f"[sound:{place(child.attributes.get('uri', ''))}]")
        elif child.name == "matbreak":
            parts.append("")
    return _joined(parts)


def _joined(texts: Iterator[str] | Sequence[str]) -> str:
    return "\n\n".join(filter(None, texts))


def _choice(element: Element, place: Place) -> Choice:
    options: dict[str, str] = {}
    for label in element.below("response_label"):
        options[label.attributes.get("ident", "")] = _joined(_materials(label, place))
    cardinality = element.attributes.get("rcardinality", "Single").lower()
    return Choice(
        name=element.attributes.get("ident", ""),
        several=cardinality == "multiple",
        ordered=cardinality == "ordered",
        options={name: text for name, text in options.items() if text},
        label=_joined(_materials(element, place)),
    )


def _options(ask: str, choice: Choice, conditions: list[Condition], explain: str) -> Body | None:
    right = right_of(conditions, choice.name, single=not choice.several and not choice.ordered)
    texts = choice.options
    if choice.ordered:
        lines = [texts[name] for name in right if name in texts]
        return question_fields.order(ask, lines, explain) if len(lines) == len(texts) else None
    good = [texts[name] for name in right if name in texts]
    if {text.strip(" .").casefold() for text in texts.values()} == {"true", "false"} and len(good) == 1:
        return question_fields.true_false(ask, good[0].strip(" .").casefold() == "true", explain)
    wrong = [text for name, text in texts.items() if name not in right]
    return question_fields.options(ask, good, wrong, explain, multi=choice.several)


def _typed(ask: str, choice: Choice, conditions: list[Condition], explain: str) -> Body | None:
    scored = [each for each in conditions if each.score > 0]
    texts = right_of(conditions, choice.name, single=False)
    bounds = [(each.low.get(choice.name, ""), each.high.get(choice.name, "")) for each in scored]
    ranges = [found for low, high in bounds if low and high and (found := numeric_answer(f"{low}..{high}"))]
    answers = [text for text in dict.fromkeys(texts) if text.strip()]
    numbers = [found for text in answers if (found := numeric_answer(text))]
    if ranges and len(numbers) == len(answers):
        return question_fields.number_question(ask, [*numbers, *ranges], explain)
    if not answers:
        return question_fields.recall(ask, explain or ESSAY)
    return question_fields.typed(ask, answers, explain)


def _blanks(
    kind: str, ask: str, choices: Sequence[Choice], conditions: list[Condition], explain: str
) -> Body | None:  # fmt: skip
    """Return a text whose blanks are named in brackets, each by the label or the name of a response."""
    gaps: dict[str, Gap] = {}
    for choice in choices:
        given = list(choice.options.values())
        right = [choice.options.get(name, name) for name in right_of(conditions, choice.name, single=False)]
        texts = [text for text in dict.fromkeys(given if kind == _TYPED_BLANKS else right) if text]
        hint = " / ".join(sorted(given)) if given and kind != _TYPED_BLANKS else ""
        if texts:
            name = choice.name.removeprefix("response_")
            gaps[choice.label if f"[{choice.label}]" in ask else name] = Gap(tuple(texts), hint)
    pieces: list[str | Gap] = []
    last = 0
    for found in _BLANK.finditer(ask):
        if found[1] in gaps:
            pieces += [ask[last : found.start()], gaps[found[1]]]
            last = found.end()
    if sum(isinstance(piece, Gap) for piece in pieces) < len(choices):
        return None
    return question_fields.cloze([*pieces, ask[last:]], explain)


def _match(ask: str, choices: Sequence[Choice], conditions: list[Condition], explain: str) -> Body | None:
    """Return pairs of the label of each response and what is right for it; a list of them where one has several."""
    pairs = [
        (choice.label, choice.options[name])
        for choice in choices
        for name in right_of(conditions, choice.name, single=not choice.several)
        if choice.label and name in choice.options
    ]
    if not pairs:
        return None
    found = question_fields.match(ask, pairs, explain)
    if found:
        return found
    options = dict.fromkeys(text for choice in choices for text in choice.options.values())
    shown = "\n".join(f"- {text}" for text in sorted(options))
    return question_fields.recall(
        f"{ask}\n\n{shown}", "\n".join(f"- {left}: {right}" for left, right in pairs), explain
    )


def _explained(item: Element, choices: Sequence[Choice], conditions: list[Condition], place: Place) -> str:
    """Return the feedback of an item: that of single answers as a list, and what is said in any case."""
    given = feedback_of(item)
    whole, single = linked(conditions)
    texts = {name: _feedback(element, place) for name, element in given.items()}
    options = {name: text for choice in choices for name, text in choice.options.items()}
    said = [
        f"- {options.get(value, value)}: {texts[name]}" for value, name in single.items() if texts.get(name) and value
    ]
    return _joined(["\n".join(said), *dict.fromkeys(text for name in whole if (text := texts.get(name, "")))])


def _feedback(element: Element, place: Place) -> str:
    return _joined([material(each, place) for each in element.below("material")])
