"""Pictures and sounds of a class come from its database, as the learner, and into no file of the server."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.store.database import open_store
from quizapp.store.decks.import_diff import Source
from quizapp.store.location import parse_server
from quizapp.store.shared_media import share_media
from quizapp.usecases.bootstrap import install_folder
from quizapp.usecases.context import make_context
from quizapp.web.classroom.media import part_asked
from tests.conftest import NOON
from tests.pictures_deck import concept_of, write_deck
from tests.web.classroom.conftest import Browser, ServedClass

CONCEPT = concept_of(
    "A shape.",
    "{id: one, kind: recall, section: what, ask: 'Which? ![](media/one.svg)', answer: 'This: ![](media/two.png)'}",
    "{id: two, kind: recall, section: what, ask: Which tone?, answer: 'C', media: [tone.mp3, page.html]}",
)
STEPS = {"/quiz/begin": ("", ""), "/quiz/answer": ("do", "reveal"), "/quiz/rate": ("rating", "easy")}
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>window.hurt = 1</script></svg>'
FILES = {"one.svg": DRAWING, "two.png": b"a circle", "tone.mp3": bytes(range(256)) * 8192, "page.html": b"<p>hurt"}


def address(name: str) -> str:
    """Return the address of a file of the deck."""
    return f"/class/media/{hashlib.sha256(FILES[name]).hexdigest()}/{quote(name)}"


@pytest.fixture
def pictures(class_pages: ServedClass, tmp_path: Path) -> Iterator[Browser]:
    """Yield the browser of a learner whose class has a deck with pictures, a sound and a file of another type."""
    url = class_pages.server.url(class_pages.database, "me")
    context = make_context(url, None, {"TZ": "UTC", "QUIZAPP_NOW": NOON, "QUIZAPP_CONFIG": str(tmp_path / "none.toml")})
    deck = Path(write_deck(tmp_path, FILES, CONCEPT))
    with closing(open_store(parse_server(url), "me")) as store:
        install_folder(context, store, deck, Source(origin=str(deck), path=str(deck), digest=""))
        share_media(store, "pictures", {name: deck / "media" / name for name in FILES}, FILES.keys())
    class_pages.start()
    browser = class_pages.signed_in("a")
    browser.send("POST", "/quiz/start", [("form", browser.form_token()), ("deck", "pictures"), ("cram", "yes")])
    yield browser


def test_pages_show_the_files_of_the_database_and_the_server_keeps_none(
    class_pages: ServedClass, pictures: Browser
) -> None:
    """The answer's picture only after the answer; each has its type, and a browser keeps it for good."""
    page, shown = pictures.get("/quiz"), set[str]()
    for _ in range(8):
        found = set(re.findall(r'src="(/class/media/[^"]+)"', page.html))
        if "/quiz/rate" not in {form.action for form in page.found.forms}:
            assert address("two.png") not in found
        shown |= found
        form = next(each for each in page.found.forms if each.action in STEPS)
        page = pictures.submit(form, STEPS[form.action])
        if not STEPS.keys() & {form.action for form in page.found.forms}:
            break
    assert shown == {address(name) for name in ("one.svg", "two.png", "tone.mp3")}
    for name, kind in (("one.svg", "image/svg+xml"), ("two.png", "image/png"), ("tone.mp3", "audio/mpeg")):
        answer = pictures.raw(address(name))
        assert (answer.status, answer.data) == (200, FILES[name])
        assert answer.headers["content-type"] == kind and answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "sandbox" in policy and "script" not in policy
        again = pictures.raw(address(name), If_None_Match=answer.headers["etag"])
        assert (again.status, again.data) == (304, b"")
    kept = {file.name for file in (class_pages.folder / "data").rglob("*") if file.is_file()}
    assert not kept & FILES.keys()


def test_what_is_no_picture_of_the_class_is_not_sent(pictures: Browser, class_pages: ServedClass) -> None:
    """A page would run; a name and a content that do not belong together are no file."""
    wrong = [address("page.html"), address("two.png").replace("two.png", "one.svg"), "/class/media/x/two.png",
             f"/class/media/{'0' * 64}/two.png", address("two.png").replace("two.png", "..%2Ftwo.png")]  # fmt: skip
    assert [pictures.raw(each).status for each in wrong] == [404] * len(wrong)
    stranger = class_pages.browser()
    assert stranger.raw(address("two.png")).status == 303


def test_player_gets_a_part_of_a_sound(pictures: Browser) -> None:
    """The sound is larger than what is read at a time; a first part and a last one."""
    whole = FILES["tone.mp3"]
    answer = pictures.raw(address("tone.mp3"), Range="bytes=100-")
    assert (answer.status, answer.data) == (206, whole[100:])
    assert answer.headers["content-range"] == f"bytes 100-{len(whole) - 1}/{len(whole)}"
    assert pictures.raw(address("tone.mp3"), Range="bytes=-7").data == whole[-7:]
    outside = pictures.raw(address("tone.mp3"), Range=f"bytes={len(whole)}-")
    assert (outside.status, outside.headers["content-range"]) == (416, f"bytes */{len(whole)}")


@given(first=st.none() | st.integers(0, 12), last=st.none() | st.integers(0, 12), size=st.integers(1, 10))
def test_part_is_the_one_that_the_header_asks_for(first: int | None, last: int | None, size: int) -> None:
    """As RFC 9110 has it: both ends belong to the part, and a number alone counts from the end."""
    content, header = bytes(range(size)), f"bytes={'' if first is None else first}-{'' if last is None else last}"
    found = part_asked(header, size)
    if first is None:
        wanted = content if last is None else content[max(0, size - last) :]
    else:
        wanted = content[first:] if last is None else content[first : last + 1]
    assert (b"" if found is None else content[found.start : found.stop]) == wanted


@pytest.mark.parametrize(
    "header", ["", "bytes", "bytes=", "bytes=1-2,4-5", "lines=1-2", "bytes=x-", "bytes=-x", "bytes=\u00b2-"]
)
def test_other_headers_mean_the_whole_file(header: str) -> None:
    assert part_asked(header, 9) == range(9)
