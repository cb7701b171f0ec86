"""Foreign kinds by the text of files: what no deck begins with, and the keys that name a configuration."""

import json
import re
from collections.abc import Callable
from functools import cache

from quizapp.formats.foreign.kinds import ForeignKind, code, data, document, settings

_GIT = data("a file of a git repository", "Clone the repository, and import the folder.")

# How a text of a kind begins, after blanks and a byte order mark.
_BEGINS: tuple[tuple[str, ForeignKind], ...] = (
    (r"(?:%.*\n|[ \t]*\n)*\\(?:documentclass|usepackage|begin\{document\})", document("a LaTeX document")),
    (r"(?:<!--[\s\S]{0,2000}?-->\s*)?<(?:!doctype html|html\b)", document("an HTML page")),
    (r"(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)?(?:<!DOCTYPE svg[^>]*>\s*)?<svg\b", data("a picture in SVG")),
    (r"BEGIN:VCALENDAR", data("a calendar")),
    (r"BEGIN:VCARD", data("an address book")),
    (r"WEBVTT\b|[01]\s*\n\d\d:\d\d:\d\d[,.]\d{3} -->|\[Script Info\]", data("a file of subtitles")),
    (r"(?:\[(?:ti|ar|al|by|offset|length):.*\]\s*)*(?:\[\d\d:\d\d[.:]\d\d\].*\n){2}", data("the lyrics of a song")),
    (r"(?:(?:--|/\*|SET |PRAGMA |USE |BEGIN|START |LOCK ).*\n|[ \t]*\n){0,60}"
     r"(?:CREATE (?:TABLE|DATABASE|SCHEMA)|INSERT INTO|DROP TABLE)\b", data("an SQL script")),
    (r"diff --git |Index: .*\n={9}|--- \S.*\n\+\+\+ \S", data("a patch")),
    (r"-----BEGIN [A-Z ]+-----", data("a key or a certificate")),
    (r"(?:Return-Path|Received|Delivered-To|Message-ID|MIME-Version): |From .*\d\d:\d\d:\d\d", data("mail")),
    (r"(?:%.*\n|[ \t]*\n)*@(?:article|book|inproceedings|misc|online|phdthesis)\s*\{", data("a bibliography")),
    (r"(?:#.*\n|[ \t]*\n)*msgid \"", data("a translation catalogue")),
    (r"ref: refs/|# pack-refs with|[0-9a-f]{40}\s*\Z|\[core\]\s*\n\s*repositoryformatversion"
     r"|Unnamed repository;", _GIT),
    (r"(?:\.\\\".*\n)*\.TH ", document("a manual page")),
    (r"%!PS", document("a PostScript document")),
    (r"version https://git-lfs\.github\.com/", data("a pointer to a file in Git LFS", "Run `git lfs pull` first.")),
    (r"@startuml|(?:strict )?(?:di)?graph \w*\s*\{", data("a diagram")),
)  # fmt: skip
# What is near the beginning of YAML of a kind.
_HOLDS: tuple[tuple[str, ForeignKind], ...] = (
    (r"(?m)^services:[ \t]*\n(?:[ \t]+.*\n|[ \t]*\n){1,12}?[ \t]+(?:image|build):", settings("a Docker Compose file")),
    (r"(?m)^repos:[ \t]*\n[ \t]*- repo:", settings("a configuration of pre-commit")),
    (r"(?m)^(?:- |[ ]{2})hosts:.*\n(?:[ ]{2}.*\n|[ \t]*\n){0,20}?[ ]{2}(?:tasks|roles):",
     settings("an Ansible playbook")),
)  # fmt: skip
# Keys at the top of YAML or JSON, all of which a kind has; `a|b` is one of two.
_KEYS: tuple[tuple[str, ForeignKind], ...] = (
    ("openapi|swagger info", data("an OpenAPI description")),
    ("nbformat cells", data("a Jupyter notebook")),
    ("site_name nav|theme|plugins|docs_dir", settings("the configuration of MkDocs")),
    ("on jobs", settings("a workflow of GitHub")),
    ("apiversion kind", settings("a description for Kubernetes")),
    ("stages script|variables|default", settings("a pipeline of GitLab")),
    ("name version dependencies|devdependencies|scripts|main|exports", settings("the description of a package")),
    ("lockfileversion", settings("a lock file")),
    ("compileroptions", settings("a TypeScript configuration")),
    ("require autoload|require-dev", settings("the description of a PHP package")),
    ("type features", data("map data")),
    ("$schema properties|$defs|definitions", data("a JSON Schema")),
    ("manifest_version", settings("the manifest of an extension")),
    ("channels dependencies", settings("a list of Conda packages")),
    ("cff-version", data("a citation")),
)
# YAML: its first line that is no comment is a key or an item.
_YAML = re.compile(r"""(?:(?:---|%YAML|#).*\n|[ \t]*\n)*(?:- )?["']?[A-Za-z$][\w$.-]{0,40}["']?[ \t]*:(?:\s|$)""")
_YAML_KEY = re.compile(r"""(?m)^["']?([A-Za-z$][\w$.-]{0,40})["']?[ \t]*:(?:[ \t]|$)""")
_JSON_KEY = re.compile(r'(?m)^(?:[ ]{2,4}|\t)"([A-Za-z$][\w$.-]{0,40})"\s*:')  # of JSON with an indent

# The first line of a program that is no comment, by the language that it is a sign of.
_STARTS: tuple[tuple[str, str], ...] = (
    ("PHP", r"<\?php\b"),
    ("shell", r"#!.*\b(?:ba|z|da)?sh\b|set -[eux]"),
    ("Python", r"#!.*\bpython|from [\w.]+ import |import [\w.]+(?: as \w+)?$|def \w+\(.*:$|class \w+(?:\(.*\))?:$"),
    ("C or C++", r"#\s*(?:include|define|ifndef|ifdef|pragma)\b"),
    ("C#", r"using [\w.]+;|namespace [\w.]+"),
    ("Java", r"package [\w.]+;|import (?:static )?[\w.]+(?:\.\*)?;|public (?:final )?(?:class|interface|enum) "),
    ("Go", r"package \w+$"),
    ("Rust", r"(?:pub )?(?:use|mod) [\w:{}, *]+;|(?:pub )?(?:fn|struct|enum|impl)\b.*\{"),
    ("TypeScript", r"import type |(?:export )?(?:interface|type|enum|declare) \w+.*[{=]|(?:export )?const \w+: .*="),
    ("JavaScript", r"[\"']use strict[\"']|import (?:.* from )?['\"]|(?:export )?(?:default )?(?:async )?function\b.*\{"
                   r"|(?:export )?(?:const|let|var) [\w{}, ]+ ?=|module\.exports|export default"),
    ("Ruby", r"require(?:_relative)? ['\"]|module [A-Z]\w*$|class [A-Z]\w*(?: < .*)?$"),
    ("Perl", r"#!.*\bperl|use (?:strict|warnings);"),
    ("Swift", r"import (?:UIKit|SwiftUI|Foundation)$"),
    ("Lua", r"local \w+ ?= ?(?:require|function|\{)"),
    ("R", r"library\(\w+\)"),
    ("Haskell", r"module [A-Z][\w.]* .*where$"),
    ("script", r"#!"),
)  # fmt: skip
_CODE_LINE = re.compile(
    r".*(?:[;{}\[\](,):]|\*/|=>)\s*(?://.*)?|\s*(?:\w+\s*=[^=].*|(?:import|from|return|def|class|if|for|while|else|end"
    r"|package|use|const|let|var|export|function|fn|func|public|private|static|local|require|echo|print)\b.*"
    r"|(?://|/?\*|#|--|\"\"\"|@).*|<\/?\w+.*|\w+(?:\.\w+)+.*)"
)
_HEADER = re.compile(r"""\A(?:#(?!!).*\n|\s*\n)*(?:(\"\"\"|''')[\s\S]*?\1|/\*[\s\S]*?\*/)""")  # a comment of many lines
_COMMENT = re.compile(r"\s*(?://|\*|#(?!\s*(?:include|define|ifndef|ifdef|pragma|!))|--|<!--)")
_LOG_LINE = re.compile(
    r"\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d.*|\S+ \S+ \S+ \[\d\d/\w{3}/\d{4}:.*"
    r"|\[?(?:DEBUG|INFO|WARN(?:ING)?|ERROR)\b.*|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d .*"
)
_CROWDANKI = re.compile(r'"(?:__type__|crowdanki_uuid)"')
_LINES = 200  # lines that are looked at
_MOST = 0.7  # of them are those of a program or a log
_YAML_SIZE = 20000  # characters in which keys are looked for


def kind_by_text(text: str) -> ForeignKind | None:
    """Return the kind of a text, from its first part; None for what may be a deck."""
    start = text.lstrip("\ufeff \t\r\n")
    for pattern, kind in _patterns(_BEGINS):
        if pattern.match(start):
            return kind
    return _by_keys(start) or _code(start) or _log(start)


@cache
def _patterns(table: tuple[tuple[str, ForeignKind], ...]) -> list[tuple[re.Pattern[str], ForeignKind]]:
    """Return a table with its patterns compiled, when it is first needed: every import loads this module."""
    return [(re.compile(source, re.IGNORECASE if "<" in source else 0), kind) for source, kind in table]


def _by_keys(text: str) -> ForeignKind | None:
    """Return the kind of YAML or JSON that the keys at its top name."""
    if text[:1] in ("{", "["):
        if all(f'"{name}":' in text for name in ("flds", "tmpls", "latexPre")) and not _CROWDANKI.search(text):
            return data("note types of Anki without notes", "Export the deck as .apkg.")
        keys = _json_keys(text)
    elif _YAML.match(text) and "\n```" not in text:
        for pattern, kind in _patterns(_HOLDS):
            if pattern.search(text[:_YAML_SIZE]):
                return kind
        keys = _YAML_KEY.findall(text[:_YAML_SIZE])
    else:
        return None
    own = {key.lower() for key in keys}
    return next((kind for wanted, kind in _KEYS if all(own & set(each.split("|")) for each in wanted.split())), None)


def _json_keys(text: str) -> list[str]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):  # it is longer than what was read
        return _JSON_KEY.findall(text) if text[:1] == "{" else []
    return list(value) if isinstance(value, dict) else []


def _code(text: str) -> ForeignKind | None:
    """Return the language of a program."""
    lines = [line for line in _HEADER.sub("", text, count=1).split("\n")[:_LINES] if line.strip()]
    first = next((line.strip() for line in lines if not _COMMENT.match(line)), "")
    language = next((name for name, pattern in _STARTS if re.match(pattern, first)), "")
    if not language or not _mostly(lines, _CODE_LINE.fullmatch):
        return None
    return code(language) if language != "script" else data("a script")


def _log(text: str) -> ForeignKind | None:
    lines = [line for line in text.split("\n")[:_LINES] if line.strip()]
    return data("a log") if len(lines) >= 3 and _mostly(lines, _LOG_LINE.fullmatch) else None


def _mostly(lines: list[str], fits: Callable[[str], object]) -> bool:
    return bool(lines) and sum(bool(fits(line[:500])) for line in lines) >= _MOST * len(lines)
