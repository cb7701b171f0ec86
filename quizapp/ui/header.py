"""The first line of the screen: where the question comes from, and how much is left today."""

from rich.cells import cell_len
from rich.text import Text

from quizapp.core.model import SECTION_TITLES
from quizapp.core.session_values import AskedQuestion, SessionProgress
from quizapp.ui.escape import visible

GAP = 2  # cells between the two, at least


def header(asked: AskedQuestion, progress: SessionProgress, width: int) -> Text:
    """Return the place of the question, without a concept that would give the answer away, and what is left."""
    left = left_today(progress)
    places = _places(asked)
    room = width - cell_len(left) - GAP
    place = next((each for each in places if cell_len(each) <= room), places[-1])
    shown = Text(place, style="accent")
    shown.truncate(max(room, 0), overflow="ellipsis")
    return Text.assemble(shown, " " * max(GAP, width - shown.cell_len - cell_len(left)), (left, "quiet"))


def left_today(progress: SessionProgress) -> str:
    """Return what was answered and what is left; parts that are 0 are left out."""
    if progress.cram:
        return f"cramming: {progress.answered} done, {progress.due_left + progress.new_left} left"
    due = progress.due_left + progress.learning_left
    counts = {"due": due, "new": progress.new_left, "ahead": progress.ahead_left}
    left = [f"{count} {name}" for name, count in counts.items() if count]
    return ", ".join([f"{progress.answered} done", *left])


def _places(asked: AskedQuestion) -> list[str]:
    """Return the place of a question, from the longest form to the shortest."""
    concept = "" if asked.hides_concept else asked.concept_title
    section = SECTION_TITLES.get(asked.card.section, "")
    forms = [(asked.deck_title, concept, section), (concept, section), (concept or section,)]
    return [visible(" > ".join(filter(None, form))) for form in forms]
