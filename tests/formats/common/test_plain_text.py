"""Plain text through the readers of plain formats: the screen shows what the file has."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.json_yaml import list_reader
from quizapp.formats.moodle import aiken_reader, gift_reader
from quizapp.formats.moodle import xml_reader as moodle
from quizapp.formats.supermemo import text_reader
from quizapp.formats.tables import table_reader
from quizapp.ui.text import prose

TEXTS = (
    "<div>", "List<String>", "#include <vector>", "*args", "*args, **kwargs and *x* too", "__init__ of a_b_c", r"\(x\)",
    "$a*b*c$", r"\\", r"$\\$", "~~x~~", "# x", "- x", "> x", "[a](b)", "| a | b |", "a < b > c", "`x` and `y`",
    "a 1. b",
)  # fmt: skip


def gift(text: str) -> str:
    for letter in "\\~=#{}:":
        text = text.replace(letter, f"\\{letter}")
    return text


def xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def moodle_file(text: str) -> str:
    body = f'<questiontext format="plain_text"><text>{xml(text)}</text></questiontext>'
    answer = f'<answer fraction="100" format="plain_text"><text>{xml(text)}</text></answer>'
    return f'<quiz><question type="shortanswer">{body}{answer}</question></quiz>'


READERS: dict[str, tuple[Callable[..., object], Callable[[str], str]]] = {
    "table": (table_reader.read_cards, lambda text: f"front\tback\n{text}\t{text}\n"),
    "json": (list_reader.read_cards, lambda text: json.dumps([{"front": text, "back": text}])),
    "gift": (gift_reader.read_cards, lambda text: f"::t::{gift(text)} {{={gift(text)}}}\n"),
    "aiken": (aiken_reader.read_cards, lambda text: f"Is {text}\nA. {text}\nB. other\nANSWER: A\n"),
    "supermemo": (text_reader.read_cards, lambda text: f"Q: Is {text}\nA: {text}\n"),
    "moodle": (moodle.read_cards, moodle_file),
}


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name in READERS for text in TEXTS if (name, text) != ("json", "`x` and `y`")]
)
def test_plain_text_is_shown_as_it_is(name: str, text: str) -> None:
    read, written = READERS[name]
    found = read(Path(f"cards.{name}"), written(text).encode())
    deck = found[0]  # type: ignore[index]
    assert isinstance(deck, CardDeck)
    (card,) = deck.topics[0].cards
    assert shown(str(card.body["answer"])) == text
    assert shown(str(card.body["ask"])).removeprefix("Is ") == text


def shown(text: str) -> str:
    console = Console(width=500, no_color=True, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(prose(text))
    return captured.get().strip()
