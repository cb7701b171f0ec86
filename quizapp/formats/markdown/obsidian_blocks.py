"""Splits an Obsidian note into blocks: the lines of one card, with the scheduling comments that follow them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from quizapp.formats.common.text_source import ProblemLog
from quizapp.formats.markdown.obsidian_cloze import masked, masked_formulas

COMMENT = re.compile(r"<!--SR:([^>\n]{0,5000}?)-->")
_BROKEN = re.compile(r"<!--\s{0,9}SR\b(?:(?!-->)[^\n]){0,5000}(?:-->)?")  # meant as such a comment, and none
ONLY_TAGS = re.compile(r"(?:#[^\s#]{1,200}\s*)+")
# The info string of a backtick fence has no backtick: ```x``` in a line is inline code.
_FENCE = re.compile(r"\s{0,3}(?:(```+)(?!.*`)|(~~~+))")
_QUOTE = re.compile(r"(?:\s{0,3}>[ \t]?){1,9}")
_AS_WRITTEN = "It was left out. The plugin writes `<!--SR:!...-->` in one line."
_METADATA = re.compile(r"\[!sr\|card-metadata\][+-]?\s*", re.IGNORECASE)
_CALLOUT = re.compile(r"\[![\w-]{1,40}(?:\|[^\]\n]{0,80})?\][+-]?[ \t]*")
_BLOCK_ID = re.compile(r"(?:^|(?<=[ \t]))\^[A-Za-z0-9-]{1,100}[ \t]*$")


@dataclass(frozen=True, slots=True)
class Comment:
    """A scheduling comment: its line, from 1, and what is in it."""

    line: int
    text: str


@dataclass(slots=True)
class Block:
    """Lines without a blank line between them; `first` and `last` are the numbers of its lines, from 1."""

    first: int
    front: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    kind: str = ""  # the separator: ? or ??, or :: or ::: of a single line
    comments: list[Comment] = field(default_factory=list)
    last: int = 0
    quoted: bool = False  # in a quotation or a callout, whose marks are not in the lines

    def sides(self) -> tuple[str, str]:
        """Return front and back without the block ids at their ends."""
        return _without_id("\n".join(self.front)), _without_id("\n".join(self.back))


def _without_id(text: str) -> str:
    head, mark, line = text.rstrip().rpartition("\n")
    return f"{head}{mark}{_BLOCK_ID.sub('', line)}".strip()


def separator(line: str) -> str:
    """Return `:::` or `::` where a line has a front and a back around it, outside of inline code; else ''."""
    found = re.search(r"(?<!:)(:::?)(?!:)", masked_formulas(line, "::"))
    return found[1] if found and line[: found.start()].strip() else ""


def blocks_of(lines: Sequence[str], start: int, notes: ProblemLog) -> Iterator[Block]:
    """Yield the blocks of a note from the index `start` on. A block without text has comments on the one before it."""
    splitter = _Splitter(notes)
    for number, line in enumerate(lines[start:], start + 1):
        yield from splitter.take(number, line)
    yield from splitter.ended()


@dataclass(slots=True)
class _Splitter:
    """The block that is open while the lines of a note are read."""

    notes: ProblemLog
    block: Block | None = None
    fence: str = ""  # that is open
    closing: str = ""  # what ends the comment that is open

    def ended(self) -> Iterator[Block]:
        """Yield the open block, which ends."""
        if self.block:
            yield self.block
        self.block = None

    def take(self, number: int, line: str) -> Iterator[Block]:
        """Yield the blocks that a line ends."""
        if self.closing:
            self.closing = "" if self.closing in line else self.closing
            return
        mark = _QUOTE.match(line) if self._takes_marks(line) else None
        if self.block and self.block.quoted and not mark and not self.fence and not COMMENT.search(line):
            yield from self.ended()
        quoted, inside = bool(mark), line[mark.end() :] if mark else line
        opened = _FENCE.match(inside)
        if self.fence or opened:
            self._code(opened, inside.strip())
            self._add(inside, number, quoted)
            return
        whole = self._without_broken(inside, number)
        self.closing = _comment(whole.strip())
        if not self.closing:
            yield from self._text(number, whole, quoted)

    def _without_broken(self, line: str, number: int) -> str:
        """Return a line without scheduling comments that cannot be read, which are listed."""
        if "SR" not in line or "<!--" not in line:
            return line
        whole, kept = masked(line), []
        last = 0
        for found in _BROKEN.finditer(whole):
            if (read := COMMENT.fullmatch(found[0])) and read[1].strip(" !"):
                continue
            kept.append(line[last : found.start()])
            last = found.end()
            self.notes.unplaced(f"the scheduling comment `{found[0][:60]}`", number, found.start() + 1, _AS_WRITTEN)
        return "".join([*kept, line[last:]])

    def _takes_marks(self, line: str) -> bool:
        """Return whether the marks of a quotation are left out of a line: a text may quote, a card of one line not."""
        if self.block is None or self.block.quoted:
            return True
        return not (self.block.kind or self.fence) and bool(separator(_dequoted(line).strip()))

    def _code(self, opened: re.Match[str] | None, bare: str) -> None:
        """Open or close a fence."""
        marks = (opened[1] or opened[2]) if opened else ""
        if not self.fence:
            self.fence = marks
        elif marks.startswith(self.fence) and bare == marks:
            self.fence = ""

    def _text(self, number: int, line: str, quoted: bool) -> Iterator[Block]:
        """Yield the blocks that a line outside of code ends."""
        found = COMMENT.findall(line)
        plain = COMMENT.sub("", line).rstrip()
        plain = _BLOCK_ID.sub("", plain).rstrip() if found else plain
        if _METADATA.match(_dequoted(plain)):  # its comment follows in the next line
            return
        callout = _CALLOUT.match(plain) if quoted else None
        plain = plain[callout.end() :] if callout else plain
        if not plain.strip() or (found and not _dequoted(plain).strip()):
            yield from self._blank(number, found)
        else:
            yield from self._filled(number, plain, found, quoted)

    def _filled(self, number: int, line: str, found: Sequence[str], quoted: bool) -> Iterator[Block]:
        """Yield the blocks that a line with text ends; `found` are the comments in it."""
        bare = line.strip()
        # A line of tags alone is yielded with the next line: a longer block need not be checked for each line.
        lone = self.block and len(self.block.front) == 1 and not self.block.kind
        if self.block and lone and ONLY_TAGS.fullmatch(self.block.front[0]):
            yield from self.ended()
        if bare in ("?", "??"):
            self._split(bare, number)
        elif not (self.block and self.block.kind) and separator(bare):
            yield from self.ended()
            yield Block(number, [bare], [], separator(bare), _comments(found, number), number, quoted)
        else:
            self._add(line, number, quoted).comments += _comments(found, number)

    def _blank(self, number: int, found: Sequence[str]) -> Iterator[Block]:
        """Yield the block that ends at a blank line or at a line with comments alone."""
        if found:
            self.block = self.block or Block(number, last=number)
            self.block.comments += _comments(found, number)
        yield from self.ended()

    def _split(self, mark: str, number: int) -> None:
        if self.block is None or self.block.kind or not self.block.front:
            self.notes.unplaced(f"a line `{mark}` that follows no question", number)
        else:
            self.block.kind, self.block.last = mark, number

    def _add(self, line: str, number: int, quoted: bool) -> Block:
        self.block = self.block or Block(number, quoted=quoted)
        (self.block.back if self.block.kind else self.block.front).append(line)
        self.block.last = number
        return self.block


def _comments(found: Sequence[str], number: int) -> list[Comment]:
    return [Comment(number, text) for text in found]


def _dequoted(line: str) -> str:
    mark = _QUOTE.match(line)
    return line[mark.end() :] if mark else line


def _comment(bare: str) -> str:
    """Return what ends a comment that begins in this line and goes on; '' where none does."""
    if bare.startswith("<!--") and "-->" not in bare:
        return "-->"
    return "%%" if bare.startswith("%%") and "%%" not in bare[2:] else ""
