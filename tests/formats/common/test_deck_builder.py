"""Decks built from what readers found."""

from pathlib import Path

from quizapp.formats.common.deck_builder import Draft, gather
from quizapp.formats.common.text_source import ProblemLog


def draft(ask: str, answer: str, line: int, topic: str = "", given: str = "") -> Draft:
    return Draft(body={"kind": "recall", "ask": ask, "answer": answer}, line=line, topic=topic, given=given)


def test_duplicate_card_is_listed_and_kept() -> None:
    """With the line of the first; the same question with another answer or topic is no duplicate."""
    notes = ProblemLog("w.csv")
    drafts = [draft("a", "1", 2), draft("a", "2", 3), draft("a", "1", 4), draft("a", "1", 5, "t"), draft("b", "1", 6)]
    deck = gather(Path("w.csv"), drafts, notes)
    assert deck is not None
    assert [len(tuple(topic.cards)) for topic in deck.topics] == [4, 1]
    (told,) = notes.problems()
    assert (told.code, told.severity, told.location.line) == ("duplicate-card", "warning", 4)
    assert told.message == "this card is the same as that of line 2"


def test_repeated_id_with_other_content_is_no_duplicate() -> None:
    notes = ProblemLog("w.csv")
    assert gather(Path("w.csv"), [draft("a", "1", 2, given="x"), draft("b", "1", 3, given="x")], notes)
    assert not notes.problems()
