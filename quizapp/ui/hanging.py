"""Text that wraps behind a prefix, and code that wraps with a mark, so that nothing is cut at the right edge."""

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

LEAST_WIDTH = 8  # cells that a wrapped text has at least, however long its prefix is


class Hanging:
    """A text behind a prefix; the lines after the first are indented as far as the prefix is wide."""

    def __init__(self, prefix: Text, body: Text) -> None:
        self.prefix, self.body = prefix, body

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = max(LEAST_WIDTH, options.max_width - self.prefix.cell_len)
        indent = Text(" " * self.prefix.cell_len)
        for number, line in enumerate(self.body.wrap(console, width) or [Text()]):
            yield Text.assemble(indent if number else self.prefix, line)

    @property
    def plain(self) -> str:
        """The text before it is wrapped."""
        return self.prefix.plain + self.body.plain


class WrappedCode:
    """Lines of code; a line that is too long goes on below, behind a mark."""

    def __init__(self, source: Text) -> None:
        self.source = source

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        mark = "↪ " if (console.encoding or "").lower().startswith("utf") else "\\ "
        for line in self.source.split("\n", allow_blank=True):
            if line.cell_len <= options.max_width:
                yield line
            else:
                yield from _folded(console, line, options.max_width, mark)


def _folded(console: Console, line: Text, width: int, mark: str) -> RenderResult:
    """Yield a long line in pieces: the later ones have a mark, and the indentation of the line where it fits."""
    indent = len(line.plain) - len(line.plain.lstrip(" "))
    prefix = Text(" " * (indent if indent <= width // 3 else 0) + mark, style="dim")
    pieces = line.wrap(console, max(LEAST_WIDTH, width - prefix.cell_len))
    yield pieces[0]
    for piece in pieces[1:]:
        yield Text.assemble(prefix, piece)
