"""Pictures of cards on pseudo-terminals that pass for kitty, and on others."""

from pathlib import Path

import pytest
from PIL import Image
from screens import TerminalScreen

from quizapp.ui.pictures.sequences import KITTY_ERASE
from tests.conftest import Run

pytestmark = pytest.mark.once

DRAWN = "\x1b_Ga=T,f=100,q=2,C=1,"
KITTY = {"TERM": "xterm-kitty"}


@pytest.fixture
def deck(quizapp: Run, tmp_path: Path) -> str:
    """Import a card with a picture on each side; return the deck's name."""
    (tmp_path / "pictures.md").write_text("Q: What is ![](plot.png)?\nA: A curve ![](curve.png)\n")
    Image.new("RGB", (160, 80), "red").save(tmp_path / "plot.png")
    Image.new("RGB", (320, 80), "blue").save(tmp_path / "curve.png")
    assert quizapp("import", str(tmp_path / "pictures.md")).returncode == 0
    return "pictures"


def test_kitty_is_sent_the_picture_of_the_question_and_then_of_the_answer(environ: dict[str, str], deck: str) -> None:
    screen = TerminalScreen(environ, "quiz", deck, **KITTY)
    screen.shows("What is")
    screen.press("h").shows("no hint")
    screen.press(" ").shows("How well")
    rest = screen.everything()
    assert rest.count(DRAWN) == 3  # the question's once, for all its frames; then both
    assert rest.count(f"{DRAWN}c=16,r=4,") == 2
    assert rest.count(f"{DRAWN}c=32,r=4,") == 1
    assert rest.index(f"{DRAWN}c=32") > rest.index(f"{DRAWN}c=16")
    assert rest.rindex(KITTY_ERASE) > rest.rindex(DRAWN)  # nothing stays on the learner's terminal


@pytest.mark.parametrize(
    "environment",
    [
        {"TERM": "xterm-256color"},
        KITTY | {"TMUX": "/run/tmux,1,0"},
        KITTY | {"QUIZAPP_PICTURES": "no"},
    ],
    ids=["xterm", "tmux", "turned off"],
)
def test_no_other_terminal_is_sent_one(environ: dict[str, str], deck: str, environment: dict[str, str]) -> None:
    screen = TerminalScreen(environ, "quiz", deck, **environment)
    lines = screen.shows("What is")
    assert any("[image: plot.png]" in line for line in lines)
    screen.press(" ").shows("How well")
    assert "\x1b_G" not in screen.everything()


def test_pillow_is_imported_for_a_picture_alone_and_may_be_missing(
    environ: dict[str, str], deck: str, tmp_path: Path
) -> None:
    (tmp_path / "no" / "PIL").mkdir(parents=True)
    imported = tmp_path / "imported"
    (tmp_path / "no" / "PIL" / "__init__.py").write_text(f"open({str(imported)!r}, 'w')\nraise ImportError\n")
    without = {"PYTHONPATH": str(tmp_path / "no")}
    for terminal, is_imported in (({"TERM": "xterm"}, False), (KITTY, True)):
        screen = TerminalScreen(environ, "quiz", deck, **without, **terminal)
        assert any("[image: plot.png]" in line for line in screen.shows("What is"))
        assert "\x1b_G" not in screen.everything()
        assert imported.exists() == is_imported


def test_the_browser_shows_the_pictures_of_both_sides(environ: dict[str, str], deck: str) -> None:
    screen = TerminalScreen(environ, "browse", deck, size=(100, 60), **KITTY)
    screen.press("\r").shows("Space mark")
    screen.press("\r").shows("nothing has happened to it yet")
    drawn = screen.everything()
    assert drawn.count(f"{DRAWN}c=16,r=4,") == 1
    assert drawn.count(f"{DRAWN}c=32,r=4,") == 1


def test_lines_have_no_pictures(environ: dict[str, str], deck: str) -> None:
    """Linear mode prints text only, in kitty too."""
    screen = TerminalScreen(environ, "quiz", deck, "--plain", **KITTY)
    assert "\x1b_G" not in screen.everything("quit\r")
