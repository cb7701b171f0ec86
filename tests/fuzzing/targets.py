"""What a fuzzer throws bytes at: every reader, the deck loader, the lines of `quiz --jsonl`, settings, other logs.

A target returns where the bytes were read or refused as the contract has it: a problem, or a QuizError. Anything else
that is raised is a finding.
"""

import contextlib
import hashlib
import io
import json
import shutil
import sqlite3
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from quizapp.core.scope import Scope
from quizapp.core.strict_json import parse_message
from quizapp.decks.loader import load_deck
from quizapp.errors import QuizError
from quizapp.formats.anki.writer import write
from quizapp.formats.registry import read_path, readers
from quizapp.mcp.lines import messages
from quizapp.mcp.protocol import Server
from quizapp.settings.settings import load_config
from quizapp.store.database import Store, open_store
from quizapp.store.decks import deck_repository
from quizapp.store.sync import segments
from quizapp.store.sync.merge import take
from quizapp.store.sync.shared_folder import merge_database
from quizapp.ui.jsonl import run_jsonl
from quizapp.usecases.authoring.undo_action import undo_action
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import make_context
from quizapp.usecases.deck_import.folder_archive import is_folder_archive, unpacked_folder
from quizapp.usecases.study.session import Session
from quizapp.usecases.study.session_plan import SessionLimits
from quizapp.web.anki_connect.actions import answer
from quizapp.web.anki_connect.messages import read_request
from quizapp.web.anki_connect.notes import Work

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples"
Target = Callable[[bytes], None]
NAMES = tuple(each.NAME for each in readers() if each.NAME not in ("anki", "deck"))
SUFFIXES = {"table": ".csv", "moodle": ".xml", "list": ".json"}


@cache
def place() -> Path:
    """Return a folder of this process for files and databases."""
    return Path(tempfile.mkdtemp(prefix="quizapp-fuzz-"))


def _file(name: str, data: bytes) -> Path:
    path = place() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def decks(data: bytes) -> None:
    """Load a concept file of a deck folder; its first byte chooses `deck.yaml` instead."""
    home = place() / "deck"
    for old in home.glob("*"):
        old.unlink()
    if data[:1] == b"\xff":
        _file("deck/deck.yaml", data[1:])
    else:
        _file("deck/deck.yaml", b"format: 1\ndeck: fuzz\ntitle: Fuzz\n")
        _file("deck/concept.yaml", data)
    with contextlib.suppress(QuizError):
        load_deck(home)


def readers(data: bytes) -> None:
    """Read a file in one of the text formats; its first byte chooses the format, or recognition by content."""
    chosen = data[0] % (len(NAMES) + 1) if data else 0
    name = None if chosen == len(NAMES) else NAMES[chosen]
    path = _file(f"file{SUFFIXES.get(name or '', '.txt')}", data[1:])
    with contextlib.suppress(QuizError):
        read_path(path, format_name=name)


# The other entries of an archive of each format; the changed bytes are the last entry.
WRAPPED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("anki", ()),
    ("anki", ("collection.anki2",)),
    ("mochi", ("data.json",)),
    ("mochi", ("data.edn",)),
    ("mnemosyne", ("METADATA", "cards.xml")),
    ("qti", ("imsmanifest.xml", "item.xml")),
    ("xlsx", ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml")),
)
_ENTRIES = {
    "imsmanifest.xml": '<manifest><resources><resource type="imsqti_item_xmlv2p1" href="item.xml"/></resources>'
    "</manifest>",
    "xl/workbook.xml": '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml" Type="http://'
    'schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>',
}


def packages(data: bytes) -> None:
    """Read an archive; its first byte chooses the format, and whether the bytes are the archive or an entry of it."""
    name, entries = WRAPPED[data[0] % len(WRAPPED) if data else 0]
    content = data[1:]
    if entries:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for entry in entries[:-1]:
                archive.writestr(entry, _ENTRIES.get(entry, ""))
            archive.writestr(entries[-1], content)
        content = packed.getvalue()
    path = _file("package.apkg", content)
    with contextlib.suppress(QuizError):
        read_path(path, format_name=name)


def archives(data: bytes) -> None:
    """Unpack a tar or a zip of a folder."""
    path = _file("folder.tar.gz", data)
    context = make_context(str(place() / "quiz.db"), "me", {"QUIZAPP_CONFIG": str(place() / "none.toml")})
    with contextlib.suppress(QuizError):
        if is_folder_archive(path):
            with unpacked_folder(context, path, keep=False):
                pass


@cache
def _store() -> Store:
    """A database with cards of all kinds that run nothing."""
    store = open_app(make_context(str(place() / "quiz.db"), "me", {"QUIZAPP_CONFIG": str(place() / "none.toml")}))
    deck_repository.remove(store, "concurrency")
    from quizapp.usecases.deck_import.import_options import ImportOptions
    from quizapp.usecases.deck_import.import_path import import_path
    from quizapp.usecases.deck_import.import_target import Target

    context = make_context(str(place() / "quiz.db"), "me", {"QUIZAPP_CONFIG": str(place() / "none.toml")})
    for name in ("bank.gift", "moodle.xml", "cards.json", "hashcards.md"):
        import_path(Target(store=store, context=context, options=ImportOptions()), SAMPLES / name)
    return store


def lines(data: bytes) -> None:
    """Send lines to `quiz --jsonl`, as a front end does."""
    context = make_context(str(place() / "quiz.db"), "me", {"QUIZAPP_CONFIG": str(place() / "none.toml")})
    session = Session(context, Scope(), SessionLimits(cram=True), store=_store())
    sent = data.decode("utf-8", "replace").splitlines()[:6]
    out = io.StringIO()
    run_jsonl(session, sent, out)
    for line in out.getvalue().splitlines():
        json.loads(line)


def tools(data: bytes) -> None:
    """Send lines to the server of tools, as an assistant does; each line has at most one response."""
    server = Server(())
    sent = data.splitlines()[:20]
    for message in messages(io.BytesIO(b"\n".join(sent))):
        response = server.answer(message)
        assert response is None or json.loads(json.dumps(response))["jsonrpc"] == "2.0"


def notes(data: bytes) -> None:
    """Send a request to the endpoint of AnkiConnect, as a browser extension does; it has one answer."""
    try:
        request = read_request(parse_message(data))
    except ValueError:
        return
    context = make_context(str(place() / "quiz.db"), "me", {"QUIZAPP_CONFIG": str(place() / "none.toml")})
    response = answer(Work(context, _store()), request)
    json.loads(json.dumps(response).encode())
    undo_action(context, _store())  # else the deck grows, and every example takes longer


def settings(data: bytes) -> None:
    """Read a settings file."""
    path = _file("config.toml", data)
    with contextlib.suppress(QuizError):
        load_config({"QUIZAPP_CONFIG": str(path)})


class _TakenBack(Exception):
    """Ends a transaction without a trace."""


def logs(data: bytes) -> None:
    """Merge the lines of another device's segment with valid digests."""
    head = {"format": segments.FORMAT, "events": 1, "sha256": hashlib.sha256(data).hexdigest()}
    content = json.dumps(head).encode() + b"\n" + data
    digest = hashlib.sha256(content).hexdigest()[:16]
    path = _file(f"aaaaaaaaaaaa-{'0' * 16}-{'0' * 16}-{digest}.jsonl", content)
    try:
        rows = segments.read(path)
        with _store().transaction() as connection:
            take(connection, rows)
            raise _TakenBack
    except (segments.Incomplete, _TakenBack):
        pass
    finally:
        path.unlink()


def databases(data: bytes) -> None:
    """Merge from a database, and work on one."""
    home = place() / "databases"
    shutil.rmtree(home, ignore_errors=True)
    path = _file("databases/other.db", data)
    with contextlib.suppress(QuizError):
        merge_database(_store(), path)
    with contextlib.suppress(QuizError):
        open_store(path, "me").close()


TARGETS: Mapping[str, Target] = {
    "decks": decks, "readers": readers, "packages": packages, "archives": archives, "lines": lines, "tools": tools,
    "notes": notes, "settings": settings, "logs": logs, "databases": databases,
}  # fmt: skip

_EVENT = [
    "me", "019c9000-0000-7000-8000-000000000000", "aaaaaaaaaaaa", 1_772_000_000_000, "2026-03-02", "d/c/a", "review",
    None, '{"rating":"good"}',
]  # fmt: skip
_META = '{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}'
_NOTE = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "<b>a</b>", "Back": "b"}, "tags": ["t"]}
_DELETIONS = _NOTE | {
    "modelName": "Cloze",
    "fields": {"Text": "{{c1::a::h}} {{c2::$b$}}", "Back Extra": "<img src=a.png>"},
}
_REQUESTS = (
    {"action": "addNote", "version": 6, "params": {"note": _NOTE | {"options": {"allowDuplicate": True}}}},
    {"action": "addNotes", "params": {"notes": [_NOTE, _DELETIONS]}},
    {"action": "canAddNotesWithErrorDetail", "version": 6, "params": {"notes": [_DELETIONS]}},
    {"action": "multi", "version": 6, "params": {"actions": [
        {"action": "findNotes", "params": {"query": '"deck:My cards" front:a* -tag:x nid:1'}},
        {"action": "notesInfo", "params": {"notes": [1], "query": "a"}},
    ]}},
    {"action": "storeMediaFile", "params": {"filename": "a.png", "data": "AAAA", "deleteExisting": False}},
    {"action": "updateNoteFields", "version": 6, "params": {"note": {"id": 1, "fields": {"Front": "x"}}}},
    {"action": "createDeck", "version": 6, "params": {"deck": "A::b"}},
)  # fmt: skip
_CALLED = (
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}\n'
    '{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"rate","arguments":{"token":"x"}}}',
    f'{{"jsonrpc":"2.0","id":2,"method":"server/discover","params":{{"_meta":{_META}}}}}',
    '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}\n[]\n{"jsonrpc":"2.0","id":null}',
)
_SENT = (
    '{"type":"answer","answer":"a"}\n{"type":"rate","rating":"good"}',
    '{"type":"reveal"}\n{"type":"rate","rating":"again"}\n{"type":"undo"}',
    '{"type":"suspend"}\n{"type":"bury"}\n{"type":"answer","answer":["a","b"]}\n{"type":"quit"}',
    '{"type":"answer","answer":{"a":1}}\n{"type":"answer","answer":12.5,"hinted":true}',
)


def _small_database() -> bytes:
    """A database with an event, in as few bytes as it can have."""
    path = place() / "small.db"
    open_store(path, "me").close()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"INSERT INTO events VALUES ({', '.join('?' * len(_EVENT))}, NULL)", _EVENT)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM")
    return path.read_bytes()


def seeds(target: str) -> Iterator[bytes]:
    """Yield well-formed inputs to start from."""
    if target == "decks":
        yield from (path.read_bytes() for path in sorted((ROOT / "cards" / "concurrency").glob("*.yaml")))
        yield from (path.read_bytes() for path in sorted((ROOT / "tests" / "decks").glob("*.yaml")))
        yield b"\xff" + (ROOT / "cards" / "concurrency" / "deck.yaml").read_bytes()
    elif target == "readers":
        for path in sorted(SAMPLES.rglob("*")):
            if path.is_file() and path.suffix not in (".apkg", ".zip", ".colpkg"):
                yield from (bytes([index]) + path.read_bytes() for index in range(len(NAMES) + 1))
    elif target == "packages":
        (deck,) = read_path(SAMPLES / "hashcards.md").card_decks
        package = write(deck)
        yield b"\x00" + package
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            yield from (b"\x01" + archive.read(name) for name in archive.namelist() if name.startswith("collection"))
        for sample, index in (("cards.mochi", 2), ("mnemosyne.cards", 4), ("cartridge.imscc", 5), ("table.xlsx", 6)):
            with zipfile.ZipFile(SAMPLES / sample) as archive:
                wanted = WRAPPED[index][1][-1] if index != 5 else "items/order.xml"
                yield bytes([index]) + archive.read(wanted)
        yield b'\x03{:version 2 :decks [{:name "D" :cards [{:content "a\\n---\\nb" :tags #{"t"}}]}]}'
    elif target == "archives":
        for mode in ("w", "w:gz"):
            packed = io.BytesIO()
            with tarfile.open(fileobj=packed, mode=mode) as tar:
                tar.add(SAMPLES / "crowdanki", "deck")
            yield packed.getvalue()
    elif target == "lines":
        yield from (each.encode() for each in _SENT)
    elif target == "tools":
        yield from (each.encode() for each in _CALLED)
    elif target == "notes":
        yield from (json.dumps(each).encode() for each in _REQUESTS)
    elif target == "settings":
        yield b'retention = 0.9\nlearning_steps = "1m 10m"\nkeys = "undo=z"\ndays_off = "sun 2026-12-24..2026-12-31"\n'
    elif target == "databases":
        yield _small_database()
    else:
        yield json.dumps(_EVENT).encode() + b"\n"
        fit = [*_EVENT[:5], "", "optimize", None, '{"run":"r","deck":"","parameters":[1.0]}']
        yield json.dumps(fit).encode() + b"\n"
