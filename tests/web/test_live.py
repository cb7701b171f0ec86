"""A run while it goes on: other pages show it at once, it can be stopped, and nothing is rated then."""

import asyncio
import http.client
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import urllib3

from quizapp.atomic_files import private_folder
from quizapp.web.live import LiveRuns
from tests.kinds_deck import write_slow_kinds
from tests.web.client import Client, Form, Page
from tests.web.conftest import Serve, Served

ONE = "/prove/one?name=naps/naps/calls"


def shown_run(client: Client, address: str) -> Page:
    """Return the page that is shown instead of `address` while a run goes on."""
    until = time.monotonic() + 60
    while (page := client.get(address)).status != 503:
        assert time.monotonic() < until, "no run began"
    return page


def test_other_pages_show_a_run_that_goes_on_and_stop_it(serve: Serve, quizapp: Any, tmp_path: Path) -> None:
    assert quizapp("import", str(write_slow_kinds(tmp_path / "naps"))).returncode == 0
    served = serve()
    client, other = served.client(), served.client()
    consent = client.submit(client.get(ONE).form("/prove/run"), answer="3").form("/prove/consent")
    with ThreadPoolExecutor(1) as tab:
        ended = tab.submit(client.submit, consent, ("agree", "yes"))
        shown = shown_run(other, "/")
        assert "An experiment is running" in shown.text and shown.headers["retry-after"] == "2"
        assert not ended.done()
        other.submit(shown.form("/live/stop"))
        page = ended.result(100)
    assert "The run was stopped, and nothing was rated." in page.text
    assert "/prove/run" in {form.action for form in page.found.forms}, "the experiment is shown again"
    assert other.get("/").status == 200


def running() -> dict[int, int]:
    """Return the parent of every process that has not ended, without guards."""
    found: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if fields[0] not in "ZX" and b"guard_child.py" not in (entry / "cmdline").read_bytes():
                found[int(entry.name)] = int(fields[1])
        except OSError:
            continue
    return found


def children(pid: int) -> list[int]:
    """Return the processes below a process."""
    found, below = running(), {pid}
    while more := {each for each, parent in found.items() if parent in below} - below:
        below |= more
    return sorted(below - {pid})


def begun(serve: Serve, quizapp: Any, folder: Path) -> tuple[Served, Client, Form]:
    """Return a server, a client, and the form that begins a run whose first trial takes a minute."""
    assert quizapp("import", str(write_slow_kinds(folder / "naps", seconds=60))).returncode == 0
    served = serve(TMPDIR=str(private_folder(folder / "runs")))
    client = served.client()
    return served, client, client.submit(client.get(ONE).form("/prove/run"), answer="3").form("/prove/consent")


def eventually(true: Callable[[], bool]) -> bool:
    """Return whether a condition becomes true within some seconds."""
    until = time.monotonic() + 30
    while not true() and time.monotonic() < until:
        time.sleep(0.05)
    return true()


def test_stop_ends_the_trial_that_is_measured(serve: Serve, quizapp: Any, tmp_path: Path) -> None:
    """A trial may take 20 seconds, after which the run would have failed."""
    served, client, consent = begun(serve, quizapp, tmp_path)
    other = served.client()
    with ThreadPoolExecutor(1) as tab:
        ended = tab.submit(client.submit, consent, ("agree", "yes"))
        shown = shown_run(other, "/")
        assert eventually(lambda: len(children(served.process.pid)) > 0)
        other.submit(shown.form("/live/stop"))
        assert "The run was stopped, and nothing was rated." in ended.result(100).text
    assert children(served.process.pid) == [] and not list((tmp_path / "runs").iterdir())


def test_run_ends_when_its_tab_was_closed(serve: Serve, quizapp: Any, tmp_path: Path) -> None:
    served, client, consent = begun(serve, quizapp, tmp_path)
    body, kind = urllib3.encode_multipart_formdata([*consent.fields.items(), ("agree", "yes")])
    tab = http.client.HTTPConnection(served.base.removeprefix("http://"), timeout=20)
    tab.request("POST", consent.action, body, {"Cookie": client.cookie, "Origin": served.base, "Content-Type": kind})
    assert eventually(lambda: len(children(served.process.pid)) > 0)
    tab.close()
    assert eventually(lambda: children(served.process.pid) == [] and not list((tmp_path / "runs").iterdir()))
    assert "The run was stopped, and nothing was rated." in client.get(ONE).text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_run_ends_with_its_server(serve: Serve, quizapp: Any, tmp_path: Path, number: signal.Signals) -> None:
    served, client, consent = begun(serve, quizapp, tmp_path)
    with ThreadPoolExecutor(1) as tab:
        ended = tab.submit(client.submit, consent, ("agree", "yes"))
        assert eventually(lambda: len(children(served.process.pid)) > 0)
        runs = children(served.process.pid)
        served.process.send_signal(number)
        served.process.wait(20)
        assert eventually(lambda: not running().keys() & set(runs))
        assert eventually(lambda: not list((tmp_path / "runs").iterdir()))
        if number is signal.SIGKILL:
            with pytest.raises(urllib3.exceptions.HTTPError):
                ended.result(100)
        else:
            ended.exception(100)  # the page of the end, or a server that is gone


def test_stream_that_is_over_before_its_run_is_read_again_from_the_start() -> None:
    """Proxies and limits end streams: only the end of the run is an end for the page."""

    async def read(live: LiveRuns) -> list[str]:
        return [event.split("\n")[0] async for event in live.events(0.3)]

    live = LiveRuns()
    with live.running() as run:
        run.lines.append('{"done": 1}')
        for _ in range(2):
            assert asyncio.run(read(live)) == ['data: {"done": 1}']
    assert asyncio.run(read(live))[-1] == "event: end"
