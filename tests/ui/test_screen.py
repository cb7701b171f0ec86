"""Frames of different sizes: what is in sight, what Space turns to, and which keys the footer names then."""

import pytest
from rich.console import Console
from rich.text import Text
from screens import SIZES, newest_frame

from quizapp.ui.console import CURSOR
from quizapp.ui.footer import page_footer
from quizapp.ui.screen import Footer, Frame, Screen

TITLE = Text("Title")
FOOTER = Footer(Text("Space = Good"), Text("Enter = Good"))


def opened(size: tuple[int, int] = (40, 15)) -> Screen:
    """Return a screen of a size, which writes to standard output."""
    return Screen(Console(width=size[0], height=size[1]), linear=False)


def lines_of(count: int) -> list[Text]:
    """Return so many numbered lines."""
    return [Text(f"line {number}") for number in range(1, count + 1)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_space_turns_to_the_end_and_the_footer_says_so(
    size: tuple[int, int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Until the last line is in sight, Space takes nothing."""
    screen = opened(size)
    screen.show(Frame(TITLE, lines_of(100), turned_by="Space"), FOOTER)
    turns = 0
    while screen.turn_page():
        turns += 1
        frame = newest_frame(capsys.readouterr().out)
        assert len(frame) == size[1]
        assert frame[-1].strip() == ("Space = Good" if "line 100" in map(str.strip, frame) else "Enter = Good")
    assert turns >= 1 and not screen.turn_page()


def test_what_fits_has_the_keys_of_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    screen = opened()
    screen.show(Frame(TITLE, lines_of(12), turned_by="Space"), FOOTER)
    assert newest_frame(capsys.readouterr().out)[-1] == "Space = Good" and not screen.turn_page()
    assert screen.fits(Frame(TITLE, lines_of(12)), Text("keys"))
    assert not screen.fits(Frame(TITLE, lines_of(13)), Text("keys"))


def test_only_the_focus_has_to_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    """It is in sight as far as it fits; what is below it is named, with the key that scrolls to it."""
    screen = opened()
    screen.show(Frame(TITLE, lines_of(60), focus=(20, 40), turned_by="Space"), FOOTER)
    frame = newest_frame(capsys.readouterr().out)
    assert frame[1] == "line 21" and frame[-2:] == ["more below: Space (28 lines)", "Enter = Good"]
    assert screen.turn_page()
    frame = newest_frame(capsys.readouterr().out)
    assert "line 40" in frame and frame[-2].startswith("more below: arrow down") and frame[-1] == "Space = Good"
    assert not screen.turn_page()


def test_a_resize_shows_what_is_still_to_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    screen = opened((80, 24))
    screen.show(Frame(TITLE, lines_of(15), turned_by="Space"), FOOTER)
    assert newest_frame(capsys.readouterr().out)[-1].strip() == "Space = Good"
    screen.console.size = (40, 12)  # type: ignore[assignment]
    screen.redraw()
    assert newest_frame(capsys.readouterr().out)[-1] == "Enter = Good"


def test_a_footer_of_a_page_and_a_notice_below_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Enter alone leaves a page that has more below."""
    screen = opened()
    footer = page_footer("Space  begin     q quit", "Space", 40).followed_by("opened x.png")
    screen.show(Frame(TITLE, lines_of(30), turned_by="Space"), footer)
    frame = newest_frame(capsys.readouterr().out)
    assert frame[-3:] == ["Space  read on     Enter  begin", "q quit", "opened x.png"]
    while screen.turn_page():
        pass
    assert newest_frame(capsys.readouterr().out)[-2:] == ["Space  begin     q quit", "opened x.png"]


def test_a_body_that_is_too_long_has_its_parts_in_another_order(capsys: pytest.CaptureFixture[str]) -> None:
    """What is entered is next to the question, and below its code where all fits; a resize chooses again."""
    screen = opened((80, 24))
    ask, code, field = Text("question"), lines_of(12), Text(f"> {CURSOR}")
    screen.show(Frame(TITLE, [ask, *code, field], short_body=[ask, field, *code]), FOOTER)
    frame = [line.strip() for line in newest_frame(capsys.readouterr().out)]
    assert frame[2:4] == ["question", "line 1"] and frame[15] == ">" and not any("more" in line for line in frame)
    screen.console.size = (40, 15)  # type: ignore[assignment]
    screen.redraw()
    frame = newest_frame(capsys.readouterr().out)
    assert [line.strip() for line in frame[1:4]] == ["question", ">", "line 1"] and "line 12" not in frame


@pytest.mark.parametrize(("follows", "top"), [(True, "line 19"), (False, "line 1")])
def test_a_frame_begins_at_its_cursor_or_at_its_first_line(
    follows: bool, top: str, capsys: pytest.CaptureFixture[str]
) -> None:
    screen = opened()
    screen.show(Frame(TITLE, [*lines_of(29), Text(CURSOR)], follows_cursor=follows), FOOTER)
    assert newest_frame(capsys.readouterr().out)[1] == top
