"""Limits end what never ends by itself, and say what it was."""

import subprocess
import sys
from pathlib import Path

import pytest
from limits import end, killed_after, limited

HANGS = """
import threading
import time

def wait_in_a_thread():
    time.sleep(60)

def test_hangs():
    threading.Thread(target=wait_in_a_thread, daemon=True).start()
    time.sleep(60)

def test_comes_next():
    pass
"""
HANGS_IN_ITS_END = """
import pytest, time

@pytest.fixture
def hanging():
    yield
    time.sleep(60)

def test_hangs_twice(hanging):
    try:
        time.sleep(60)
    finally:
        time.sleep(60)
"""
NO_EXCEPTION_ENDS_IT = """
import signal

def test_cannot_be_interrupted():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    signal.sigwait([signal.SIGUSR1])
"""
TALKS_AND_STAYS = "import time; print('begun', flush=True); time.sleep(60)"
IGNORES_SIGTERM = "import signal, time; signal.signal(15, signal.SIG_IGN); " + TALKS_AND_STAYS


def started(program: str) -> "subprocess.Popen[str]":
    """Start a program that prints a line and stays."""
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)


def test_process_that_lives_too_long_is_killed_and_its_output_ends() -> None:
    with limited(started(TALKS_AND_STAYS), seconds=1) as process:
        assert process.stdout and process.stdout.read() in ("", "begun\n")
    assert process.returncode == -9


def test_process_that_answers_in_time_stays() -> None:
    with limited(started(TALKS_AND_STAYS)) as process:
        with killed_after(process):
            assert process.stdout and process.stdout.readline() == "begun\n"
        assert process.poll() is None
        end(process)
    assert process.returncode == -15


def test_process_that_ignores_its_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("limits.END_SECONDS", 1)
    with limited(started(IGNORES_SIGTERM)) as process:
        assert process.stdout and process.stdout.readline() == "begun\n"
        end(process)
    assert process.returncode == -9


def run_tests(folder: Path, source: str) -> "subprocess.CompletedProcess[str]":
    """Run tests with the settings and the limits of this project, but with less than a second for each test."""
    tests = Path(__file__).parent
    (folder / "test_it.py").write_text(source)
    words = ["-c", str(tests.parent / "pyproject.toml"), f"--confcutdir={folder}", "-p", "tests.conftest"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *words, "-p", "no:cacheprovider", "--timeout=0.6", str(folder)],
        capture_output=True, text=True, cwd=tests.parent, timeout=60, check=False,
    )  # fmt: skip


def test_test_that_hangs_fails_alone_with_the_stacks_of_its_threads(tmp_path: Path) -> None:
    done = run_tests(tmp_path, HANGS)
    assert "1 failed, 1 passed" in done.stdout
    assert "test_hangs" in done.stdout and "wait_in_a_thread" in done.stdout + done.stderr


def test_test_that_hangs_again_in_its_end_and_its_fixture_is_ended(tmp_path: Path) -> None:
    done = run_tests(tmp_path, HANGS_IN_ITS_END)
    assert "1 failed, 1 error" in done.stdout


def test_process_of_a_test_that_no_exception_ends_is_ended(tmp_path: Path) -> None:
    done = run_tests(tmp_path, NO_EXCEPTION_ENDS_IT)
    assert (done.returncode, "test_cannot_be_interrupted" in done.stderr) == (1, True), done.stderr
