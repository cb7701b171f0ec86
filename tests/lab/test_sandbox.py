"""Attacks on the sandbox, each bounded and in temporary folders, and what each layer does about them."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.core.model import Example
from quizapp.errors import ExitCode, QuizError
from quizapp.lab import confinement, sandbox
from quizapp.lab.measures import measure_named
from quizapp.lab.sandbox import HERE, Finished, RunEnvironment, run
from quizapp.lab.seccomp_filter import filter_of
from quizapp.lab.trial import taken

CONFINED = [layer.name for layer in confinement.LAYERS]
EVERY = ["", *CONFINED]  # '' is the base layer, with limits only, in which shipped code runs


@pytest.fixture
def attack(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Run an attack in one layer; skip where the machine does not have it."""

    def attempt(source: str, layer: str, *, seconds: float = 10.0, **names: object) -> Finished:
        if layer and not confinement.available(layer):
            pytest.skip(f"this machine has no {layer}")
        chosen = next((each for each in confinement.LAYERS if each.name == layer), None)
        monkeypatch.setattr(confinement, "strongest", lambda: chosen)
        header = "".join(f"{name} = {value!r}\n" for name, value in names.items())
        environment = RunEnvironment(trusted=not layer)
        return run({"main.py": header + source}, ["main.py"], environment, seconds=seconds)

    return attempt


def ended(pid: int, within: float = 5.0) -> bool:
    """Return whether a process has ended, waiting some seconds for it."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def parents() -> dict[int, int]:
    """Return the parent of every process."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            found[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    return found


def descends(pid: int, family: dict[int, int]) -> bool:
    """Return whether a process is a descendant of this one. Orphans of a run are too: this process adopts them."""
    while pid in family and pid != os.getpid():
        pid = family[pid]
    return pid == os.getpid()


def leftover() -> list[int]:
    """Return programs of attacks that still run below this process, without those of other test workers."""
    found, family = [], parents()
    for pid in family:
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
        if b"main.py" in command and b"-I" in command and descends(pid, family):
            found.append(pid)
    return found


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Check that no attack leaves a process, a folder or an open file."""
    room = tmp_path_factory.mktemp("room")
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    files = len(list(Path("/proc/self/fd").iterdir()))
    yield
    deadline = time.monotonic() + 5
    while leftover() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert leftover() == []
    assert list(room.glob("quizapp-*")) == []
    assert len(list(Path("/proc/self/fd").iterdir())) <= files + 1


FORKS = """
import os, time
for _ in range(150):
    if os.fork() == 0:
        time.sleep(30)
        os._exit(0)
time.sleep(30)
"""
ENDLESS = """
import signal
for number in range(1, 32):
    if number not in (9, 19):
        signal.signal(number, signal.SIG_IGN)
while True:
    pass
"""
MEMORY = """
import time
kept = bytearray(1500 << 20)
for place in range(0, len(kept), 4096):
    kept[place] = 1
time.sleep(30)
"""
FLOOD = "import sys\nfor _ in range(10_000):\n    sys.stdout.write('x' * 1_000_000)\n"


@pytest.mark.parametrize("layer", EVERY)
@pytest.mark.parametrize(
    ("source", "seconds", "reason"),
    [(FORKS, 15, "processes"), (ENDLESS, 2, "longer than"), (MEMORY, 20, "memory"), (FLOOD, 15, "more than 1 MB")],
    ids=["fork bomb", "endless loop", "memory", "output"],
)
def test_endless_program_is_stopped_in_every_layer(
    attack, layer: str, source: str, seconds: float, reason: str
) -> None:  # type: ignore[no-untyped-def]
    """The reason names the limit."""
    stopped = attack(source, layer, seconds=seconds).stopped
    assert stopped
    assert reason in stopped.text


MUTE = """
import os, time
for number in range(3, 64):
    try:
        os.close(number)
    except OSError:
        pass
os.close(1)
os.close(2)
time.sleep(60)
"""


@pytest.mark.parametrize("layer", EVERY)
def test_program_that_closes_its_streams_is_stopped(attack, layer: str) -> None:  # type: ignore[no-untyped-def]
    """The time limit does not depend on the output."""
    done = attack(MUTE, layer, seconds=2)
    assert done.stopped
    assert done.stopped.limit is sandbox.Limit.TIME


DAEMON = """
import os, sys, time
reader, writer = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.close(1); os.close(2)
        time.sleep(60)
    os._exit(0)
os.wait()
print("left")
"""


@pytest.mark.parametrize("layer", EVERY)
def test_daemon_does_not_outlive_its_run(attack, layer: str) -> None:  # type: ignore[no-untyped-def]
    """It forks twice and starts its own session; the fixture looks for what is left."""
    assert attack(DAEMON, layer).stdout.strip() == "left"


@pytest.fixture
def home() -> Iterator[Path]:
    """Create a home folder with a key, at a path that no layer allows."""
    with tempfile.TemporaryDirectory(prefix="fake-home-") as folder:
        Path(folder, "key").write_text("a secret key")
        yield Path(folder)


STEAL = """
import os
try:
    print(open(os.path.join(home, "key")).read())
except OSError:
    print("kept out")
try:
    open(os.path.join(home, "planted"), "w").write("x")
except OSError:
    print("kept out")
os.symlink(home, "way-out")
try:
    print(open("way-out/key").read())
except OSError:
    print("kept out")
"""


@pytest.mark.parametrize("layer", CONFINED)
def test_confined_program_cannot_read_the_home_folder(attack, layer: str, home: Path) -> None:  # type: ignore[no-untyped-def]
    """Neither by its path nor through a link."""
    assert attack(STEAL, layer, home=str(home)).stdout.split("\n")[:3] == ["kept out"] * 3
    assert sorted(path.name for path in home.iterdir()) == ["key"]


def test_base_layer_can_read_the_home_folder(attack, home: Path) -> None:  # type: ignore[no-untyped-def]
    """Which is why only shipped code runs in it."""
    assert "a secret key" in attack(STEAL, "", home=str(home)).stdout


ENVIRON = """
try:
    print(open(f"/proc/{pid}/environ").read())
except OSError:
    print("kept out")
"""


@pytest.mark.parametrize("layer", CONFINED)
def test_confined_program_cannot_read_another_environment(attack, layer: str) -> None:  # type: ignore[no-untyped-def]
    """That of the program that started it."""
    assert attack(ENVIRON, layer, pid=os.getpid()).stdout.strip() == "kept out"


def test_environment_variables_are_not_inherited(attack, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    """In any layer."""
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    assert "hunter2" not in attack("import os\nprint(dict(os.environ))", "").stdout


NETWORK = """
import socket
for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
    try:
        out = socket.socket(socket.AF_INET, kind)
        out.settimeout(2)
        out.connect(("127.0.0.1", port))
        out.send(b"stolen")
        print("sent")
    except OSError:
        print("kept in")
"""


@pytest.fixture
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """Listen on a port for TCP and UDP; collect what arrives."""
    seen: list[bytes] = []
    tcp, udp = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    tcp.bind(("127.0.0.1", 0))
    port = tcp.getsockname()[1]
    udp.bind(("127.0.0.1", port))
    tcp.listen()
    udp.settimeout(0.2)
    stop = threading.Event()

    def take() -> None:
        while not stop.is_set():
            try:
                seen.append(udp.recv(100))
            except OSError:
                continue

    taker = threading.Thread(target=take)
    taker.start()
    yield port, seen
    stop.set()
    taker.join(20)
    tcp.close()
    udp.close()


@pytest.mark.parametrize("layer", CONFINED)
def test_confined_program_cannot_send_to_the_network(attack, listening, layer: str) -> None:  # type: ignore[no-untyped-def]
    """In a network namespace UDP may be sent, but arrives nowhere."""
    if layer == "landlock" and not filter_of(shared_machine=True):
        pytest.skip("no filter for this processor")
    port, seen = listening
    done = attack(NETWORK, layer, port=port).stdout.split("\n")
    assert done[0] == "kept in"
    time.sleep(0.3)
    assert seen == []


KILL = """
import os, signal
try:
    os.kill(pid, signal.SIGTERM)
    print("killed")
except OSError:
    print("kept in")
"""


@pytest.mark.parametrize("layer", CONFINED)
def test_confined_program_cannot_kill_others(attack, layer: str) -> None:  # type: ignore[no-untyped-def]
    """Not even a program of the same user."""
    if layer == "landlock" and confinement.landlock_version() < 6:
        pytest.skip("this kernel's Landlock knows no signals")
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"])
    try:
        assert attack(KILL, layer, pid=other.pid).stdout.strip() == "kept in"
        assert other.poll() is None
    finally:
        other.kill()
        other.wait(20)


FILL = """
try:
    with open("big", "wb") as file:
        for _ in range(300):
            file.write(b"x" * 1_000_000)
except OSError as error:
    print("stopped")
"""


@pytest.mark.parametrize("layer", EVERY)
def test_file_size_is_limited(attack, layer: str) -> None:  # type: ignore[no-untyped-def]
    """Per file and per folder; Python ignores SIGXFSZ and raises an error."""
    assert attack(FILL, layer).stdout.strip() == "stopped"


REACH = """
import ctypes, os
def tried(name, action):
    try:
        action()
        print(name, "reached")
    except (OSError, ValueError):
        print(name, "kept out")
tried("memory", lambda: open(f"/proc/{pid}/mem", "r+b").close())
tried("tty", lambda: os.write(os.open("/dev/tty", os.O_RDWR), b"\\x1b]0;x\\x07"))
def trace():
    if ctypes.CDLL(None).ptrace(16, pid, 0, 0):
        raise OSError("refused")
tried("trace", trace)
"""


@pytest.mark.parametrize("layer", CONFINED)
def test_confined_program_cannot_reach_other_memory_or_the_terminal(attack, layer: str) -> None:  # type: ignore[no-untyped-def]
    """By /proc, ptrace or /dev/tty."""
    out = attack(REACH, layer, pid=os.getpid()).stdout.split("\n")[:3]
    assert out == ["memory kept out", "tty kept out", "trace kept out"]


def test_only_the_result_pipe_is_inherited(attack, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """No other open file."""
    with (tmp_path / "open.txt").open("w") as ours:
        os.set_inheritable(ours.fileno(), True)
        out = attack("import os\nprint([os.readlink(f'/proc/self/fd/{n}') for n in os.listdir('/proc/self/fd')"
                     " if os.path.exists(f'/proc/self/fd/{n}')])", "").stdout  # fmt: skip
    assert "open.txt" not in out


LIES = {
    "nothing": "",
    "no JSON": "os.write(fd, b'hello')",
    "a list": "os.write(fd, b'[1]')",
    "a text for seconds": 'os.write(fd, b\'{"seconds": "fast"}\')',
    "not a number": "os.write(fd, b'{\"seconds\": NaN}')",
    "before it began": "os.write(fd, b'{\"seconds\": -1}')",
    "for ever": "os.write(fd, b'{\"seconds\": 1e999}')",
    "twice": 'os.write(fd, b\'{"seconds": 1}\\n{"seconds": 2}\\n\')',
    "no UTF-8": "os.write(fd, b'\\xff\\xfe{')",
    "deep": "os.write(fd, b'[' * 60000)",
    "much": "[os.write(fd, b'x' * 60000) for _ in range(200)]",
}


@pytest.mark.parametrize("lie", LIES)
def test_forged_result_is_one_error(lie: str) -> None:
    """The program writes to the result pipe itself and exits before the worker can."""
    find = "fd = int(sys.argv[-1])"
    source = f"import os, sys\ndef main():\n    {find}\n    {LIES[lie] or 'pass'}\n    os._exit(0)\n"
    with pytest.raises(QuizError) as caught:
        taken(measure_named("ratio"), "liar", Example(source=source), {}, HERE)
    assert caught.value.exit_code == ExitCode.SANDBOX


def test_foreign_code_does_not_run_without_a_sandbox(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Unless the learner allowed it, after being told what that means."""
    monkeypatch.setattr(confinement, "strongest", lambda: None)
    mark = tmp_path / "ran"
    files = {"main.py": f"open({str(mark)!r}, 'w')"}
    with pytest.raises(QuizError, match="no sandbox for code") as caught:
        run(files, ["main.py"], RunEnvironment(trusted=False), seconds=5)
    assert caught.value.exit_code == ExitCode.SANDBOX
    assert not mark.exists()
    run(files, ["main.py"], RunEnvironment(trusted=False, unsafe=True), seconds=60)
    assert mark.exists()
    assert "can read your files" in confinement.UNCONFINED.about


@pytest.mark.parametrize("layer", CONFINED)
def test_ordinary_programs_run_in_every_layer(attack, layer: str) -> None:  # type: ignore[no-untyped-def]
    """Threads, processes with locks, their own files."""
    source = """
import multiprocessing, threading
def work(queue):
    queue.put("from a process")
if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=work, args=(queue,))
    child.start()
    print(queue.get())
    child.join()
    open("own.txt", "w").write("x")
    print(open("own.txt").read())
"""
    done = attack(source, layer)
    assert done.stdout == "from a process\nx\n", done.stderr


def test_limits_are_set() -> None:
    """For every child, whoever wrote its code."""
    source = (
        "import resource\nprint([resource.getrlimit(n)[0] for n in (resource.RLIMIT_CORE, resource.RLIMIT_NOFILE)])"
    )
    assert run({"main.py": source}, ["main.py"], seconds=5).stdout.strip() == f"[0, {dict(sandbox.LIMITS)[7]}]"
