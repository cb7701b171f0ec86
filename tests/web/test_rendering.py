"""Pages with the learner's own keys, and with a picture that the text itself shows."""

import base64
import re
from pathlib import Path
from typing import Any

from tests.kinds_deck import write_kinds
from tests.web.answering import step
from tests.web.conftest import Serve
from tests.web.test_quiz import NEW, question

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def keys_of(html: str, values: str) -> dict[str, str]:
    """Return the keys of the buttons of a page by their values."""
    return dict(re.findall(rf'value="({values})"[^>]*data-key="([^"]*)"', html))


def test_keys_that_the_learner_chose_are_those_of_the_page(serve: Serve) -> None:
    client = serve(**NEW, QUIZAPP_KEYS="bury=Z show=v good=l suspend=f").client()
    page = question(client)
    found = keys_of(page.html, "bury|suspend|flag|reveal")
    assert found == {"reveal": "v", "bury": "Z", "suspend": "f", "flag": ""}, "`f` suspends, so nothing flags"
    rated = client.submit(page.form("/quiz/answer"), ("do", "reveal"))
    ratings = {name: pressed.split()[0] for name, pressed in keys_of(rated.html, "again|hard|good|easy").items()}
    assert ratings == {"again": "1", "hard": "2", "good": "l", "easy": "4"}
    assert "<kbd>l</kbd>" in rated.html and 'data-at-end="v"' in rated.html


def test_picture_that_the_text_shows_is_not_shown_again(serve: Serve, quizapp: Any, tmp_path: Path) -> None:
    folder = write_kinds(tmp_path / "naps")
    (folder / "media").mkdir()
    (folder / "media" / "cat & nap.png").write_bytes(PIXEL)
    text = (folder / "naps.yaml").read_text()
    shown = '"Why rest? ![a cat](<media/cat & nap.png>)"'
    assert "ask: Why rest?" in text
    (folder / "naps.yaml").write_text(text.replace("ask: Why rest?", f"ask: {shown}"))
    done = quizapp("import", str(folder))
    assert done.returncode == 0, done.stderr
    client = serve(**NEW).client()
    page = client.send("POST", "/quiz/start", [("deck", "naps"), ("cram", "yes")])
    while "Why rest?" not in page.text or "/quiz/answer" not in page.html:
        page = step(client, page)
    assert page.html.count("<img ") == 1


def test_pages_of_a_concept_show_its_own_files(serve: Serve, quizapp: Any, tmp_path: Path) -> None:
    """Before its first question, in the course map, and at a question; other files are not served."""
    folder = write_kinds(tmp_path / "naps")
    (folder / "media").mkdir()
    (folder / "media" / "nap.png").write_bytes(PIXEL)
    (folder / "media" / "purr.mp3").write_bytes(b"ID3")
    text = (folder / "naps.yaml").read_text()
    shown = '"A pause. ![a cat](nap.png) ![](purr.mp3)"'
    (folder / "naps.yaml").write_text(text.replace("what: A pause.", f"what: {shown}"))
    done = quizapp("import", str(folder))
    assert done.returncode == 0, done.stderr
    client = serve(**NEW).client()
    taught = client.send("POST", "/quiz/start", [("deck", "naps")])
    assert "A new concept" in taught.text
    client.submit(taught.form("/quiz/begin"))
    for page in (taught, client.get("/quiz/read"), client.get("/learn/naps/naps")):
        assert re.findall(r'<(img|audio) [^>]*src="([^"]+)"', page.html) == [
            ("img", "/learn/naps/naps/media?name=nap.png"), ("audio", "/learn/naps/naps/media?name=purr.mp3"),
        ]  # fmt: skip
    found = client.get("/learn/naps/naps/media?name=nap.png")
    assert (found.status, found.headers["content-type"]) == (200, "image/png")
    assert client.get("/learn/naps/naps/media?name=other.png").status == 404
    assert client.get("/learn/naps/none/media?name=nap.png").status == 404
