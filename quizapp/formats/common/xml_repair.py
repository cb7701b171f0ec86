"""Repairs XML that programs write against its rules: with another encoding than it names, control characters, lone `&`.

A broken order of elements is not repaired. What the repair returns is parsed under the same restrictions.
"""

import html
import re

_DECLARED = re.compile(rb"""\s{0,99}<\?xml[^<>]{0,200}?\bencoding\s{0,9}=\s{0,9}["']([\w.-]{1,40})["']""")
_DECLARATION = re.compile(r"\A\s{0,99}<\?xml[^<>]{0,300}\?>")
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(
    r"<!\[CDATA\[(?:(?!\]\]>|<!\[CDATA\[).){0,1000000}\]\]>"
    r"|&(?:#(?P<code>\d{1,7}|[xX][0-9a-fA-F]{1,6});|(?P<name>[a-zA-Z][a-zA-Z0-9]{1,31});)?",
    re.DOTALL,
)
_KNOWN = frozenset(("lt", "gt", "amp", "quot", "apos"))


def repaired(content: bytes) -> bytes:
    """Return a document as UTF-8, with the same lines, without characters and references that XML does not allow."""
    text = _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), _decoded(content), count=1)
    return _REFERENCE.sub(_reference, _CONTROL.sub("", text)).encode()


def _decoded(content: bytes) -> str:
    """Return the text in the encoding of its mark, or in the first that fits: the declared one, UTF-8, cp1252."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    declared = _DECLARED.match(content[:400])
    for encoding in (declared[1].decode("ascii", "replace") if declared else "utf-8", "utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return content.decode("latin-1")


def _reference(found: re.Match[str]) -> str:
    if found[0][0] == "<" or found["name"] in _KNOWN:
        return found[0]
    if found["code"]:
        code = int(found["code"][1:], 16) if found["code"][0] in "xX" else int(found["code"])
        return found[0] if code < 0x110000 and not _CONTROL.match(chr(code)) else ""
    character = html.unescape(found[0])
    return html.escape(character if character != found[0] else found[0])
