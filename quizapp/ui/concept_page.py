"""A concept as a page to read."""

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from quizapp.core.model import SECTION_TITLES, Concept, ProsCons
from quizapp.ui.code_view import code
from quizapp.ui.escape import visible
from quizapp.ui.text import flowing, inline

PAGE_WIDTH = 88  # cells of a line that is read easily

_NO_SIDES = ProsCons(pros=[], cons=[])


def concept_page(concept: Concept) -> Group:
    """Return the sections in order, then the examples."""
    parts: list[RenderableType] = [Text(visible(concept.title), style="accent")]
    for name, title in SECTION_TITLES.items():
        if getattr(concept.sections, name) in ("", [], _NO_SIDES):  # empty in a draft
            continue
        parts += [Text(), Text(title, style="bold"), Padding(_section(concept, name), (0, 0, 0, 2))]
    for name, example in concept.examples.items():
        if not example.title.startswith("experiment"):
            parts += [Text(), Text(f"Example: {visible(example.title or name)}", style="bold")]
            parts.append(Padding(code(example.source, example.language), (0, 0, 0, 2)))
    return Group(*parts)


def _section(concept: Concept, name: str) -> RenderableType:
    sections = concept.sections
    if name == "pros_cons":
        pros = [Text.assemble(("+ ", "good"), inline(line)) for line in sections.pros_cons.pros]
        cons = [Text.assemble(("- ", "bad"), inline(line)) for line in sections.pros_cons.cons]
        return Group(*pros, *cons)
    if name == "related":
        return Text(visible(", ".join(sections.related)))
    return flowing(getattr(sections, name))
