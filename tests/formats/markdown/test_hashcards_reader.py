"""Flashcards in the dialect of hashcards: read, and written back."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.formats.common import question_fields
from quizapp.formats.common.card_deck import CardDeck, ImportedCard
from quizapp.formats.common.deck_builder import Draft, digest, gather
from quizapp.formats.common.text_source import ProblemLog
from quizapp.formats.markdown import hashcards_reader, hashcards_writer
from tests.formats.texts import is_undamaged

HERE = Path("cards.md")
SAMPLE = Path(__file__).parents[3] / "data/samples/hashcards.md"


def cards(text: str) -> list[ImportedCard]:
    deck, _ = hashcards_reader.read_cards(HERE, text.encode())
    return [card for topic in deck.topics for card in topic.cards] if deck else []


def warnings(text: str) -> list[str]:
    _, problems = hashcards_reader.read_cards(HERE, text.encode())
    return [f"{each.location}: {each.message}" for each in problems]


def test_sample() -> None:
    """Two questions and three deletions of two texts; the name and the picture are found."""
    deck, problems = hashcards_reader.read_cards(SAMPLE, SAMPLE.read_bytes())
    assert [each.code for each in problems] == ["media-missing"] and deck is not None
    assert (deck.id, deck.title) == ("cells", "Cells")
    first, second, *clozes = deck.topics[0].cards
    assert first.body == {
        "kind": "recall",
        "ask": "What does a cell membrane do?",
        "answer": "It separates the inside of the cell\nfrom what is around it, and controls what passes.",
    }
    assert second.media == ("mitochondrion.png",)
    assert [card.body["text"] for card in clozes] == [
        "A {{ribosome}} reads messenger RNA and makes protein.",
        "A ribosome reads messenger RNA and makes {{protein}}.",
        "In Python, `[1, 2]` is a {{list}}.",
    ]
    assert clozes[0].note == clozes[1].note != "" and clozes[2].note == ""
    assert first.place.line == 7


@pytest.mark.parametrize(
    ("text", "clean", "hidden"),
    [
        ("Foo [bar] baz [quux].", "Foo bar baz quux.", ["bar", "quux"]),
        ("Foo [bar] ![a](b.jpg) [quux]", "Foo bar ![a](b.jpg) quux", ["bar", "quux"]),
        (r"\[a\] [`\[b\]`]", "[a] `[b]`", ["`[b]`"]),
        ("[a\nb] c!", "a\nb c!", ["a\nb"]),
        ("[a [b] c]", "a b c", ["b"]),
        ("] x [", " x ", []),
        ("Wow![a]", "Wow![a]", []),
        ("é [ü] \\n", "é ü \\n", ["ü"]),
        (r"$[0,1]$ is [closed] \[1,2\]", "$[0,1]$ is closed [1,2]", ["closed"]),
        (r"$\left[a\right]$ and [b], \[ \frac{a}{b} \]", r"$\left[a\right]$ and b, \[ \frac{a}{b} \]", ["b"]),
        (r"[$\frac{a}{b}$] or [two]", r"$\frac{a}{b}$ or two", [r"$\frac{a}{b}$", "two"]),
        (r"$\[0,1\]$ is [closed]", "$[0,1]$ is closed", ["closed"]),
        ("only $E=[mc^2]$", "only $E=mc^2$", ["mc^2"]),
    ],
)
def test_deletions(text: str, clean: str, hidden: list[str]) -> None:
    """Brackets mark deletions; escaped ones and those of images and formulas do not."""
    found, spans = hashcards_reader.deletions(text)
    assert found == clean
    assert [found[start:end] for start, end in spans] == hidden


def test_deletions_that_cannot_be_typed_become_recall_cards() -> None:
    """Those with gap marks, mathematics or pictures."""
    found = cards("C: Either is [a|b].\n\nC: Euler: [$e^{i\\pi}=-1$]")
    assert [card.body for card in found] == [
        {"kind": "recall", "ask": "Either is […].", "answer": "a|b"},
        {"kind": "recall", "ask": "Euler: […]", "answer": "$e^{i\\pi}=-1$"},
    ]


def test_double_braces_in_a_text_are_no_gaps() -> None:
    """Such a text keeps its one gap."""
    assert cards("C: {{x}} is [one].")[0].body["text"] == "{ {x} } is {{one}}."


def test_invalid_card_does_not_affect_others() -> None:
    """Each is listed with its line."""
    text = "A: lost\nQ: first\nQ: second\nA: two\nA: more\n---\nC: nothing hidden\nQ: last\n---\nC: a [] b [c]"
    assert [card.body.get("answer", card.body.get("text")) for card in cards(text)] == ["two\nmore", "a  b {{c}}"]
    assert warnings(text) == [
        "cards.md:1:1: an answer without a question could not be placed",
        "cards.md:2:1: a question without an answer could not be placed",
        "cards.md:5:1: a second answer in one card",
        "cards.md:7:1: a cloze without a deletion could not be placed",
        "cards.md:8:1: a question without an answer could not be placed",
        "cards.md:10:1: an empty deletion could not be placed",
    ]


def test_comments_are_removed_except_in_code() -> None:
    """A number sign begins a comment, except in a fence."""
    assert cards("Q: a\n# gone\nA: b\n```python\n# kept\n```\n")[0].body["answer"] == "b\n```python\n# kept\n```"


def test_ids_are_stable_and_unique() -> None:
    """Spacing and case do not change an id; a repeated question gets a number."""
    ids = [card.id for card in cards("Q: What?\nA: 1\n\nQ: what? \nA: 2\n\nQ: other\nA: 3")]
    assert ids == [digest("what?"), digest("what?") + "-2", digest("other")]
    assert ids[0] == cards("Q:   What?\nA: reworded")[0].id


@pytest.mark.parametrize(
    "front", ["---\nname: Loose\n---\n", '---\nname = "Loose"\n---\n', "---\nname = 'Loose'\n---\n"]
)
def test_front_matter(front: str) -> None:
    """TOML names the deck; a name in YAML's form is accepted."""
    deck, problems = hashcards_reader.read_cards(HERE, (front + "Q: a\nA: b").encode())
    assert deck is not None and deck.title == "Loose" and problems == ()


def test_hostile_texts_are_read_in_time() -> None:
    """A million gaps, and a line of ten megabytes."""
    assert any("20000 deletions" in each for each in warnings("C: " + "[a] " * 20_000))
    assert len(cards("Q: " + "x" * 10_000_000 + "\nA: y")) == 1
    assert cards("C: " + "[" * 1_000_000) == []
    assert cards("C: " + "![" * 500_000) == []


LINE = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=20)
WORDS = (
    LINE.map(str.strip)
    .filter(lambda text: text and text[0] not in "#QAC-`~!\\" and text[-1] != "!")
    .filter(is_undamaged)
)
TEXT = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)
BLANK = WORDS.filter(lambda text: not set(text) & set("|{}$:![]\\"))


@st.composite
def decks(draw: st.DrawFn) -> CardDeck:
    """Generate decks that the format can hold."""
    drafts = []
    for line in range(1, draw(st.integers(1, 6)) + 1):
        if draw(st.booleans()):
            drafts.append(Draft(body=question_fields.recall(draw(TEXT), draw(TEXT)), line=line))
        else:
            before, after = draw(WORDS), draw(WORDS)
            body = question_fields.cloze([f"{before} ", question_fields.Gap((draw(BLANK),)), f" {after}"])
            assert body is not None
            drafts.append(Draft(body=body, line=line))
    once = {repr(draft.body): draft for draft in drafts}
    deck = gather(HERE, list(once.values()), ProblemLog(""), draw(WORDS.map(str.strip)))
    assert deck is not None
    return deck


def content(deck: CardDeck) -> list[object]:
    """Return a deck without source locations, which change when it is written."""
    cards = [(topic.title, card.id, card.body, bool(card.note)) for topic in deck.topics for card in topic.cards]
    return [deck.id, deck.title, cards]


@given(decks())
def test_written_deck_is_read_back(deck: CardDeck) -> None:
    """The same questions, ids and title."""
    again, problems = hashcards_reader.read_cards(HERE, hashcards_writer.write(deck))
    assert again is not None and problems == ()
    assert content(again) == content(deck)


def test_sample_is_written_and_read_back() -> None:
    """Deletions of one text stay together."""
    deck, _ = hashcards_reader.read_cards(SAMPLE, SAMPLE.read_bytes())
    assert deck is not None
    written = hashcards_writer.write(deck)
    assert b"C: A [ribosome] reads messenger RNA and makes [protein]." in written
    again, _ = hashcards_reader.read_cards(SAMPLE, written)
    assert again is not None and content(again) == content(deck)


def test_other_kinds_are_written_as_questions_with_answers() -> None:
    """No kind is left out, and no line of a text begins a card."""
    asked = [
        question_fields.options("Which?", ["b"], ["a"]),
        question_fields.true_false("Is it?", False, "Not so."),
        question_fields.match("Pairs", [("a", "1"), ("b", "2")]),
        question_fields.typed("Say", ["x", "y"], "Because."),
        question_fields.recall("Q: twice\n---\n# no comment", "A: b"),
    ]
    drafts = [Draft(body=body, line=1) for body in asked if body]
    deck = gather(HERE, drafts, ProblemLog(""))
    assert deck is not None
    again, problems = hashcards_reader.read_cards(HERE, hashcards_writer.write(deck))
    assert again is not None and problems == ()
    assert [card.body["answer"] for card in again.topics[0].cards] == [
        "b",
        "False. Not so.",
        "- a: 1\n- b: 2",
        "x\n\nBecause.",
        "A: b",
    ]


def test_headings_in_an_answer_stay_and_those_between_cards_go() -> None:
    text = "# Deck\n\nQ: Steps?\nA: Two.\n\n## First\nMix.\n## Then\nBake.\n\n## More cards\n\nQ: b\nA: c\n# End\n"
    first, second = cards(text)
    assert first.body["answer"] == "Two.\n\n## First\nMix.\n## Then\nBake."
    assert second.body["answer"] == "c"
    assert cards("Q: a\nA:\n```\n# a comment\n```\n")[0].body["answer"] == "```\n# a comment\n```"
    assert cards("Q: a\nA: # b\n")[0].body["answer"] == "# b"


def test_text_outside_of_cards_is_listed_once_per_block() -> None:
    text = "# Deck\n<!-- mine -->\n\nSome words\nand more.\n\nQ: a\nA: b\n---\nLost.\n---\nLost too.\n"
    assert len(cards(text)) == 1
    assert warnings(text) == [
        f"cards.md:{line}:1: a text outside of a card could not be placed" for line in (4, 10, 12)
    ]


def test_duplicate_card_is_imported_once_and_listed() -> None:
    text = "Q: a\nA: b\n\nC: [x] y\n\nQ: a\nA: other\n\nQ:  a\nA: b\n\nC: [x] y\n"
    assert [card.body.get("answer", "") for card in cards(text)] == ["b", "", "other"]
    assert warnings(text) == ["cards.md:9:1: a card appears twice", "cards.md:12:1: a card appears twice"]


def test_brackets_of_formulas_are_written_and_read_back() -> None:
    texts = [r"$[0,1]$ is [closed]", r"\[ \frac{a}{b} \] is [one]", r"$\left[a\right]$ and [b]"]
    first = gather(
        HERE,
        [Draft(body=card.body, line=1) for card in cards("\n\n".join(f"C: {text}" for text in texts))],
        ProblemLog("x"),
    )
    assert first is not None
    again = hashcards_reader.read_cards(HERE, hashcards_writer.write(first))[0]
    assert again is not None and content(again) == content(first)
