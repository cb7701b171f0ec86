"""The proxies of docs/web.md, as configured there, before the pages of a class: TLS, the sender, limits."""

import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import urllib3
from limits import end

from tests.web.classroom.conftest import Browser, ServedClass, free_port

DOCS = (Path(__file__).parents[3] / "docs" / "web.md").read_text("utf-8")
pytestmark = pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
NAME = "class.example.org"
MAIN = """daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr;
events {{}}
http {{
access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
{server}
}}
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a proxy listens, what it passes requests to, and its folder."""

    folder: Path
    port: int
    pages: int


def block(kind: str) -> str:
    """Return the configuration of a proxy from the documentation."""
    found = re.search(rf"^```{kind}\n(.*?)^```", DOCS[DOCS.index("Caddy gets a certificate") :], re.M | re.S)
    assert found
    return found[1]


def nginx(place: Place) -> list[str]:
    """Write the configuration of nginx with a certificate of its own; return the command."""
    certificate, key = place.folder / "class.pem", place.folder / "class.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}",
                    "-keyout", key, "-out", certificate], check=True, capture_output=True)  # fmt: skip
    server = block("nginx")
    for old, new in (("listen 443 ssl", f"listen 127.0.0.1:{place.port} ssl"), ("/etc/ssl/class.pem", str(certificate)),
                     ("/etc/ssl/class.key", str(key)), ("127.0.0.1:8463", f"127.0.0.1:{place.pages}")):  # fmt: skip
        assert old in server
        server = server.replace(old, new)
    (place.folder / "nginx.conf").write_text(MAIN.format(folder=place.folder, server=server))
    return ["nginx", "-c", str(place.folder / "nginx.conf")]


def caddy(place: Place) -> list[str]:
    """Write the configuration of Caddy, which signs a certificate itself; return the command."""
    site = block("").replace(NAME, f"https://{NAME}:{place.port}").replace("127.0.0.1:8463", f"127.0.0.1:{place.pages}")
    own = "{\n admin off\n skip_install_trust\n auto_https disable_redirects\n}\n"
    (place.folder / "Caddyfile").write_text(own + site.replace("{\n", "{\n    tls internal\n    bind 127.0.0.1\n", 1))
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(place.folder / "Caddyfile")]


PROXIES: dict[str, Callable[[Place], list[str]]] = {"nginx": nginx, "caddy": caddy}


class ProxiedBrowser(Browser):
    """A browser that opens the class's address at the proxy, whatever its certificate, from an address of loopback."""

    def __init__(self, port: int, source: str = "127.0.0.1", **headers: str) -> None:
        super().__init__(f"https://127.0.0.1:{port}", Host=NAME, Origin=f"https://{NAME}", **headers)
        self.pool = urllib3.PoolManager(
            retries=False, timeout=60, maxsize=1, cert_reqs=ssl.CERT_NONE, assert_hostname=False,
            server_hostname=NAME, source_address=(source, 0),
        )  # fmt: skip


@pytest.fixture(params=PROXIES)
def proxied(request: pytest.FixtureRequest, class_pages: ServedClass, tmp_path: Path) -> Iterator[int]:
    """Start the pages behind a proxy; yield the proxy's port."""
    if not shutil.which(request.param) or not shutil.which("openssl"):
        pytest.skip(f"{request.param} or openssl is not installed")
    folder = tmp_path / "proxy"
    folder.mkdir()
    place = Place(folder, free_port(), class_pages.port)
    class_pages.start("--behind-proxy", "127.0.0.1")
    with (folder / "log").open("wb") as log:
        own = {
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "PATH": "/usr/sbin:/usr/bin:/bin",
        }
        process = subprocess.Popen(PROXIES[request.param](place), env=own, stdout=log, stderr=log, cwd=folder)
        try:
            wait_for(place, process)
            yield place.port
        finally:
            end(process)


def wait_for(place: Place, process: "subprocess.Popen[bytes]") -> None:
    """Wait until a proxy answers."""
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        with suppress(urllib3.exceptions.HTTPError):
            ProxiedBrowser(place.port).get("/sign-in")
            return
        time.sleep(0.1)
    raise AssertionError((place.folder / "log").read_text())


def test_class_works_behind_a_proxy_as_documented(class_pages: ServedClass, proxied: int) -> None:
    """Cookies need TLS, forms come from the proxy's host alone, large ones are refused, and nobody goes around it."""
    browser = ProxiedBrowser(proxied)
    page = browser.sign_in("a", class_pages.server.password)
    assert "Sign out a" in page.text and "max-age" in page.headers["strict-transport-security"]
    assert browser.set_cookies and all("; secure" in header.lower() for header in browser.set_cookies)
    assert "__Host-quizapp" in browser.cookies
    token = browser.form_token()
    assert browser.send("POST", "/quiz/start", [("form", token), ("cram", "yes")]).status == 200
    evil = browser.send("POST", "/quiz/start", [("form", token)], Origin="https://evil.example")
    assert evil.status == 403
    assert browser.send("POST", "/quiz/answer", [("form", token), ("answer", "x" * (3 << 20))]).status == 413
    assert "Sign out a" in browser.get("/").text
    around = class_pages.browser()
    around.cookies = browser.cookies
    assert around.get("/").status == 403


def test_tries_are_limited_by_the_address_that_the_proxy_sees(class_pages: ServedClass, proxied: int) -> None:
    """Whatever the client says of its address, and of TLS; another address of the network signs in meanwhile.

    A try without a password counts too, and does not wait for the database.
    """
    statuses = []
    for number in range(40):
        browser = ProxiedBrowser(proxied, X_Forwarded_For=f"192.0.2.{number}", X_Forwarded_Proto="http")
        statuses.append(browser.sign_in(f"guess-{number}", "").status)
        browser.pool.clear()
    assert 429 in statuses and set(statuses) == {403, 429}
    other = ProxiedBrowser(proxied, "127.0.0.2")
    assert "Sign out b" in other.sign_in("b", class_pages.server.password).text
    other.pool.clear()
