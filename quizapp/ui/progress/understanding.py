"""The first tab: the chance of recall now, by concept and section."""

from rich.table import Table
from rich.text import Text

from quizapp.core.model import SECTION_TITLES, SectionName
from quizapp.core.statistics.progress_report import ProgressReport
from quizapp.ui.escape import one_line, visible
from quizapp.ui.hanging import Hanging
from quizapp.ui.progress.charts import Lines, quiet, style_of

TITLE = "Map"
FIGURES = 46  # cells of the columns beside the concept, with the gaps before them
NARROW = 64  # cells below which there is no table
WIDE = 86  # cells from which the prerequisites have a column
TITLE_WIDTH, NEEDS_WIDTH = 24, 28  # at most, in a wide table
FIGURE_WIDTH = 4  # of `100%`
SHORT = {
    "what": "what", "why": "why", "how": "how", "example": "exam", "when": "when", "pros_cons": "pros",
    "related": "rel", "conclusion": "conc",
}  # fmt: skip


def lines(report: ProgressReport, width: int) -> Lines:
    """Return the map, with the prerequisites in a column if there is room, else below it."""
    if not report.concepts:
        return [quiet("No concepts yet. To import a deck: quizapp import PATH")]
    told = Text("What you would recall now, in percent (–: not asked yet).\n")
    if width < NARROW:
        return [told, *_listed(report)]
    names = {(each.deck, each.concept): each.title for each in report.concepts}
    wide = width >= WIDE
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="quiet")
    table.add_column("Concept", no_wrap=True, max_width=TITLE_WIDTH if wide else width - FIGURES)
    headings = [*(SHORT[name] for name in SECTION_TITLES), "all"]
    for heading in headings:
        table.add_column(heading, no_wrap=True, min_width=FIGURE_WIDTH, justify="right")
    if wide:
        left = width - TITLE_WIDTH - 1 - len(headings) * (FIGURE_WIDTH + 1)
        table.add_column("after", no_wrap=True, max_width=min(NEEDS_WIDTH, left), style="quiet")
    for each in report.concepts:
        cells = [_cell(each.sections[name]) for name in SectionName]
        needs = ", ".join(names.get((each.deck, other), other) for other in each.requires)
        row = [Text(one_line(each.title)), *cells, Text(f"{each.mastery:.0%}", style="bold")]
        table.add_row(*row, *([Text(visible(needs))] if wide else []))
    return [told, table, *([] if wide else _needs(report, names))]


def _listed(report: ProgressReport) -> Lines:
    """Return the sections of each concept below its title, for narrow terminals."""
    parts: Lines = []
    for each in report.concepts:
        parts.append(Text.assemble((one_line(each.title), "bold"), f"  {each.mastery:.0%}"))
        asked = [(name, each.sections[name]) for name in SectionName if each.sections[name] is not None]
        cells = [Text.assemble((f"{SHORT[name]}\u00a0", "quiet"), _cell(chance)) for name, chance in asked]
        parts.append(Hanging(Text("  "), Text("  ").join(cells) if cells else quiet("not asked yet")))
    return parts


def _cell(chance: float | None) -> Text:
    return Text("–" if chance is None else f"{chance:.0%}", style=style_of(chance))


def _needs(report: ProgressReport, names: dict[tuple[str, str], str]) -> Lines:
    parts: Lines = [Text()]
    for each in report.concepts:
        needs = ", ".join(names.get((each.deck, other), other) for other in each.requires)
        parts += [quiet(visible(f"{each.title} comes after {needs}"))] if needs else []
    return parts
