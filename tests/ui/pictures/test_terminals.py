"""Which terminals are sent pictures."""

import os
import struct
import termios
from fcntl import ioctl

import pytest

from quizapp.ui.pictures.terminals import PictureTerminal, picture_terminal, protocol_of


@pytest.mark.parametrize(
    ("environ", "protocol"),
    [
        ({"TERM": "xterm-kitty"}, "kitty"),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, "kitty"),
        ({"TERM": "xterm-ghostty", "TERM_PROGRAM": "ghostty"}, "kitty"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "iterm"),
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, "iterm"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "iterm"),
        ({"TERM": "foot"}, "sixel"),
        ({"TERM": "foot-extra"}, "sixel"),
        ({"TERM": "mlterm-256color"}, "sixel"),
        # A program that was started from kitty, and is a terminal itself.
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1", "TERM_PROGRAM": "vscode"}, None),
        ({"TERM": "xterm-256color"}, None),
        ({"TERM": "linux"}, None),
        ({"TERM": "xterm-kitty", "TMUX": "/run/tmux,1,0"}, None),
        ({"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"}, None),
        ({"TERM": "screen.xterm-256color", "TERM_PROGRAM": "WezTerm"}, None),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1", "STY": "1.tty"}, None),
        ({"TERM": "xterm-kitty", "ZELLIJ": "0"}, None),
        ({}, None),
    ],
)
def test_terminal_is_known_by_its_environment(environ: dict[str, str], protocol: str | None) -> None:
    assert protocol_of(environ) == protocol


@pytest.mark.parametrize(
    ("pixels", "kitty", "foot"),
    [
        ((720, 480), PictureTerminal("kitty", (9, 20)), PictureTerminal("sixel", (9, 20))),
        ((0, 0), PictureTerminal("kitty", (10, 20)), None),
    ],
)
def test_sixels_need_the_size_of_a_cell(
    pixels: tuple[int, int], kitty: PictureTerminal, foot: PictureTerminal | None
) -> None:
    master, slave = os.openpty()
    try:
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, *pixels))
        assert picture_terminal({"TERM": "xterm-kitty"}, slave) == kitty
        assert picture_terminal({"TERM": "foot"}, slave) == foot
    finally:
        os.close(master)
        os.close(slave)
