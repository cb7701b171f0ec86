"""Reads concept documents: Markdown with one or more concepts under headings, eight sections each."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

from quizapp.core.model import Concept, Deck, DeckInfo, Example, SectionName, Sections
from quizapp.errors import Location, Problem
from quizapp.formats.common.deck_builder import digest
from quizapp.formats.common.imported import Imported
from quizapp.formats.common.mojibake import repair
from quizapp.formats.common.reader import Facts, ReadOptions, text_file
from quizapp.formats.common.text_source import ProblemLog, head_text, text_of
from quizapp.formats.markdown.document import Document, Heading, document_of, tags_of
from quizapp.formats.markdown.project_documents import project_document
from quizapp.formats.markdown.pros_cons import MOVE, sides_of
from quizapp.formats.markdown.recognise import is_concept_document, names_sections
from quizapp.formats.markdown.section_titles import is_practical, plain_heading, section_of, side_of

NAME = "markdown"
TITLE = "Markdown concept documents"
FACTS = Facts(
    name="Markdown concept document",
    section="markdown-concept-documents",
    evidence="headings, bold lines or items of lists that name sections",
    keeps=("tags",),
    samples=("seed.md",),
)

_EXPLAINED = re.compile(r":(?=\s)|\s[-–—]\s")
MOST_TELLING = 3  # sections that make a document without a title a concept of its file's name


@dataclass(slots=True)
class _Draft:
    """A concept that is being read."""

    title: str
    line: int
    sections: dict[SectionName, str] = field(default_factory=dict)
    examples: dict[str, Example] = field(default_factory=dict)
    tags: tuple[str, ...] = ()

    def add(self, name: SectionName, text: str) -> None:
        """Append a text to a section."""
        self.sections[name] = f"{self.sections.get(name, '')}\n\n{text}".strip()


def recognise(path: Path, head: bytes) -> bool:
    """Return whether the headings are those of sections; for a document of a project most of them have to be."""
    if not path.is_file():
        return False
    text = head_text(head)
    return names_sections(text) and (is_concept_document(text) or not project_document(path, ()))


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the concepts of a document as a deck. What could not be placed is listed, never dropped."""
    content = text_file(path)
    concepts, problems, places = concepts_in(path, content)
    title = path.stem.replace("-", " ").replace("_", " ").capitalize()
    deck = deck_of(options.deck_id or slug(path.stem), title, concepts) if concepts else None
    digest = hashlib.sha256(content).hexdigest()
    return Imported(
        deck=deck, problems=tuple(problems), locations=places, digest=digest, named_by_file=not options.deck_id
    )  # fmt: skip


def deck_of(deck_id: str, title: str, concepts: Sequence[Concept]) -> Deck:
    """Return a deck of concepts, in which what is related and has a concept here is named by its id."""
    made = []
    for concept in concepts:
        related = [_related(name, concepts) for name in concept.sections.related]
        made.append(replace(concept, sections=replace(concept.sections, related=related)))
    return Deck(info=DeckInfo(format=1, deck=deck_id, title=title), concepts=tuple(made))


Found = tuple[list[Concept], list[Problem], dict[tuple[str, str], Location]]


def concepts_in(path: Path, content: bytes) -> Found:
    """Return the concepts of a document, what was wrong, and where each concept stands."""
    notes = ProblemLog(str(path))
    text = text_of(path, content, notes)
    if text is None:
        return [], list(notes.problems()), {}
    document = document_of(repair(text))
    drafts, practical = _drafts(path, document, notes)
    _place_code(drafts, practical, notes)
    concepts = [concept for draft in drafts if (concept := _concept(draft, notes))]
    if not drafts:
        hint = "A concept is a heading with sections such as `## What is it?` under it."
        notes.error("no-concepts", "no concept was found", hint, 1, 1)
    places = {(slug(draft.title), ""): Location(str(path), draft.line, 1) for draft in drafts}
    return concepts, list(notes.problems()), places


def slug(text: str) -> str:
    """Return an id made from a text: lower case, digits, hyphens; a digest if no letter is left."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:60].strip("-") or f"c-{digest(text)[:8]}"


def _drafts(path: Path, document: Document, notes: ProblemLog) -> tuple[list[_Draft], list[Heading]]:
    """Return the concepts with their sections, and the headings under which code stands."""
    titles = _titles(document.headings, named="title" in document.matter)
    tags = tags_of(document.matter.get("tags"))
    drafts: list[_Draft] = []
    if not titles and sum(section_of(each.text) is not None for each in document.headings) >= MOST_TELLING:
        title = document.matter.get("title") or path.stem.replace("-", " ").replace("_", " ").capitalize()
        drafts.append(_Draft(str(title), 1, tags=tags))
    if document.lead.strip("-# \n"):
        if drafts:
            drafts[0].add(SectionName.WHAT, document.lead)
        else:
            notes.unplaced("the text before the first heading", 1, 1, MOVE)
    return drafts, _placed(document.headings, titles, drafts, tags, notes)


def _placed(
    headings: Sequence[Heading], titles: set[int], drafts: list[_Draft], tags: tuple[str, ...], notes: ProblemLog
) -> list[Heading]:  # fmt: skip
    practical: list[Heading] = []
    open_level = 0  # of a "Practical Example" heading that is open
    last: tuple[int, SectionName] | None = None
    top, away = 0, False  # the level of a title over deeper sections; whether another heading of it has followed
    for index, heading in enumerate(headings):
        name = section_of(heading.text)
        if open_level and heading.level <= open_level:
            open_level = 0
        if is_practical(heading.text) and name in (None, SectionName.EXAMPLE) and index not in titles:
            open_level, last = heading.level, None
        if open_level:
            practical.append(heading)
        elif index in titles:
            drafts.append(_Draft(plain_heading(heading.text), heading.line, tags=tags))
            last = None
            top, away = (
                heading.level if headings[index + 1 : index + 2] and headings[index + 1].level > heading.level else 0,
                False,
            )
            if heading.body:
                drafts[-1].add(SectionName.WHAT, heading.body)
        elif last and heading.level > last[0] and (name is None or name in drafts[-1].sections):
            drafts[-1].add(last[1], f"**{plain_heading(heading.text)}**\n\n{heading.body}")
        elif name and drafts and not away and heading.level > top and _takes(drafts[-1], name):
            drafts[-1].add(name, _under(heading, name, name in drafts[-1].sections))
            last = (heading.level, name)
        elif heading.body or drafts:
            last, away = None, away or heading.level <= top
            notes.unplaced(f"the section `{plain_heading(heading.text)}`", heading.line, 1, MOVE)
    return practical


def _takes(draft: _Draft, name: SectionName) -> bool:
    """Return whether a concept has room for a section: what it is stands once, after the text before the first."""
    return name is not SectionName.WHAT or name not in draft.sections or len(draft.sections) == 1


def _under(heading: Heading, name: SectionName, more: bool) -> str:
    """Return the text of a section; what goes on with one that there is stands under its own heading in bold."""
    side = side_of(heading.text) if name is SectionName.PROS_CONS else ""
    if side:
        return f"{side}:\n{heading.body}"
    plain = not more or name in (SectionName.WHAT, SectionName.PROS_CONS, SectionName.RELATED)
    return heading.body if plain else f"**{plain_heading(heading.text)}**\n\n{heading.body}"


def _titles(headings: Sequence[Heading], *, named: bool) -> set[int]:
    """Return the indices of the concepts' titles: deeper headings that are sections follow them.

    In a document whose headings are all of one level, a title is what a section follows that says what it is. One
    alone is none where the front matter has `named` the concept.
    """
    deep = {index for index in range(len(headings)) if _sections_below(headings, index) >= 2}
    found = {index for index in deep if section_of(headings[index].text) is None} or set(sorted(deep)[:1])
    # A part of a document that holds several concepts is no concept itself.
    found = {index for index in found if not any(_within(headings, index, other) for other in found if other > index)}
    if found:
        return found
    flat = set()
    for index, (here, after) in enumerate(pairwise(headings)):
        if section_of(here.text) is None and section_of(after.text) is SectionName.WHAT:
            flat.add(index)
    return flat if len(flat) > 1 or not named else set()


def _sections_below(headings: Sequence[Heading], index: int) -> int:
    here = headings[index]
    below = takewhile(lambda other: other.level > here.level, headings[index + 1 :])
    return len({name for other in below if (name := section_of(other.text))})


def _within(headings: Sequence[Heading], index: int, other: int) -> bool:
    return all(each.level > headings[index].level for each in headings[index + 1 : other + 1])


def _place_code(drafts: list[_Draft], practical: list[Heading], notes: ProblemLog) -> None:
    """Give the code under practical headings to the concepts that it names."""
    for heading in practical:
        home = None
        for language, source, line in heading.code:
            home = _home(drafts, heading.text) or _home(drafts, source)
            if home is None:
                notes.unplaced("a code block", line, 1, MOVE)
                continue
            wanted = slug(plain_heading(heading.text))
            name = wanted if wanted not in home.examples else f"{wanted}-{len(home.examples) + 1}"
            home.examples[name] = Example(language=language, source=source, title=plain_heading(heading.text))
        rest = re.sub(r"```.*?```|~~~.*?~~~", "", heading.body, flags=re.DOTALL).strip()
        owner = home or _home(drafts, heading.text)
        if rest and owner and SectionName.EXAMPLE not in owner.sections:
            owner.sections[SectionName.EXAMPLE] = rest
        elif rest:
            notes.unplaced(f"the text under `{plain_heading(heading.text)}`", heading.line, 1, MOVE)


def _home(drafts: list[_Draft], text: str) -> _Draft | None:
    """Return the concept that a text names: by its title first, then by what its how-section calls by name."""
    words = set(re.findall(r"[a-z]+", text.casefold()))
    for draft in drafts:
        if any(_same(word, draft.title.casefold()) for word in words):
            return draft
    for draft in drafts:
        named = re.findall(r"`([a-z_]+)", draft.sections.get(SectionName.HOW, "").casefold())
        if any(name in words for name in named):
            return draft
    return drafts[0] if len(drafts) == 1 else None


def _same(word: str, title: str) -> bool:
    def stem(text: str) -> str:
        return re.sub(r"(?:ing|es|s)$", "", text)

    return len(word) > 3 and stem(word) == stem(title)


def _concept(draft: _Draft, notes: ProblemLog) -> Concept | None:
    """Return a concept; one that lacks sections is a draft, one that has hardly any is none."""
    pros_cons = sides_of(draft.sections.get(SectionName.PROS_CONS, ""), draft.title, draft.line, notes)
    missing = [name for name in SectionName if not draft.sections.get(name)]
    for name in missing:
        hint = "Add a heading for it with a sentence under it."
        notes.warn("missing-section", f"`{draft.title}` has no section `{name}`", hint, draft.line, 1)
    if len(missing) > len(SectionName) - 2:
        notes.unplaced(f"the concept `{draft.title}`", draft.line, 1, "It needs at least two sections.")
        return None
    texts: dict[str, Any] = {str(name): draft.sections.get(name, "") for name in SectionName}
    texts |= {"pros_cons": pros_cons, "related": list(_items(draft.sections.get(SectionName.RELATED, "")))}
    return Concept(
        concept=slug(draft.title), title=draft.title, sections=Sections(**texts),
        examples=draft.examples, tags=list(draft.tags), draft=bool(missing),
    )  # fmt: skip


def _items(text: str) -> Iterator[str]:
    """Yield what a list or a line with commas names; an item that explains itself after a colon stays whole."""
    for line in text.splitlines():
        item = re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", line)
        whole = item != line and _EXPLAINED.search(item)
        for part in [item] if whole else re.split(r",(?![^(]*\))", item):
            if part.strip(" ."):
                yield part.strip(" .")


def _related(name: str, concepts: Iterable[Concept]) -> str:
    bare = re.sub(r"\[([^\[\]]{1,200})\]\([^()]{1,500}\)", r"\1", name)
    word = _EXPLAINED.split(bare, maxsplit=1)[0].strip("*_`[] ").casefold()
    return next((each.concept for each in concepts if word in (each.title.casefold(), each.concept)
                 or _same(word, each.title.casefold())), name)  # fmt: skip
