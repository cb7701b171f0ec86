"""Cards of Obsidian's spaced repetition plugin."""

from pathlib import Path

import pytest

from quizapp.formats.common.card_deck import ImportedHistory
from quizapp.formats.markdown import checklist_questions, hashcards_reader, heading_cards, obsidian_reader
from tests.formats.markdown.notes import cards, problems, sides

SAMPLES = Path(__file__).parents[3] / "data/samples"
DAY = 86_400_000


def test_sample_note() -> None:
    """Two topics; reversed cards are siblings; dates become imported states."""
    deck, found = obsidian_reader.read_cards(SAMPLES / "obsidian.md", (SAMPLES / "obsidian.md").read_bytes())
    assert found == () and deck is not None
    assert [(topic.id, len(topic.cards)) for topic in deck.topics] == [("rivers", 4), ("rivers-asia", 5)]
    vienna, loire, reverse, rhine = deck.topics[0].cards
    assert vienna.history == ImportedHistory(due_day="2024-01-02", interval_days=3)
    assert loire.history is not None and loire.history.interval_days == 12.5
    assert reverse.history is None and reverse.note == loire.note != ""
    assert rhine.body["answer"] == "In the Swiss Alps:\n- the Vorderrhein\n- the Hinterrhein"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a::b", [("a", "b")]),
        ("a:::b", [("a", "b"), ("b", "a")]),
        ("- a :: b", [("a", "b")]),
        ("`x::y` is::code", [("`x::y` is", "code")]),
        ("a\nb\n?\nc\nd", [("a\nb", "c\nd")]),
        ("a\n??\nb", [("a", "b"), ("b", "a")]),
        ("a\n?\n```c\nx\n\ny\n```\n\nno card", [("a", "```c\nx\n\ny\n```")]),
        ("a\n\nb\n?\nc\n<!--SR:!2024-01-02,3,250-->\nd\n?\ne", [("b", "c"), ("d", "e")]),
        ("<!-- a::b\nc::d -->\ne::f", [("e", "f")]),
        ("%%\na::b\n%%\ne::f", [("e", "f")]),
        ("#flashcards/x a::b", [("a", "b")]),
        ("a::b::c", [("a", "b::c")]),
        ("```$x = 1``` sets x.\n\na::b\n\nc::d", [("a", "b"), ("c", "d")]),
        ("``a `::` b`` is::code", [("``a `::` b`` is", "code")]),
        ("a::b ^4f2a1c", [("a", "b")]),
        ("a\n?\nb\nc ^ab-12", [("a", "b\nc")]),
        ("a::b <!--SR:!2024-01-02,3,250--> ^4f2a1c", [("a", "b")]),
        ("a::b\n> [!sr|card-metadata] \n> <!--SR:!2024-01-02,3,250-->\nc::d", [("a", "b"), ("c", "d")]),
        ("a\n?\nb\n> [!sr|card-metadata]\n> <!--SR:!2024-01-02,3,250--> ^id", [("a", "b")]),
        ("> [!question]- Title\n> a::b", [("a", "b")]),
        (r"$f::A \to B$ of f::it", [(r"$f::A \to B$ of f", "it")]),
        ("costs $5::five$", [("costs $5", "five$")]),
        ("<kbd>a</kbd>::b<br>c", [("`a`", "b\nc")]),
        ("> [!question] a\n> ?\n> b\n> - c\nno card", [("a", "b\n- c")]),
        ("a\n?\n> [!note] b\n> c", [("a", "> [!note] b\n> c")]),
    ],
)
def test_separators(text: str, expected: list[tuple[str, str]]) -> None:
    """On one line or between lines, one way or both; not in code and comments."""
    assert sides(obsidian_reader, text) == expected


def test_tag_in_a_card_is_its_topic() -> None:
    """A tag on its own line applies to what follows."""
    deck, _ = obsidian_reader.read_cards(Path("n.md"), b"#flashcards/one\na::b\n#flashcards/two #hard c::d\n\ne::f")
    assert deck is not None
    assert [(topic.title, [card.body["ask"] for card in topic.cards]) for topic in deck.topics] == [
        ("one", ["a", "e"]),
        ("two", ["#hard c"]),
    ]
    assert deck.topics[1].cards[0].tags == ("hard",)


def test_deletions() -> None:
    """Highlights always; bold and braces only where enabled; numbers make groups."""
    assert [card.body["text"] for card in cards(obsidian_reader, "==a== and ==b==, **c**, {{d}}")] == [
        "{{a}} and b, **c**, { {d} }",
        "a and {{b}}, **c**, { {d} }",
    ]
    assert [card.body["text"] for card in cards(obsidian_reader, "**a** and {{b}}", clozes={"**", "{{"})] == [
        "{{a}} and b",
        "a and {{b}}",
    ]
    assert [card.body["text"] for card in cards(obsidian_reader, "==1;;a== ==2;;b;;hint== ==1;;c==")] == [
        "{{a}} b {{c}}",
        "a {{b::hint}} c",
    ]
    (formula,) = cards(obsidian_reader, r"is {{\frac{a}{b}}} here", clozes={"{{"})
    assert formula.body["answer"] == r"\frac{a}{b}"
    assert cards(obsidian_reader, "if a == b and c == d") == []
    assert cards(obsidian_reader, "if $a==b$ and $c==d$") == []
    assert [card.body["answer"] for card in cards(obsidian_reader, "$a==b$ is ==$x==y$==")] == ["$x==y$"]


def test_dates_belong_to_deletions_in_order() -> None:
    """One date per sibling; an invalid date is listed, and the card is kept."""
    text = "==a== ==b==\n<!--SR:!2024-01-01,1,250!2024-13-41,2,250-->"
    assert [card.history for card in cards(obsidian_reader, text)] == [
        ImportedHistory(due_day="2024-01-01", interval_days=1),
        None,
    ]
    assert [each.message for each in problems(obsidian_reader, text)] == [
        "the date `2024-13-41,2,250` could not be placed"
    ]


FSRS = "fsrs,2026-12-01T08:00:00.000Z,11,12.5,5.1,2,4,1,0,2026-11-20T08:00:00.000Z"


def test_fsrs_comment_has_the_state_of_each_side() -> None:
    """Time, stability, difficulty and lapses; both kinds of segments may be mixed; new cards have none."""
    forwards, back = cards(obsidian_reader, f"a:::b <!--SR:!{FSRS}!2026-12-08,18,250-->")
    assert forwards.history == ImportedHistory(
        due_ms=1_796_112_000_000, last_ms=1_795_161_600_000, stability=12.5, difficulty=5.1, interval_days=11, lapses=1
    )  # fmt: skip
    assert back.history == ImportedHistory(due_day="2026-12-08", interval_days=18)
    (new,) = cards(obsidian_reader, "a::b\n<!--SR:!fsrs,2026-12-01T08:00:00.000Z,0,0,0,0,0,0,0,-->")
    assert new.history is None


@pytest.mark.parametrize(
    "bad", ["fsrs,2026-12-01,x,1,5,2,1,0,0,2026-11-20", "fsrs,,1,-1,5,2,1,0,0,2026", "soon", "9999-12-31,1,2"]
)
def test_unreadable_segment_is_listed(bad: str) -> None:
    """With its line; the card is kept."""
    (found,) = problems(obsidian_reader, f"a::b\n<!--SR:!{bad}-->")
    assert found.location.line == 2 and bad[:60] in found.message


def test_comment_with_the_latest_review_counts() -> None:
    """A second comment is listed, and so is a segment without a card."""
    for pair in ("!2026-12-09,2,250", "!2026-12-30,30,250"), ("!2026-12-30,30,250", "!2026-12-09,2,250"):
        text = f"a::b <!--SR:{pair[0]}-->\n<!--SR:{pair[1]}-->"
        (card,) = cards(obsidian_reader, text)
        assert card.history == ImportedHistory(due_day="2026-12-09", interval_days=2)
        assert [each.code for each in problems(obsidian_reader, text)] == ["two-schedules"]
    (extra,) = problems(obsidian_reader, "a::b\n<!--SR:!2026-12-09,2,250!2026-12-09,3,250-->")
    assert "2026-12-09,3,250" in extra.message
    (lost,) = problems(obsidian_reader, "a::b\n\n## Heading\n\n<!--SR:!2026-12-09,2,250-->")
    assert lost.location.line == 5


def test_text_without_a_card_is_listed() -> None:
    """With the line."""
    found = problems(obsidian_reader, "a::b\n\n?\n\nc::")
    assert [(each.location.line, each.severity) for each in found] == [(3, "warning"), (5, "warning")]


@pytest.mark.parametrize("module", [obsidian_reader, heading_cards, checklist_questions])
def test_hostile_texts_are_read_in_time(module: object) -> None:
    """Long lines, many marks and empty text give problems."""
    for text in ("", "::" * 500_000, "==a " * 200_000, "## " + "#" * 1_000_000, "- [x] " * 200_000, "`" * 1_000_000):
        assert problems(module, text)
    assert problems(module, "a::b\n?\n" * 20_000)
    assert problems(module, "\0")[0].code == "nul-byte"


def test_deletions_beyond_the_limit_are_counted() -> None:
    """Each deletion is a question with the whole text."""
    text = "first\n\n" + " ".join(f"==word {number}==" for number in range(230))
    deck, problems = obsidian_reader.read_cards(Path("n.md"), f"#flashcards\n\n{text}\n".encode())
    assert deck
    assert sum(len(tuple(topic.cards)) for topic in deck.topics) == 200
    told = [(problem.location.line, problem.message) for problem in problems if "deletions" in problem.message]
    assert told == [(5, "what a block has beyond 200 deletions, 30 more, could not be placed")]


@pytest.mark.parametrize(
    "comment",
    [
        "<!--SR:!fsrs-->",
        "<!--SR:!fsrs,2026-12-01T08:00:00.000Z,3-->",
        f"<!--SR:!{FSRS.replace('12.5', 'twelve')}-->",
        f"<!--SR:!{FSRS.replace(',5.1', ',51')}-->",
        f"<!--SR:!{FSRS.replace(',2,4,1', ',2,four,1')}-->",
        f"<!--SR:!{FSRS.rpartition(',')[0]},-->",
        f"<!--SR:!{FSRS.replace('2026-12', '2026-13')}-->",
        f"<!--SR!{FSRS}-->",
        f"<!-- SR:!{FSRS}-->",
        f"<!--SR:!{FSRS}",
        "<!--SR:!-->",
        "<!--SR:-->",
    ],
)
@pytest.mark.parametrize("place", ["\n", " "])
def test_malformed_scheduling_comment_is_listed(comment: str, place: str) -> None:
    """It is named with its line, its card is new, and the cards after it stay."""
    text = f"front::back{place}{comment}\n\nnext::card\n<!--SR:!{FSRS}-->\n"
    first, second = cards(obsidian_reader, text)
    assert (first.body["answer"], first.history) == ("back", None)
    assert second.history is not None and second.history.stability == 12.5
    (found,) = problems(obsidian_reader, text)
    assert (found.code, found.location.line) == ("unplaced", 2 if place == "\n" else 1)
    assert found.message.startswith(("the date `", "the scheduling comment `"))


def test_code_may_show_a_malformed_comment() -> None:
    """What is in inline code is text."""
    (card,) = cards(obsidian_reader, "How is it begun::with `<!--SR` and a colon")
    assert card.body["answer"] == "with `<!--SR` and a colon"


def test_fronts_of_one_capital_letter_are_no_hashcards() -> None:
    """A line `Q::...` is a card of Obsidian, and no question of hashcards."""
    head = b"#flashcards\n\nQ::quality factor\nA::ampere\nC::coulomb [SI]\n"
    assert obsidian_reader.recognise(Path("note.md"), head)
    assert not hashcards_reader.recognise(Path("note.md"), head)
