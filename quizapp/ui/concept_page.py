"""A concept as a page to read."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from quizapp.core.model import SECTION_TITLES, Concept, ProsCons
from quizapp.ui.code_view import code
from quizapp.ui.escape import one_line
from quizapp.ui.hanging import Hanging
from quizapp.ui.text import flowing, inline

if TYPE_CHECKING:
    from quizapp.ui.pictures.layer import PictureLayer

PAGE_WIDTH = 88  # cells of a line that is read easily

NO_FILES: Mapping[str, Sequence[Path]] = MappingProxyType({})
_NO_SIDES = ProsCons(pros=[], cons=[])


def concept_page(
    concept: Concept, files: Mapping[str, Sequence[Path]] = NO_FILES, layer: "PictureLayer | None" = None
) -> Group:
    """Return the title, the sections in order, then the examples; arguments as of `concept_sections`."""
    return Group(Text(one_line(concept.title), style="accent"), Text(), *concept_sections(concept, files, layer))


def concept_sections(
    concept: Concept, files: Mapping[str, Sequence[Path]], layer: "PictureLayer | None"
) -> list[RenderableType]:
    """Return the sections in order, then the examples.

    `files` are those that a section shows, by its name; their pictures are below it where a `layer` draws them.
    """
    parts: list[RenderableType] = []
    for name, title in SECTION_TITLES.items():
        if getattr(concept.sections, name) in ("", [], _NO_SIDES):  # empty in a draft
            continue
        parts += [Text(), Text(title, style="bold"), Padding(_section(concept, name), (0, 0, 0, 2))]
        if layer is not None and name in files:
            parts += [part for picture in layer.pictures(files[name]) for part in (Text(), picture)]
    for name, example in concept.examples.items():
        if not example.title.startswith("experiment"):
            parts += [Text(), Text(f"Example: {one_line(example.title or name)}", style="bold")]
            parts.append(Padding(code(example.source, example.language), (0, 0, 0, 2)))
    return parts[1:]  # without the empty line above the first heading


def _section(concept: Concept, name: str) -> RenderableType:
    sections = concept.sections
    if name == "pros_cons":
        pros = [Hanging(Text("+ ", style="good"), inline(line)) for line in sections.pros_cons.pros]
        cons = [Hanging(Text("- ", style="bad"), inline(line)) for line in sections.pros_cons.cons]
        return Group(*pros, *cons)
    if name == "related":
        return inline(", ".join(sections.related))
    return flowing(getattr(sections, name))
