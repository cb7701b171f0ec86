"""Reads concept documents: Markdown with one or more concepts under headings, eight sections each."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

from quizapp.core.model import Concept, Deck, DeckInfo, Example, ProsCons, SectionName, Sections
from quizapp.errors import Location, Problem
from quizapp.formats.base import Imported
from quizapp.formats.concept_words import is_practical, plain_heading, section_of, side_of
from quizapp.formats.document import Document, Heading, document_of
from quizapp.formats.gather import digest
from quizapp.formats.repair import repair
from quizapp.formats.source import Notes, text_of

NAME = "markdown"
TITLE = "Markdown concept documents"

MOST_TELLING = 3  # sections that make a document without a title a concept of its file's name
MOVE = "It was left out; move it under one of the eight sections to keep it."

_LABEL = re.compile(
    r"(?:the |main |key ){0,2}((?:dis)?advantages?|pros?|cons?|benefits|strengths?|upsides?|drawbacks?|weakness(?:es)?"
    r"|limitations?|downsides?|caveats?)(?: of [^:]{1,40})?\s*:?\s*(.*)",
    re.IGNORECASE,
)
_PRO = re.compile(r"^\s*(?:✅|✔️?|👍|\+|➕|pros?\s*:|\*\*pros?:?\*\*:?)\s*", re.IGNORECASE)
_CON = re.compile(r"^\s*(?:❌|✘|✖️?|👎|-|➖|−|cons?\s*:|\*\*cons?:?\*\*:?)\s*", re.IGNORECASE)


@dataclass(slots=True)
class _Draft:
    """A concept that is being read."""

    title: str
    line: int
    sections: dict[SectionName, str] = field(default_factory=dict)
    examples: dict[str, Example] = field(default_factory=dict)
    tags: tuple[str, ...] = ()

    def add(self, name: SectionName, text: str) -> None:
        """Put a text at the end of a section."""
        self.sections[name] = f"{self.sections.get(name, '')}\n\n{text}".strip()


def recognise(path: Path, head: bytes) -> bool:
    """Return whether this looks like Markdown with headings."""
    return path.is_file() and re.search(rb"(?m)^#{1,6} \S", head) is not None


def read(path: Path, content: bytes, deck_id: str | None) -> Imported:
    """Return the concepts of a document as a deck. What could not be placed is listed, never dropped."""
    concepts, problems, places = concepts_in(path, content)
    title = path.stem.replace("-", " ").replace("_", " ").capitalize()
    deck = deck_of(deck_id or slug(path.stem), title, concepts) if concepts else None
    digest = hashlib.sha256(content).hexdigest()
    return Imported(deck=deck, problems=tuple(problems), locations=places, digest=digest)


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
    notes = Notes(str(path))
    text = text_of(path, content, notes)
    if text is None:
        return [], list(notes.problems()), {}
    document = document_of(repair(text))
    drafts, practical = _drafts(path, document, notes)
    _place_code(drafts, practical, notes)
    concepts = [concept for draft in drafts if (concept := _concept(draft, notes))]
    if not drafts:
        hint = "A concept is a heading with sections such as `## What is it?` under it."
        notes.add("no-concepts", "no concept was found", hint, 1, 1, "error")
    places = {(slug(draft.title), ""): Location(str(path), draft.line, 1) for draft in drafts}
    return concepts, list(notes.problems()), places


def slug(text: str) -> str:
    """Return an id made of a text: lower case, digits, hyphens; where no letter is left, a digest."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:60].strip("-") or f"c-{digest(text)[:8]}"


def _drafts(path: Path, document: Document, notes: Notes) -> tuple[list[_Draft], list[Heading]]:
    """Return the concepts with their sections, and the headings under which code stands."""
    titles = _titles(document.headings)
    tags = _tags(document.matter.get("tags"))
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


def _tags(value: object) -> tuple[str, ...]:
    """Return the front matter's tags: a list, or what commas and spaces part."""
    found = value if isinstance(value, list) else re.split(r"[,\s]+", value) if isinstance(value, str) else []
    return tuple(dict.fromkeys("-".join(str(each).strip("#").split()) for each in found if str(each).strip("# ")))


def _placed(
    headings: Sequence[Heading], titles: set[int], drafts: list[_Draft], tags: tuple[str, ...], notes: Notes
) -> list[Heading]:  # fmt: skip
    practical: list[Heading] = []
    open_level = 0  # of a "Practical Example" heading that is open
    last: tuple[int, SectionName] | None = None
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
            if heading.body:
                drafts[-1].add(SectionName.WHAT, heading.body)
        elif last and heading.level > last[0] and (name is None or name in drafts[-1].sections):
            drafts[-1].add(last[1], f"**{plain_heading(heading.text)}**\n\n{heading.body}")
        elif name and drafts and _takes(drafts[-1], name, heading):
            side = side_of(heading.text) if name is SectionName.PROS_CONS else ""
            drafts[-1].add(name, f"{side}:\n{heading.body}" if side else heading.body)
            last = (heading.level, name)
        elif heading.body or drafts:
            last = None
            notes.unplaced(f"the section `{plain_heading(heading.text)}`", heading.line, 1, MOVE)
    return practical


def _takes(draft: _Draft, name: SectionName, heading: Heading) -> bool:
    """Return whether a concept has room for a section: a text before the first one, or the other side, is no second."""
    if name not in draft.sections or (name is SectionName.WHAT and len(draft.sections) == 1):
        return True
    return name is SectionName.PROS_CONS and bool(side_of(heading.text))


def _titles(headings: Sequence[Heading]) -> set[int]:
    """Return the indices of the concepts' titles: deeper headings that are sections follow them.

    In a document whose headings are all of one level, a title is what a section follows that says what it is.
    """
    deep = {index for index in range(len(headings)) if _sections_below(headings, index) >= 2}
    named = {index for index in deep if section_of(headings[index].text) is None} or set(sorted(deep)[:1])
    # A part of a document that holds several concepts is no concept itself.
    named = {index for index in named if not any(_within(headings, index, other) for other in named if other > index)}
    if named:
        return named
    flat = set()
    for index, (here, after) in enumerate(pairwise(headings)):
        if section_of(here.text) is None and section_of(after.text) is SectionName.WHAT:
            flat.add(index)
    return flat


def _sections_below(headings: Sequence[Heading], index: int) -> int:
    here = headings[index]
    below = takewhile(lambda other: other.level > here.level, headings[index + 1 :])
    return len({name for other in below if (name := section_of(other.text))})


def _within(headings: Sequence[Heading], index: int, other: int) -> bool:
    return all(each.level > headings[index].level for each in headings[index + 1 : other + 1])


def _place_code(drafts: list[_Draft], practical: list[Heading], notes: Notes) -> None:
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


def _concept(draft: _Draft, notes: Notes) -> Concept | None:
    """Return a concept; one that lacks sections is a draft, one that has hardly any is none."""
    pros_cons = _pros_cons(draft, notes)
    missing = [name for name in SectionName if not draft.sections.get(name)]
    for name in missing:
        hint = "Add a heading for it with a sentence under it."
        notes.add("missing-section", f"`{draft.title}` has no section `{name}`", hint, draft.line, 1)
    if len(missing) > len(SectionName) - 2:
        notes.unplaced(f"the concept `{draft.title}`", draft.line, 1, "It needs two sections at the least.")
        return None
    texts: dict[str, Any] = {str(name): draft.sections.get(name, "") for name in SectionName}
    texts |= {"pros_cons": pros_cons, "related": list(_items(draft.sections.get(SectionName.RELATED, "")))}
    return Concept(
        concept=slug(draft.title), title=draft.title, sections=Sections(**texts),
        examples=draft.examples, tags=list(draft.tags), draft=bool(missing),
    )  # fmt: skip


def _items(text: str) -> Iterator[str]:
    for line in text.splitlines():
        for part in re.split(r",(?![^(]*\))", re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", line)):
            if part.strip(" ."):
                yield part.strip(" .")


def _related(name: str, concepts: Iterable[Concept]) -> str:
    word = name.strip("*_`[]").casefold()
    return next((each.concept for each in concepts if word in (each.title.casefold(), each.concept)
                 or _same(word, each.title.casefold())), name)  # fmt: skip


def _pros_cons(draft: _Draft, notes: Notes) -> ProsCons:
    """Return both sides: by marks, by the labels over them, or by the columns of a table."""
    sides: dict[str, list[str]] = {"pros": [], "cons": []}
    side = ""
    for line in draft.sections.get(SectionName.PROS_CONS, "").splitlines():
        item = re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", line).strip()
        label = _LABEL.fullmatch(re.sub(r"[^\w\s:]", "", item).strip())
        cells = [cell.strip() for cell in item.strip("|").split("|")] if item.startswith("|") else []
        if len(cells) == 2:
            if not all(re.fullmatch(r":?-+:?", cell) or section_of(cell) for cell in cells):
                sides["pros"] += filter(None, cells[:1])
                sides["cons"] += filter(None, cells[1:])
        elif label and label[2]:
            sides[side_of(label[1])].append(item.partition(":")[2].strip(" *_"))
        elif label:
            side = side_of(label[1])
        elif _PRO.match(item):
            sides["pros"].append(_PRO.sub("", item).strip())
        elif _CON.match(item):
            sides["cons"].append(_CON.sub("", item).strip())
        elif item and side:
            _append(sides[side], item, line)
        elif item:
            message = f"`{item[:60]}` among the pros and cons of `{draft.title}`"
            notes.unplaced(message, draft.line, 1, MOVE)
    return ProsCons(**sides)


def _append(items: list[str], item: str, line: str) -> None:
    """Add an item; a line that goes on with the one before it, indented and without a mark, is a part of it."""
    if items and line[:1] in " \t" and not re.match(r"\s*(?:[-*+]|\d+[.)])\s", line):
        items[-1] = f"{items[-1]} {item}"
    else:
        items.append(item)
