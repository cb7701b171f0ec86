"""Rich's Markdown with blocks of code that wrap with a mark. Imported when a text has Markdown: it takes 20 ms."""

from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Markdown
from rich.padding import Padding

from quizapp.ui.code_view import code


class MarkedCodeBlock(CodeBlock):
    """A block of code, two cells in from the text around it."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Padding(code(str(self.text), self.lexer_name), (0, 0, 0, 2))


class CardMarkdown(Markdown):
    """The Markdown of cards."""

    elements: ClassVar = {**Markdown.elements, "fence": MarkedCodeBlock, "code_block": MarkedCodeBlock}
