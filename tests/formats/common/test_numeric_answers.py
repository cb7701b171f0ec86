"""Numbers with a tolerance or in a range, as other programs write them."""

from pathlib import Path

import pytest

from quizapp.errors import Location
from quizapp.formats.common.card_deck import CardDeck, ImportedCard, Topic
from quizapp.formats.common.numeric_answers import gap_answers, numeric_answer
from quizapp.formats.common.question_fields import Gap, cloze, number_question
from quizapp.formats.moodle import gift_reader, gift_writer


def question(*texts: str) -> dict[str, object] | None:
    found = [answer for text in texts if (answer := numeric_answer(text))]
    return number_question("How many?", found)


@pytest.mark.parametrize(
    ("texts", "fields"),
    [
        (["3"], {"answer": "3", "tolerance": 0.0}),
        (["3.14159:0.01"], {"answer": "3.14159", "tolerance": 0.01}),
        (["3,5:-0,5"], {"answer": "3.5", "tolerance": 0.5}),
        (["1..5"], {"answer": "3", "between": [[1.0, 5.0]]}),
        (["5..1", "1..5"], {"answer": "3", "between": [[1.0, 5.0]]}),
        (["-5 .. -1.5"], {"answer": "-3.25", "between": [[-5.0, -1.5]]}),
        (["2:0.5", "4:0.5"], {"answer": "2", "accept": ["4"], "tolerance": 0.5}),
        (["2:0.5", "4:1", "7..8"], {"answer": "2", "tolerance": 0.5, "between": [[3.0, 5.0], [7.0, 8.0]]}),
        (["7..8", "2"], {"answer": "2", "tolerance": 0.0, "between": [[7.0, 8.0]]}),
        (["1e3:1"], {"answer": "1000", "tolerance": 1.0}),
    ],
)
def test_numbers_as_questions(texts: list[str], fields: dict[str, object]) -> None:
    assert question(*texts) == {"kind": "typed", "ask": "How many?", **fields}


@pytest.mark.parametrize("text", ["", "three", "1e99", "3:x", "..", "1..", "nan", "inf"])
def test_what_is_no_number(text: str) -> None:
    assert numeric_answer(text) is None and question(text) is None


def test_gap_that_is_the_only_one_has_its_tolerance() -> None:
    """With other gaps it is a further answer in the gap."""
    numbers = (numeric_answer("3:1.5"),)
    assert numbers[0] is not None
    gap = Gap(gap_answers(numbers), numbers=numbers)  # type: ignore[arg-type]
    assert cloze(["It is ", gap, "."]) == {"kind": "typed", "ask": "It is […].", "answer": "3", "tolerance": 1.5}
    both = cloze([gap, " and ", Gap(("four",))])
    assert both is not None and both["text"] == "{{3|3±1.5}} and {{four}}"


@pytest.mark.parametrize(
    "fields",
    [
        {"answer": "3.14159", "tolerance": 0.01},
        {"answer": "2", "accept": ["4"], "tolerance": 0.5, "between": [[7.0, 8.0], [-3.0, -1.0]]},
        {"answer": "3", "between": [[1.0, 5.0]]},
        {"answer": "0.00002", "tolerance": 0.000001},
    ],
)
def test_numbers_survive_gift(fields: dict[str, object]) -> None:
    body = {"kind": "typed", "ask": "How many?", **fields, "explain": "Counted."}
    card = ImportedCard("n-1", body, Location("x"))
    deck = CardDeck(id="d", title="D", topics=(Topic(id="t", title="T", cards=(card,)),))
    read, problems = gift_reader.read_cards(Path("bank.gift"), gift_writer.write(deck))
    assert read is not None and problems == ()
    assert [dict(each.body) for each in read.topics[0].cards] == [body]
