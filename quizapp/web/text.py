"""Text of cards as HTML: Markdown, formulas and code. Deck text stays text: no tag, no link, no address of it runs."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from quizapp.core.figures import NO_BREAK
from quizapp.core.line_pieces import Piece, emphasised, pieces, without_zero_width
from quizapp.core.media_sides import file_name
from quizapp.ui.escape import visible
from quizapp.ui.formulas import Formulas, formulas_in
from quizapp.ui.image_names import named_file, with_named_files
from quizapp.ui.markdown_parser import card_parser, formula_at, indentation_at
from quizapp.web.code import highlighted
from quizapp.web.formulas import formula_html
from quizapp.web.shown_files import kind_of

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_TAGS = {0: ("", ""), 1: ("<em>", "</em>"), 2: ("<strong>", "</strong>"), 3: ("<strong><em>", "</em></strong>")}
# A gap of a cloze, and a file as readers of other programs' cards write it.
_GAP_OR_FILE = re.compile(r"\[(?:(?:(?P<gap>\d{1,2}) )?___|(?:image|sound|film): ?(?P<file>[^\]\n]{1,300}))\]")
_FORMULAS, _MEDIA, _BREAKS = "formulas", "media", "breaks"  # keys of the parser's environment


def prose(text: str, preamble: str = "", media: Mapping[str, str] | None = None) -> Markup:
    """Return a question's Markdown as HTML; its line breaks are kept.

    `preamble` is a text shown before, whose definitions hold for the formulas of this one too. `media` maps the names
    of the files that the text may show to their addresses.
    """
    return _rendered(text, preamble, {_BREAKS: True, _MEDIA: media or {}})


def flowing(text: str, media: Mapping[str, str] | None = None) -> Markup:
    """Return a section's Markdown as HTML: only an empty line ends a paragraph. `media` is as in `prose`."""
    return _rendered(text, "", {_BREAKS: False, _MEDIA: media or {}})


def _rendered(text: str, preamble: str, environment: dict[str, Any]) -> Markup:
    shown = visible(without_zero_width(text)).strip()
    formulas = formulas_in(shown, preamble)
    return Markup(_parser().render(formulas.prepared(shown), {**environment, _FORMULAS: formulas}))


def inline(text: str) -> Markup:
    """Return a line of card text with code, emphasis and the names of files; other Markdown stays as it is."""
    shown = visible(without_zero_width(text))
    shown = with_named_files(shown) if "![" in shown else shown
    formulas, parts = formulas_in(shown), []
    for part, stars in emphasised(shown):
        begin, end = _TAGS[stars]
        parts += [Markup(begin), _with_escapes(part, formulas), Markup(end)]
    return Markup("").join(parts)


def plain(text: str) -> Markup:
    """Return text as it is, with marks for characters that cannot be seen."""
    return escape(visible(text).replace(NO_BREAK, "\N{NO-BREAK SPACE}"))


def _with_escapes(shown: str, formulas: Formulas) -> Markup:
    return Markup("").join(_piece(piece, formulas) for piece in pieces(shown))


def _piece(piece: Piece, formulas: Formulas) -> Markup:
    if piece.kind == "formula":
        return formula_html(formulas, piece.text, piece.after)
    return Markup("<code>{}</code>").format(piece.text) if piece.kind == "code" else escape(piece.text)


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    """Return the parser of Markdown in which formulas are pieces of their own."""
    parser = card_parser(_formula, _indented_line)
    for name, rule in _RULES.items():
        parser.add_render_rule(name, rule)
    return parser


def _formula(state: "StateInline", silent: bool) -> bool:
    """Take a formula as one piece at the position of an inline parser."""
    found = formula_at(state)
    if found is None:
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.content, token.info = found[0], state.src[found.end() : found.end() + 1]
    state.pos = found.end()
    return True


def _indented_line(state: "StateInline", silent: bool) -> bool:
    """Keep the indentation of a line in a question, which CommonMark would drop."""
    found = indentation_at(state) if state.env.get(_BREAKS) else None
    if found is None:
        return False
    if not silent:
        state.push("softbreak", "br", 0)
        state.push("text", "", 0).content = found[1].replace(" ", "\N{NO-BREAK SPACE}")
    state.pos = found.end()
    return True


def _render_formula(renderer: Any, tokens: "list[Token]", index: int, options: Any, environment: Any) -> str:
    return str(formula_html(environment[_FORMULAS], tokens[index].content, tokens[index].info))


def _fence(renderer: Any, tokens: "list[Token]", index: int, options: Any, environment: Any) -> str:
    token = tokens[index]
    return str(highlighted(token.content, token.info.split()[0] if token.info.strip() else "text"))


def _image(renderer: Any, tokens: "list[Token]", index: int, options: Any, environment: Any) -> str:
    """Show a file of the card itself; of any other one its name, because nothing is fetched from elsewhere."""
    source, about = str(tokens[index].attrs.get("src", "")), tokens[index].content
    return _file_html(source, about, environment) or str(escape(named_file(source, about)))


def _file_html(source: str, about: str, environment: Any) -> str:
    """Return a file of the card as HTML; '' for any other one."""
    name = file_name(source)
    address = environment[_MEDIA].get(name)
    if not address:
        return ""
    if (kind := kind_of(name)) == "image":
        return Markup('<img src="{}" alt="{}">').format(address, about or name)
    return Markup('<{0} controls preload="metadata" src="{1}" aria-label="{2}"></{0}>').format(
        kind, address, about or name
    )


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
    """Write text; a gap of a cloze is a box, and a file of the card is shown in its place."""
    text, parts, last = tokens[index].content, [], 0
    for found in _GAP_OR_FILE.finditer(text):
        shown = _file_html(found["file"], "", environment) if found["file"] else _gap(found["gap"] or "")
        parts += [str(escape(text[last : found.start()])), shown or str(escape(found[0]))]
        last = found.end()
    return "".join([*parts, str(escape(text[last:]))])


def _gap(number: str) -> str:
    return f'<span class="gap">{number}<span class="hidden">gap</span></span>'


def _cell(renderer: Any, tokens: "list[Token]", index: int, options: Any, environment: Any) -> str:
    """Open a cell of a table. Its alignment is left out: pages allow no styles in their elements."""
    return f"<{tokens[index].tag}>"


_RULES: Mapping[str, Callable[..., str]] = {
    "formula": _render_formula, "fence": _fence, "code_block": _fence, "image": _image, "link_open": _link_open,
    "td_open": _cell, "th_open": _cell, "link_close": _link_close, "softbreak": _softbreak, "text": _text,
}  # fmt: skip
