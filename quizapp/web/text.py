"""Text of cards as HTML: Markdown, formulas and code. Deck text stays text: no tag, no link, no address of it runs."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from markupsafe import Markup, escape

from quizapp.core.literal_text import FORMULA, FORMULA_OR_SKIPPED, without_escapes
from quizapp.ui.escape import visible
from quizapp.ui.figures import NO_BREAK
from quizapp.ui.formulas import Formulas, formulas_in
from quizapp.web.code import highlighted
from quizapp.web.formulas import formula_html

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

# Other programs put these between letters to part words or lines.
_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff]")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]{1,500})(?<=[^\s*])\1(?![\w*])")
_TAGS = {1: ("<em>", "</em>"), 2: ("<strong>", "</strong>"), 3: ("<strong><em>", "</em></strong>")}
_GAP = re.compile(r"\[(?:(\d{1,2}) )?___\]")
_FORMULAS, _MEDIA, _BREAKS = "formulas", "media", "breaks"  # keys of the parser's environment


def prose(text: str, preamble: str = "", media: Mapping[str, str] | None = None) -> Markup:
    """Return a question's Markdown as HTML; its line breaks are kept.

    `preamble` is a text shown before, whose definitions hold for the formulas of this one too. `media` maps the names
    of pictures that the text may show to their addresses.
    """
    return _rendered(text, preamble, {_BREAKS: True, _MEDIA: media or {}})


def flowing(text: str) -> Markup:
    """Return a section's Markdown as HTML: only an empty line ends a paragraph."""
    return _rendered(text, "", {_BREAKS: False, _MEDIA: {}})


def _rendered(text: str, preamble: str, environment: dict[str, Any]) -> Markup:
    shown = visible(_ZERO_WIDTH.sub("", text)).strip()
    formulas = formulas_in(shown, preamble)
    return Markup(_parser().render(formulas.prepared(shown), {**environment, _FORMULAS: formulas}))


def inline(text: str) -> Markup:
    """Return a line of card text with code and emphasis; other Markdown stays as it is."""
    shown = visible(_ZERO_WIDTH.sub("", text))
    formulas = formulas_in(shown)
    blanked = FORMULA_OR_SKIPPED.sub(lambda found: "\0" * len(found[0]), shown)
    parts, last = [], 0
    for found in _EMPHASIS.finditer(blanked):
        begin, end = _TAGS[len(found[1])]
        parts += [_with_escapes(shown[last : found.start()], formulas), Markup(begin)]
        parts += [_with_escapes(shown[slice(*found.span(2))], formulas), Markup(end)]
        last = found.end()
    return Markup("").join([*parts, _with_escapes(shown[last:], formulas)])


def plain(text: str) -> Markup:
    """Return text as it is, with marks for characters that cannot be seen."""
    return escape(visible(text).replace(NO_BREAK, "\N{NO-BREAK SPACE}"))


def _with_escapes(shown: str, formulas: Formulas) -> Markup:
    parts, last = [], 0
    for found in FORMULA_OR_SKIPPED.finditer(shown):
        parts.append(escape(shown[last : found.start()]))
        last = found.end()
        if ticks := found["ticks"]:
            parts.append(Markup("<code>{}</code>").format(found[0][len(ticks) : -len(ticks)]))
        elif found["formula"]:
            parts.append(formula_html(formulas, found[0], shown[last : last + 1]))
        else:
            parts.append(escape(without_escapes(found[0])))
    return Markup("").join([*parts, escape(shown[last:])])


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    """Return a parser of CommonMark with tables and strikethrough in which tags and addresses are text."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"]).disable("autolink")
    parser.inline.ruler.before("escape", "formula", _formula)
    for name, rule in _RULES.items():
        parser.add_render_rule(name, rule)
    return parser


def _formula(state: "StateInline", silent: bool) -> bool:
    """Take a formula as one piece at the position of an inline parser."""
    found = FORMULA.match(state.src, state.pos) if state.src[state.pos] in "$\\[" else None
    if found is None or found.end() > state.posMax:
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.content, token.info = found[0], state.src[found.end() : found.end() + 1]
    state.pos = found.end()
    return True


def _render_formula(renderer: Any, tokens: "list[Token]", index: int, options: Any, environment: Any) -> str:
    return str(formula_html(environment[_FORMULAS], tokens[index].content, tokens[index].info))


def _fence(renderer: Any, tokens: "list[Token]", index: int, options: Any, environment: Any) -> str:
    token = tokens[index]
    return str(highlighted(token.content, token.info.split()[0] if token.info.strip() else "text"))


def _image(renderer: Any, tokens: "list[Token]", index: int, options: Any, environment: Any) -> str:
    """Show a picture of the card itself; of any other one its name, because nothing is fetched from elsewhere."""
    token = tokens[index]
    name = unquote(str(token.attrs.get("src", "")).rpartition("/")[2])
    address = environment[_MEDIA].get(name)
    if address:
        return Markup('<img src="{}" alt="{}">').format(address, token.content)
    return str(escape(f"[image: {token.content or name}]" if token.content or name else "[image]"))


def _link_open(renderer: Any, tokens: "list[Token]", index: int, options: Any, environment: Any) -> str:
    return ""


def _link_close(renderer: Any, tokens: "list[Token]", index: int, options: Any, environment: Any) -> str:
    """Write the address behind the text of a link: it is no link, so that what is seen is what is there."""
    depth = 0
    for token in reversed(tokens[:index]):
        depth += {"link_close": 1, "link_open": -1}.get(token.type, 0)
        if depth < 0:
            return str(Markup(' <span class="soft">({})</span>').format(str(token.attrs.get("href", ""))))
    return ""


def _softbreak(renderer: Any, tokens: "list[Token]", index: int, options: Any, environment: Any) -> str:
    return "<br>\n" if environment[_BREAKS] else "\n"


def _text(renderer: Any, tokens: "list[Token]", index: int, options: Any, environment: Any) -> str:
    """Write text; a gap of a cloze is a box."""
    shown = str(escape(tokens[index].content))
    return _GAP.sub(lambda found: f'<span class="gap">{found[1] or ""}<span class="hidden">gap</span></span>', shown)


def _cell(renderer: Any, tokens: "list[Token]", index: int, options: Any, environment: Any) -> str:
    """Open a cell of a table. Its alignment is left out: pages allow no styles in their elements."""
    return f"<{tokens[index].tag}>"


_RULES: Mapping[str, Callable[..., str]] = {
    "formula": _render_formula, "fence": _fence, "code_block": _fence, "image": _image, "link_open": _link_open,
    "td_open": _cell, "th_open": _cell, "link_close": _link_close, "softbreak": _softbreak, "text": _text,
}  # fmt: skip
