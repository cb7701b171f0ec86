"""The preview of a deck folder shows its pictures and plays its sounds, and sends nothing else."""

import re
from html import unescape
from pathlib import Path

from tests.pictures_deck import concept_of, write_deck
from tests.web.conftest import Serve

CONCEPT = concept_of(
    "A shape. ![A page](media/page.png)",
    "{id: one, kind: recall, section: what, ask: 'Which? ![](media/one.svg)', answer: 'This: ![](media/two.png)'}",
    "{id: two, kind: recall, section: what, ask: Which tone?, answer: 'C', media: [tone.mp3, page.html]}",
)
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>window.hurt = 1</script></svg>'
FILES = {"one.svg": DRAWING, "two.png": b"a circle", "tone.mp3": b"a tone", "page.png": b"a page",
         "page.html": b"<p>hurt"}  # fmt: skip
KINDS = {"one.svg": "image/svg+xml", "two.png": "image/png", "tone.mp3": "audio/mpeg", "page.png": "image/png"}


def test_pictures_and_sounds_of_the_folder_are_shown(serve: Serve, tmp_path: Path) -> None:
    """Those in texts, those that are listed, and those of sections; a type that could run is only named."""
    deck = write_deck(tmp_path, FILES, CONCEPT)
    client = serve("--preview", deck).client()
    page = client.get("/preview")
    shown = {unescape(each) for each in re.findall(r'src="(/preview/media[^"]+)"', page.html)}
    assert shown == {f"/preview/media?name={name}" for name in KINDS} and "File: page.html" in page.text
    for name, kind in KINDS.items():
        answer = client.raw(f"/preview/media?name={name}")
        assert (answer.status, answer.data, answer.headers["content-type"]) == (200, FILES[name], kind)
        assert answer.headers["x-content-type-options"] == "nosniff"
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "sandbox" in policy and "script" not in policy


def test_nothing_outside_the_folder_is_sent(serve: Serve, tmp_path: Path) -> None:
    """No path, no link, no file of another type; and nothing at all where the folder itself is a link."""
    deck = Path(write_deck(tmp_path, FILES, CONCEPT))
    (tmp_path / "secret.png").write_bytes(b"secret")
    (deck / "outside.png").write_bytes(b"outside")
    (deck / "media" / "link.png").symlink_to(tmp_path / "secret.png")
    client = serve("--preview", str(deck)).client()
    names = ("../../secret.png", "..%2F..%2Fsecret.png", "../outside.png", str(tmp_path / "secret.png"), "link.png",
             "page.html", "deck.yaml", "none.png", "", "..", "%00.png")  # fmt: skip
    assert [client.raw(f"/preview/media?name={name}").status for name in names] == [404] * len(names)
    (deck / "media").rename(tmp_path / "moved")
    (deck / "media").symlink_to(tmp_path / "moved")
    assert client.raw("/preview/media?name=two.png").status == 404
    assert "/preview/media" not in client.get("/preview").html
    assert serve().client().raw("/preview/media?name=two.png").status == 404
