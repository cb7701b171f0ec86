"""Decks made of what readers found."""

from pathlib import Path

from quizapp.formats.common.deck_builder import Draft, gather
from quizapp.formats.common.text_source import ProblemLog


def draft(ask: str, answer: str, line: int, topic: str = "", given: str = "") -> Draft:
    return Draft(body={"kind": "recall", "ask": ask, "answer": answer}, line=line, topic=topic, given=given)


def test_a_card_that_is_there_twice_is_listed_and_kept() -> None:
    """With the line of the first; neither the same question with another answer nor another topic is a repetition."""
    notes = ProblemLog("w.csv")
    drafts = [draft("a", "1", 2), draft("a", "2", 3), draft("a", "1", 4), draft("a", "1", 5, "t"), draft("b", "1", 6)]
    deck = gather(Path("w.csv"), drafts, notes)
    assert deck is not None
    assert [len(tuple(topic.cards)) for topic in deck.topics] == [4, 1]
    (told,) = notes.problems()
    assert (told.code, told.severity, told.location.line) == ("duplicate-card", "warning", 4)
    assert told.message == "this card is the same as that of line 2"


def test_a_given_id_that_is_there_twice_with_other_content_is_no_repetition() -> None:
    notes = ProblemLog("w.csv")
    assert gather(Path("w.csv"), [draft("a", "1", 2, given="x"), draft("b", "1", 3, given="x")], notes)
    assert not notes.problems()
