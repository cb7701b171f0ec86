"""Checks of programs, run in the real sandbox: what passes, what fails with which words, and what never ends."""

import ast
import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quizapp.core.program_run import CheckResult, ProgramRun
from quizapp.lab.checking.run_checks import MOST_LINES, Checks, results_of, run_checks
from quizapp.lab.confinement import strongest
from quizapp.lab.sandbox import HERE, Finished, RunEnvironment
from quizapp.questions.program import HELPERS

COUNTER = """
class Counter:
    def __init__(self):
        self.value = 0

    def add(self):
        self.value += 1
"""
LOCKED = """
import threading

class Counter:
    def __init__(self):
        self.value, self.lock = 0, threading.Lock()

    def add(self):
        with self.lock:
            self.value += 1
"""
NO_UPDATE_IS_LOST = """
import answer
from checking import interleavings, together

def check_no_update_is_lost():
    for counter in interleavings(answer.Counter, answer.Counter.add, answer.Counter.add):
        assert counter.value == 2, "two calls"

def check_sum():
    '''Four calls add 4.'''
    counter = answer.Counter()
    together(*[counter.add] * 4)
    assert counter.value == 4
"""


def tried(program: str, checks: str, seconds: float = 10.0, environment: RunEnvironment = HERE) -> ProgramRun:
    """Return what checks find in a program."""
    return run_checks(program, Checks(checks=checks, given="def main(): ...", seconds=seconds), environment)


def only(run: ProgramRun) -> CheckResult:
    """Return the one failed check of a run."""
    assert len(run.failed) == 1, run
    return run.failed[0]


@pytest.mark.parametrize("trusted", [True, False])
def test_a_lost_update_is_found_each_time_and_a_lock_passes(trusted: bool) -> None:
    """In the base layer, and in the strongest layer that this machine has."""
    environment = RunEnvironment(trusted=trusted, unsafe=strongest() is None)
    failed = tried(COUNTER, NO_UPDATE_IS_LOST, environment=environment)
    assert [(check.name, check.ok) for check in failed.checks] == [
        ("no update is lost", False),
        ("Four calls add 4", True),
    ]
    found = failed.checks[0]
    assert (found.input, found.expected, found.got, found.message) == ("counter.value", "2", "1", "two calls")
    assert found.checks_line == 7
    assert tried(LOCKED, NO_UPDATE_IS_LOST, environment=environment).verdict == "passed"


def test_a_failed_assert_tells_the_call_its_variables_and_both_values() -> None:
    """Whichever side the expected value is on."""
    program = "def total(numbers, start=0):\n    return start\n"
    checks = "import answer\nitems = [1, 2]\ndef check_total():\n    assert {} \n"
    for condition in ("answer.total(items) == 3", "3 == answer.total(items)"):
        found = only(tried(program, checks.format(condition)))
        assert (found.input, found.values, found.expected, found.got) == ("total(items)", {"items": "[1, 2]"}, "3", "0")


@pytest.mark.parametrize(
    ("condition", "expected", "got"),
    [
        ("answer.x != 2", "not 2", "2"), ("answer.x < 2", "less than 2", "2"), ("3 <= answer.x", "at least 3", "2"),
        ("answer.x in (3, 4)", "one of (3, 4)", "2"), ("answer.x is None", "None", "2"),
        ("answer.empty", "a true value", "''"), ("answer.lines == 'a\\nc'", "a\nc", "a\nb"),
    ],
)  # fmt: skip
def test_what_was_expected_is_in_words(condition: str, expected: str, got: str) -> None:
    """For each comparison; lines stay lines."""
    found = only(tried("x = 2\nempty = ''\nlines = 'a\\nb'\n", f"import answer\nassert {condition}\n"))
    assert (found.expected, found.got) == (expected, got)


def test_an_error_has_the_lines_of_the_program_alone() -> None:
    """Neither those of the checks nor those of the library."""
    program = (
        "import json\n\ndef outer(text):\n    return inner(text)\n\ndef inner(text):\n    return json.loads(text)\n"
    )
    found = only(tried(program, "import answer\nassert answer.outer('{') == {}\n"))
    assert found.error.startswith("JSONDecodeError: ")
    assert [(each.line, each.text, each.function) for each in found.trace] == [
        (4, "return inner(text)", "outer"), (7, "return json.loads(text)", "inner"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("program", "error", "lines"),
    [
        ("def f(x) return x\n", "SyntaxError: expected ':'", [1]),
        ("x = 1\ny = z\n", "NameError: name 'z' is not defined", [2]),
        ("x = 1\n", "your program has no `f`", []),
        ("import sys\nsys.exit(3)\n", "your program ended itself with SystemExit", [2]),
        ("import os\nos._exit(3)\n", "the program ended itself with exit code 3", []),
    ],
)
def test_a_program_that_cannot_be_used_says_why(program: str, error: str, lines: list[int]) -> None:
    """Each is one failed check."""
    found = only(tried(program, "import answer\nassert answer.f(1) == 1\n"))
    assert found.error == error
    assert [each.line for each in found.trace] == lines


def test_an_endless_loop_and_a_deadlock_are_told_apart() -> None:
    """With the line of each thread."""
    found = only(
        tried("def f():\n    while True:\n        pass\n", "import answer\nassert answer.f() == 1\n", 1.0)
    ).unended
    assert found is not None
    assert found.busy
    assert [each.function for each in found.lines] == ["f"]
    program = (
        "import threading\na, b = threading.Lock(), threading.Lock()\n"
        "def one():\n    with a:\n        with b:\n            return 1\n"
        "def two():\n    with b:\n        with a:\n            return 2\n"
    )
    checks = (
        "import answer\nfrom checking import interleavings\n"
        "def check_deadlock():\n"
        "    for each in interleavings(lambda: 0, lambda _: answer.one(), lambda _: answer.two()):\n"
        "        assert each == 0\n"
    )
    found = only(tried(program, checks, 2.0)).unended
    assert found is not None
    assert not found.busy
    assert sorted((each.line, each.function) for each in found.lines) == [(5, "one"), (9, "two")]


def test_a_program_that_cannot_be_interrupted_is_stopped_too() -> None:
    """The sandbox ends what no signal handler can."""
    run = tried(
        "import re\ndef f():\n    return re.match('(a+)+$', 'a' * 60 + 'b')\n",
        "import answer\nassert answer.f()\n",
        0.5,
    )
    assert only(run).unended is not None


def test_output_is_read_from_calls_threads_processes_and_whole_programs() -> None:
    """What the checks did not read is the program's own output."""
    program = (
        "import threading, multiprocessing\nprint('imported')\nfork = multiprocessing.get_context('fork')\n"
        "def work(text):\n    print(text, ' ', flush=True)\n"
        "def main():\n"
        "    for kind, name in ((threading.Thread, 'Thread'), (fork.Process, 'Process')):\n"
        "        each = kind(target=work, args=(name,)); each.start(); each.join()\n"
        "if __name__ == '__main__':\n    main()\n"
    )
    checks = (
        "import answer\nfrom checking import printed, run\n"
        "assert printed(answer.main) == 'Thread\\nProcess'\nassert run() == 'imported\\nThread\\nProcess'\n"
    )
    run = tried(program, checks)
    assert (run.verdict, run.printed) == ("passed", "imported\n")


def test_a_whole_program_that_fails_tells_its_line() -> None:
    """As a call does."""
    found = only(
        tried(
            "def f():\n    return 1 / 0\n\nif __name__ == '__main__':\n    f()\n",
            "from checking import run\nassert run() == ''\n",
        )
    )
    assert (found.input, found.got) == ("python answer.py", "ZeroDivisionError: division by zero")
    assert [each.line for each in found.trace] == [5, 2]


def test_errors_of_a_call_and_of_threads() -> None:
    """`raises` returns the error; an error in a thread that nobody joined explains a failed check."""
    program = (
        "import threading\ndef f(x):\n    raise ValueError(x)\ndef g():\n"
        "    t = threading.Thread(target=f, args=(1,))\n    t.start(); t.join()\n"
    )
    checks = "import answer\nfrom checking import raises\nassert str(raises(ValueError, answer.f, 3)) == '3'\n"
    assert tried(program, checks).verdict == "passed"
    assert only(tried(program, checks.replace("ValueError", "OSError"))).got == "ValueError: 3"
    assert only(tried(program, checks.replace("answer.f, 3", "str, 3"))).got == "no error; it returned '3'"
    found = only(tried(program, "import answer\nassert answer.g() == 1\n"))
    assert (found.message, [each.line for each in found.trace]) == ("a thread ended with ValueError: 1", [3])


def test_threads_that_never_end_do_not_keep_a_run_from_ending() -> None:
    """The checks are over."""
    program = "import threading, time\nthreading.Thread(target=lambda: time.sleep(60)).start()\nx = 1\n"
    assert tried(program, "import answer\nassert answer.x == 1\n", 5.0).verdict == "passed"


def test_async_checks_are_awaited() -> None:
    """A coroutine that is only created would pass."""
    checks = "import answer\nasync def check_value():\n    assert await answer.value() == 2\n"
    assert only(tried("async def value():\n    return 1\n", checks)).got == "1"
    assert tried("async def value():\n    return 2\n", checks).verdict == "passed"


WASTEFUL = (
    "def main():\n    total = 0\n    for number in range(3_000_000):\n        total += number\n    return total\n"
)
FAST = "def main():\n    return 3_000_000 * 2_999_999 // 2\n"


def test_a_speedup_is_measured_by_the_lab() -> None:
    """Against the given program; a machine that is too busy gives no verdict, which is no failure."""
    checks = Checks(checks="from checking import speedup\nspeedup(at_least=2)\n", given=WASTEFUL, seconds=5.0)
    assert run_checks(FAST, checks, HERE).verdict in ("passed", "inconclusive")
    same = run_checks(WASTEFUL, checks, HERE)
    assert same.verdict in ("failed", "inconclusive")
    if same.verdict == "failed":
        assert only(same).expected == "at least 2 times"
    wrong = Checks(checks="from checking import speedup\nspeedup(at_least='import os')\n", given=WASTEFUL, seconds=5.0)
    assert "speedup" in only(run_checks(FAST, wrong, HERE)).error


def writes_to_the_report(text: str) -> str:
    """Return a program that writes a line to every pipe that it can find, as untrusted code could."""
    return (
        f"import os\nLINE = {text.encode('utf-8', 'replace')!r} + b'\\n'\n"
        "for number in range(3, 20):\n    try:\n        os.write(number, LINE)\n"
        "    except OSError:\n        pass\nx = 1\n"
    )


@settings(max_examples=10, deadline=None)
@given(st.text(max_size=60))
def test_whatever_a_program_writes_to_the_report_is_a_run(text: str) -> None:
    """No text of it is an error of ours."""
    assert tried(writes_to_the_report(text), "import answer\nassert answer.x == 1\n").checks


KEYS = [
    "ok", "ended", "begun", "check", "input", "expected", "got", "message", "error", "trace", "values", "unended",
    "checks_line", "busy", "lines", "line", "text", "function", "speedups",
]  # fmt: skip
FORGED = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.just(10**400), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=12,
)  # fmt: skip
LINES = st.lists(
    st.one_of(st.dictionaries(st.sampled_from(KEYS), FORGED).map(json.dumps), st.text(max_size=20)), max_size=4
)


@given(LINES)
@example(["[" * 100_000])
@example(['{"ok": false, "checks_line": 1' + "0" * 400 + "}", '{"ok": true, "trace": [{"line": -1}]}'])
@example(['{"ok": true, "values": {"a": ' + "[" * 900 + "]" * 900 + "}}", "{}"])
def test_any_report_is_a_list_of_results(lines: list[str]) -> None:
    """Each has texts and small numbers, which every screen can show."""
    found = results_of(Finished(exit_code=0, stdout="", stderr="", result="\n".join(lines), seconds=1.0), 5.0)
    for each in found:
        texts = (each.name, each.input, each.expected, each.got, each.message, each.error, *each.values.values())
        assert all(isinstance(text, str) for text in texts)
        lines_of = (*each.trace, *(each.unended.lines if each.unended else ()))
        assert all(0 <= number < MOST_LINES for number in (each.checks_line, *(line.line for line in lines_of)))


def test_forged_reports_are_values_of_the_right_types() -> None:
    """Each field that has another type is left out."""
    forged = '{"check": 3, "ok": false, "values": [1], "trace": [{"line": "x"}, 4], "unended": 3, "checks_line": true}'
    found = tried(writes_to_the_report(forged), "import answer\nassert answer.x == 1\n").checks[0]
    assert (found.name, found.values, found.trace, found.checks_line) == ("", {}, (), 0)


def test_every_helper_that_decks_may_import_exists() -> None:
    """The check of decks knows the same names as the child."""
    source = Path(__file__).parents[3] / "quizapp/lab/checking/checking.py"
    functions = {node.name for node in ast.parse(source.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)}
    assert {*HELPERS} <= functions


def test_output_of_processes_is_read_in_every_call_with_every_start_method() -> None:
    """A server that forks them keeps the output that it began with."""
    program = (
        "import multiprocessing\n"
        "def work(text):\n    print(text, flush=True)\n"
        "def main(method):\n"
        "    each = multiprocessing.get_context(method).Process(target=work, args=(method,))\n"
        "    each.start(); each.join()\n"
    )
    checks = (
        "import answer\nfrom checking import printed\n"
        "for method in ('forkserver', 'spawn', 'fork') * 2:\n    assert printed(answer.main, method) == method\n"
    )
    assert tried(program, checks, 20.0).verdict == "passed"
