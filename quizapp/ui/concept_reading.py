"""The page of a concept in the quiz, with its pictures where the terminal shows them; elsewhere `o` opens them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from quizapp.core.model import Concept
from quizapp.settings.keymap import key_of
from quizapp.ui.concept_page import PAGE_WIDTH, concept_sections
from quizapp.ui.escape import one_line
from quizapp.ui.footer import page_footer
from quizapp.ui.quiz_screen import QuizScreen
from quizapp.ui.screen import Frame


@dataclass(frozen=True, slots=True)
class Reading:
    """The title of a page, where reading leads to, keys that leave it at once, and the one that undoes, if any."""

    title: str
    then: str
    stop: tuple[str, ...] = ()
    undo: str = ""


def read_concept(quiz: QuizScreen, concept: Concept, reading: Reading) -> str:
    """Show the page of the current concept until a key that leaves it, and return that.

    Space and PageDown scroll to its end and then leave it.
    """
    files = quiz.session.concept_media()
    opens = key_of("open", quiz.keymap) if files else ""
    title = Text(one_line(reading.title), style="accent")
    sections = concept_sections(concept, files, quiz.screen.pictures)
    frame = Frame(title, sections, turned_by="Space", width=PAGE_WIDTH)
    named = {opens: "open the files", reading.undo: "undo"}
    others = [f"{key}  {about}" for key, about in named.items() if key]
    help_line = "     ".join([f"{quiz.go_on}  {reading.then}", *others, "q quit"])
    stop = (*reading.stop, "pgdn", *([opens] if opens else []))
    pressed = quiz.show_page(frame, help_line, stop)
    while opens and pressed == opens:
        _open(quiz, help_line, [file for each in files.values() for file in each])
        pressed = quiz.wait_on_page(stop)
    return pressed


def _open(quiz: QuizScreen, help_line: str, files: Sequence[Path]) -> None:
    """Open files, and show below the page how that went."""
    from quizapp.ui.viewer import open_files

    told = open_files(dict.fromkeys(files))
    quiz.screen.replace_footer(lambda width: page_footer(help_line, quiz.go_on, width).followed_by(told))
