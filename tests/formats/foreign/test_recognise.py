"""Files of kinds that hold no cards: each is named, refused with what to do, and left out of folders."""

import json
import zipfile
import zlib
from pathlib import Path

import pytest

from quizapp.errors import QuizError
from quizapp.formats.foreign.recognise import is_bare_repository
from quizapp.formats.registry import format_of, read_path

PYTHON = '"""Docs."""\n\nimport os\n\n\ndef front(back):\n    answer = {"question": back}\n    return answer\n'
TYPESCRIPT = "export const cards: Card[] = [\n  {\n    question: 'a',\n    answer: 'b',\n  },\n];\n"
C = '/* A program. */\n#include <stdio.h>\n\nint main(void) {\n\tprintf("a::b\\n");\n\treturn 0;\n}\n'
NOTEBOOK = json.dumps(
    {"cells": [{"cell_type": "markdown", "source": ["# Question\n", "answer"]}], "nbformat": 4}, indent=1
)
OPENAPI = json.dumps({"openapi": "3.1.0", "info": {"title": "a"}, "paths": {"/q": {"question": "a", "answer": "b"}}})
NOTE_TYPES = json.dumps({"1": {"flds": [{"name": "Front", "description": ""}], "tmpls": [], "latexPre": ""}})
KINDS = [
    ("a.py", PYTHON, "Python source code"),
    ("input", PYTHON, "Python source code"),
    ("cards.ts", TYPESCRIPT, "TypeScript source code"),
    ("input", TYPESCRIPT, "TypeScript source code"),
    ("a.js", "const a = 1;\n", "JavaScript source code"),
    ("input", C, "C or C++ source code"),
    ("a.h", C, "C or C++ source code"),
    ("x.rs", "fn main() {}\n", "Rust source code"),
    ("x.go", "x", "Go source code"),
    ("input", "#!/bin/sh\necho a\n", "shell source code"),
    ("mkdocs.yml", "site_name: a\nnav:\n  - Question: a.md\n  - Answer: b.md\n", "the configuration of MkDocs"),
    ("input", "site_name: a\nnav:\n  - Question: a.md\n  - Answer: b.md\n", "the configuration of MkDocs"),
    ("x.yml", "services:\n  web:\n    image: question\n    answer: 1\n", "a Docker Compose file"),
    ("ci.yml", "name: ci\non: [push]\njobs:\n  a:\n    steps: []\n", "a workflow of GitHub"),
    ("k.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n", "a description for Kubernetes"),
    ("package.json", '{"name": "a", "version": "1.0.0"}', "the description of a JavaScript package"),
    (
        "input",
        '{"name": "a", "version": "1", "scripts": {"question": "a", "answer": "b"}}',
        "the description of a package",
    ),
    ("api.json", OPENAPI, "an OpenAPI description"),
    ("api.yaml", "openapi: 3.0.0\ninfo:\n  title: a\n", "an OpenAPI description"),
    ("n.ipynb", NOTEBOOK, "a Jupyter notebook"),
    ("input", NOTEBOOK, "a Jupyter notebook"),
    ("models.json", NOTE_TYPES, "note types of Anki without notes"),
    ("notes.org", "* Meeting\n** TODO call\n", "an Org document without cards of org-drill or org-fc"),
    ("input", "* TODO call\n* DONE mail\n", "an Org document without cards of org-drill or org-fc"),
    ("a.html", "<p>a</p>", "an HTML page"),
    ("input", "<!DOCTYPE html>\n<html><body>a</body></html>", "an HTML page"),
    ("a.tex", "\\documentclass{article}", "a LaTeX document"),
    ("input", "% a\n\\documentclass{article}\n", "a LaTeX document"),
    ("a.log", "a,b\n", "a log"),
    ("input", "2026-01-02 10:11:12 INFO a: b\n" * 4, "a log"),
    ("a.sql", "x", "an SQL script"),
    ("input", "-- dump\nINSERT INTO cards VALUES ('front', 'back');\n", "an SQL script"),
    ("input", "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", "a calendar"),
    ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\nHi\n", "a file of subtitles"),
    ("input", "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n", "a file of subtitles"),
    ("input", "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", "a patch"),
    ("input", "@article{a,\n title = {b}\n}\n", "a bibliography"),
    ("de.po", 'msgid "a"\nmsgstr "b"\n', "a translation catalogue"),
    ("HEAD", "ref: refs/heads/main\n", "a file of a git repository"),
    ("config", "[core]\n\trepositoryformatversion = 0\n", "a file of a git repository"),
    ("big.csv", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "a pointer to a file in Git LFS"),
    ("pyproject.toml", "[project]\nname = 'a'\n", "a configuration file"),
    ("LICENSE", "MIT License\n", "a license"),
]


@pytest.mark.parametrize(("name", "text", "kind"), KINDS)
def test_texts_that_are_no_decks(tmp_path: Path, name: str, text: str, kind: str) -> None:
    """The refusal names the file, says what it is, and what to do; no card is made of it."""
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert format_of(path) == ""
    with pytest.raises(QuizError) as refused:
        read_path(path)
    assert refused.value.message == f"{path}: this is {kind}, which is not read."
    assert refused.value.hint


def zipped(path: Path, *names: str) -> bytes:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "a,b\n")
    return path.read_bytes()


BYTES = [
    (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
    (b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
    (b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture"),
    (b"RIFF\0\0\0\0WAVEfmt ", "a sound"),
    (b"\0\0\0\x18ftypmp42", "a film"),
    (b"7z\xbc\xaf\x27\x1c\0\4", "a 7z archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "a file of an older Microsoft Office"),
    (b"PK\5\6" + b"\0" * 18, "an archive without files"),
    (b"\x1f\x8b\x08\0", "a file compressed with gzip"),
    (b"\x7fELF\2\1\1\0", "a program"),
    (b"SQLite format 3\0" + b"\0" * 99, "an SQLite database that is not Anki's"),
    (b"PACK\0\0\0\2", "a file of a git repository"),
    (zlib.compress(b"blob 4\0a,b\n"), "a file of a git repository"),
]


@pytest.mark.parametrize(("content", "kind"), BYTES)
def test_bytes_that_are_no_decks(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "input"
    path.write_bytes(content)
    with pytest.raises(QuizError, match=f"input: this is {kind}, which is not read"):
        read_path(path)


@pytest.mark.parametrize(
    ("inside", "kind"),
    [
        ("word/document.xml", "a Word document"),
        ("META-INF/container.xml", "an EPUB book"),
        ("ppt/presentation.xml", "a PowerPoint"),
    ],
)
def test_documents_that_are_zip_archives(tmp_path: Path, inside: str, kind: str) -> None:
    """They are not unpacked as folders."""
    path = tmp_path / "x.zip"
    zipped(path, inside, "cards.csv")
    with pytest.raises(QuizError, match=kind):
        read_path(path)


DECKS = [
    (
        "git.md",
        "# Kubernetes\n\n## a Pod\n\n```yaml\napiVersion: v1\nkind: Pod\n```\n\n## a Job\n\nruns once\n",
        "headings",
    ),
    ("code.csv", 'question,answer\nwhat is it?,"import os\nprint(1)"\n', "table"),
    ("words.tsv", "import\tEinfuhr\npackage\tPaket\nclass\tKlasse\n", "table"),
    ("q.gift", "Which? {\n=a\n~b\n}\n", "gift"),
    ("cards.json", '[{"name": "a", "version": "1", "front": "x", "back": "y"}]', "list"),
    ("cards.yaml", "# a comment\nname: a\nversion: 2\ncards:\n  - front: a\n    back: b\n", "list"),
    ("notes.md", "Q: How is a class written?\nA: `class A:`\n", "hashcards"),
]


@pytest.mark.parametrize(("name", "text", "expected"), DECKS)
def test_decks_about_code_are_decks(tmp_path: Path, name: str, text: str, expected: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert format_of(path) == expected


def test_a_format_that_is_named_is_read(tmp_path: Path) -> None:
    """Whatever the file looks like."""
    path = tmp_path / "words.log"
    path.write_text("one\teins\ntwo\tzwei\n", "utf-8")
    assert len(list(read_path(path, "table").card_decks[0].topics[0].cards)) == 2


@pytest.mark.parametrize(
    ("name", "text", "message", "hint"),
    [
        ("README.md", "# Tool\n\nIt does.\n\n## Usage\n\nrun\n", "this is a README, and no deck.", "--as headings"),
        (
            "x.md",
            "# A\n\n" + "text " * 99 + "\n\n## B\n\nmore\n",
            "this is Markdown without anything that marks cards",
            "--as headings",
        ),
        ("x.md", "Only words.\n", "this is Markdown without headings or cards.", "`Q: ...`"),
        ("q.md", "## Which?\n\n- [ ] a\n- [ ] b\n", "its lists have boxes of which none is ticked", "Tick"),
        (
            "x.xml",
            "<?xml version='1.0'?>\n<catalog><a/></catalog>",
            "this is XML of another program, `catalog`",
            "--as",
        ),
        ("x.json", '{"colour": ["red"]}', "this is JSON in which no cards are known.", "front"),
        ("x.yaml", "colour: red\nsize: 3\n", "this is YAML in which no cards are known.", "front"),
    ],
)
def test_what_is_not_recognised_is_told(tmp_path: Path, name: str, text: str, message: str, hint: str) -> None:
    """With the file, and what to try."""
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(QuizError) as refused:
        read_path(path)
    assert refused.value.message.startswith(f"{path}: {message}")
    assert hint in refused.value.hint


def test_a_bare_repository(tmp_path: Path) -> None:
    for name in ("objects", "refs"):
        (tmp_path / name).mkdir()
    assert not is_bare_repository(tmp_path)
    (tmp_path / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    assert is_bare_repository(tmp_path)
