"""A run that another thread stops: it ends at once, with all its processes and its folder, in every layer."""

import secrets
import tempfile
import threading
from pathlib import Path

import pytest

from quizapp.errors import RunStopped
from quizapp.lab import confinement
from quizapp.lab.sandbox import RunEnvironment, run
from quizapp.lab.stopping import end_if_stopped, stopped_by
from tests.lab.test_run_guard import LAYERS, PROGRAM, eventually, processes


@pytest.mark.parametrize("layer", LAYERS)
def test_stopped_run_leaves_no_process_and_no_folder(
    layer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor a daemon that it started. The program itself would run for a minute."""
    if layer and not confinement.available(layer):
        pytest.skip(f"this machine has no {layer}")
    chosen = next((each for each in confinement.LAYERS if each.name == layer), None)
    monkeypatch.setattr(confinement, "strongest", lambda: chosen)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    mark, stop, ended = secrets.token_hex(16), threading.Event(), list[BaseException]()

    def measure() -> None:
        try:
            with stopped_by(stop.is_set):
                run({"main.py": PROGRAM}, ["main.py", mark], RunEnvironment(trusted=not layer), seconds=60)
        except RunStopped as error:
            ended.append(error)

    thread = threading.Thread(target=measure, daemon=True)
    thread.start()
    assert eventually(lambda: len(processes(mark)) >= 3)
    stop.set()
    thread.join(30)
    assert not thread.is_alive() and len(ended) == 1
    assert eventually(lambda: processes(mark) == [])
    assert list(tmp_path.iterdir()) == []


def test_run_that_is_stopped_before_its_begin_starts_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with stopped_by(lambda: True), pytest.raises(RunStopped):
        run({"main.py": "open('ran', 'w')"}, ["main.py"], seconds=10)
    assert list(tmp_path.iterdir()) == []


def test_only_runs_of_the_block_and_of_its_thread_are_stopped() -> None:
    with stopped_by(lambda: True):
        thread = threading.Thread(target=end_if_stopped, daemon=True)
        thread.start()
        thread.join(20)
        with stopped_by(lambda: False):
            end_if_stopped()
        with pytest.raises(RunStopped):
            end_if_stopped()
    end_if_stopped()
