"""The server: another address of the machine, what it says of that, and its end while pages stream."""

import fcntl
import http.client
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from limits import START_SECONDS, end, killed_after

from tests.web.client import Client
from tests.web.conftest import Serve

OTHER = "127.0.0.2"
needs_other = pytest.mark.skipif(sys.platform != "linux", reason="only 127.0.0.1 is bound to the loopback here")


@needs_other
def test_other_address_serves_nothing_without_the_token(serve: Serve) -> None:
    served = serve("--host", OTHER)
    assert served.base.startswith(f"http://{OTHER}:")
    stranger = Client(served.base)
    assert stranger.get("/").status == 403
    assert stranger.send("GET", "/", Host="evil.example").status == 421
    assert "Today" in served.client().get("/").text


@needs_other
def test_other_address_is_shown_as_a_code_that_fits_a_terminal_with_what_it_exposes(environ: dict[str, str]) -> None:
    """All of it fits 80 columns and 24 rows, the cursor's row included; its colours do not depend on the terminal."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    command = [sys.executable, "-m", "quizapp", "web", "--no-browser", "--host", OTHER]
    colours = {name: value for name, value in environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(command, env=colours | {"TERM": "xterm-256color"}, stdin=follower, stdout=follower,
                               stderr=follower, cwd=Path(__file__).parents[2], start_new_session=True)  # fmt: skip
    os.close(follower)
    seen = ""
    with killed_after(process, START_SECONDS):
        while "Ctrl-C" not in seen or not seen.endswith("\n"):
            seen += os.read(leader, 65536).decode()
    end(process)
    os.close(leader)
    rows = [re.sub(r"\x1b\[[\d;]*m", "", row) for row in seen.rstrip().split("\r\n")]
    code = [row for row in seen.split("\r\n") if "█" in row]
    assert len(rows) < 24 and max(len(row) for row in rows) <= 80, seen
    assert len(code) >= 17 and all(row.startswith("\x1b[38;5;231;48;5;16m") for row in code)
    assert "run code on this machine" in seen and "Nothing is encrypted" in seen


def test_ctrl_c_ends_the_server_at_once_and_quietly_while_pages_stream(serve: Serve, tmp_path: Path) -> None:
    served = serve("--preview", str(tmp_path))
    client = served.client()
    host = served.base.removeprefix("http://")
    streams = [http.client.HTTPConnection(host, timeout=20) for _ in range(2)]
    for stream, address in zip(streams, ("/preview/changes", "/live"), strict=True):
        stream.request("GET", address, headers={"Cookie": client.cookie})
        assert stream.getresponse().status == 200
    assert served.stop() == 0
    assert served.process.stdout and "ERROR" not in served.process.stdout.read()
    for stream in streams:
        stream.close()
