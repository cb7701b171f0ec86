"""Tells concept documents, which markdown.py reads, from decks that are Markdown too."""

import re

from quizapp.core.model import SectionName
from quizapp.formats.markdown.section_titles import section_of

_HEADING = re.compile(r"(?m)^#{2,6}[ \t]+(\S.{0,200})$")
# Headings that no flashcard asks about; with them, what else sounds like a section is one.
_TELLING = {SectionName.PROS_CONS, SectionName.CONCLUSION, SectionName.RELATED, SectionName.EXAMPLE}


def is_concept_document(text: str) -> bool:
    """Return whether the headings are those of concepts: four sections at least, two that only concepts have."""
    found = {section_of(heading) for heading in _HEADING.findall(text)[:400]} - {None}
    return len(found) >= 4 and len(found & _TELLING) >= 2
