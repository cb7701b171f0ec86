"""Writes a deck file in its canonical form: the order of keys, indentation, quotes and blank lines. Comments stay.

PyYAML gives the nodes with their places; comments come from the text between them. What the result means, and its
comments, are compared with the original before it is returned.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import yaml

from quizapp.decks.insert import file_values
from quizapp.decks.key_order import key_order
from quizapp.decks.yaml_nodes import compose
from quizapp.decks.yaml_scalars import WIDTH, block_scalar, inline_scalar
from quizapp.decks.yaml_trivia import Trivia, trivia_of
from quizapp.errors import QuizError

Path = tuple[str, ...]
MOST_PASSES = 6


@dataclass(slots=True)
class _Item:
    """A key with its value, or an item of a list; comments in the lines before it, and the one on its line."""

    key: yaml.ScalarNode | None
    node: Any  # yaml.Node, whose kinds have attributes that the stubs do not know
    leading: list[str]
    inline: str = ""
    children: list["_Item"] = field(default_factory=list)
    trailing: list[str] = field(default_factory=list)  # after the last child


def canonical(file: str, text: str) -> str:
    """Return the text of a deck file in its canonical form. Raises QuizError if the text has a fault."""
    before = file_values(file, text)
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    comments, current = _comments(_trivia(plain)), plain
    for _ in range(MOST_PASSES):  # a comment within nested brackets may need a second pass to find its line
        result = _formatted(current)
        if result == current:
            break
        if _values(result) != before or _comments(_trivia(result)) != comments:
            raise QuizError(f"{file}: it cannot be formatted without a change of its content.", "It stays as it is.")
        current = result
    return current


def _values(text: str) -> dict[str, Any] | None:
    """Return the values of a text; None if it is no deck file."""
    try:
        return file_values("", text)
    except QuizError:
        return None


def _formatted(text: str) -> str:
    root = compose(text)
    assert isinstance(root, yaml.MappingNode)
    item = _Item(None, root, [])
    _Reader(text, _trivia(text)).read_children(item, is_root=True)
    return "\n".join(_Writer(text).file(item)) + "\n"


def _trivia(text: str) -> list[Trivia]:
    root = compose(text)
    return trivia_of(text, sorted(_scalars(root), key=lambda node: node.start_mark.index)) if root else []


def _comments(trivia: Sequence[Trivia]) -> Counter[str]:
    return Counter(each.text for each in trivia if each.text)


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _scalars(each)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)


class _Reader:
    """Gives each item of a text its comments, in the order of the text."""

    def __init__(self, text: str, trivia: list[Trivia]) -> None:
        self._text, self._trivia, self._next = text, trivia, 0
        self._end = len(text)  # of the collection in brackets that is being read

    def read_children(self, parent: _Item, *, is_root: bool = False) -> None:
        """Read the items of a collection, each with its comments, and those after the last one."""
        node, end = parent.node, self._end
        if node.flow_style:
            self._end = min(end, node.end_mark.index)
        pairs = node.value if isinstance(node, yaml.MappingNode) else [(None, each) for each in node.value]
        for key, value in pairs:
            item = _Item(key, value, [])
            start = (key or value).start_mark.index
            item.leading = [each.text for each in self._before(start)]
            self._read(item)
            parent.children.append(item)
        parent.trailing = self._after(parent, is_root=is_root)
        self._end = end

    def _read(self, item: _Item) -> None:
        if isinstance(item.node, yaml.CollectionNode):
            if item.key is not None and item.node.value:
                self._take_inline(item, _first(item.node))
            if item.node.value:
                self.read_children(item)
            else:
                item.leading += [each.text for each in self._before(item.node.end_mark.index) if each.text]
            if item.node.flow_style:
                self._take_inline(item, self._end, on_line_of=item.node.end_mark.index)
            return
        end = item.node.end_mark.index
        header = item.node.style in ("|", ">")
        inside = self._before(end)
        inline = [each for each in inside if each.in_header]
        item.leading += [each.text for each in inside if not each.in_header and each.text]
        item.inline = inline[0].text if inline else ""
        if not header:
            self._take_inline(item, self._end, on_line_of=end)

    def _before(self, end: int) -> list[Trivia]:
        start = self._next
        while self._next < len(self._trivia) and self._trivia[self._next].index < end:
            self._next += 1
        return self._trivia[start : self._next]

    def _take_inline(self, item: _Item, end: int, on_line_of: int | None = None) -> None:
        """Give an item the next comment, if that is on its line."""
        found = self._trivia[self._next] if self._next < len(self._trivia) else None
        if found is None or found.own_line or found.index >= end or not found.text:
            return
        if on_line_of is not None and "\n" in self._text[on_line_of : found.index]:
            return
        self._next += 1
        if item.inline:
            item.leading.append(found.text)
        else:
            item.inline = found.text

    def _after(self, parent: _Item, *, is_root: bool) -> list[str]:
        """Return the comments after the last item of a collection that belong to it, by their indentation."""
        node, count = parent.node, 0
        for number, each in enumerate(self._trivia[self._next :], 1):
            if each.text and not self._belongs(each, parent, is_root=is_root):
                break
            if each.index > node.end_mark.index and node.flow_style and not is_root:
                break
            count = number if each.text else count
        found = self._trivia[self._next : self._next + count]
        self._next += count
        return [each.text for each in found]

    def _belongs(self, comment: Trivia, parent: _Item, *, is_root: bool) -> bool:
        node = parent.node
        if is_root:
            return True
        if node.flow_style:
            return bool(comment.index < node.end_mark.index)
        key = parent.key.start_mark.column if parent.key else -1
        is_within = comment.index < node.end_mark.index  # a block ends where the next one begins
        return bool(
            is_within and comment.own_line and comment.column >= node.start_mark.column and comment.column > key
        )


def _first(node: yaml.CollectionNode) -> int:
    first = node.value[0]
    return int((first[0] if isinstance(first, tuple) else first).start_mark.index)


class _Writer:
    """Writes items with their comments."""

    def __init__(self, text: str) -> None:
        self._text = text

    def file(self, root: _Item) -> list[str]:
        """Return the lines of a file; the comments before its first key stay at its head."""
        header = root.children[0].leading if root.children else []
        if root.children:
            root.children[0].leading = []
        return [*_spaced(header, []), *self._block(root, "", ())]

    def _block(self, parent: _Item, indent: str, path: Path) -> list[str]:
        lines: list[str] = []
        for item in _ordered(parent, path):
            lines += [f"{indent}{line}" if line else "" for line in _spaced(item.leading, lines)]
            lines += self._item(item, indent, path)
        return [*lines, *(f"{indent}{line}" if line else "" for line in _spaced(parent.trailing, lines))]

    def _item(self, item: _Item, indent: str, path: Path) -> list[str]:
        inner = (*path, item.key.value if item.key else "")
        head = f"{indent}{inline_scalar(item.key)}:" if item.key else f"{indent}-"
        note = f"  {item.inline}" if item.inline else ""
        deeper = indent + "  "
        if isinstance(item.node, yaml.ScalarNode):
            raw = self._text[item.node.start_mark.index : item.node.end_mark.index]
            block = block_scalar(item.node, raw, deeper)
            if block:
                return [f"{head} {block[0]}{note}", *block[1:]]
            return [f"{head} {inline_scalar(item.node)}".rstrip() + note]
        if (flow := self._flow(item)) is not None and len(head) + 1 + len(flow) + len(note) <= WIDTH:
            return [f"{head} {flow}{note}"]
        if item.key is not None:
            return [f"{head}{note}", *self._block(item, deeper, inner)]
        return self._nested(item, head, deeper, inner)

    def _nested(self, item: _Item, head: str, deeper: str, path: Path) -> list[str]:
        """Return a collection in a list: its first line goes on after the dash, if no comment comes before it."""
        lines = self._block(item, deeper, path)
        if item.inline or not lines[0].strip() or lines[0].lstrip().startswith("#"):
            note = f"  {item.inline}" if item.inline else ""
            return [f"{head}{note}", *lines]
        return [f"{head} {lines[0][len(deeper) :]}", *lines[1:]]

    def _flow(self, item: _Item) -> str | None:
        """Return a collection on one line; None where it was not written so, or has comments."""
        node = item.node
        if isinstance(node, yaml.ScalarNode):
            return inline_scalar(node, flow=True) or None
        if (node.value and not node.flow_style) or item.trailing:
            return None
        parts = []
        for child in item.children:
            value = self._flow(child)
            if value is None or any(child.leading) or (child.inline and child.node is not node):
                return None
            parts.append(f"{inline_scalar(child.key, flow=True)}: {value}" if child.key else value)
        inside = ", ".join(parts)
        return f"{{{inside}}}" if isinstance(node, yaml.MappingNode) else f"[{inside}]"


def _ordered(parent: _Item, path: Path) -> list[_Item]:
    if not isinstance(parent.node, yaml.MappingNode):
        return parent.children
    keys = {each.key.value: each.node.value for each in parent.children if each.key}
    order = key_order(path, keys)
    place = {name: number for number, name in enumerate(order)}
    return sorted(parent.children, key=lambda each: place.get(each.key.value if each.key else "", len(place)))


def _spaced(lines: Sequence[str], before: Sequence[str]) -> list[str]:
    """Return comments with at most one blank line in a row, and none where no line, or a blank one, is before them.

    A blank line at the end of a block belongs to its text.
    """
    return [line for above, line in pairwise([before[-1] if before else "", *lines]) if above or line]
