"""Decks for the laws of export and import: every kind of question, built from text that formats trip over."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from quizapp.core.model import CardList as ListOfCards
from quizapp.core.model import (
    Claim,
    Concept,
    DeckInfo,
    Example,
    Expectation,
    Experiment,
    LearningPath,
    Misconception,
    ProsCons,
    SectionName,
    Sections,
    Variant,
    concept_of,
)
from quizapp.core.question import Question
from quizapp.errors import Location
from quizapp.formats.common.card_deck import CardDeck, ImportedCard, Topic
from quizapp.questions.registry import QUESTION_KINDS, kind_of, question_from, without_defaults

# What some format gives a meaning to: fences, tables, quotes, headings, gaps, marks of cards, answers and options.
PIECES = (
    "```\ncode\n```", "```python\nprint('a|b')\n\n```", "~~~", "`x`", "|", "a|b", "\n|a|b|\n|-|-|\n", '"', '""', "'",
    ', "', '; "', "\n", "\n\n", "\t", "  ", " ", "<b>", "<br>", "<div>", "</b>", "List<String>", "<!-- x -->",
    "#include <vector>", "*", "*args*", "**bold**", "_", "a_b_c", "$x^2$", "$a*b*c$", "\\(x\\)", "\\[x\\]", "$$\ny\n$$",
    "\\", "\\\\", "\\n", "![](a.png)", "![a \\[x\\]](b.png)", "![[c.png]]", "[sound:a.mp3]", "[a](https://a.example)",
    "[", "]", "{", "}", "{{", "}}", "{{c1::x}}", "{{c1::x::y}}", "{1:SA:=x}", "Q: ", "A: ", "C: ", "\nQ: x", "\nA: x",
    "\nC: [x]", "\n---\n", "\n----\n", "---", "\n***\n", "\n# head\n", "\n## head", "# ", "\n#\n", "\\# ", "\n\\---\n",
    "::", ":::", ":", "->", " -> ", "=", "~", "#", "####", "%50%", "//", "\n// x", "$CATEGORY: x", "TRUE", "F", "True",
    "False. x", ",", ";", "a, b", "- [ ] x", "\n- [x] x", "\n- x: y", "1. ", "A) ", "\nANSWER: A", "a: b",
    "<!--SR:!2026-01-01,1,250-->", "#flashcards", "&amp;", "&lt;", "@@PLUGINFILE@@/a.png",
    "&", "\u00c3\u00a9", "\u00e2\u20ac\u2122", "\u00e9",
    "e\u0301", "漢字", "\u200b", "\u2028", "\x85", "\xa0", "\ufeff", "🙂", "\r\n", "\r", "\x0b", "\x1b[31m", "\x00",
    "0", "no", "~", "null", "1:30", "010", "=1+1", "@", "+1", "front,back", "front", "x", "word", "It is.", "?",
    "!", "!!",
)  # fmt: skip
_LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


def texts(most: int = 6) -> st.SearchStrategy[str]:
    """Return texts of up to `most` pieces, which may be empty or blank."""
    return st.lists(st.sampled_from(PIECES) | _LETTERS, max_size=most).map("".join)


TEXT = texts()
FULL = texts().map(lambda text: text if text.strip() else f"{text}What is it?")
SHORT = texts(2).map(lambda text: text if text.strip() else f"x{text}")
MAYBE = st.just("") | TEXT
IDS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True) | st.sampled_from(["a" * 64, "1", "a-2"])
TAGS = st.lists(
    st.sampled_from(["os", "a b", "a,b", "c++", "x::y", "ü", "#t", "]", "a]b\\", "[id:x]"]) | SHORT, max_size=3
)
MEDIA = st.lists(st.sampled_from(["a.png", "b.png", "c.png", "a.mp3", "d e.svg"]), max_size=2, unique=True)


def _options(least: int, most: int = 5) -> st.SearchStrategy[list[str]]:
    return st.lists(SHORT, min_size=least, max_size=most, unique=True)


@st.composite
def _gapped(draw: st.DrawFn) -> str:
    """Return a text with gaps; two braces mark one, so that no other part has them."""
    parts = [_single(draw(TEXT))]
    for _ in range(draw(st.integers(1, 3))):
        answers = "|".join(_answer(each) for each in draw(st.lists(SHORT, min_size=1, max_size=2)))
        hint = _single(draw(st.just("") | SHORT.map("::{}".format)))
        parts += ["{{", answers, hint, "}}", _single(draw(TEXT))]
    return "".join(parts)


def _answer(text: str) -> str:
    plain = _single(text).replace("|", "/").replace("::", ":")
    return plain if plain.strip() else "gap"


def _single(text: str) -> str:
    return re.sub(r"\{+", "{", re.sub(r"\}+", "}", text))


SOLUTION = "def total(numbers):\n    return sum(numbers)\n"
_NUMBER = st.fixed_dictionaries(
    {
        "answer": st.sampled_from(["3.14", "3,140", "-2", "1e3"]),
        "tolerance": st.sampled_from([None, 0.0, 0.01]),
        "between": st.sampled_from([[], [[1.0, 5.0]], [[-2.5, -1.5], [0.1, 0.2]]]),
        "accept": st.sampled_from([[], ["3"]]),
    }
)


def _fields(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    """Return what a kind of question has of its own."""
    if kind == "cloze":
        return {"text": draw(_gapped()), "ask": draw(st.just("Fill in the gaps.") | FULL), "case": draw(st.booleans())}
    if kind in ("choice", "multi"):
        right, *wrong = options = draw(_options(2))
        count = draw(st.integers(1, len(options)))
        return (
            {"answer": right, "distractors": wrong}
            if kind == "choice"
            else {"answers": options[:count], "distractors": options[count:]}
        )
    if kind == "true_false":
        return {"answer": draw(st.booleans()), "correction": draw(FULL | st.just("The statement does not hold."))}
    if kind == "order":
        return {
            "lines": draw(st.lists(SHORT, min_size=2, max_size=4)),
            "language": draw(st.sampled_from(["python", "text"])),
        }
    if kind == "match":
        lefts = draw(_options(2, 4))
        return {"pairs": [{"left": left, "right": draw(SHORT)} for left in lefts]}
    if kind == "schedule":
        add = ["x = read c", "x = x + 1", "write c x"]
        goals = [("c == 1", True), ("c == 2", True), ("c == 3", False), ("deadlock", False)]
        goal, possible = draw(st.sampled_from(goals))
        return {"programs": [add, add], "variables": {"c": 0}, "goal": goal, "possible": possible}
    if kind == "program":
        given, solution = draw(st.permutations([SOLUTION, "def total(numbers):\n    ...\n", "total = len\n"]))[:2]
        return {
            "given": given, "solution": solution, "checks": "import answer\n\nassert answer.total([1, 2]) == 3\n",
            "task": draw(MAYBE), "seconds": draw(st.sampled_from([5.0, 0.5, 12.5])),
        }  # fmt: skip
    if kind == "predict":
        return {"experiment": "one", "ask": draw(st.sampled_from(["", "How many of {workers}?"]))}
    own: dict[str, Any] = {"answer": draw(FULL)}
    if kind == "typed":
        own |= {"accept": draw(st.lists(SHORT | st.just(""), max_size=2)), "case": draw(st.booleans())}
        own |= draw(st.just({}) | _NUMBER)
    if kind == "output":
        own |= {"example": "code", "distractors": draw(_options(0, 2))}
    return (
        own
        if kind != "predict"
        else {"experiment": "one", "ask": draw(st.just("") | st.just("How many of {workers}?"))}
    )


@st.composite
def bodies(draw: st.DrawFn, kinds: tuple[str, ...] = QUESTION_KINDS) -> dict[str, Any]:
    """Return the fields of a question that the checks of a deck accept, without its id and its section."""
    kind = draw(st.sampled_from(kinds))
    own = _fields(draw, kind)
    return {"kind": kind, "ask": draw(FULL), "hint": draw(MAYBE), "explain": draw(MAYBE)} | own


def _is_sound(body: Mapping[str, Any]) -> bool:
    question = question_from({"id": "a", "section": "", **body})
    return not list(kind_of(question).faults(question))


def sound_bodies(kinds: tuple[str, ...] = QUESTION_KINDS) -> st.SearchStrategy[dict[str, Any]]:
    """Return the fields of questions without those that a deck may not have, such as a gap that is not closed."""
    return bodies(kinds).filter(_is_sound)


# An export writes the programs of these two into the question: it asks and answers like `recall`.
_LOOSE = tuple(kind for kind in QUESTION_KINDS if kind != "predict")


@st.composite
def _cards(draw: st.DrawFn) -> tuple[ImportedCard, ...]:
    cards = []
    for name in draw(st.lists(IDS, min_size=1, max_size=4, unique=True)):
        body = without_defaults(draw(sound_bodies(_LOOSE)))
        card = ImportedCard(
            id=name, body=body, place=Location("there"), note=draw(st.sampled_from(["", "", "n1"])),
            tags=tuple(dict.fromkeys(draw(TAGS))), media=tuple(draw(MEDIA)),
        )  # fmt: skip
        cards.append(card)
    return tuple(cards)


@st.composite
def card_decks(draw: st.DrawFn) -> CardDeck:
    """Return a deck as an exporter gets it: lists of cards with ids, tags, siblings and files, without history."""
    names = draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
    topics = tuple(
        Topic(id=name, title=draw(SHORT | st.sampled_from(["One", "two/three"])), cards=draw(_cards()))
        for name in names
    )
    shown = {name for topic in topics for card in topic.cards for name in card.media}
    media: dict[str, Callable[[], bytes]] = {name: name.encode for name in sorted(shown)}
    return CardDeck(id="deck", title=draw(SHORT | st.just("Deck")), topics=topics, media=media)


_SECTION = st.sampled_from(SectionName)
_PROSE = st.fixed_dictionaries(dict.fromkeys(("what", "why", "how", "example", "when", "conclusion"), FULL))
_EXPERIMENT = st.builds(
    Experiment, id=st.just("one"), section=_SECTION, claim=FULL, ask=st.just("How many times faster are {workers}?"),
    measure=st.just("ratio"), variants=st.just({"a": Variant(example="code"), "b": Variant(example="code")}),
    parameters=st.just({"workers": [2, 4]}), baseline=st.just("a"), contender=st.just("b"), needs_cores=st.booleans(),
    expect=st.sampled_from([Expectation(at_least="0.5 * workers"), Expectation(at_least="1", at_most="workers")]),
    predict=st.sampled_from(["point", "choice", "interval"]), unit=st.sampled_from(["", "times"]),
    rival=st.sampled_from(["", "0.1", "0.1..0.2"]),
    misconceptions=st.lists(st.builds(Misconception, when=st.just("<= 1"), says=FULL), max_size=1), explain=TEXT,
)  # fmt: skip


@st.composite
def _questions(draw: st.DrawFn, concept: str, *, listed: bool) -> list[Question]:
    made = []
    for name in draw(st.lists(IDS, max_size=4, unique=True)):
        body = draw(sound_bodies(_LOOSE if listed else QUESTION_KINDS))
        fields = {
            "id": name,
            "section": "" if listed else str(draw(_SECTION)),
            "tags": draw(TAGS),
            "media": draw(MEDIA),
        }
        made.append(question_from(body | fields | {"note": draw(st.sampled_from(["", "n1"]))}))
    return [replace(each, was=draw(st.sampled_from(["", "", f"old-{concept}/{each.id}"]))) for each in made]


@st.composite
def concepts(draw: st.DrawFn, name: str = "idea") -> Concept:
    """Return a concept with all that a file of one may have."""
    experiment, sections = draw(_EXPERIMENT), draw(_PROSE)
    points = st.lists(FULL, max_size=2)
    claims = [Claim(section=SectionName.WHAT, says=sections["what"], proved_by="one")]
    return Concept(
        concept=name,
        title=draw(SHORT),
        sections=Sections(
            **sections,
            pros_cons=ProsCons(pros=[draw(FULL), *draw(points)], cons=draw(points)),
            related=draw(st.lists(FULL, min_size=1, max_size=2)),
        ),
        tags=draw(TAGS),
        examples={"code": draw(st.builds(Example, source=TEXT, language=SHORT, title=TEXT))},
        questions=draw(_questions(name, listed=False)),
        generate=draw(st.none() | st.lists(_SECTION, max_size=3, unique=True)),
        experiments=[experiment],
        claims=draw(st.sampled_from([[], claims])),
    )


@st.composite
def lists_of_cards(draw: st.DrawFn, name: str = "cards") -> Concept:
    """Return a list of cards, which has no sections and no experiments."""
    example = st.builds(Example, source=TEXT, language=SHORT, title=TEXT)
    return concept_of(
        ListOfCards(
            cards=name, title=draw(SHORT), tags=draw(TAGS), examples={"code": draw(example)},
            questions=draw(_questions(name, listed=True)),
        )
    )  # fmt: skip


@st.composite
def whole_decks(draw: st.DrawFn) -> tuple[DeckInfo, tuple[Concept, ...]]:
    """Return a deck of a concept, one that requires it, and a list of cards, in any order."""
    first, second = draw(concepts("idea")), draw(concepts("second"))
    found = [first, replace(second, requires=["idea"]), draw(lists_of_cards("cards"))]
    info = draw(
        st.builds(
            DeckInfo, format=st.just(1), deck=st.just("deck"), title=SHORT, description=TEXT, language=SHORT,
            licence=TEXT, authors=st.lists(TEXT, max_size=2), order=st.permutations([each.concept for each in found]),
            paths=st.sampled_from([{}, {"way": LearningPath(title="Way", concepts=["second", "idea"])}]),
        )
    )  # fmt: skip
    ways = {name for path in info.paths.values() for name in path.concepts}
    tagged = [replace(each, tags=[*each.tags, "way"]) if each.concept in ways else each for each in found]
    return info, tuple(sorted(tagged, key=lambda each: info.order.index(each.concept)))
