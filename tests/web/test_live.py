"""A run while it goes on: other pages show it at once, it can be stopped, and nothing is rated then."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.kinds_deck import write_slow_kinds
from tests.web.conftest import Client, Page, Serve

ONE = "/prove/one?name=naps/naps/calls"


def shown_run(client: Client, address: str) -> Page:
    """Return the page that is shown instead of `address` while a run goes on."""
    page = client.get(address)
    while page.status != 503:
        page = client.get(address)
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
        page = ended.result()
    assert "The run was stopped, and nothing was rated." in page.text
    assert "/prove/run" in {form.action for form in page.found.forms}, "the experiment is shown again"
    assert other.get("/").status == 200
