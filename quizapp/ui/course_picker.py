"""The concepts of decks on the terminal, with where the learner is on them: choose one, read it, and come back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType
from rich.text import Text

from quizapp.core.counting import counted
from quizapp.core.learning_paths import PathProgress, Step
from quizapp.ui.course_page import MARKS, path_lines
from quizapp.ui.escape import visible
from quizapp.ui.hanging import Hanging
from quizapp.ui.keys import Keys
from quizapp.ui.pager import Page, read_on
from quizapp.ui.picker import Choice, Entry, PickList, pick_on
from quizapp.ui.screen import Screen

if TYPE_CHECKING:
    from quizapp.ui.pictures.layer import PictureLayer

TITLE = "Concepts"


@dataclass(frozen=True, slots=True)
class Course:
    """A deck: the path whose concepts are listed, and all paths of the deck."""

    title: str
    shown: PathProgress
    paths: Sequence[PathProgress]


def browse_courses(
    console: Console, listed: PickList, page_of: Callable[[int], Page], layer: "PictureLayer | None"
) -> None:
    """Show concepts until the learner leaves. The mark is first on the first one that is open."""
    states = [entry.style for entry in listed.entries]
    choice = Choice(at=states.index(OPEN) if OPEN in states else 0)
    with Screen(console, linear=False) as screen, Keys(screen) as keys:
        while (chosen := pick_on(screen, keys, listed, choice)) is not None:
            screen.pictures, choice = layer, chosen
            read_on(screen, keys, page_of(chosen.index))
            screen.pictures = None


OPEN = MARKS["open"][1]


def course_list(courses: Sequence[Course], new_a_day: int, tasks: Sequence[str] = ()) -> PickList:
    """Return the concepts of all courses in their order, below a teacher's assignments and a line for each path."""
    entries = [_entry(course, step) for course in courses for step in course.shown.steps]
    above: list[RenderableType] = [Hanging(Text("  "), Text(visible(task))) for task in tasks]
    paths = [line for course in courses for line in path_lines(course.paths, new_a_day)]
    return PickList(TITLE, entries, [*above, *([Text()] if above and paths else []), *paths])


def _entry(course: Course, step: Step) -> Entry:
    shown, concept = course.shown, step.concept
    group = course.title if shown.path == "all" else f"{course.title}, {shown.title}"
    mark, style = MARKS[step.state]
    return Entry(group=group, name=concept.title, also=concept.concept, state=f"{mark} {_state(step)}", style=style)


def _state(step: Step) -> str:
    """Return in a few words how far a concept is, or what comes before it."""
    concept = step.concept
    if step.state == "locked":
        return f"first {', '.join(need.title for need in step.waits_for)}"
    if step.state == "done":
        return "done"
    seen = concept.cards - concept.unseen
    return f"{seen} of {counted(concept.cards, 'card')} asked" if seen else f"open, {counted(concept.cards, 'card')}"
