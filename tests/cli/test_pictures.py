"""Pictures of cards on pseudo-terminals that pass for kitty, and on others."""

import sys
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


CELL = """\
concept: cell
title: Cell
generate: [why]
sections:
  what: "It looks like this: ![a cell](cell.png)"
  why: All life has them.
  how: They divide.
  example: "Like a house: ![[house.png|200]]"
  when: Always.
  pros_cons: {pros: ["![](cell.png) is small"], cons: []}
  related: [Tissue]
  conclusion: They are small.
"""


@pytest.fixture
def biology(quizapp: Run, tmp_path: Path) -> str:
    """Import a concept whose sections show two pictures, one of them twice; return the deck's name."""
    (tmp_path / "biology" / "media").mkdir(parents=True)
    (tmp_path / "biology" / "deck.yaml").write_text("format: 1\ndeck: biology\ntitle: Biology\n")
    (tmp_path / "biology" / "cell.yaml").write_text(CELL)
    Image.new("RGB", (160, 80), "red").save(tmp_path / "biology" / "media" / "cell.png")
    Image.new("RGB", (320, 80), "blue").save(tmp_path / "biology" / "media" / "house.png")
    assert quizapp("import", str(tmp_path / "biology")).returncode == 0
    return "biology"


@pytest.mark.parametrize("words", [("learn", "cell"), ("quiz", "biology")], ids=["learn", "quiz"])
def test_the_page_of_a_concept_shows_its_pictures(
    environ: dict[str, str], biology: str, words: tuple[str, str]
) -> None:
    """Each below the section that shows it, in pros and cons too; nothing stays on the terminal."""
    screen = TerminalScreen(environ, *words, size=(100, 70), **KITTY)
    screen.shows("They are small.")
    drawn = screen.everything("q")
    assert drawn.count(f"{DRAWN}c=16,r=4,") == 2
    assert drawn.count(f"{DRAWN}c=32,r=4,") == 1
    assert drawn.rindex(KITTY_ERASE) > drawn.rindex(DRAWN)


@pytest.mark.parametrize("words", [("learn", "cell"), ("quiz", "biology")], ids=["learn", "quiz"])
def test_elsewhere_the_page_names_them_and_o_opens_them(
    environ: dict[str, str], biology: str, words: tuple[str, str], tmp_path: Path
) -> None:
    """By the system's viewer, each file once; the page stays where it was."""
    (tmp_path / "bin").mkdir()
    viewer = tmp_path / "bin" / ("open" if sys.platform == "darwin" else "xdg-open")
    viewer.write_text(f"#!/bin/sh\necho $1 >> {tmp_path}/opened\n")
    viewer.chmod(0o755)
    path = f"{tmp_path / 'bin'}:{environ['PATH']}"
    screen = TerminalScreen(environ, *words, size=(100, 70), PATH=path)
    said = " ".join(" ".join(screen.shows("They are small.")).split())
    assert "It looks like this: [image: a cell]" in said
    assert "Like a house: [image: house.png]" in said and "+ [image: cell.png] is small" in said
    assert "o open the files" in said
    screen.press("o").shows("opened cell.png, house.png")
    assert any("They are small." in line for line in screen.lines)
    assert "\x1b_G" not in screen.everything("q")
    assert sorted(Path(line).name for line in (tmp_path / "opened").read_text().split()) == ["cell.png", "house.png"]


def test_lines_have_no_pictures(environ: dict[str, str], deck: str) -> None:
    """Linear mode prints text only, in kitty too."""
    screen = TerminalScreen(environ, "quiz", deck, "--plain", **KITTY)
    assert "\x1b_G" not in screen.everything("quit\r")
