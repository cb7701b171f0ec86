"""docs/class.md, followed to the letter on a server of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from server import Running, programs, started

from tests.conftest import NOON, Run

PAGE = (Path(__file__).parents[2] / "docs/class.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
# Instead of `sudo -u postgres psql -c STATEMENT...`.
SUDO = """#!{python}
import sys, psycopg
with psycopg.connect("{admin}", autocommit=True) as connection:
    for flag, statement in zip(sys.argv, sys.argv[1:]):
        if flag == "-c":
            connection.execute(statement)
"""


class Reader:
    """Somebody who types the page's commands into a shell."""

    def __init__(self, server: Running, folder: Path, environ: dict[str, str]) -> None:
        self.server, self.folder = server, folder
        sudo = folder / "bin/sudo"
        sudo.parent.mkdir()
        admin = server.url("postgres", "postgres").replace("+psycopg", "")
        sudo.write_text(SUDO.format(python=sys.executable, admin=admin))
        sudo.chmod(0o755)
        path = os.pathsep.join([str(sudo.parent), str(Path(sys.executable).parent), environ["PATH"]])
        self.env = environ | {"PATH": path, "QUIZAPP_NOW": NOON}

    def type(self, block: str, **more: str) -> str:
        """Run a block by a shell, on the test's server and with an owner that it does not have; return the output."""
        block = re.sub(r"\bhead\b", "principal", block).replace("db.example.org", f"127.0.0.1:{self.server.port}")
        done = subprocess.run(
            ["sh", "-ec", block], cwd=self.folder, env=self.env | more, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def url(self, user: str, database: str = "class") -> str:
        """Return the URL that the page gives to a user."""
        return f"postgresql+psycopg://{user}@127.0.0.1:{self.server.port}/{database}"


def write_deck(quizapp: Run, folder: Path) -> None:
    """Write the deck that the page assigns: it has a concept `locks` with the tag `io`."""
    assert quizapp("deck", "new", str(folder)).returncode == 0
    for file in (folder / "deck.yaml", folder / "first-concept.yaml"):
        text = file.read_text("utf-8").replace("first-concept", "locks")
        file.write_text(re.sub(r"^tags:.*", "tags: [io]", text, flags=re.MULTILINE), "utf-8")
    (folder / "first-concept.yaml").rename(folder / "locks.yaml")


@pytest.mark.once
@pytest.mark.skipif(not programs(), reason="PostgreSQL is not installed")
def test_the_commands_of_the_page_work_in_their_order(environ: dict[str, str], tmp_path: Path, quizapp: Run) -> None:
    """A first class, what a teacher does, a backup and its restore; a learner then reads what was assigned."""
    create, first, teach, backup = BLOCKS
    write_deck(quizapp, tmp_path / "my-deck")
    with started() as server:
        reader = Reader(server, tmp_path, environ)
        reader.type(create)
        said = reader.type(first, PGPASSWORD="choose-one")
        passwords = re.findall(r"shown this once: (\S+)", said)
        assert len(passwords) == 3, said
        told = reader.type(teach, QUIZAPP_DB=reader.url("tess"), PGPASSWORD=passwords[0])
        assert "anna" in told
        reader.type(backup, QUIZAPP_DB=reader.url("principal"), PGPASSWORD="choose-one")
        for database in ("class", "restored"):
            own = {"QUIZAPP_DB": reader.url("anna", database), "PGPASSWORD": passwords[1]}
            assert "Assigned: My deck" in reader.type("quizapp status", **own)
