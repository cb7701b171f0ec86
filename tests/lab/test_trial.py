"""Trials in real child processes: what reaches the program, what stops it, and what remains of it."""

import json
import math
import os
import subprocess
import sys
import time
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from readings import Run, located

from quizapp.core.expressions import evaluate
from quizapp.core.model import Example
from quizapp.errors import ProgramFailed
from quizapp.formats.registry import read_path
from quizapp.lab.machine import facts
from quizapp.lab.measures import MEASURES, measure_named
from quizapp.lab.sandbox import HERE, Finished, run
from quizapp.lab.trial import LEAST_READING, MOST_READING, reading_of, run_output, taken

SEED = read_path(Path(__file__).parents[2] / "data/samples/seed.md").deck
assert SEED is not None
PROCESS = SEED.concepts[0].examples["using-multiprocessing"]
THREAD = SEED.concepts[1].examples["using-threading"]


def test_the_output_of_child_processes_is_captured() -> None:
    """The examples of the seed, which have no main guard."""
    assert run_output(PROCESS, HERE).text == "Process running\n"
    assert run_output(THREAD, HERE).text == "Thread running\n"


def test_parameters_are_globals_of_the_program() -> None:
    """With their values."""
    assert run_output(Example(source="print(workers * 2)"), HERE, parameters={"workers": 4}).text == "8\n"


PROBES = {
    "endless": ("import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: pass", "longer than"),
    "flood": ("while True: print('x' * 10000)", "more than 1 MB"),
    "memory": (
        "import time\na = bytearray(1500 << 20)\nfor i in range(0, len(a), 4096): a[i] = 1\ntime.sleep(100)",
        "memory",
    ),
    "crowd": (
        "import os, time\nfor _ in range(100):\n    if os.fork() == 0:\n        time.sleep(100)\ntime.sleep(100)",
        "processes",
    ),
}


@pytest.mark.parametrize("probe", PROBES)
def test_a_program_over_a_limit_is_stopped(probe: str) -> None:
    """The error names the limit. The time is ample, so that the load of the machine decides nothing."""
    source, reason = PROBES[probe]
    printed = run_output(Example(source=source), HERE, seconds=3 if probe == "endless" else 90)
    assert reason in printed.error


REACHED = {
    "threads": (
        "from threading import Event, Thread\nend = Event()\n"
        "for _ in range(9000): Thread(target=end.wait, daemon=True).start()",
        "16 GB of address space, which about 1900 threads fill: RuntimeError: can't start new thread",
    ),
    "memory": ("x = bytearray(17 << 30)", "16 GB of address space: MemoryError"),
    "files": (
        "files = [open('/dev/null') for _ in range(600)]",
        "512 open files: OSError: [Errno 24] Too many open files: '/dev/null'",
    ),
    "file size": (
        "with open('a', 'wb', 0) as file:\n    for _ in range(102): file.write(bytes(1 << 20))",
        "100 MB for a file: OSError: [Errno 27] File too large",
    ),
}


@pytest.mark.parametrize("limit", REACHED)
def test_a_program_that_fails_at_a_limit_is_told_which(limit: str) -> None:
    """Whether it prints, is measured, or leaves threads behind that keep it from ending."""
    source, reason = REACHED[limit]
    assert run_output(Example(source=source), HERE, seconds=90).error == f"it reached a limit of the sandbox, {reason}"
    body = "\n".join(f"    {line}" for line in source.splitlines())
    with pytest.raises(ProgramFailed) as failed:
        taken(measure_named("ratio"), "x", Example(source=f"def main():\n{body}"), {}, HERE)
    assert failed.value.message == f"The example `x` failed: it reached a limit of the sandbox, {reason}"


def test_a_thousand_threads_are_no_limit() -> None:
    """Each reserves 8 MB for its stack and uses little of it."""
    source = """
from threading import Event, Thread
end = Event()
threads = [Thread(target=end.wait) for _ in range(1000)]
for thread in threads:
    thread.start()
print(len(threads))
end.set()
"""
    printed = run_output(Example(source=source), HERE, seconds=90)
    assert (printed.text, printed.error) == ("1000\n", "")


@pytest.mark.parametrize("report", ['{"limit": "files"}', '{"limit": "x"}', '{"limit": [1]}', "[" * 100_000, "nothing"])
def test_an_untrue_report_of_a_limit_changes_no_more_than_the_message(report: str) -> None:
    """Code can write into the pipe of its worker; only known limits are named."""
    source = f"import os, sys\nos.write(int(sys.argv[-1]), {report!r}.encode())\nraise ValueError('mine')"
    error = run_output(Example(source=source), HERE, seconds=90).error
    named = "it reached a limit of the sandbox, 512 open files: "
    assert error == f"{named if 'files' in report else ''}ValueError: mine"


NUMBERS = st.one_of(
    st.integers(), st.floats(), st.booleans(), st.sampled_from([10**400, -(10**400), 5e-324, 1.7e308, 1e999, -1e999])
)
VALUES = st.recursive(
    st.one_of(st.none(), NUMBERS, st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=8,
)
REPORTS = st.one_of(
    st.dictionaries(st.sampled_from(["seconds", "value", "count", "bytes", "limit"]), VALUES).map(json.dumps),
    VALUES.map(json.dumps),
    st.text(max_size=40),
)
NAMES = sorted(module.NAME for module in MEASURES)


@given(name=st.sampled_from(NAMES), result=REPORTS)
@example(name="ratio", result="{}")
@example(name="throughput", result='{"seconds": 1e-300, "value": 1' + "0" * 400 + "}")
@example(name="memory", result='{"count": 1, "bytes": 1' + "0" * 400 + "}")
@example(name="lateness", result='{"value": [0, 1e308, 1.7e308]}')
@example(name="lost_updates", result='{"value": [1' + "0" * 400 + ", 0]}")
@example(name="duration", result='{"seconds": 5e-324}')
@example(name="duration", result="[" * 100_000)
@example(name="duration", result="1" * 5000)
def test_any_result_is_a_reading_or_one_error(name: str, result: str) -> None:
    """Untrusted code can write any text into the pipe of its worker; readings can be compared with each other."""
    finished = Finished(exit_code=0, stdout="x", stderr="", result=result, seconds=1.0)
    try:
        reading = reading_of(measure_named(name), "x", finished)
    except ProgramFailed as failed:
        assert failed.message.startswith("The example `x` failed: ")
        assert "\n" not in failed.message
        return
    if isinstance(reading, float):
        assert LEAST_READING <= reading <= MOST_READING


def test_readings_at_the_limits_can_be_compared() -> None:
    """Their quotients have logarithms."""
    for one, two in permutations((LEAST_READING, 1.0, MOST_READING), 2):
        assert math.isfinite(math.log(one / two))


@pytest.mark.parametrize(
    ("source", "forced"),
    [("def main(): return method() is None", "seen"), ("main = lambda: method() is None", "not seen")],
)
def test_a_program_keeps_the_default_start_method(source: str, forced: str) -> None:
    """One without main() and without a guard would start itself again, so it forks."""
    source = f"import multiprocessing as m\nmethod = lambda: m.get_start_method(allow_none=True)\n{source}"
    assert taken(measure_named("visibility"), "x", Example(source=source), {}, HERE) == forced


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_processes_of_main_start_by_every_method(method: str) -> None:
    """The children import the program, with its parameters, and do not run main()."""
    source = f"""
import multiprocessing

def add(queue):
    queue.put(workers + 1)

def main():
    multiprocessing.set_start_method({method!r})
    queue = multiprocessing.Queue()
    child = multiprocessing.Process(target=add, args=(queue,))
    child.start()
    found = queue.get()
    child.join()
    return found == 5
"""
    assert taken(measure_named("visibility"), "x", Example(source=source), {"workers": 4}, HERE) == "seen"


def test_what_prepares_a_trial_is_run_before_it() -> None:
    """So that starting a process does not count."""
    source = "ready = []\ndef prepare(): ready.append(1)\ndef main(): return ready == [1]"
    assert taken(measure_named("visibility"), "x", Example(source=source), {}, HERE) == "seen"


def test_a_daemon_is_killed_at_the_end_of_its_run(tmp_path: Path) -> None:
    """Though it left the session of the run."""
    mark = tmp_path / "pid"
    source = f"""
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open({str(mark)!r}, "w").write(str(os.getpid()))
        time.sleep(60)
    os._exit(0)
os.wait()
while not os.path.exists({str(mark)!r}): time.sleep(0.01)
time.sleep(0.1)
"""
    run_output(Example(source=source), HERE)
    pid = int(mark.read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_program_gets_no_variables_and_its_folder_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret in the environment does not reach the program."""
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    finished = run({"main.py": "import os; print(os.getcwd(), dict(os.environ))"}, ["main.py"], seconds=5)
    assert "hunter2" not in finished.stdout
    assert not Path(finished.stdout.split()[0]).exists()


def test_an_interrupt_kills_the_program(tmp_path: Path) -> None:
    """Ctrl-C while it runs."""
    mark = tmp_path / "pid"
    code = f"""
from quizapp.core.model import Example
from quizapp.lab.sandbox import HERE
from quizapp.lab.trial import run_output
source = "import os, time\\nopen({str(mark)!r}, 'w').write(str(os.getpid()))\\ntime.sleep(60)"
run_output(Example(source=source), HERE, seconds=60)
"""
    program = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not (mark.exists() and mark.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    program.send_signal(2)
    program.wait(60)
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


@pytest.mark.skipif(sys.version_info < (3, 14), reason="interpreters are in the standard library since 3.14")
@pytest.mark.parametrize("variant", ["work-serial", "work-interpreters"])
def test_interpreters_of_one_process_run_in_the_sandbox(variant: str) -> None:
    """Both programs of the shipped claim are measured; how they compare depends on what else the machine does."""
    concept, experiment = located(Run(concept="gil", experiment="interpreters-compute"))
    assert evaluate(experiment.only_if, facts().facts())
    reading = taken(measure_named(experiment.measure), variant, concept.examples[variant], {"n": 200_000}, HERE)
    assert isinstance(reading, float)
    assert reading > 0
