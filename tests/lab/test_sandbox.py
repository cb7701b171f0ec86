"""Attacks of our own on the sandbox, each bounded and in temporary folders, and what each layer does about them."""

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
from quizapp.lab.trial import taken

CONFINED = [layer.name for layer in confinement.LAYERS]
EVERY = ["", *CONFINED]  # '' is the base with its limits, in which code that ships is run


@pytest.fixture
def attack(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Run an attack in one layer; skip where the machine has not got it."""

    def attempt(source: str, layer: str, *, seconds: float = 10.0, **names: object) -> Finished:
        if layer and not confinement.available(layer):
            pytest.skip(f"this machine has no {layer}")
        chosen = next((each for each in confinement.LAYERS if each.name == layer), None)
        monkeypatch.setattr(confinement, "strongest", lambda: chosen)
        header = "".join(f"{name} = {value!r}\n" for name, value in names.items())
        environment = RunEnvironment(trusted=not layer)
        return run({"main.py": header + source}, ["main.py"], environment, seconds=seconds)

    return attempt


def gone(pid: int, within: float = 5.0) -> bool:
    """Whether a process is gone, or goes within some seconds."""
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
    """The parent of every process."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            found[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    return found


def descends(pid: int, family: dict[int, int]) -> bool:
    """Whether a process is below this one. An orphan of a run is too: this process adopts it."""
    while pid in family and pid != os.getpid():
        pid = family[pid]
    return pid == os.getpid()


def leftover() -> list[int]:
    """The programs of attacks that still run below this process; those of other test workers are not counted."""
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
    """No attack leaves a process, a folder or an open file behind."""
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
def test_what_has_no_end_is_stopped_in_every_layer(
    attack, layer: str, source: str, seconds: float, reason: str
) -> None:  # type: ignore[no-untyped-def]
    """And the reason says by which limit."""
    stopped = attack(source, layer, seconds=seconds).stopped
    assert stopped
    assert reason in stopped.text


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
def test_a_daemon_does_not_outlive_its_run(attack, layer: str) -> None:  # type: ignore[no-untyped-def]
    """Twice forked, in a session of its own; the fixture looks for what is left."""
    assert attack(DAEMON, layer).stdout.strip() == "left"


@pytest.fixture
def home() -> Iterator[Path]:
    """A home with a key in it, where no layer has a reason to look."""
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
def test_a_confined_program_reaches_no_home(attack, layer: str, home: Path) -> None:  # type: ignore[no-untyped-def]
    """Neither by name nor through a link."""
    assert attack(STEAL, layer, home=str(home)).stdout.split("\n")[:3] == ["kept out"] * 3
    assert sorted(path.name for path in home.iterdir()) == ["key"]


def test_the_base_keeps_nobody_out_of_a_home(attack, home: Path) -> None:  # type: ignore[no-untyped-def]
    """Which is why only code that ships runs in it."""
    assert "a secret key" in attack(STEAL, "", home=str(home)).stdout


ENVIRON = """
try:
    print(open(f"/proc/{pid}/environ").read())
except OSError:
    print("kept out")
"""


@pytest.mark.parametrize("layer", CONFINED)
def test_a_confined_program_reads_no_other_environment(attack, layer: str) -> None:  # type: ignore[no-untyped-def]
    """Of the program that started it."""
    assert attack(ENVIRON, layer, pid=os.getpid()).stdout.strip() == "kept out"


def test_no_secret_is_handed_down(attack, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    """In no layer: the environment is made anew."""
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    assert "hunter2" not in attack("import os\nprint(dict(os.environ))", "").stdout


NETWORK = """
import socket
for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
    out = socket.socket(socket.AF_INET, kind)
    out.settimeout(2)
    try:
        out.connect(("127.0.0.1", port))
        out.send(b"stolen")
        print("sent")
    except OSError:
        print("kept in")
"""


@pytest.fixture
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """A port that takes TCP and UDP, and what came there."""
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
    taker.join()
    tcp.close()
    udp.close()


@pytest.mark.parametrize(
    ("layer", "wanted"),
    [
        ("bubblewrap", ["kept in", "kept in"]),
        ("namespaces + landlock", ["kept in", "kept in"]),
        ("landlock", ["kept in", "sent"]),
    ],
)
def test_a_confined_program_sends_nothing(attack, listening, layer: str, wanted: list[str]) -> None:  # type: ignore[no-untyped-def]
    """Landlock alone leaves UDP open, which is said before anybody agrees."""
    port, seen = listening
    if layer == "landlock" and confinement.landlock_version() < 4:
        pytest.skip("this kernel's Landlock knows no TCP")
    done = attack(NETWORK, layer, port=port).stdout.split("\n")[:2]
    if layer != "landlock":
        # In a network of its own UDP may well be sent: to nobody.
        assert done[0] == "kept in"
        time.sleep(0.3)
        assert seen == []
    else:
        assert done == wanted
        assert "UDP" in next(each.about for each in confinement.LAYERS if each.name == layer)


KILL = """
import os, signal
try:
    os.kill(pid, signal.SIGTERM)
    print("killed")
except OSError:
    print("kept in")
"""


@pytest.mark.parametrize("layer", CONFINED)
def test_a_confined_program_kills_nobody_else(attack, layer: str) -> None:  # type: ignore[no-untyped-def]
    """Not even a program of the same user."""
    if layer == "landlock" and confinement.landlock_version() < 6:
        pytest.skip("this kernel's Landlock knows no signals")
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"])
    try:
        assert attack(KILL, layer, pid=other.pid).stdout.strip() == "kept in"
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


FILL = """
try:
    with open("big", "wb") as file:
        for _ in range(300):
            file.write(b"x" * 1_000_000)
except OSError as error:
    print("stopped")
"""


@pytest.mark.parametrize("layer", EVERY)
def test_a_file_has_an_end(attack, layer: str) -> None:  # type: ignore[no-untyped-def]
    """By the size of a file, or by that of the folder; SIGXFSZ is ignored by Python and becomes an error."""
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
def test_a_confined_program_reaches_no_other_memory_and_no_terminal(attack, layer: str) -> None:  # type: ignore[no-untyped-def]
    """Not by /proc, not by ptrace, not by /dev/tty."""
    out = attack(REACH, layer, pid=os.getpid()).stdout.split("\n")[:3]
    assert out == ["memory kept out", "tty kept out", "trace kept out"]


def test_inherited_files_are_the_pipe_alone(attack, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """What we have open is not handed down."""
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
def test_a_program_that_lies_about_its_result_is_one_error(lie: str) -> None:
    """It writes to the private pipe itself, and leaves before the worker can."""
    find = "fd = int(sys.argv[-1])"
    source = f"import os, sys\ndef main():\n    {find}\n    {LIES[lie] or 'pass'}\n    os._exit(0)\n"
    with pytest.raises(QuizError) as caught:
        taken(measure_named("ratio"), "liar", Example(source=source), {}, HERE)
    assert caught.value.exit_code == ExitCode.SANDBOX


def test_where_nothing_confines_foreign_code_does_not_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Unless the learner has said so, who is told what that means."""
    monkeypatch.setattr(confinement, "strongest", lambda: None)
    mark = tmp_path / "ran"
    files = {"main.py": f"open({str(mark)!r}, 'w')"}
    with pytest.raises(QuizError, match="no sandbox for code") as caught:
        run(files, ["main.py"], RunEnvironment(trusted=False), seconds=5)
    assert caught.value.exit_code == ExitCode.SANDBOX
    assert not mark.exists()
    run(files, ["main.py"], RunEnvironment(trusted=False, unsafe=True), seconds=60)
    assert mark.exists()
    assert "Nothing keeps it" in confinement.UNCONFINED.about


@pytest.mark.parametrize("layer", CONFINED)
def test_ordinary_programs_run_in_every_layer(attack, layer: str) -> None:  # type: ignore[no-untyped-def]
    """Threads, processes with their locks, files of their own."""
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


def test_the_limits_are_set() -> None:
    """Of every child, whoever wrote its code."""
    source = (
        "import resource\nprint([resource.getrlimit(n)[0] for n in (resource.RLIMIT_CORE, resource.RLIMIT_NOFILE)])"
    )
    assert run({"main.py": source}, ["main.py"], seconds=5).stdout.strip() == f"[0, {dict(sandbox.LIMITS)[7]}]"
