"""What terminals send, split into keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.ui.key_sequences import KeyParser, Pasted


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("ab \r\x7f\t", ["a", "b", "space", "enter", "backspace", "tab"]),
        ("\x1b[A\x1bOA\x1b[B\x1bOD", ["up", "up", "down", "left"]),
        ("\x1b[H\x1bOH\x1b[1~\x1b[7~", ["home"] * 4),  # xterm, application mode, Linux console and tmux, rxvt
        ("\x1b[F\x1bOF\x1b[4~\x1b[8~", ["end"] * 4),
        ("\x1b[3~\x1b[5~\x1b[6~\x1b[Z", ["delete", "pgup", "pgdn", "shift-tab"]),
        ("\x1bOP\x1b[11~\x1b[[A\x1b[[D\x1b[14~\x1bOS", ["f1", "f1", "f1", "f4", "f4", "f4"]),
        (
            "\x1b[1;5C\x1b[1;3D\x1bOc\x1b[1;2D\x1b[3;5~",
            ["ctrl-right", "ctrl-left", "ctrl-right", "left", "ctrl-delete"],
        ),
        ("\x01\x05\x15\x17\x0b\x1b\x7f", ["ctrl-a", "ctrl-e", "ctrl-u", "ctrl-w", "ctrl-k", "ctrl-w"]),
        ("\x1b[15~\x1b[?1;2cx", ["x"]),  # function keys and reports of the terminal have no meaning
        ("\x1b]11;rgb:0000/0000/0000\x07y\x1bP1$r0m\x1b\\z", ["y", "z"]),
        ("\x1bu", ["esc", "u"]),
        ("\x1b\x1b[A", ["esc", "up"]),
    ],
)
def test_sequences_of_several_terminals(sent: str, keys: list[str]) -> None:
    assert KeyParser().feed(sent) == keys


@given(st.text().filter(lambda text: "\x1b" not in text))
def test_pasted_text_is_one_key_and_never_a_command(text: str) -> None:
    (key,) = KeyParser().feed(f"\x1b[200~{text}\x1b[201~")
    assert isinstance(key, Pasted)
    assert key == "paste"
    assert not set(key.text) & {chr(code) for code in range(32)} - {"\n", "\t"}
    assert (
        key.text.split()
        == "".join(" " if c == "\r" else c for c in text if c >= " " or c in "\t\n\r")
        .translate(dict.fromkeys(range(0x7F, 0xA0)))
        .split()
    )


@given(
    st.lists(st.sampled_from(["a", "\x1b[A", "\x1b[1;5C", "\x1bOP", "\x1b[[A", "\x1b[200~s q\x1b[201~", "é"])),
    st.data(),
)
def test_splitting_a_sequence_anywhere_changes_nothing(sent: list[str], data: st.DataObject) -> None:
    """read() may return parts of a sequence."""
    text, whole, parts = "".join(sent), KeyParser(), KeyParser()
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)))))
    keys: list[str] = []
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        keys += parts.feed(text[start:end])
    assert keys == whole.feed(text)
    assert not parts.waiting


@pytest.mark.parametrize(
    ("begun", "keys"), [("\x1b", ["esc"]), ("\x1b[", ["esc", "["]), ("\x1bO", ["esc", "O"]), ("\x1b[1;", [])]
)
def test_unfinished_sequence_is_escape_or_nothing(begun: str, keys: list[str]) -> None:
    parser = KeyParser()
    assert parser.feed(begun) == []
    assert parser.waiting
    assert parser.flush() == keys
    assert not parser.waiting
