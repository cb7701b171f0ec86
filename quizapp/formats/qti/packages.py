"""QTI documents, content packages and Common Cartridges as decks of questions."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from quizapp.errors import Problem, QuizError
from quizapp.formats.common.archive_limits import ArchiveLimits
from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.common.deck_builder import Draft, digest, gather
from quizapp.formats.common.text_source import MOST_BYTES, ProblemLog, is_too_large
from quizapp.formats.common.xml_tree import Element
from quizapp.formats.common.zip_source import opened, with_media
from quizapp.formats.qti import version1, version2
from quizapp.formats.qti.documents import Place, document_of, unified
from quizapp.formats.qti.names import MANIFEST

_ROOTS = (*version2.ROOTS, version1.ROOT)
_BANKS = ("assessment", "objectbank")
_TESTS = ("assessmentTest", "qti-assessment-test")
_QUIZ = re.compile(r"imsqti|qti", re.IGNORECASE)
# Resources of a cartridge that are not listed as left out: media files, and parts of quizzes.
_ASIDE = re.compile(
    r"webcontent|associatedcontent/|learning-application-resource|imsqti_test|imsqti_(?:section|rubric)", re.I
)


@dataclass(slots=True)
class _Package:
    """The files of a package, or a lone document."""

    notes: ProblemLog
    file: str
    files: dict[str, str] = field(default_factory=dict)  # lower case name, or its last part -> name

    def document(self, href: str) -> str:
        """Return the file that a resource names; '' for one that is not there."""
        plain = unquote(href).replace("\\", "/").removeprefix("./").lstrip("/")
        return self.files.get(plain.lower(), "")

    def place(self, folder: str, address: str) -> str:
        """Return the file in the package that a text's link means, or the link itself for a file that is not there."""
        if re.match(r"(?:https?|data|mailto|ftp):", address, re.IGNORECASE):
            return address
        plain = unquote(address).split("?")[0].replace("\\", "/")
        plain = re.sub(r"^\$IMS[-_]CC[-_]FILE[-_]?BASE\$/?|^\./", "", plain, flags=re.IGNORECASE)
        parts: list[str] = []
        for part in PurePosixPath(folder, plain).parts:
            parts = parts[:-1] if part == ".." else [*parts, part]
        for name in ("/".join(parts), plain, f"web_resources/{plain}", PurePosixPath(plain).name):
            if found := self.files.get(name.lower()):
                return found.replace(" ", "%20")
        return plain.replace(" ", "%20")


def read_document(path: Path, content: bytes) -> tuple[CardDeck | None, tuple[Problem, ...]]:
    """Return the questions of a lone document."""
    notes = ProblemLog(str(path))
    if is_too_large(content, notes):
        return None, notes.problems()
    drafts = list(_document(content, "", "", _Package(notes, str(path))))
    return _deck(path, drafts, notes, "", in_folder=True), notes.problems()


def read_package(path: Path, limits: ArchiveLimits) -> tuple[CardDeck | None, tuple[Problem, ...]]:
    """Return the questions of a package; each test is a list."""
    notes = ProblemLog(str(path))
    archive = opened(path, limits)
    if MANIFEST not in archive.names:
        raise QuizError(f"{path}: there is no `{MANIFEST}` in this archive.", "Export the quiz as QTI again.")
    root = document_of(archive.read(MANIFEST, MOST_BYTES), ("manifest",), notes)
    package = _Package(notes, str(path))
    for name in archive.names:
        package.files.setdefault(PurePosixPath(name).name.lower(), name)
    package.files |= {name.lower(): name for name in archive.names}
    drafts: list[Draft] = []
    logs: list[ProblemLog] = []
    resources = list(root.below("resource")) if root else []
    documents, topics = _documents(resources, package, notes), dict[str, str]()
    for name in documents:
        topics |= _sections(archive.read(name, MOST_BYTES), name, package)
    for name in documents:
        package.notes = ProblemLog(str(path))
        drafts += _document(archive.read(name, MOST_BYTES), name, topics.get(name, ""), package)
        logs.append(package.notes)
    for problem in (problem for log in logs for problem in log.problems()):
        # A document that cannot be read costs its own questions alone.
        notes.add(replace(problem, severity="warning") if drafts else problem)
    deck = _deck(path, drafts, notes, _title(root))
    return (with_media(deck, archive, notes) if deck else None), notes.problems()


def _deck(
    path: Path, drafts: Sequence[Draft], notes: ProblemLog, title: str, *, in_folder: bool = False
) -> CardDeck | None:  # fmt: skip
    if not drafts and not notes.has_errors:
        hint = "Questions are `<item>` or `<assessmentItem>` elements with a right answer."
        notes.error("no-cards", "no question was found", hint, 1, 1)
    return gather(path, drafts, notes, title, in_folder=in_folder)


def _title(root: Element | None) -> str:
    """Return the title that a manifest gives."""
    for name in ("title", "organization"):
        for each in root.below(name) if root else ():
            text = each.value("string") or each.value("langstring") or each.value("title") or each.text.strip()
            if text:
                return " ".join(text.split())[:200]
    return ""


def _documents(resources: Sequence[Element], package: _Package, notes: ProblemLog) -> list[str]:
    """Return the names of the documents with questions, and list what else there is, by its type.

    Beside the quiz that any platform can read, Canvas keeps its own, which has all of its questions: that one is read.
    """
    found: dict[str, None] = {}
    others: Counter[str] = Counter()
    for each in resources:
        kind = each.attributes.get("type", "")
        hrefs = [each.attributes.get("href", ""), *(part.attributes.get("href", "") for part in each.all("file"))]
        names = [package.document(href) for href in hrefs if href]
        names = [name for name in names if name.lower().endswith((".xml", ".qti"))]
        if _QUIZ.search(kind):
            found.update(dict.fromkeys(names[:1]))
            if not names and any(hrefs):
                notes.unplaced(f"the quiz `{next(filter(None, hrefs))[:60]}`", 1, 1, "It is not in the archive.")
        elif not _ASIDE.search(kind):
            others[kind] += 1
    for kind, count in others.items():
        notes.unplaced(f"{count} resources of the type `{kind[:60]}`", 1, 1, "They hold no quiz.")
    own = {PurePosixPath(name).name.split(".")[0]: name for name in package.files.values() if name.endswith(".xml.qti")}
    return list(dict.fromkeys(own.get(PurePosixPath(name).parent.name, name) for name in [*found, *own.values()]))


def _sections(content: bytes, name: str, package: _Package) -> dict[str, str]:
    """Return the title of the test or section for each document that a test refers to."""
    if not any(each.encode() in content[:8192] for each in _TESTS):
        return {}
    root = document_of(content, _TESTS, ProblemLog(""))
    found: dict[str, str] = {}
    for reference in unified(root).below("assessmentItemRef") if root else ():
        target = package.place(str(PurePosixPath(name).parent), reference.attributes.get("href", ""))
        found[target] = root.attributes.get("title", "") if root else ""
    return found


def _document(content: bytes, name: str, topic: str, package: _Package) -> Iterator[Draft]:
    """Yield the questions of a document, which is a test of version 1.2 or an item of version 2."""
    if any(each.encode() in content[:8192] for each in _TESTS):
        return  # it holds references alone
    root = document_of(content, _ROOTS, package.notes)
    if root is None:
        return
    place = partial(package.place, str(PurePosixPath(name).parent))
    package.notes.file = f"{package.file}/{name}" if name else package.file
    if root.name == version1.ROOT:
        yield from _version_1(root, topic, place, package.notes)
    else:
        yield from _version_2(unified(root), topic, place, package.notes)


def _version_1(root: Element, topic: str, place: Place, notes: ProblemLog) -> Iterator[Draft]:
    for part in root.children:
        title = (part.attributes.get("title", "") or _bank_title(part) if part.name in _BANKS else "") or topic
        for item in (part,) if part.name == "item" else part.below("item"):
            try:
                body = version1.body_of(item, place)
            except version1.Unreadable as error:
                shown = item.attributes.get("title") or item.attributes.get("ident", "")
                notes.unplaced(f"the item `{shown[:60]}`", item.line, 1, f"{str(error).capitalize()}.")
                continue
            given = item.attributes.get("ident", "")
            yield Draft(body=body, line=item.line, given=given, topic=title.replace("/", " "))
    if references := sum(1 for name in ("bankentry_item", "sourcebank_ref") for _ in root.below(name)):
        what = f"{references} references to banks of questions"
        notes.unplaced(what, 1, 1, "Questions of a bank are read where the bank is in the file.")


def _bank_title(test: Element) -> str:
    """Return the title that a bank of Canvas has in its metadata."""
    fields = (each for part in test.all("qtimetadata") for each in part.all("qtimetadatafield"))
    return next((each.value("fieldentry") for each in fields if each.value("fieldlabel") == "bank_title"), "")


def _version_2(item: Element, topic: str, place: Place, notes: ProblemLog) -> Iterator[Draft]:
    found = list(version2.bodies_of(item, place, partial(notes.unplaced, line=item.line)))
    own = item.attributes.get("identifier", "")
    for index, body in enumerate(found):
        given = own if len(found) == 1 else f"{digest(own)}-{index + 1}"
        note = digest(own) if len(found) > 1 else ""
        yield Draft(body=body, line=item.line, given=given if own else "", topic=topic.replace("/", " "), note=note)
