"""HTML as other programs keep it, to Markdown; nothing of it is ever run or fetched."""

import html
import re
import warnings

from quizapp.core.formulas.pieces import script
from quizapp.core.literal_text import literal
from quizapp.formats.common.html_text import escaped

# What a rich text editor writes; a text about HTML rarely has it.
_RICH = re.compile(
    r"<br ?/?>|<img\b|&nbsp;|&[lg]t;|<(div|p|span|b|i|u|strong|em|su[bp])\b[^<>]{0,500}>(?:(?!</?\1\b).){0,5000}</\1>",
    re.IGNORECASE | re.DOTALL,
)
_ONE_TAG = re.compile(r"\s*<[^<>]{1,300}>\s*")
_MARKED = re.compile(r"<[a-zA-Z/!]|&[#a-zA-Z]")
# What an editor makes of most notes: ends of lines, blocks, looks that Markdown has not, and words that stand out.
_BREAK = re.compile(
    r"(?:<br\s{0,9}/?>)?</?(?:div|p)(?:\s[^<>]{0,500})?>|<br(?:\s[^<>]{0,500})?/?>|&nbsp;", re.IGNORECASE
)
_LOOK = re.compile(r"</?(?:span|font|u)(?:\s[^<>]{0,500})?>", re.IGNORECASE)
_STANDS_OUT = re.compile(r"<(b|strong|i|em)(?:\s[^<>]{0,500})?>([^<>]{0,5000})</\1\s{0,9}>", re.IGNORECASE)
_BLANKS = re.compile(r"(?<=\S) {2,9}(?=\S)")
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_DEEP = 8  # of such words within each other
# The converter joins the words around a space or an end of line that stands just before the end of a tag.
_BEFORE_END = re.compile(
    r"((?:<br\s{0,9}/?>|&nbsp;|\s){1,20})((?:</(?:b|strong|i|em|u|span|font)>){1,20})", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_RAISED = re.compile(r"<su([bp])(?:\s[^<>]{0,500})?>\s{0,9}([^<>&\n]{1,20}?)\s{0,9}</su\1\s{0,9}>", re.IGNORECASE)
_RUBY = re.compile(
    r"<rp>[^<>]{0,9}(?:</rp>)?|<rt\b[^<>]{0,200}>([^<>]{0,200})(?:</rt>)?|</?(?:ruby|rb|rtc)\b[^<>]{0,200}>",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"<summary\b[^<>]{0,500}>((?:(?!</?summary\b).){0,2000})</summary\s{0,9}>", re.IGNORECASE | re.DOTALL
)
_DETAILS = re.compile(r"</?details\b[^<>]{0,500}>", re.IGNORECASE)
# Characters without a width, which break words for searching and comparing. Joiners (U+200C, U+200D) mean something.
# A paragraph that begins with blanks would be code, or lose them.
_INDENT = re.compile(r"(?:(?<=\n\n)|\A) (?= {1,99}[^ \n])")
INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
# What only a browser reads, with its content.
_UNSEEN = re.compile(
    r"<(script|style)\b[^<>]{0,2000}>(?:(?!</?\1\b).){0,100000}</\1\s{0,9}>", re.IGNORECASE | re.DOTALL
)
_LISTED = re.compile(r"<(/?)(ul|ol|li)\b[^<>]{0,500}>", re.IGNORECASE)
_OPENED = re.compile(
    r"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b)[a-z]", re.IGNORECASE
)
_DEEPEST = 400  # tags within each other, or without an end; for more the parser takes minutes, and then gives up
_LONGEST = 200_000  # characters; a longer text, which no question is, only loses its tags


# What begins like a tag and is none, such as `<vector>` or `<string, int>`, is text.
_ELEMENTS = """a abbr acronym address anki-mathjax area article aside audio b base bdi bdo big blockquote body br button
    canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset
    figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input
    ins kbd label legend li link main map mark math menu meta meter nav noframes noscript object ol optgroup option
    output p param picture pre progress q rb rp rt rtc ruby s samp script search section select slot small source span
    strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u
    ul var video wbr path g circle rect line polyline polygon ellipse text defs use tspan symbol mrow mi mn mo msup
    msub mfrac msqrt mtext annotation semantics"""
_NO_TAG = re.compile(
    rf"<(?!/?(?:{'|'.join(_ELEMENTS.split())})(?=[\s/>])|!--|!\[CDATA|!doctype|\?)(?=[a-zA-Z/!])", re.IGNORECASE
)


def is_html(text: str) -> bool:
    """Return whether a text that may be HTML or plain is HTML: elements with their ends, breaks, images, entities.

    A tag alone is what a text is about.
    """
    return bool(_RICH.search(text)) and not _ONE_TAG.fullmatch(text)


def markdown_of(text: str) -> str:
    """Return Markdown for HTML. What Markdown would take for its own marks in its texts means itself."""
    if not text.isascii():
        text = INVISIBLE.sub("", text)
    if ("<" not in text and "&" not in text) or not _MARKED.search(text):
        return literal(text.strip())
    text = escaped(_known(_NO_TAG.sub("&lt;", text)))
    simple = _simple(text)
    if not re.search(r"<[a-zA-Z/!]", simple):
        shown = re.sub(r"(?m)^ (?=\S)", "", simple)
        shown = _BLANKS.sub(" ", shown)
        return _tidy(html.unescape(_INDENT.sub("&amp;nbsp;", shown) if "&nbsp;" in text else shown))
    return _tidy(_stripped(simple) if len(text) > _LONGEST or _too_tangled(text) else _converted(text))


def _known(text: str) -> str:
    """Return HTML without what no Markdown has: scripts, characters that stand low or high, readings, summaries."""
    if "</s" in text or "</S" in text:
        text = _UNSEEN.sub("", text)
    if "<su" in text or "<SU" in text:
        text = _SUMMARY.sub(r"<p><b>\1</b></p>", _RAISED.sub(_raised, text))
    if "<det" in text or "<DET" in text:
        text = _DETAILS.sub("<br>", text)
    return _RUBY.sub(_reading, text) if "<r" in text or "<R" in text else text


def _reading(found: re.Match[str]) -> str:
    """Return the reading of a word in parentheses after it; nothing for the other tags of a ruby."""
    return f"({found[1].strip()})" if found[1] and found[1].strip() else ""


def _simple(text: str) -> str:
    """Return a text without the tags that take no parser, which most texts have alone: it takes a tenth of the time."""
    text = _BREAK.sub(_line_end, _LOOK.sub("", text))
    for _ in range(_DEEP):
        if "<" not in text or (marked := _STANDS_OUT.sub(_standing_out, text)) == text:
            break
        text = marked
    return text


def _standing_out(found: re.Match[str]) -> str:
    """Return words in bold or italic, line by line; blanks stay outside."""
    mark = _MARKS[found[1].lower()]
    return "\n".join(_marked(line, mark) for line in found[2].split("\n"))


def _marked(line: str, mark: str) -> str:
    words = line.strip()
    stars = len(words) - len(words.lstrip("*"))
    if not words or stars in (len(mark), 3):  # nothing, or marked already
        return line
    return line.replace(words, f"{mark}{words}{mark}", 1)


def _too_tangled(text: str) -> bool:
    """Return whether tags lie deeper within each other, or more of them never end, than anybody writes."""
    if (begins := text.count("<")) <= _DEEPEST:
        return False
    if begins - text.count(">") > _DEEPEST:
        return True
    depth = 0
    for found in _OPENED.finditer(text):
        depth += -1 if found[1] else 1
        if depth > _DEEPEST:
            return True
    return False


def _raised(found: re.Match[str]) -> str:
    """Return what stands low or high in characters that do; where there are none, after `_` or `^`."""
    return script("^" if found[1] in "pP" else "_", found[2]).text


def _line_end(found: re.Match[str]) -> str:
    """Return what stands for an end of line; a block begins and ends a paragraph, with the end of line before it."""
    if found[0][0] == "&":
        return " "
    return "\n" if found[0].count("<") == 1 and found[0][1] in "bB" else "\n\n"


def _with_ends(text: str) -> str:
    """Return a text in which every item of a list has its end, which HTML may leave out and the parser misses."""
    if text.count("<li") + text.count("<LI") <= text.count("</li") + text.count("</LI"):
        return text
    out: list[str] = []
    opened: list[str] = []
    last = 0
    for found in _LISTED.finditer(text):
        name, ends = found[2].lower(), bool(found[1])
        if opened and opened[-1] == "li" and ends == (name != "li"):
            out += [text[last : found.start()], "</li>"]
            last = found.start()
            opened.pop()
        if not ends:
            opened.append(name)
        elif opened and opened[-1] == name:
            opened.pop()
    return "".join([*out, text[last:]])


def _converted(text: str) -> str:
    # Loading this takes longer than starting the program: most files need none of it.
    from bs4.exceptions import ParserRejectedMarkup
    from markdownify import markdownify

    try:
        # The parser below warns on the terminal of what looks like XML to it, and we wanted text anyway.
        with warnings.catch_warnings(action="ignore"):
            return markdownify(
                _BEFORE_END.sub(r"\2\1", _with_ends(text)),
                heading_style="ATX",
                bullets="-",
                escape_asterisks=False,
                escape_underscores=False,
                strip=["script", "style"],
                sub_symbol="~",
                sup_symbol="^",
            )
    except (RecursionError, AssertionError, ValueError, ParserRejectedMarkup):
        return _stripped(text)


def _stripped(text: str) -> str:
    return html.unescape(_TAG.sub("", text))


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
