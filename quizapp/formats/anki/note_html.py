"""A question's Markdown as the HTML of a field: pictures, sounds and formulas in the way that Anki writes them."""

import html
import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from quizapp.core.literal_text import FORMULA
from quizapp.formats.common.local_media import spellings
from quizapp.formats.common.media_mark import is_sound

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_FILE = re.compile(r"\[(?:image|sound): ?([^\]\n]{1,300})\]|!\[\[([^\]|\n]{1,300})(?:\|[^\]\n]{0,300})?\]\]")
_INDENTED = re.compile(r"\n([ \t]+)(?=\S)")
_UNFIT = str.maketrans({"\x1f": " ", "\0": ""})  # what separates fields, and what ends a text
_CONTENT = re.compile(r"-[0-9a-f]{8}(?=\.[^.]*\Z)")  # see `local_media.content_name`
_MEDIA = "media"  # in the parser's environment: the names of the files that the card shows


def html_of(text: str, media: Collection[str] = ()) -> str:
    """Return Markdown as HTML. Tags in it are text; `media` are the names of the files that the card shows."""
    shown = str(_parser().render(text.translate(_UNFIT), {_MEDIA: frozenset(media)})).strip()
    if shown.count("<p>") == 1 and shown.startswith("<p>") and shown.endswith("</p>"):
        return shown[3:-4]
    return shown


def plain_html(text: str) -> str:
    """Return plain text as HTML."""
    return html.escape(text.translate(_UNFIT), quote=False).replace("\n", "<br>")


def list_html(texts: Sequence[str], media: Collection[str] = (), tag: str = "ul") -> str:
    """Return Markdown texts as the items of an HTML list."""
    items = "".join(f"<li>{html_of(text, media)}</li>" for text in texts)
    return f"<{tag}>{items}</{tag}>" if items else ""


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    """Return a parser of the same Markdown as the quiz shows, in which a line break is one."""
    from markdown_it import MarkdownIt  # takes a third of the time that all readers take

    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["strikethrough", "table"])
    parser.disable("autolink")
    parser.inline.ruler.before("escape", "formula", _formula)
    parser.inline.ruler.before("newline", "indented", _indented_line)
    parser.inline.ruler.before("link", "file", _file)
    parser.add_render_rule("image", _image)
    return parser


def _formula(state: "StateInline", silent: bool) -> bool:
    """Take a formula as it is written; one between dollars gets the brackets that MathJax is set to."""
    found = FORMULA.match(state.src, state.pos) if state.src[state.pos] in "$\\" else None
    if found is None or found.end() > state.posMax:
        return False
    if not silent:
        state.push("text", "", 0).content = _bracketed(found[0])
    state.pos = found.end()
    return True


def _bracketed(formula: str) -> str:
    if formula.startswith("$$"):
        return rf"\[{formula[2:-2]}\]"
    return rf"\({formula[1:-1]}\)" if formula.startswith("$") else formula


def _indented_line(state: "StateInline", silent: bool) -> bool:
    """Keep the indentation of a line."""
    found = _INDENTED.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
        state.push("text", "", 0).content = "\xa0" * len(found[1])
    state.pos = found.end()
    return True


def _file(state: "StateInline", silent: bool) -> bool:
    """Take a mark for a file that the card shows; one for anything else is text."""
    found = _FILE.match(state.src, state.pos)
    name = _known((found[1] or found[2]).strip(), state.env[_MEDIA]) if found else ""
    if not found or not name or found.end() > state.posMax:
        return False
    if not silent:
        token = state.push("image", "img", 0)
        token.attrs, token.children, token.content = {"src": name}, [], ""
    state.pos = found.end()
    return True


def _known(name: str, media: Collection[str]) -> str:
    """Return the name of a card's file that a text calls `name`, perhaps with its folder; '' where there is none.

    One of several files with that name is kept under a name by its content.
    """
    names = (*spellings(name), *spellings(PurePosixPath(name).name))
    if found := next((each for each in names if each in media), ""):
        return found
    kept = [each for each in media if _CONTENT.sub("", each) in names]
    return kept[0] if len(kept) == 1 else ""


def _image(self: "RendererHTML", tokens: "Sequence[Token]", index: int, options: Any, env: Any) -> str:
    """Return a picture, or a sound's mark. A file's name is not escaped for addresses: Anki does that itself."""
    token = tokens[index]
    source = str(token.attrs["src"])
    name = _known(unquote(source), env[_MEDIA]) or _known(source, env[_MEDIA]) or source
    if is_sound(name):
        return f"[sound:{html.escape(name, quote=False)}]"
    alternative = self.renderInlineAsText(token.children, options, env) if token.children else ""
    words = f' alt="{html.escape(alternative)}"' if alternative else ""
    return f'<img src="{html.escape(name)}"{words}>'
