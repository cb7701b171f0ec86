"""The items of QTI 2.x and 3 as questions: one for each block that asks, or a text with gaps."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from quizapp.formats.common import question_fields
from quizapp.formats.common.numeric_answers import NumericAnswer, gap_answers, numeric_answer
from quizapp.formats.common.question_fields import Body, Gap
from quizapp.formats.common.xml_tree import Element
from quizapp.formats.moodle.gift_answers import ESSAY
from quizapp.formats.qti.documents import Place, markup_of, text_of

ROOTS = ("assessmentItem", "qti-assessment-item")
INLINE = ("textEntryInteraction", "inlineChoiceInteraction")
BLOCKS = ("choiceInteraction", "orderInteraction", "matchInteraction", "associateInteraction",
          "extendedTextInteraction",
          "gapMatchInteraction", "hottextInteraction", "sliderInteraction")  # fmt: skip
# What an interaction shows of itself, and is no part of the text of an item or an option.
_ASIDE = frozenset((*BLOCKS, "rubricBlock", "feedbackBlock", "feedbackInline", "modalFeedback", "prompt"))
_MARK = "\ue040{}\ue041"


@dataclass(frozen=True, slots=True)
class Declared:
    """A declared response: the right values, and all values that score, the best first.

    A number has a tolerance such as `0.01`, or `5%` of the right value; it is '' for what is no number.
    """

    right: tuple[str, ...]
    scored: tuple[str, ...]
    several: bool
    tolerance: str = ""

    def numbers(self) -> tuple[NumericAnswer, ...]:
        """Return the accepted numbers; none where the response is no number."""
        values = dict.fromkeys((*self.right, *self.scored)) if self.tolerance else ()
        return tuple(found for value in values if (found := numeric_answer(f"{value}:{self._margin(value)}")))

    def _margin(self, value: str) -> str:
        if not self.tolerance.endswith("%"):
            return self.tolerance
        try:
            return str(abs(Decimal(value)) * Decimal(self.tolerance[:-1]) / 100)
        except InvalidOperation:
            return "0"


def declared_in(item: Element) -> dict[str, Declared]:
    """Return the declared responses of an item by their names."""
    found: dict[str, Declared] = {}
    tolerances = _tolerances(item)
    for each in item.all("responseDeclaration"):
        correct = each.one("correctResponse")
        right = tuple(value.text.strip() for value in correct.all("value")) if correct else ()
        mapping = each.one("mapping")
        entries = (
            [(_number(entry), entry.attributes.get("mapKey", "")) for entry in mapping.all("mapEntry")]
            if mapping
            else []
        )
        scored = [key for score, key in sorted(entries, key=lambda pair: -pair[0]) if score > 0]
        several = each.attributes.get("cardinality", "single") != "single"
        name = each.attributes.get("identifier", "")
        numeric = each.attributes.get("baseType", "") in ("float", "integer")
        found[name] = Declared(
            right or tuple(scored if several else scored[:1]), tuple(scored), several,
            tolerances.get(name, "0") if numeric else "",
        )  # fmt: skip
    return found


def _tolerances(item: Element) -> dict[str, str]:
    """Return the tolerance with which the processing of an item compares each response; a relative one in percent."""
    found: dict[str, str] = {}
    for processing in item.all("responseProcessing"):
        for equal in processing.below("equal"):
            mode = equal.attributes.get("toleranceMode", "exact")
            given = equal.attributes.get("tolerance", "").split()
            for variable in equal.below("variable") if given and mode in ("absolute", "relative") else ():
                found[variable.attributes.get("identifier", "")] = given[0] + "%" * (mode == "relative")
    return found


def _number(entry: Element) -> float:
    try:
        return float(entry.attributes.get("mappedValue", "0"))
    except ValueError:
        return 0.0


def bodies_of(item: Element, place: Place, left_out: Callable[[str], None]) -> Iterator[Body]:
    """Yield the questions of an item; `left_out` is called for each part without a question."""
    body = item.one("itemBody")
    if body is None:
        left_out("an item that shows nothing")
        return
    if next(body.below("printedVariable"), None) is not None:
        left_out("an item whose values are drawn at random")
        return
    declared, explain = declared_in(item), _feedback(item, place)
    inline = [each for name in INLINE for each in body.below(name)]
    blocks = [each for each in body.children if each.name not in INLINE]
    asking = [each for each in _interactions(blocks) if each.name in BLOCKS]
    others = [each for each in _interactions(blocks) if each.name not in BLOCKS]
    for each in others:
        left_out(f"an interaction of the kind `{each.name[:40]}`")
    above = text_of(markup_of(body, place, _ASIDE | {each.name for each in others}), place)
    if inline:
        gaps = _gapped(body, declared, place)
        made = question_fields.cloze(gaps, explain) if gaps else None
        if made is None:
            left_out("a text with gaps of which one has no answer")
        else:
            yield made
    for each in asking:
        made = _block(each, above if not inline else "", declared, explain, place)
        if made is None:
            left_out(f"a question of the kind `{each.name}` without a right answer")
        else:
            yield made


def _interactions(elements: Sequence[Element]) -> Iterator[Element]:
    """Yield the interactions among elements and below them, except those in a text."""
    waiting = list(reversed(elements))
    while waiting:
        each = waiting.pop()
        if each.name.endswith("Interaction"):
            if each.name not in INLINE:
                yield each
        else:
            waiting += reversed(each.children)


def _prompt(element: Element, above: str, place: Place) -> str:
    prompt = element.one("prompt")
    return "\n\n".join(filter(None, [above, text_of(markup_of(prompt, place), place) if prompt else ""]))


def _block(element: Element, above: str, declared: dict[str, Declared], explain: str, place: Place) -> Body | None:
    ask = _prompt(element, above, place)
    response = declared.get(element.attributes.get("responseIdentifier", ""), Declared((), (), several=False))
    if element.name == "gapMatchInteraction":
        return _gap_match(element, above, response, explain, place)
    if element.name == "extendedTextInteraction":
        return question_fields.recall(ask, "\n".join(response.right) or explain or ESSAY) if ask else None
    if not ask:
        return None
    if element.name == "sliderInteraction":
        numbers = question_fields.number_question(ask, response.numbers(), explain)
        return numbers or (question_fields.typed(ask, response.right, explain) if response.right else None)
    if element.name in ("matchInteraction", "associateInteraction"):
        return _match(ask, element, response, explain, place)
    if element.name == "hottextInteraction":
        return _options(
            f"{ask}\n\n{text_of(markup_of(element, place, _ASIDE), place)}", element, response, explain, place
        )
    if element.name == "orderInteraction":
        texts = _choices(element, "simpleChoice", place)
        lines = [texts[name] for name in response.right if name in texts]
        return question_fields.order(ask, lines, explain) if len(lines) == len(texts) else None
    return _options(ask, element, response, explain, place)


def _choices(element: Element, name: str, place: Place) -> dict[str, str]:
    """Return the options of an interaction as identifier -> text."""
    return {
        each.attributes.get("identifier", ""): text
        for each in element.below(name)
        if (text := text_of(markup_of(each, place, _ASIDE), place))
    }


def _options(ask: str, element: Element, response: Declared, explain: str, place: Place) -> Body | None:
    name = "hottext" if element.name == "hottextInteraction" else "simpleChoice"
    texts = _choices(element, name, place)
    said = [
        f"- {texts.get(each.attributes.get('identifier', ''), '')}: {text}"
        for each in element.below(name)
        for inline in each.all("feedbackInline")
        if (text := text_of(markup_of(inline, place), place))
    ]
    explain = "\n\n".join(filter(None, ["\n".join(said), explain]))
    good = [texts[each] for each in response.right if each in texts]
    if len(good) == 1 and {text.strip(" .").casefold() for text in texts.values()} == {"true", "false"}:
        return question_fields.true_false(ask, good[0].strip(" .").casefold() == "true", explain)
    wrong = [text for each, text in texts.items() if each not in response.right]
    return question_fields.options(ask, good, wrong, explain, multi=response.several)


def _match(ask: str, element: Element, response: Declared, explain: str, place: Place) -> Body | None:
    """Return pairs to find; a list of them to recall where one thing belongs to several."""
    texts = _choices(element, "simpleAssociableChoice", place)
    pairs = [(texts.get(left, ""), texts.get(right, "")) for left, right in map(_pair, response.right)]
    pairs = [(left, right) for left, right in pairs if left and right]
    if not pairs:
        return None
    found = question_fields.match(ask, pairs, explain)
    if found:
        return found
    shown = "\n".join(f"- {text}" for text in texts.values())
    answer = "\n".join(f"- {left}: {right}" for left, right in pairs)
    return question_fields.recall(f"{ask}\n\n{shown}", answer, explain)


def _pair(value: str) -> tuple[str, str]:
    left, _, right = value.partition(" ")
    return left, right.strip()


def _gap_match(element: Element, above: str, response: Declared, explain: str, place: Place) -> Body | None:
    texts = _choices(element, "gapText", place)
    into = {gap: texts[text] for text, gap in map(_pair, response.right) if text in texts}
    every = " / ".join(sorted(texts.values()))
    gaps: list[Gap] = []

    def gap(each: Element) -> Gap | None:
        answer = into.get(each.attributes.get("identifier", ""))
        return Gap((answer,), every) if answer else None

    markup = markup_of(_marked(element, ("gap",), gap, gaps), place, _ASIDE | {"gapText", "gapImg"})
    return question_fields.cloze(_pieces(_joined(above, text_of(markup, place)), gaps), explain) if gaps else None


def _joined(*parts: str) -> str:
    return "\n\n".join(filter(None, parts))


def _gapped(body: Element, declared: dict[str, Declared], place: Place) -> list[str | Gap]:
    """Return the text of an item with its gaps; [] where one of them has no answer."""
    gaps: list[Gap] = []
    missing = 0

    def gap(each: Element) -> Gap | None:
        nonlocal missing
        response = declared.get(each.attributes.get("responseIdentifier", ""), Declared((), (), several=False))
        if each.name == "inlineChoiceInteraction":
            texts = _choices(each, "inlineChoice", place)
            right = tuple(texts[name] for name in response.right if name in texts)
            found = Gap(right[:1], " / ".join(sorted(texts.values()))) if right else None
        else:
            answers = tuple(dict.fromkeys(text for text in (*response.right, *response.scored) if text))
            numbers = response.numbers()
            found = Gap(gap_answers(numbers) if numbers else answers, numbers=numbers) if answers else None
        missing += found is None
        return found

    markup = markup_of(_marked(body, INLINE, gap, gaps), place, _ASIDE)
    return [] if missing else _pieces(text_of(markup, place), gaps)


def _marked(
    element: Element, names: tuple[str, ...], gap: Callable[[Element], Gap | None], gaps: list[Gap]
) -> Element:  # fmt: skip
    """Return an element with a mark in place of each element that is a gap; the gaps are added to a list."""
    content: list[str | Element] = []
    for each in element.content:
        if isinstance(each, str):
            content.append(each)
        elif each.name not in names:
            content.append(_marked(each, names, gap, gaps))
        elif found := gap(each):
            content.append(_MARK.format(len(gaps)))
            gaps.append(found)
    return Element(element.name, element.line, element.attributes, element.text, element.children, content)


def _pieces(text: str, gaps: Sequence[Gap]) -> list[str | Gap]:
    pieces: list[str | Gap] = []
    for number, gap in enumerate(gaps):
        before, _, text = text.partition(_MARK.format(number))
        pieces += [before, gap]
    return [*pieces, text]


def _feedback(item: Element, place: Place) -> str:
    """Return what an item says after the answer: each feedback once."""
    found = [*item.all("modalFeedback"), *(each for each in item.below("feedbackBlock"))]
    return "\n\n".join(dict.fromkeys(filter(None, (text_of(markup_of(each, place), place) for each in found))))
