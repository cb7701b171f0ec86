"""Uploads: one that is neither installed nor cancelled does not stay, one that is installed does."""

import os
import time
from pathlib import Path

from quizapp.web.uploads import WAITING_SECONDS
from tests.web.client import Client, Page
from tests.web.conftest import Serve

TABLE = b"front,back\nWhat is a nap?,A pause\n"


def files(beside: Path) -> list[str]:
    """Return the uploaded files, without the folders that are named after their content."""
    uploads = beside / "uploads"
    found = [file.relative_to(uploads).parts for file in uploads.rglob("*") if file.is_file()]
    return sorted("/".join([*parts[:-2], parts[-1]]) for parts in found)


def age(beside: Path) -> None:
    """Make what waits as old as if it had been uploaded long ago."""
    then = time.time() - WAITING_SECONDS - 60
    for folder in (beside / "uploads" / "waiting").iterdir():
        os.utime(folder, (then, then))


def upload(client: Client, name: str) -> Page:
    """Upload a table, and return the page that shows what it would change."""
    return client.submit(client.get("/decks").form("/decks/upload"), file=(name, TABLE))


def test_upload_waits_until_it_is_installed_and_stays_then(serve: Serve, beside: Path) -> None:
    client = serve().client()
    upload(client, "other.csv")
    shown = upload(client, "naps.csv")
    assert files(beside) == ["waiting/naps.csv"], "the same content is kept once, under its last name"
    assert "Imported" in client.submit(shown.form("/decks/install"), ("do", "install")).text
    assert files(beside) == ["naps.csv"]
    client.get("/decks")
    assert files(beside) == ["naps.csv"]


def test_upload_is_removed_when_it_is_cancelled(serve: Serve, beside: Path) -> None:
    client = serve().client()
    client.submit(upload(client, "naps.csv").form("/decks/install"), ("do", "cancel"))
    assert files(beside) == []


def test_upload_that_was_left_is_removed_after_a_time_and_at_start(serve: Serve, beside: Path) -> None:
    first = serve()
    client = first.client()
    shown = upload(client, "naps.csv")
    age(beside)
    client.get("/decks")
    assert files(beside) == []
    assert "not here any more" in client.submit(shown.form("/decks/install"), ("do", "install")).text
    upload(client, "naps.csv")
    age(beside)
    first.stop()
    serve()
    assert files(beside) == []
