"""Org-mode files: the cards of org-drill and of org-fc."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.model import Rating
from quizapp.formats.common.card_deck import ImportedCard
from quizapp.formats.org import org_cards, org_reader
from quizapp.formats.org.markup import markdown_of
from quizapp.formats.org.outline import outline_of
from quizapp.formats.registry import format_of, read_path

SAMPLES = Path(__file__).parents[3] / "data/samples"
HERE = Path("cards.org")


def cards(text: str) -> list[ImportedCard]:
    deck, _ = org_cards.read_cards(HERE, text.encode())
    return [card for topic in deck.topics for card in topic.cards] if deck else []


def warnings(text: str) -> list[str]:
    _, problems = org_cards.read_cards(HERE, text.encode())
    return [f"{each.location}: {each.message}" for each in problems]


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def test_sample_of_org_drill() -> None:
    """A simple card, one with two gaps, two of one text, two sides; tags are inherited, states are imported."""
    path = SAMPLES / "org-drill.org"
    assert format_of(path) == "org"
    deck, problems = org_cards.read_cards(path, path.read_bytes())
    assert deck is not None and deck.title == "Estonian words"
    assert [(topic.title, len(tuple(topic.cards))) for topic in deck.topics] == [("Capitals", 4), ("Words", 2)]
    simple, gaps, first, second, front, back = (card for topic in deck.topics for card in topic.cards)
    assert simple.body["ask"] == "Question\n\nWhat is the capital of Estonia?"
    assert simple.body["answer"] == "Tallinn, on the *Gulf of Finland*."
    assert simple.id == "7f3a1c52-0f0e-4a43-9a55-3f6a1f0f7d11" and simple.tags == ("language",)
    assert simple.history is not None and (simple.history.interval_days, simple.history.lapses) == (9.5, 1)
    assert (simple.history.due_day, simple.history.due_ms) == ("2026-12-05", None)
    assert gaps.body["text"] == "Estonia borders {{Latvia::a Baltic state}} and {{Russia}}."
    assert gaps.tags == ("language", "europe")
    assert [first.body["text"].count("{{"), second.body["text"].count("{{")] == [1, 1]
    assert first.body["text"].endswith("[the map](https://example.org) and [fn:1].") and first.note == second.note != ""
    assert front.body["ask"].endswith("raamat") and front.body["answer"].startswith("**English**\nthe book")
    assert back.body["ask"].endswith("the book") and back.media == ("book.png",)
    assert [(each.location.line, each.message) for each in problems] == [
        (32, "the property `SOURCE` of 1 card could not be placed"),
        (48, "the text of 1 heading without a card could not be placed"),
        (32, "the file `book.png` is missing, shown by the card `Noun Translate this word. raamat` and 1 more"),
    ]


def test_sample_of_org_fc() -> None:
    """Six cards of four headings: reviews of the history file, states of the tables, a suspended card."""
    path = SAMPLES / "org-fc/processes.org"
    assert format_of(path) == "org"
    deck, problems = org_cards.read_cards(path, path.read_bytes())
    assert deck is not None and problems == () and deck.title == "Processes"
    normal, front, back, first, second, typed = deck.topics[0].cards
    assert normal.history is not None and [
        (each.time_ms, each.rating, each.seconds) for each in normal.history.reviews
    ] == [
        (ms("2026-11-20T08:00:00+00:00"), Rating.GOOD, 4.2),
        (ms("2026-11-25T08:00:00+00:00"), Rating.HARD, 9.0),
    ]
    assert front.history is not None and (front.history.stability, front.history.difficulty) == (12.5, 5.1)
    assert (front.history.interval_days, front.history.suspended) == (12.0, True)
    assert front.history.due_ms == ms("2026-12-10T08:00:00+00:00")
    assert back.history is not None and back.history.stability is None and back.history.suspended
    assert front.body["answer"] == back.body["ask"] == "```c\npid_t child = fork();\n```"
    assert "{{0::a number}}" in first.body["text"] and "{{anything else}}" in second.body["text"]
    assert typed.body == {
        "kind": "typed",
        "ask": "How is a pipe written in a shell?",
        "answer": "|",
        "explain": "The left side writes, the right side reads.",
    }


def test_code_in_a_card_is_no_table_or_cloze() -> None:
    code = "#+BEGIN_SRC haskell\nf :: [Int] -> Int\n#+END_SRC\n"
    text = f"* Words :drill:\nWhat is a lock :: in code\n{code}** Answer\nA mutex.\n"
    (card,) = cards(text)
    assert card.body == {
        "kind": "recall",
        "ask": "Words\n\nWhat is a lock :: in code\n```haskell\nf :: [Int] -> Int\n```",
        "answer": "A mutex.",
    }


@pytest.mark.parametrize(
    "bracket",
    [
        "[[file:a.txt][a link]]",
        "[fn:1]",
        "[ ]",
        "[X]",
        "[1/3]",
        "[50%]",
        "[2026-11-28 Sat]",
        r"\[ x \]",
        "$a[1]$",
        "=a[1]=",
    ],
)
def test_other_brackets_are_no_gaps(bracket: str) -> None:
    """Links, footnotes, checkboxes, counters, dates, formulas and code."""
    (card,) = cards(f"* Item :drill:\nOne [gap] and {bracket} here.\n")
    assert card.body["kind"] == "cloze" and card.body["text"].count("{{") == 1


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("deletion", "{{a}} b c"),
        ("single", "{{a}} […] […]"),
        ("enumeration", "{{a}} […] […]"),
        ("context", "{{a}} b […]"),
    ],
)
def test_kinds_of_clozes_of_org_fc(kind: str, shown: str) -> None:
    text = f"* T :fc:noheading:\n:PROPERTIES:\n:FC_TYPE: cloze\n:FC_CLOZE_TYPE: {kind}\n:END:\n"
    text += "{{a}@0} {{b}@1} {{c}@2}\n"
    assert cards(text)[0].body["text"] == shown


def test_formula_in_a_cloze_is_kept_whole() -> None:
    text = "* T :fc:noheading:\n:PROPERTIES:\n:FC_TYPE: cloze\n:END:\nIt is {{$\\frac{1}{2}$}@0} of it.\n"
    (card,) = cards(text)
    assert card.body == {"kind": "recall", "ask": "It is […] of it.", "answer": "$\\frac{1}{2}$"}


def test_nested_cards_are_separate() -> None:
    """The answer of a card has nothing of a card below it."""
    outer, inner = cards("* A :drill:\nasks\n** Answer\nyes\n** B :drill:\nasks too\n*** Answer\nno\n")
    assert outer.body["answer"] == "yes" and inner.body["answer"] == "no"


def test_special_type_shows_its_properties() -> None:
    """A conjugation names the infinitive in a heading above."""
    text = (
        '* Verb\n:PROPERTIES:\n:VERB_INFINITIVE: "bailar"\n:END:\n** Present :drill:\n:PROPERTIES:\n'
        ':VERB_TENSE: "present"\n:DRILL_CARD_TYPE: conjugate\n:END:\n| yo | bailo |\n'
    )
    (card,) = cards(text)
    assert card.body["ask"] == "Present\n\n- verb infinitive: bailar\n- verb tense: present"
    assert warnings(text) == []


def test_a_file_without_cards_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "notes.org"
    path.write_text("#+TITLE: ProblemLog\n* A heading :work:\nText - with - dashes\n")
    imported = read_path(path)
    assert imported.card_decks == ()
    assert [(each.severity, each.message) for each in imported.problems][-1] == (
        "error",
        "no heading of this org-mode file is a card",
    )


def test_skipped_content_is_listed() -> None:
    assert warnings("* Empty :drill:\n* Card :drill:\nasks\n** A\nsays\n") == [
        "cards.org:1:1: a card without a front or a back could not be placed"
    ]


def test_text_above_the_headings_and_unknown_types_are_listed() -> None:
    """Keywords and comments are no text; a card of an unknown type is read as a simple one."""
    text = "#+title: T\n# a comment\n\nAn introduction.\n* Front :fc:\n:PROPERTIES:\n:FC_TYPE: tripel\n:END:\nBack\n"
    assert warnings(text) == [
        "cards.org:5:1: the card type `tripel`, which org-fc does not have, could not be placed",
        "cards.org:1:1: the text above the first heading could not be placed",
    ]
    assert [card.body["answer"] for card in cards(text)] == ["Back"]
    assert warnings(text.replace("An introduction.", "").replace("tripel", "normal")) == []


def test_markdown_is_not_recognized() -> None:
    text = b"# Title\n\n## A list\n\n* one\n* two :smile:\n"
    assert not org_reader.recognise(HERE, text)


def test_conversion_of_markup() -> None:
    lines = [
        "*bold* /italic/ =code= ~x|y~ +gone+ a*b*c",
        "- term :: its meaning",
        "#+begin_example",
        ",* no heading",
        "#+end_example",
        "# a comment",
        "#+CAPTION: nothing",
        "| a | b |",
        "|---+---|",
        "#+begin_quote",
        "Said /so/.",
        "#+end_quote",
        ": fixed",
        "#+begin_src",
    ]
    assert markdown_of(lines).split("\n") == [
        "**bold** *italic* `code` `x|y` ~~gone~~ a\\*b\\*c",
        "- **term**: its meaning",
        "```",
        "* no heading",
        "```",
        "| a | b |",
        "|---|---|",
        "> Said *so*.",
        "```",
        "fixed",
        "```",
        "#+begin_src",
    ]


def test_many_unclosed_drawers_are_read_in_time() -> None:
    heading = outline_of("* H\n" + "\n".join([":A:"] * 50_000)).headings[0]
    assert len(heading.lines) == 50_000 and heading.drawers == {}


@given(st.text(alphabet="*:#+[]{}|@ \n=~/$\\ab", max_size=300))
def test_any_text_is_read(text: str) -> None:
    """Every heading that is a card gives cards or is listed."""
    marked = f"* T :drill:\n{text}\n* U :fc:\n:PROPERTIES:\n:FC_TYPE: cloze\n:END:\n{text}\n"
    deck, problems = org_cards.read_cards(HERE, marked.encode())
    assert deck is not None or problems


def test_times_without_an_offset_are_in_utc() -> None:
    text = (
        "* T :fc:\n:REVIEW_DATA:\n| position | ease | box | interval | due |\n|-\n"
        "| front | 2.5 | 3 | 6 | 2026-12-01T08:00:00 |\n:END:\nBack\n"
    )
    (card,) = cards(text)
    assert card.history is not None
    assert card.history.due_ms == int(datetime(2026, 12, 1, 8, tzinfo=UTC).timestamp() * 1000)
