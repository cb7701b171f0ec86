"""Media of a class: teachers store them in the database, and learners receive them."""

import hashlib
import json
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from server import OWNER

from quizapp.core.model import Rating
from quizapp.core.scope import Scope
from quizapp.store.database import open_store
from quizapp.usecases.context import make_context
from quizapp.usecases.study.session import Session
from quizapp.usecases.study.session_plan import SessionLimits
from tests.classes.conftest import Classroom
from tests.conftest import NOON
from tests.pictures_deck import concept_of, write_deck

CONTENT = b"\x89PNG\r\n\x1a\n first"
DIGEST = hashlib.sha256(CONTENT).hexdigest()
BLOB = "INSERT INTO media_blobs VALUES (%s, %s)"
FILE = "INSERT INTO media_files VALUES ('d', 'x.png', %s)"
CHANGES = (
    "UPDATE media_blobs SET content = 'other'",
    "UPDATE media_files SET digest = 'x'",
    "DELETE FROM media_files",
    "DELETE FROM media_blobs",
    "TRUNCATE media_files, media_blobs",
)


def test_only_teachers_store_media(classroom: Classroom) -> None:
    """A learner reads them, and cannot add, overwrite or delete any."""
    classroom.query("me", BLOB, DIGEST, CONTENT)
    classroom.query("me", FILE, DIGEST)
    assert classroom.query("a", "SELECT name, content FROM media_files JOIN media_blobs USING (digest)") == [
        ("x.png", CONTENT)
    ]
    other = hashlib.sha256(b"other").hexdigest()
    for statement, values in [(BLOB, (other, b"other")), (FILE.replace("x.png", "y.png"), (DIGEST,))]:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            classroom.query("a", statement, *values)
    for statement in CHANGES:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            classroom.query("a", statement)
    assert classroom.query(OWNER, "SELECT digest, content FROM media_blobs") == [(DIGEST, CONTENT)]


def test_content_has_its_digest_and_a_name_has_no_folder(classroom: Classroom) -> None:
    """Teachers too cannot store content under another digest, change it, or name a file outside a folder."""
    with pytest.raises(psycopg.errors.CheckViolation):
        classroom.query("me", BLOB, DIGEST, b"other")
    classroom.query("me", BLOB, DIGEST, CONTENT)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        classroom.query("me", CHANGES[0])
    for name in ("../x.png", "..", "a/b", "a\\b", ""):
        with pytest.raises(psycopg.errors.CheckViolation):
            classroom.query("me", "INSERT INTO media_files VALUES ('d', %s, %s)", name, DIGEST)


CONCEPT = concept_of(
    "A shape. ![A page](media/page.png)",
    "{id: one, kind: recall, section: what, ask: 'Which? ![](media/one.png)', answer: A circle}",
    "{id: two, kind: recall, section: what, ask: Which tone?, answer: 'C', media: [tone.mp3]}",
)
FILES = {"one.png": b"a circle", "tone.mp3": b"a tone", "page.png": b"a page"}
STORED = "SELECT name, content FROM media_files JOIN media_blobs USING (digest) WHERE deck = 'pictures'"


def shown_to(classroom: Classroom, user: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Return the files that cards and the page of the concept show to a user on a machine of their own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    context = make_context(classroom.url(user), None, {"TZ": "UTC", "QUIZAPP_NOW": NOON})
    files: list[Path] = []
    with closing(open_store(context.db, context.learner)) as store:
        session = Session(context, Scope(deck="pictures"), SessionLimits(cram=True), store=store)
        while session.next() is not None:
            files += session.media("question")
            files += [file for some in session.concept_media().values() for file in some]
            session.grade(None)
            session.rate(Rating.GOOD)
    return {file.name: file.read_bytes() for file in files}


def test_learners_see_and_hear_what_a_teacher_imports(
    classroom: Classroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On another machine, where only the database is shared; a file that was replaced or damaged is fetched again."""
    done = classroom.run("me", "import", write_deck(tmp_path, FILES, CONCEPT))
    assert done.returncode == 0, done.stderr
    home = tmp_path / "a"
    assert shown_to(classroom, "a", home, monkeypatch) == FILES
    (local,) = home.rglob("one.png")
    local.write_bytes(b"damaged")
    assert shown_to(classroom, "a", home, monkeypatch) == FILES
    changed = FILES | {"one.png": b"a square"}
    write_deck(tmp_path, changed, CONCEPT.replace("A circle", "A square"))
    done = classroom.run("me", "import", str(tmp_path / "pictures"))
    assert done.returncode == 0, done.stderr
    assert shown_to(classroom, "a", home, monkeypatch) == changed
    exported = tmp_path / "export"
    done = classroom.run("b", "export", "pictures", "--to", str(exported), XDG_DATA_HOME=str(tmp_path / "b"))
    assert done.returncode == 0, done.stderr
    assert {file.name: file.read_bytes() for file in (exported / "media").iterdir()} == changed


def test_content_that_no_deck_shows_is_removed(classroom: Classroom, tmp_path: Path) -> None:
    """With the card that showed it, or with the deck; content that another file has stays until then."""
    files = FILES | {"page.png": FILES["one.png"]}
    assert classroom.run("me", "import", write_deck(tmp_path, files, CONCEPT)).returncode == 0
    assert dict(classroom.query("a", STORED)) == files
    assert classroom.query("a", "SELECT count(*) FROM media_blobs") == [(2,)]
    write_deck(tmp_path, {}, "\n".join(CONCEPT.splitlines()[:-1]).replace(" ![](media/one.png)", ""))
    done = classroom.run("me", "import", str(tmp_path / "pictures"))
    assert done.returncode == 0, done.stderr
    assert dict(classroom.query("a", STORED)) == {"page.png": FILES["one.png"]}
    assert classroom.query("a", "SELECT count(*) FROM media_blobs") == [(1,)]
    assert classroom.run("me", "deck", "remove", "pictures", "--yes").returncode == 0
    assert classroom.query("a", "SELECT count(*) FROM media_blobs") == [(0,)]


def test_file_over_the_limit_is_reported_and_not_stored(classroom: Classroom, tmp_path: Path) -> None:
    """The rest of the deck is. With a higher limit the same import, whose content did not change, stores it."""
    files = FILES | {"tone.mp3": b"x" * ((1 << 20) + 1)}
    deck = write_deck(tmp_path, files, CONCEPT)
    done = classroom.run("me", "import", deck, "--json", QUIZAPP_MEDIA_MEGABYTES="1")
    assert done.returncode == 0, done.stderr
    problems = json.loads(done.stdout)["problems"]
    assert [(each["code"], "tone.mp3" in each["message"]) for each in problems] == [("media-too-large", True)]
    assert dict(classroom.query("a", STORED)).keys() == {"one.png", "page.png"}
    assert classroom.run("me", "import", deck).returncode == 0
    assert dict(classroom.query("a", STORED)) == files


def test_file_of_another_teacher_is_not_replaced_by_an_older_one(classroom: Classroom, tmp_path: Path) -> None:
    """A teacher's machine has an earlier version of a file when they import something else into the deck."""
    assert classroom.run("me", "import", write_deck(tmp_path, FILES, CONCEPT)).returncode == 0
    other = hashlib.sha256(b"newer").hexdigest()
    classroom.query("me", BLOB, other, b"newer")
    classroom.query("me", "UPDATE media_files SET digest = %s WHERE name = 'one.png'", other)
    (tmp_path / "pictures" / "media" / "one.png").unlink()
    write_deck(tmp_path, {}, CONCEPT.replace("A circle", "A round one"))
    assert classroom.run("me", "import", str(tmp_path / "pictures")).returncode == 0
    assert dict(classroom.query("a", STORED))["one.png"] == b"newer"


def test_undo_of_a_deck_that_was_added_removes_its_media(classroom: Classroom, tmp_path: Path) -> None:
    """Content that another deck shows stays."""
    assert classroom.run("me", "import", write_deck(tmp_path, FILES, CONCEPT)).returncode == 0
    add = ("add", "Which? ![](media/%s)", "This one", "--deck", "mine")
    done = classroom.run("me", *(word.replace("%s", "x.png") for word in add))
    assert done.returncode == 0, done.stderr
    (deck,) = (file.parent for file in tmp_path.rglob("mine/deck.yaml"))
    for name, content in {"one.png": FILES["one.png"], "x.png": b"mine"}.items():
        (deck / "media").mkdir(exist_ok=True)
        (deck / "media" / name).write_bytes(content)
    assert classroom.run("me", *(word.replace("%s", "one.png") for word in add)).returncode == 0
    names = "SELECT f.name FROM media_files f WHERE deck = 'mine' ORDER BY 1"
    assert classroom.query("a", names) == [("one.png",), ("x.png",)]
    assert classroom.run("me", "undo", "2").returncode == 0
    assert '"mine"' not in classroom.run("a", "deck", "list", "--json").stdout
    assert classroom.query("a", names) == []
    assert dict(classroom.query("a", STORED)) == FILES
    assert classroom.query("a", "SELECT count(*) FROM media_blobs") == [(len(FILES),)]
