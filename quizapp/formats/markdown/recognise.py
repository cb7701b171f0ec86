"""Tells concept documents from decks that are Markdown too, by the titles of their sections."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from quizapp.core.model import SectionName
from quizapp.formats.markdown.list_headings import list_headings
from quizapp.formats.markdown.obsidian_cloze import masked
from quizapp.formats.markdown.section_titles import names_section, section_of

_HEADING = re.compile(r"(?m)^#{1,6}[ \t]+(\S.{0,200})$|^(\S.{0,200})\n(?:={3,}|-{3,})[ \t]*$")
_DEEPER = re.compile(r"(?m)^#{2,6}[ \t]+(\S.{0,200})$")
_MATTER = re.compile(r"\A---[ \t]*\n(?:.*\n){0,200}?(?:---|\.\.\.)[ \t]*\n")
_BOLD = re.compile(r"(?m)^(?:\d+[.)][ \t]+)?(?:\*\*|__)(\S.{0,120}?)(?:\*\*|__)[ \t]*:?[ \t]*$")
_MOST = 400  # titles that are looked at
# Headings that no flashcard asks about; with them, what else sounds like a section is one.
_TELLING = {SectionName.PROS_CONS, SectionName.CONCLUSION, SectionName.RELATED, SectionName.EXAMPLE}


@dataclass(frozen=True, slots=True)
class _Named:
    """What the titles of a document name: which sections, and how large a share of the titles they are."""

    sections: frozenset[SectionName]
    share: float


def is_concept_document(text: str) -> bool:
    """Return whether the headings are those of concepts: four sections at least, two that only concepts have."""
    titles = _DEEPER.findall(text)[:_MOST]
    if len({section_of(title) for title in titles} - {None}) >= 4:
        telling = {names_section(title) for title in titles} & _TELLING
        if len(telling) >= 2:
            return True
    return any(len(_named(found).sections) >= 5 for found in (_headings(text), _BOLD.findall(text)[:_MOST]))


def names_sections(text: str) -> bool:
    """Return whether most titles of a document are those of sections, even where there are few, or items of lists."""
    if is_concept_document(text):
        return True
    plain = masked(text)
    real = _named(_headings(plain))
    if len(real.sections) >= 3:
        return real.share >= 0.5
    if len(real.sections) == 2 and SectionName.WHAT in real.sections and real.share == 1:
        return True
    bold = _named(_BOLD.findall(plain)[:_MOST])
    listed = _named([each.text for each in list_headings(text.split("\n"), 0)[:_MOST]])
    return any(len(each.sections) >= 4 and each.share >= 0.5 for each in (bold, listed))


def _headings(text: str) -> list[str]:
    """Return the titles of a text, but for those in its front matter."""
    body = _MATTER.sub("", text, count=1)
    return [found[1] or found[2] for found in _HEADING.finditer(body)][:_MOST]


def _named(titles: Sequence[str]) -> _Named:
    """Return what titles name; a title over sections is not counted."""
    names = [names_section(title) for title in titles]
    over = sum(here is None and after is not None for here, after in pairwise(names))
    own = [name for name in names if name is not None]
    return _Named(frozenset(own), len(own) / (len(names) - over) if own else 0.0)
