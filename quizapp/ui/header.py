"""The first line of the screen: where the question comes from, and how far the day is."""

from rich.cells import cell_len
from rich.text import Text

from quizapp.core.model import SECTION_TITLES
from quizapp.core.session_values import AskedQuestion, SessionProgress
from quizapp.ui.escape import one_line

GAP = 2  # cells between the two, at least
BAR = 12  # cells of the bar
LEAST_WITH_BAR = 60  # cells of a line that has room for the bar
LEAST_WITH_NOTE = 72  # cells of a line that has room for what is assigned
DONE, LEFT = "█", "░"


def header(asked: AskedQuestion, progress: SessionProgress, width: int) -> Text:
    """Return the place of the question, without a concept that would give the answer away, and how far the day is."""
    told = day_progress(progress, BAR if width >= LEAST_WITH_BAR else 0)
    if progress.assigned and width >= LEAST_WITH_NOTE:
        told = Text.assemble((progress.assigned, "accent"), " " * GAP, told)
    places = _places(asked)
    room = width - told.cell_len - GAP
    place = next((each for each in places if cell_len(each) <= room), places[-1])
    shown = Text(place, style="accent")
    shown.truncate(max(room, 0), overflow="ellipsis")
    return Text.assemble(shown, " " * max(GAP, width - shown.cell_len - told.cell_len), told)


def day_progress(progress: SessionProgress, cells: int) -> Text:
    """Return the number of the current card, such as `7 of 12`, behind a bar of the cards answered, `cells` wide.

    A card that comes again is named apart, so that the total stays as it was at the first question.
    """
    done, total = progress.done, progress.total
    full = round(done / total * cells) if total else cells
    drawn = ((DONE * full, "accent"), (LEFT * (cells - full), "quiet"), " " if cells else "")
    name = "cramming " if progress.cram else ""
    again = f" +{progress.again} {'to learn ' if cells else ''}again" if progress.again else ""
    return Text.assemble(*drawn, (f"{name}{progress.now} of {total}{again}", "quiet"))


def _places(asked: AskedQuestion) -> list[str]:
    """Return the place of a question, from the longest form to the shortest."""
    concept = "" if asked.hides_concept else asked.concept_title
    section = SECTION_TITLES.get(asked.card.section, "")
    forms = [(asked.deck_title, concept, section), (concept, section), (concept or section,)]
    return [one_line(" > ".join(filter(None, form))) for form in forms]
