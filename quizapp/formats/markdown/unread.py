"""Explains why no reader recognises a Markdown file, and how to import it."""

import re
from pathlib import Path

from quizapp.formats.common.text_source import head_text
from quizapp.formats.foreign.kinds import Unread
from quizapp.formats.markdown.checklist_questions import OPTION
from quizapp.formats.markdown.document import without_matter
from quizapp.formats.markdown.heading_cards import MARKDOWN, is_marked
from quizapp.formats.markdown.heading_outline import Outline
from quizapp.formats.markdown.obsidian_cloze import masked
from quizapp.formats.markdown.project_documents import page_of_site, project_document
from quizapp.formats.markdown.recognise import is_concept_document

AS_HEADINGS = "If each heading is the front of a card, import it with --as headings."

_ANY_HEADING = re.compile(r"(?m)^#{1,6} \S.*$")


def unread_markdown(path: Path, head: bytes) -> Unread | None:
    """Return why no reader recognised a Markdown file; None for a file that is none."""
    text = head_text(head)
    plain = masked(text)
    headings = _ANY_HEADING.findall(plain)
    if path.suffix.lower() not in MARKDOWN and len(headings) < 2:
        return None
    sections = [each.text for each in Outline.of(without_matter(text)[1]).sections]
    if headings and (kind := project_document(path, sections) or page_of_site(path)):
        return Unread(f"this is {kind}, and no deck.", AS_HEADINGS)
    if OPTION.search(plain) and not re.search(r"\[[xX]\]", plain):
        message = "its lists have boxes of which none is ticked, so no answer is known."
        return Unread(message, "Tick the right options, as in - [x], and import it again.")
    if headings:
        message = "this is Markdown without anything that marks cards or the sections of concepts."
        return Unread(message, f"{AS_HEADINGS} A concept has headings such as `## What is it?`.")
    hint = "Cards are lines such as `Q: ...` over `A: ...`, `front::back`, or headings with a text under them."
    return Unread("this is Markdown without headings or cards.", hint)


def documentation_page(path: Path, head: bytes) -> Unread | None:
    """Return why a page of a documentation site is left out of a folder; None where it has the marks of a deck."""
    text = head_text(head)
    site = page_of_site(path)
    if not site or is_concept_document(text) or is_marked(masked(text)):
        return None
    return Unread(f"this is {site}.", "If it is a deck, import it by its own name.")
