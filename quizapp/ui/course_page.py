"""The paths of a deck, and the concepts of one in their order: done, open, or locked and by what."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from quizapp.core.counting import counted
from quizapp.core.learning_paths import ConceptCards, PathProgress, Step
from quizapp.ui.bars import bar
from quizapp.ui.escape import one_line
from quizapp.ui.hanging import Hanging

BAR = 10  # cells
FOLLOWED = "▸"
MARKS = {"done": ("✓", "good"), "open": ("→", "accent"), "locked": ("·", "quiet")}


def course_lines(shown: PathProgress, paths: Sequence[PathProgress], new_a_day: int) -> list[RenderableType]:
    """Return the title, a line for each path, and a line or two for each concept of the path shown."""
    lines: list[RenderableType] = path_lines(paths, new_a_day)
    name = "All concepts" if shown.path == "all" else f"{one_line(shown.path)}: {one_line(shown.title)}"
    lines += [*([Text()] if paths else []), Text.assemble((name, "bold"), (_deck(shown), "quiet"))]
    for step in shown.steps:
        lines += _step_lines(step)
    return lines


def path_lines(paths: Sequence[PathProgress], new_a_day: int) -> list[RenderableType]:
    """Return a line for each path: its id, a bar of the cards that were asked, and how long the rest takes."""
    names = [one_line(path.path) for path in paths]
    width = max(map(cell_len, names), default=0)
    lines: list[RenderableType] = []
    for name, path in zip(names, paths, strict=True):
        drawn = bar(path.completion, 1, BAR)
        style = "accent" if path.followed else ""
        mark = FOLLOWED if path.followed else " "
        prefix = Text.assemble((f"{mark} {name}", style), " " * (width - cell_len(name) + 1))
        prefix.append(drawn, "green").append("·" * (BAR - len(drawn)), "quiet").append(" ")
        lines.append(Hanging(prefix, Text(path.summary(new_a_day))))
    return lines


def _deck(shown: PathProgress) -> str:
    done = f"{shown.done} of {counted(len(shown.steps), 'concept')}"
    return f"  {one_line(shown.deck)}, {done}"


def _step_lines(step: Step) -> Iterable[RenderableType]:
    mark, style = MARKS[step.state]
    concept = step.concept
    name = Text.assemble(one_line(concept.concept), ("  " + one_line(concept.title), "quiet"))
    yield Hanging(Text.assemble((mark, style), " "), name)
    if step.state == "locked":
        yield Hanging(Text("    "), Text(_locked(step), style="quiet"))
    elif step.state == "open":
        seen = concept.cards - concept.unseen
        yield Hanging(Text("    "), Text(f"open, {seen} of {counted(concept.cards, 'card')} asked", style="quiet"))


def _locked(step: Step) -> str:
    """Return how many more sections of the required concepts have to be asked."""
    first, *others = step.waits_for
    more = counted(first.needed - first.asked, "more section")
    return ", ".join([f"locked: needs {more} of {one_line(first.concept)}", *map(_short, others)])


def _short(need: ConceptCards) -> str:
    return f"{need.needed - need.asked} of {one_line(need.concept)}"
