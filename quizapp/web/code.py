"""Code as HTML, with classes for its colours."""

from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from quizapp.ui.escape import visible

if TYPE_CHECKING:
    from pygments.formatters.html import HtmlFormatter  # type: ignore[import-untyped]
    from pygments.lexer import Lexer  # type: ignore[import-untyped]

MOST_COLOURED = 100_000  # characters of code that are coloured


def highlighted(source: str, language: str) -> Markup:
    """Return a listing; code of an unknown language, or too long a listing, has no colours."""
    return Markup('<pre class="code" tabindex="0"><code>{}</code></pre>').format(coloured(source, language))


def coloured(source: str, language: str) -> Markup:
    """Return code without a frame around it."""
    shown = visible(source.rstrip())
    lexer = _lexer(language) if len(shown) <= MOST_COLOURED else None
    if lexer is None:
        return escape(shown)
    from pygments import highlight  # type: ignore[import-untyped]

    return Markup(highlight(shown, lexer, _formatter()).rstrip("\n"))


@lru_cache(maxsize=32)
def _lexer(language: str) -> "Lexer | None":
    from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
    from pygments.util import ClassNotFound  # type: ignore[import-untyped]

    try:
        return get_lexer_by_name(language or "text", stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=1)
def _formatter() -> "HtmlFormatter":
    from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]

    return HtmlFormatter(nowrap=True)
