"""Splits what a terminal sends into keys: characters, names such as `enter` or `ctrl-left`, and pasted text.

The sequences are those of xterm, tmux, rxvt, PuTTY and the Linux console (ECMA-48 control functions, modifiers as in
xterm).
"""

import re

CONTROL = {
    "\r": "enter", "\n": "enter", " ": "space", "\x7f": "backspace", "\x08": "backspace", "\t": "tab",
    "\x04": "end-of-input", "\x01": "ctrl-a", "\x02": "ctrl-b", "\x05": "ctrl-e", "\x06": "ctrl-f", "\x0b": "ctrl-k",
    "\x0c": "ctrl-l", "\x15": "ctrl-u", "\x17": "ctrl-w",
}  # fmt: skip
_LETTERS = {
    "A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end", "P": "f1", "Q": "f2", "R": "f3",
    "S": "f4", "Z": "shift-tab",
}  # fmt: skip
_NUMBERS = {
    1: "home", 2: "insert", 3: "delete", 4: "end", 5: "pgup", 6: "pgdn", 7: "home", 8: "end",
    11: "f1", 12: "f2", 13: "f3", 14: "f4",
}  # fmt: skip
_RXVT = {"a": "up", "b": "down", "c": "right", "d": "left"}  # after Esc O, with Ctrl held
_CONSOLE = {"A": "f1", "B": "f2", "C": "f3", "D": "f4"}  # after Esc [ [, on the Linux console

_REPORT = re.compile(r"\x1b[]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)")  # of the terminal about itself: no keys
_CSI = re.compile(r"\x1b\[([0-9;:<=>?]*)([ -/]*)([@-~])")
_CSI_BEGUN = re.compile(r"\x1b\[(?:[0-9;:<=>?]*[ -/]*|\[)\Z")
_PASTE, _PASTE_END = "\x1b[200~", "\x1b[201~"
_DROPPED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Pasted(str):
    """The key `paste`, with the text that was pasted: never a command, whatever the text is."""

    text: str

    def __new__(cls, text: str) -> "Pasted":
        """Return the key for a text, without control characters and with `\\n` at the ends of lines."""
        made = super().__new__(cls, "paste")
        made.text = _DROPPED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
        return made


class KeyParser:
    """Splits text into keys; an unfinished sequence waits for its rest."""

    def __init__(self) -> None:
        self._rest = ""

    @property
    def waiting(self) -> bool:
        """Return whether a sequence has begun and is incomplete."""
        return bool(self._rest)

    @property
    def pasting(self) -> bool:
        """Return whether a paste has begun and is incomplete."""
        return self._rest.startswith(_PASTE)

    def feed(self, text: str) -> list[str]:
        """Return the complete keys."""
        text, self._rest = self._rest + text, ""
        keys: list[str] = []
        index = 0
        while index < len(text):
            size, found = _key_at(text, index)
            if size == 0:
                self._rest = text[index:]
                break
            keys += found
            index += size
        return keys

    def flush(self) -> list[str]:
        """Return the keys of what is waiting, when nothing follows: Esc, or Esc and a character."""
        rest, self._rest = self._rest, ""
        if rest.startswith(_PASTE):
            return [Pasted(rest.removeprefix(_PASTE))]
        if rest in ("\x1b", "\x1b[", "\x1bO"):
            return ["esc", *rest[1:]]
        return []  # the beginning of a sequence without a meaning


def _key_at(text: str, index: int) -> tuple[int, list[str]]:
    """Return the size and the keys of what is at the index; size 0 means that its end has not come."""
    character = text[index]
    if character != "\x1b":
        return 1, [CONTROL.get(character, character)]
    if text.startswith(_PASTE, index):
        return _paste_at(text, index)
    if report := _REPORT.match(text, index):
        return len(report[0]), []
    return _escape_at(text, index)


def _paste_at(text: str, index: int) -> tuple[int, list[str]]:
    end = text.find(_PASTE_END, index)
    if end < 0:
        return 0, []
    return end + len(_PASTE_END) - index, [Pasted(text[index + len(_PASTE) : end])]


def _escape_at(text: str, index: int) -> tuple[int, list[str]]:
    following = text[index + 1 : index + 3]
    if not following or following == "O" or _CSI_BEGUN.match(text, index):
        return 0, []
    if following == "[[":
        return 4, _named(_CONSOLE.get(text[index + 3], ""))
    if found := _CSI.match(text, index):
        return len(found[0]), _named(_csi_name(found[1], found[3]))
    if following[0] == "O" and (name := _LETTERS.get(following[1]) or _RXVT.get(following[1])):
        return 3, _named(f"ctrl-{name}" if following[1] in _RXVT else name)
    if following[0] == "\x7f":
        return 2, ["ctrl-w"]  # Alt and Backspace
    return 1, ["esc"]


def _csi_name(parameters: str, final: str) -> str:
    """Return the name of a control sequence: `3` and `~` is delete, `1;5` and `C` is ctrl-right."""
    numbers = [int(each) if each.isdigit() else 0 for each in parameters.split(";")]
    name = _NUMBERS.get(numbers[0], "") if final == "~" else _LETTERS.get(final, "")
    held = numbers[1] - 1 if len(numbers) > 1 else 0  # bits: 1 Shift, 2 Alt, 4 Ctrl
    if not name or held <= 0:
        return name
    return f"ctrl-{name}" if held & 6 else name  # Alt moves by words as Ctrl does; Shift changes nothing


def _named(name: str) -> list[str]:
    return [name] if name else []
