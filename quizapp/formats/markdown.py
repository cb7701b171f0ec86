"""Reads concept documents: Markdown with one or more concepts under headings, eight sections each."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quizapp.core.model import Concept, Deck, DeckInfo, Example, ProsCons, SectionName, Sections
from quizapp.errors import Location, Problem
from quizapp.formats.base import Imported
from quizapp.formats.repair import repair

NAME = "markdown"
TITLE = "Markdown concept documents"

_WORDS = (
    (SectionName.PROS_CONS, r"\bpros?\b|\bcons?\b|advantage|strengths|trade-?offs?|benefits"),
    (SectionName.RELATED, r"\brelated\b|see also|further"),
    (SectionName.CONCLUSION, r"conclusion|summary|take-?aways?|in short|wrap"),
    (SectionName.WHEN, r"\bwhen\b|use cases?"),
    (SectionName.WHY, r"\bwhy\b|importance|motivation"),
    (SectionName.HOW, r"\bhow\b|mechanism|under the hood"),
    (SectionName.WHAT, r"\bwhat\b|definition|overview|meaning"),
    (SectionName.EXAMPLE, r"analog|\bexample\b"),
)
_PRACTICAL = re.compile(r"practical|code example|in practice|hands-on", re.IGNORECASE)
_PRO = re.compile(r"^\s*(?:✅|✔️?|👍|\+|➕|pros?\s*:|\*\*pros?:?\*\*:?)\s*", re.IGNORECASE)
_CON = re.compile(r"^\s*(?:❌|✘|✖️?|👎|-|➖|−|cons?\s*:|\*\*cons?:?\*\*:?)\s*", re.IGNORECASE)


@dataclass(slots=True)
class _Heading:
    level: int
    text: str
    line: int  # from 1
    end: int  # the line after the heading, from 0
    body: str = ""
    code: list[tuple[str, str, int]] = field(default_factory=list)  # language, source, line


@dataclass(slots=True)
class _Draft:
    title: str
    line: int
    sections: dict[SectionName, str] = field(default_factory=dict)
    examples: dict[str, Example] = field(default_factory=dict)


def recognise(path: Path, head: bytes) -> bool:
    """Return whether this looks like Markdown with headings."""
    return path.is_file() and re.search(rb"(?m)^#{1,6} \S", head) is not None


def read(path: Path, text: str, deck_id: str | None) -> Imported:
    """Return the concepts of a document. What could not be placed is listed in the problems, never dropped."""
    mended = repair(text)
    headings, lead = _headings(mended)
    drafts, loose, problems = _drafts(str(path), headings, lead)
    _place_code(str(path), drafts, loose, problems)
    concepts = [concept for draft in drafts if (concept := _concept(str(path), draft, drafts, problems))]
    name = deck_id or slug(path.stem)
    deck = None
    if concepts and not any(problem.severity == "error" for problem in problems):
        info = DeckInfo(format=1, deck=name, title=path.stem.replace("-", " ").replace("_", " ").capitalize())
        deck = Deck(info=info, concepts=tuple(concepts))
    if not drafts:
        hint = "A concept is a heading with sections such as `## What is it?` under it."
        problems.append(Problem(Location(str(path), 1, 1), "no-concepts", "no concept was found", hint))
    places = {(slug(draft.title), ""): Location(str(path), draft.line, 1) for draft in drafts}
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Imported(deck=deck, problems=tuple(problems), locations=places, digest=digest)


def slug(text: str) -> str:
    """Return an id made of a text: lower case, digits, hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-") or "untitled"


def _plain(text: str) -> str:
    """Return a heading's words without numbers, emoji and marks."""
    bare = re.sub(r"^[\W_]*(?:\d+[.):]?\s*)*", "", text)
    return re.sub(r"[\s:#*_]+$", "", bare).strip()


def section_of(heading: str) -> SectionName | None:
    """Return the section that a heading's wording means, or None."""
    text = _plain(heading).casefold()
    return next((name for name, pattern in _WORDS if re.search(pattern, text)), None)


def _headings(text: str) -> tuple[list[_Heading], str]:
    from markdown_it import MarkdownIt

    lines = text.splitlines()
    tokens = MarkdownIt("commonmark", {"maxNesting": 40}).parse(text)
    found: list[_Heading] = []
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map:
            inline = tokens[index + 1].content
            found.append(_Heading(int(token.tag[1]), inline, token.map[0] + 1, token.map[1]))
        elif token.type == "fence" and found and token.map:
            found[-1].code.append((token.info.strip() or "python", token.content, token.map[0] + 1))
    for heading, after in zip(found, [*found[1:], None], strict=True):
        stop = after.line - 1 if after else len(lines)
        kept = [line for line in lines[heading.end : stop] if not re.fullmatch(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*", line)]
        heading.body = "\n".join(kept).strip()
    lead = "\n".join(lines[: found[0].line - 1] if found else lines).strip()
    return found, lead


def _unplaced(file: str, line: int, what: str) -> Problem:
    hint = "It was left out; move it under one of the eight sections to keep it."
    return Problem(Location(file, line, 1), "unplaced", f"{what} could not be placed", hint, "warning")


def _drafts(file: str, headings: list[_Heading], lead: str) -> tuple[list[_Draft], list[_Heading], list[Problem]]:
    drafts: list[_Draft] = []
    loose: list[_Heading] = []
    problems = [_unplaced(file, 1, "the text before the first heading")] if lead.strip("-# \n") else []
    practical = 0  # the level of a "Practical Example" heading that is open
    last: tuple[int, SectionName] | None = None
    for index, heading in enumerate(headings):
        if practical and heading.level <= practical:
            practical = 0
        name = section_of(heading.text)
        if _PRACTICAL.search(heading.text):
            practical, last = heading.level, None
        if practical:
            loose.append(heading)
        elif last and heading.level > last[0] and (name is None or name in drafts[-1].sections):
            part = f"**{_plain(heading.text)}**\n\n{heading.body}".strip()
            drafts[-1].sections[last[1]] = f"{drafts[-1].sections[last[1]]}\n\n{part}".strip()
        elif name and drafts and not _is_title(headings, index):
            if name in drafts[-1].sections:
                problems.append(_unplaced(file, heading.line, f"a second section `{_plain(heading.text)}`"))
            else:
                drafts[-1].sections[name] = heading.body
                last = (heading.level, name)
        elif _is_title(headings, index):
            drafts.append(_Draft(_plain(heading.text), heading.line))
            last = None
            if heading.body:
                problems.append(_unplaced(file, heading.line, f"the text under `{_plain(heading.text)}`"))
        else:
            last = None
            problems.append(_unplaced(file, heading.line, f"the section `{_plain(heading.text)}`"))
    return drafts, loose, problems


def _is_title(headings: list[_Heading], index: int) -> bool:
    """A title is followed by deeper headings that are sections."""
    here = headings[index]
    below = []
    for other in headings[index + 1 :]:
        if other.level <= here.level:
            break
        below.append(section_of(other.text))
    return sum(name is not None for name in below) >= 2


def _place_code(file: str, drafts: list[_Draft], loose: list[_Heading], problems: list[Problem]) -> None:
    for heading in loose:
        for language, source, line in heading.code:
            home = _home(drafts, heading.text) or _home(drafts, source)
            if home is None:
                problems.append(_unplaced(file, line, "a code block"))
                continue
            wanted = slug(_plain(heading.text))
            name = wanted if wanted not in home.examples else f"{wanted}-{len(home.examples) + 1}"
            home.examples[name] = Example(language=language, source=source, title=_plain(heading.text))
        rest = re.sub(r"```.*?```", "", heading.body, flags=re.DOTALL).strip()
        if rest:
            problems.append(_unplaced(file, heading.line, f"the text under `{_plain(heading.text)}`"))


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
    return None


def _same(word: str, title: str) -> bool:
    def stem(text: str) -> str:
        return re.sub(r"(?:ing|es|s)$", "", text)

    return len(word) > 3 and stem(word) == stem(title)


def _concept(file: str, draft: _Draft, drafts: list[_Draft], problems: list[Problem]) -> Concept | None:
    place = Location(file, draft.line, 1)
    missing = [name for name in SectionName if not draft.sections.get(name)]
    for name in missing:
        message = f"`{draft.title}` has no section `{name}`"
        problems.append(Problem(place, "missing-section", message, "Add a heading for it with a sentence under it."))
    if missing:
        return None
    texts: dict[str, Any] = {str(name): text for name, text in draft.sections.items()}
    texts["pros_cons"] = _pros_cons(file, draft, problems)
    texts["related"] = [_related(name, drafts) for name in _items(draft.sections[SectionName.RELATED])]
    sections = Sections(**texts)
    return Concept(concept=slug(draft.title), title=draft.title, sections=sections, examples=draft.examples)


def _items(text: str) -> Iterator[str]:
    for line in text.splitlines():
        for part in re.split(r",(?![^(]*\))", re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", line)):
            if part.strip(" ."):
                yield part.strip(" .")


def _related(name: str, drafts: list[_Draft]) -> str:
    word = name.casefold()
    return next((slug(draft.title) for draft in drafts if _same(word, draft.title.casefold())), name)


def _pros_cons(file: str, draft: _Draft, problems: list[Problem]) -> ProsCons:
    sides: dict[str, list[str]] = {"pros": [], "cons": []}
    side = ""
    for line in draft.sections[SectionName.PROS_CONS].splitlines():
        item = re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", line).strip()
        label = re.sub(r"[*_:#\s]", "", item).casefold()
        if label in ("pros", "pro", "advantages", "benefits", "cons", "con", "disadvantages", "drawbacks"):
            side = "pros" if label[:3] in ("pro", "adv", "ben") else "cons"
        elif _PRO.match(item):
            sides["pros"].append(_PRO.sub("", item).strip())
        elif _CON.match(item):
            sides["cons"].append(_CON.sub("", item).strip())
        elif item and side:
            sides[side].append(item)
        elif item:
            problems.append(_unplaced(file, draft.line, f"`{item[:60]}` among the pros and cons of `{draft.title}`"))
    return ProsCons(**sides)
