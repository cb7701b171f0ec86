"""Question banks in GIFT: every type, escapes, comments and broken questions; written and read back."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.formats.common import question_fields
from quizapp.formats.common.card_deck import CardDeck, ImportedCard
from quizapp.formats.common.deck_builder import Draft, gather
from quizapp.formats.common.text_source import ProblemLog
from quizapp.formats.moodle import gift_reader, gift_writer
from tests.formats.texts import is_undamaged

HERE = Path("bank.gift")
SAMPLE = Path(__file__).parents[3] / "data/samples/bank.gift"


def cards(text: str) -> list[ImportedCard]:
    deck, _ = gift_reader.read_cards(HERE, text.encode())
    return [card for topic in deck.topics for card in topic.cards] if deck else []


def places(text: str) -> list[tuple[str, int]]:
    _, problems = gift_reader.read_cards(HERE, text.encode())
    return [(each.code, each.location.line) for each in problems]


def test_sample() -> None:
    """Every type once; categories become topics; comments give ids and tags."""
    deck, problems = gift_reader.read_cards(SAMPLE, SAMPLE.read_bytes())
    assert deck is not None
    assert [(each.location.line, each.severity) for each in problems] == [(38, "warning")]
    assert [(topic.title, len(topic.cards)) for topic in deck.topics] == [("Geography/Rivers", 5), ("Mathematics", 4)]
    kinds = [card.body["kind"] for topic in deck.topics for card in topic.cards]
    assert kinds == ["choice", "true_false", "multi", "typed", "match", "typed", "typed", "choice", "recall"]
    first = deck.topics[0].cards[0]
    assert (first.id, first.tags, first.place.line) == ("longest-river", ("europe", "easy"), 5)
    assert deck.topics[0].cards[1].body["correction"] == "It flows into the North Sea."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Q{=a~b~c}", {"kind": "choice", "ask": "Q", "answer": "a", "distractors": ["b", "c"]}),
        ("Q{~b =a}", {"kind": "choice", "ask": "Q", "answer": "a", "distractors": ["b"]}),
        ("Q{~=a ~b}", {"kind": "choice", "ask": "Q", "answer": "a", "distractors": ["b"]}),
        ("Q{~%100%a ~%-50%b}", {"kind": "choice", "ask": "Q", "answer": "a", "distractors": ["b"]}),
        ("Q{=a ~%50%b ~c}", {"kind": "choice", "ask": "Q", "answer": "a", "distractors": ["b", "c"]}),
        ("Q{T}", {"kind": "true_false", "ask": "Q", "answer": True}),
        ("Q{true#no#yes}", {"kind": "true_false", "ask": "Q", "answer": True, "explain": "no"}),
        ("Q{=a =A =%50%b}", {"kind": "typed", "ask": "Q", "answer": "a", "accept": ["A"]}),
        ("Q{=ptr->x}", {"kind": "typed", "ask": "Q", "answer": "ptr->x"}),
        ("Q{#3.14159:0.01}", {"kind": "typed", "ask": "Q", "answer": "3.14159", "tolerance": 0.01}),
        ("Q{#1..5}", {"kind": "typed", "ask": "Q", "answer": "3", "between": [[1.0, 5.0]]}),
        (
            "Q{#=5 =%50%6:1#Nearly.}",
            {
                "kind": "typed",
                "ask": "Q",
                "answer": "5",
                "tolerance": 0.0,
                "explain": "- 5 to 7: 50% of the points\n\n- 6:1: Nearly.",
            },
        ),
        ("Q {One}", {"kind": "typed", "ask": "Q", "answer": "One"}),
        ("{=Asia} is large", {"kind": "typed", "ask": "_____ is large", "answer": "Asia"}),
        ("Q{}", {"kind": "recall", "ask": "Q", "answer": "The answer is free: the file gives none."}),
        ("::T::{=a ~b}", {"kind": "choice", "ask": "T", "answer": "a", "distractors": ["b"]}),
        ("[html]<p>A &lt;b&gt;</p>{=a ~b}", {"kind": "choice", "ask": "A <b>", "answer": "a", "distractors": ["b"]}),
        ("Q {\n=a == 1\n~b = 2\n}", {"kind": "choice", "ask": "Q", "answer": "a == 1", "distractors": ["b = 2"]}),
        (
            "Q\\: \\{x\\}\\nR{=\\=a ~\\~b\\#}",
            {"kind": "choice", "ask": "Q: {x}\nR", "answer": "=a", "distractors": ["~b#"]},
        ),
        ("Q {\n=a\n// no answer\n\n~b\n}", {"kind": "choice", "ask": "Q", "answer": "a", "distractors": ["b"]}),
        ("Q{=$\\\\frac{1}{2}$ ~b}", {"kind": "choice", "ask": "Q", "answer": "$\\frac{1}{2}$", "distractors": ["b"]}),
    ],
)
def test_types_of_questions(text: str, expected: dict[str, object]) -> None:
    """Each type in a line."""
    assert [card.body for card in cards(text)] == [expected]


def test_questions_end_at_blank_lines_titles_and_new_braces() -> None:
    """Not every bank has blank lines between its questions."""
    assert len(cards("a{=x~y}\nb{=x~y}\n::t::c{=x~y}\n\n\nd{=x~y}")) == 4
    assert [card.place.line for card in cards("a{=x~y}\nb{=x~y}\n\n// c\nc{=x~y}")] == [1, 2, 5]


def test_broken_question_does_not_affect_others() -> None:
    """An open brace ends at the next title; a question without a right answer is listed."""
    text = "::a:: one {=x ~y\n\n::b:: two {=x ~y}\n\nthree {~x ~y}\n\nno question\n\nfour {#abc}\n\nfive{=x~y}"
    assert [card.body["ask"] for card in cards(text)] == ["two", "five"]
    assert places(text) == [("unplaced", 1), ("unplaced", 5), ("unplaced", 7), ("unplaced", 9)]


def test_hostile_banks_are_read_in_time() -> None:
    """Nested braces, a million answers, long lines, unfinished escapes."""
    for text in (
        "{" * 1_000_000,
        "a{" + "=x" * 300_000,
        "\\" * 1_000_001,
        "a{=b" + "#" * 500_000 + "}",
        "{}" * 100_000,
    ):
        assert places(text) or cards(text)
    assert len(cards("a{" + "=x " * 100_000 + "}")) == 1
    assert cards("a{#1e999999999:1}") == [] and cards("a{#1..1e25}") != []


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.just("\n"), max_size=20).map(
    str.strip
)
FULL = TEXT.filter(is_undamaged).filter(
    lambda text: bool(text.strip("* ")) and text == text.strip("*") and "\xa0" not in text
)
SIDE = FULL.filter(lambda text: "->" not in text and text[-1] != "-")


@st.composite
def writable_questions(draw: st.DrawFn) -> question_fields.Body:
    """Generate questions that the format can hold."""
    ask, explain, texts = (
        draw(FULL),
        draw(TEXT.filter(is_undamaged)),
        draw(st.lists(FULL, min_size=3, max_size=5, unique=True)),
    )
    made = [
        question_fields.recall(ask, texts[0]),
        question_fields.typed(ask, texts, explain),
        question_fields.options(ask, texts[:1], texts[1:], explain),
        question_fields.options(ask, texts[:2], texts[2:], explain),
        question_fields.true_false(ask, draw(st.booleans()), explain),
        question_fields.match(
            ask, zip(draw(st.lists(SIDE, min_size=2, max_size=3, unique=True)), texts, strict=False), explain
        ),
    ]
    return draw(st.sampled_from([body for body in made if body]))


@given(st.lists(st.tuples(writable_questions(), st.sampled_from(["", "one", "two/three"])), min_size=1, max_size=5))
def test_written_bank_is_read_back(questions: list[tuple[question_fields.Body, str]]) -> None:
    """The same questions, ids and topics."""
    drafts = [Draft(body=body, line=1, topic=topic, tags=("a b",)) for body, topic in questions]
    deck = gather(HERE, drafts, ProblemLog(""))
    assert deck is not None
    again, problems = gift_reader.read_cards(HERE, gift_writer.write(deck))
    assert again is not None and problems == ()
    assert content(again) == content(deck)


def content(deck: CardDeck) -> list[object]:
    """Return a deck without source locations, which change when it is written."""
    return [(topic.id, topic.title, card.id, card.body, card.tags) for topic in deck.topics for card in topic.cards]


GAPS = """::Towns:: Choose.

Rivers run {1:MC:~up~=down} a hill,
and towns stand {1:SA:=on~=by} them \\: mostly.

Next? {T}
"""


def test_gaps_of_a_cloze_are_one_question() -> None:
    """Gaps after the first used to be shown with their answers."""
    gapped, other = cards(GAPS)
    text = "Rivers run {{down::down / up}} a hill,\nand towns stand {{on|by}} them : mostly."
    assert gapped.body == {"kind": "cloze", "ask": "Fill in the gaps.", "text": text}
    assert other.body["kind"] == "true_false"
    assert gift_reader.recognise(HERE, b"Rivers run {1:MC:~up~=down} a hill.")
    (bold,) = cards("[html]<b>A</b> is {1:SA:=b}.")
    assert bold.body["text"] == "**A** is {{b}}."
    assert cards("Q {1:SA:~wrong}") == [] and places("Q {1:SA:~wrong}") == [("unplaced", 1), ("no-cards", 1)]


@pytest.mark.parametrize(
    ("text", "answer", "distractors"),
    [
        ("What shows {{ name }} do? {=It fills in ~Nothing}", "It fills in", ["Nothing"]),
        ("Q\n{\n=one {\n~two\n}\n\nNext {T}", "one {", ["two"]),
        ("Q\n{\n=% a %}\n~{% b %}\n~c\n}\n\nNext {T}", "% a %}", ["{% b %}", "c"]),
        ("Q\n{\n=% a %}\n~b\n}\n\nNext {T}", "% a %}", ["b"]),
        ("Red? {=#ff0000 ~#00ff00}", "#ff0000", ["#00ff00"]),
    ],
)
def test_escaped_braces_and_hashes_are_text(text: str, answer: str, distractors: list[str]) -> None:
    first, *rest = cards(text)
    assert (first.body["answer"], first.body["distractors"]) == (answer, distractors)
    assert places(text) == [] and len(rest) == text.count("Next")


def test_weight_after_an_equals_sign_counts() -> None:
    (card,) = cards("Q {\n=~%50% a\n=~%50% b\n~%-50% c\n}")
    assert card.body == {"kind": "multi", "ask": "Q", "answers": ["a", "b"], "distractors": ["c"]}


@pytest.mark.parametrize(
    "text",
    [
        "// settings\n{\n  // none\n  'features': {}\n}\n",
        "security:\n- cookie: []\n- {}\npaths:\n  a: {}\n",
        "2 indent\nuse {} in a block\n\n2 tabs\nthey are 4 wide\n",
    ],
)
def test_braces_alone_are_not_recognized(text: str) -> None:
    assert not gift_reader.recognise(HERE, text.encode())
    assert gift_reader.recognise(HERE, b"// first\nWho are you? {}\n")


def test_many_unclosed_gaps_are_read_in_time() -> None:
    assert places("{1:MC:" * 50_000) == [("unplaced", 1), ("no-cards", 1)]
    assert places("{1:SA:=a} " * 1001) == [("unplaced", 1), ("no-cards", 1)]
    assert places("{1:SA:=a} " * 51) == []


@pytest.mark.parametrize(
    ("text", "answer"), [("*green*", "green"), ("green*", "green"), ("*args", "*args"), ("*", None)]
)
def test_asterisks_that_stand_for_any_text_are_left_out(text: str, answer: str | None) -> None:
    found = cards(f"Which one? {{={text}}}")
    assert [card.body["answer"] for card in found] == ([answer] if answer else [])
