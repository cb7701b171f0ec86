"""The lab on real child processes, and its statistics."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.model import Example, Expectation, Experiment, SectionName, Variant
from quizapp.errors import ExitCode, QuizError
from quizapp.formats.registry import read_path
from quizapp.lab.runner import HERE, run_experiment, run_output
from quizapp.lab.sandbox import run
from quizapp.lab.statistics import hodges_lehmann, interval, signed_rank_counts
from quizapp.lab.system_load import Load
from quizapp.lab.verdict import Bounds, decide, judge, outcome

pytestmark = pytest.mark.alone

SEED = read_path(Path(__file__).parents[2] / "data/samples/seed.md").deck
assert SEED is not None
PROCESS = SEED.concepts[0].examples["using-multiprocessing"]
THREAD = SEED.concepts[1].examples["using-threading"]


def comparison(**fields: object) -> Experiment:
    """An experiment that compares `a` with `b`."""
    variants = {"a": Variant(example="a"), "b": Variant(example="b")}
    plain = {"id": "x", "section": SectionName.WHY, "claim": "c", "ask": "?", "measure": "ratio"}
    return Experiment(**plain, variants=variants, baseline="a", contender="b", **fields)  # type: ignore[arg-type]


def test_the_seed_s_examples_print_what_they_say() -> None:
    """Unguarded as they are, children's output included."""
    assert run_output(PROCESS, HERE).text == "Process running\n"
    assert run_output(THREAD, HERE).text == "Thread running\n"


def test_a_process_starts_slower_than_a_thread() -> None:
    """The seed's two examples, measured."""
    seen: list[str] = []
    report = run_experiment(
        comparison(expect=Expectation(at_least="2")),
        {"a": PROCESS, "b": THREAD},
        {},
        seed=1,
        on_trial=lambda trial: seen.append(trial.variant),
    )
    assert report.verdict == "confirmed"
    assert report.low <= report.value <= report.high
    assert seen.count("a") == seen.count("b") >= 5


def test_parameters_reach_the_code() -> None:
    """As globals."""
    assert run_output(Example(source="print(workers * 2)"), HERE, parameters={"workers": 4}).text == "8\n"


def test_a_failing_variant_is_one_error() -> None:
    """With the last line of its traceback."""
    with pytest.raises(QuizError, match="ZeroDivisionError") as caught:
        run_experiment(comparison(), {"a": Example(source="1/0"), "b": THREAD}, {}, seed=1)
    assert caught.value.exit_code == ExitCode.SANDBOX


PROBES = {
    "endless": ("import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: pass", "longer than"),
    "flood": ("while True: print('x' * 10000)", "more than 1 MB"),
    "memory": (
        "import time\na = bytearray(1500 << 20)\nfor i in range(0, len(a), 4096): a[i] = 1\ntime.sleep(20)",
        "memory",
    ),
    "crowd": (
        "import os, time\nfor _ in range(100):\n    if os.fork() == 0:\n        time.sleep(20)\ntime.sleep(20)",
        "processes",
    ),
}


@pytest.mark.parametrize("probe", PROBES)
def test_what_goes_on_without_end_is_stopped(probe: str) -> None:
    """And says by what."""
    source, reason = PROBES[probe]
    printed = run_output(Example(source=source), HERE, seconds=3 if probe == "endless" else 15)
    assert reason in printed.error


def test_a_daemon_in_a_session_of_its_own_is_swept(tmp_path: Path) -> None:
    """Nothing outlives its run."""
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


def test_the_environment_is_scrubbed_and_the_folder_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No secret of ours is passed on."""
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    finished = run({"main.py": "import os; print(os.getcwd(), dict(os.environ))"}, ["main.py"], seconds=5)
    assert "hunter2" not in finished.stdout
    assert not Path(finished.stdout.split()[0]).exists()


def test_an_interrupt_leaves_no_child(tmp_path: Path) -> None:
    """Ctrl-C while a program runs."""
    mark = tmp_path / "pid"
    code = f"""
from quizapp.core.model import Example
from quizapp.lab.runner import HERE, run_output
source = "import os, time\\nopen({str(mark)!r}, 'w').write(str(os.getpid()))\\ntime.sleep(60)"
run_output(Example(source=source), HERE, seconds=60)
"""
    program = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while not (mark.exists() and mark.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    program.send_signal(2)
    program.wait(20)
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


SAMPLES = st.lists(st.floats(-3, 3), min_size=5, max_size=28)


@given(SAMPLES)
def test_the_interval_holds_the_estimate_and_widens_with_confidence(values: list[float]) -> None:
    """Whatever the samples."""
    low, high = interval(values)
    assert low <= hodges_lehmann(values) <= high
    narrow = interval(values, 0.8)
    assert low <= narrow[0] <= narrow[1] <= high


@given(SAMPLES, st.floats(-2, 2))
def test_scaling_times_shifts_the_estimate(values: list[float], shift: float) -> None:
    """A constant factor is a constant in logs."""
    moved = [value + shift for value in values]
    assert hodges_lehmann(moved) == pytest.approx(hodges_lehmann(values) + shift)


def test_signed_rank_counts_are_those_of_every_sign_pattern() -> None:
    """By brute force for six ranks."""
    brute = [0] * 22
    for signs in range(64):
        brute[sum(rank for rank in range(1, 7) if signs >> (rank - 1) & 1)] += 1
    assert signed_rank_counts(6) == brute


def test_verdicts_need_the_whole_interval() -> None:
    """On one side, on the other, across."""
    at_least = Bounds(low=1.2, high=None)
    assert [judge(1.5, 1.8, at_least), judge(0.8, 1.0, at_least), judge(1.0, 1.5, at_least)] == [
        "confirmed", "refuted", "inconclusive",
    ]  # fmt: skip


def test_ratios_have_four_outcomes() -> None:
    """Whatever was claimed."""
    seen = [outcome(1.2, 1.5), outcome(0.95, 1.2), outcome(0.5, 0.8), outcome(1.0, 1.4)]
    assert seen == ["faster", "not faster", "slower", "inconclusive"]


@pytest.mark.parametrize(
    ("load", "cores", "ceiling", "reason"),
    [
        (Load(foreign=0.8), 2.0, 1.9, "another program used 0.8 of a core"),
        (Load(foreign=0.1, stolen=0.4), 2.0, 1.9, "the machine under this one took 0.4 of a core away"),
        (Load(foreign=0.1, throttled=7), 2.0, 1.9, "the quota on cores was used up 7 times"),
        (Load(foreign=0.1), 2.0, 1.2, "the machine gave no more than 1.2 of its 2 cores"),
        (Load(), 1.0, None, "it cannot be shown here: there is one core"),
        (Load(), 1.5, None, "it cannot be shown here: there are 1.5 cores"),
    ],
)
def test_a_claim_about_cores_is_not_judged_where_they_were_not_free(
    load: Load, cores: float, ceiling: float | None, reason: str
) -> None:
    """The same figures are judged where nothing depends on cores."""
    figures, bounds = [0.9, 1.0, 0.95, 0.97, 1.02, 0.99, 0.93, 1.01, 0.96, 0.98], Bounds(low=1.2, high=None)
    gated = decide(figures, bounds, load, cores=cores, needs_cores=True, ceiling=ceiling)
    assert (gated.verdict, gated.reason) == ("inconclusive", reason)
    assert decide(figures, bounds, load, cores=cores, needs_cores=False).verdict == "refuted"
