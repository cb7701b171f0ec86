"""System calls that reach past the files: sockets, memory that no file limit counts, the machine, other programs."""

import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.lab import confinement
from quizapp.lab.sandbox import Finished, RunEnvironment, run
from quizapp.lab.seccomp_filter import filter_of

CONFINED = [layer.name for layer in confinement.LAYERS]
NAMESPACES = [layer.name for layer in confinement.LAYERS if not layer.shared_machine]
pytestmark = pytest.mark.skipif(not filter_of(shared_machine=True), reason="no filter for this processor")
TRIED = """
import ctypes, errno, os, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
def tried(name, action):
    try:
        action()
        print(name, "reached")
    except OSError:
        print(name, "kept out")
def checked(result):
    if result == -1:
        raise OSError(ctypes.get_errno())
"""


def attack(source: str, name: str, monkeypatch: pytest.MonkeyPatch, *, interpreter: str = sys.executable) -> Finished:
    """Run an attack in one layer; skip where the machine does not have it."""
    if not confinement.available(name):
        pytest.skip(f"this machine has no {name}")
    layer = next(each for each in confinement.LAYERS if each.name == name)
    monkeypatch.setattr(confinement, "strongest", lambda: layer)
    environment = RunEnvironment(trusted=False, interpreter=interpreter)
    return run({"main.py": TRIED + source}, ["main.py"], environment, seconds=20)


@pytest.fixture
def learner() -> Iterator[Path]:
    """Create a folder of the learner with a file and a listening socket."""
    with tempfile.TemporaryDirectory(prefix="learner-") as folder, socket.socket(socket.AF_UNIX) as server:
        Path(folder, "notes").write_text("kept")
        Path(folder, "notes").chmod(0o644)
        os.utime(Path(folder, "notes"), (1, 1))
        server.bind(f"{folder}/socket")
        server.listen()
        yield Path(folder)


FILES = """
tried("mode", lambda: os.chmod(folder + "/notes", 0o777))
tried("mode at", lambda: os.chmod("notes", 0o777, dir_fd=os.open(folder, os.O_PATH)))
tried("times", lambda: os.utime(folder + "/notes", (5, 5)))
tried("owner", lambda: os.chown(folder + "/notes", os.getuid(), os.getgid()))
tried("attribute", lambda: os.setxattr(folder + "/notes", "user.x", b"x"))
tried("length", lambda: os.truncate(folder + "/notes", 0))
def connected(kind):
    server = socket.socket(socket.AF_UNIX, kind)
    server.connect(folder + "/socket")
tried("socket", lambda: connected(socket.SOCK_STREAM))
tried("pair", lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b"x", folder + "/socket"))
"""


@pytest.mark.parametrize("layer", CONFINED)
def test_files_and_sockets_of_the_learner_are_not_reached(
    layer: str, learner: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Landlock covers neither the modes, times and owners of files nor connecting to a path."""
    done = attack(f"folder = {str(learner)!r}\n{FILES}", layer, monkeypatch)
    assert [line.endswith("kept out") for line in done.stdout.splitlines()] == [True] * 8, (done.stdout, done.stderr)
    state = (learner / "notes").stat()
    assert (state.st_mode & 0o777, state.st_mtime, state.st_size) == (0o644, 1, 4)


MACHINE = """
tried("host name", lambda: checked(libc.sethostname(b"taken", 5)))
tried("clock", lambda: checked(libc.clock_settime(0, (ctypes.c_long * 2)(1, 0))))
tried("memory file", lambda: os.memfd_create("x"))
tried("shared memory", lambda: checked(libc.shmget(0, 4096, 0o1600)))
tried("message queue", lambda: checked(libc.msgget(0, 0o1600)))
tried("semaphores", lambda: checked(libc.semget(0, 1, 0o1600)))
tried("trace", lambda: checked(libc.ptrace(0, 0, 0, 0)))
tried("keys", lambda: checked(libc.syscall(KEYCTL, 0, -3, 0)))
tried("namespace", lambda: checked(libc.unshare(0x10000000)))
tried("mount", lambda: checked(libc.mount(b"none", b"/tmp", b"tmpfs", 0, None)))
tried("ring", lambda: checked(libc.syscall(425, 1, ctypes.create_string_buffer(120))))
tried("packets", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
tried("netlink", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))
tried("hypervisor", lambda: socket.socket(40, socket.SOCK_STREAM))
print([line.split()[1] for line in open("/proc/self/status") if line.startswith(("CapEff", "CapPrm", "CapBnd"))])
""".replace("KEYCTL", "250 if os.uname().machine == 'x86_64' else 219")


@pytest.mark.parametrize("layer", CONFINED)
def test_machine_and_its_memory_are_not_reached(layer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not as root either: the capabilities are gone."""
    lines = attack(MACHINE, layer, monkeypatch).stdout.splitlines()
    assert [line for line in lines[:-1] if not line.endswith("kept out")] == []
    assert len(lines) == 15
    none = "0" * 16
    assert lines[-1].startswith(f"['{none}', '{none}'")
    assert os.getuid() != 0 or lines[-1] == str([none] * 3)


NETWORK = """
tried("TCP", lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM).connect(("127.0.0.1", port)))
tried("multipath TCP", lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262).connect(("127.0.0.1", port)))
tried("fast open", lambda: socket.socket().sendto(b"x", 0x20000000, ("127.0.0.1", port)))
"""


@pytest.mark.parametrize("layer", CONFINED)
def test_no_kind_of_tcp_reaches_the_machine(layer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Landlock covers plain TCP only."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        source = f"port = {server.getsockname()[1]}\n{NETWORK}"
        assert attack(source, layer, monkeypatch).stdout.count("kept out") == 3
        with pytest.raises(TimeoutError):
            server.accept()


WRITE = """
written = 0
for folder in ("/dev/shm", "/tmp", "/box", "/dev", "/"):
    try:
        with open(folder + "/filled", "wb") as file:
            while written < 240 << 20:
                written += file.write(bytes(1 << 20))
                file.flush()
    except OSError:
        pass
print(written >> 20)
"""


@pytest.mark.parametrize("layer", NAMESPACES)
def test_space_is_limited_in_all_folders_together(layer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """64 MB in all, and nothing of it stays in the machine's shared memory."""
    done = attack(WRITE, layer, monkeypatch)
    assert 0 < int(done.stdout) <= 66, done.stderr
    assert not Path("/dev/shm/filled").exists()


@pytest.mark.parametrize("layer", CONFINED)
@pytest.mark.parametrize("copied", ["a virtual environment", "a program", "a folder that looks like two paths"])
def test_interpreter_in_the_home_folder_does_not_open_it(
    layer: str, copied: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither `~/bin/python`, an environment of copies whose folder is the home folder, nor one beside it."""
    home = tmp_path / "home"
    own = tmp_path / f"home{os.pathsep}{tmp_path}" / "home" if copied.startswith("a folder") else home
    (own / "bin").mkdir(parents=True)
    home.mkdir(exist_ok=True)
    (home / ".ssh").mkdir()
    (home / ".ssh/key").write_text("a secret key")
    (home / "lib").mkdir()
    (home / "lib/private").write_text("a secret too")
    interpreter = own / "bin/python3"
    interpreter.write_bytes(Path(sys.executable).resolve().read_bytes())
    interpreter.chmod(0o755)
    if copied == "a virtual environment":
        (home / "pyvenv.cfg").write_text(f"home = {Path(sys.executable).resolve().parent}\n")
    monkeypatch.setenv("HOME", str(home))
    tries = f"for name in ('.ssh/key', 'lib/private'):\n    tried(name, lambda: open({str(home)!r} + '/' + name))"
    source = f"print('runs')\n{tries}"
    done = attack(source, layer, monkeypatch, interpreter=str(interpreter))
    assert done.stdout.splitlines() == ["runs", ".ssh/key kept out", "lib/private kept out"], done.stderr


@pytest.mark.parametrize("layer", CONFINED)
def test_shim_of_a_version_manager_runs(layer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a script in the home folder that starts an interpreter; only that one runs in the sandbox."""
    shim = tmp_path / "python3"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    shim.chmod(0o755)
    assert attack("print('runs')", layer, monkeypatch, interpreter=str(shim)).stdout == "runs\n"


def test_bubblewrap_is_found_outside_the_path_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run has the folders of the system on its PATH only."""
    confinement.available("bubblewrap") or pytest.skip("this machine has no bubblewrap")
    real = confinement._program("bwrap")
    (tmp_path / "bwrap").symlink_to(real)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert attack("print('runs')", "bubblewrap", monkeypatch).stdout == "runs\n"
    assert confinement._program("bwrap") == str(tmp_path / "bwrap")
