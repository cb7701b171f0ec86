"""URLs given in the place of files: quizapp downloads nothing, and prints the command that does."""

import re
import shlex
from pathlib import Path, PurePosixPath

from quizapp.errors import ExitCode, QuizError

# A path has lost one of two slashes; `user@host:path` is git's form of SSH addresses.
_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+]{1,10}):/{1,2}(?P<rest>[^/].*)", re.IGNORECASE)
_SSH = re.compile(r"[\w.-]+@[\w.-]+\.[\w.-]+:(?P<rest>.+)")
_SCHEMES = ("http", "https", "ftp", "git", "ssh", "git+ssh", "git+https")
_FORGES = ("github.com", "gitlab.com", "codeberg.org", "bitbucket.org", "git.sr.ht", "gitea.com")


def refuse_remote(path: Path) -> None:
    """Raise QuizError for a URL, with a command that downloads and imports it."""
    text = str(path)
    if path.exists() or not (found := _address(text)):
        return
    address, command = found
    raise QuizError(f"{address}: quizapp downloads nothing.", f"Download it first: {command}", ExitCode.USAGE)


def _address(text: str) -> tuple[str, str] | None:
    """Return a URL as it was given, and the command that downloads and imports it."""
    if _SSH.fullmatch(text):
        return text, _cloned(text)
    url = _URL.fullmatch(text)
    if not url or url["scheme"].lower() not in _SCHEMES:
        return None
    address = f"{url['scheme']}://{url['rest']}"
    host, _, rest = url["rest"].partition("/")
    parts = [part for part in PurePosixPath(rest.split("?")[0].split("#")[0]).parts if part != "/"]
    git = url["scheme"].lower() not in ("http", "https", "ftp") or (parts and parts[-1].endswith(".git"))
    if git:
        return address, _cloned(address)
    if host.lower().removeprefix("www.") in _FORGES and len(parts) >= 2 and not _is_download(parts):
        kind = next((index for index, part in enumerate(parts) if part in ("blob", "tree") and index >= 2), 0)
        inside = "/".join(parts[kind + 2 :]) if kind else ""
        return address, _cloned(f"{url['scheme']}://{host}/{parts[0]}/{parts[1]}", inside)
    name = parts[-1] if parts else "deck"
    return address, f"curl -L -o {shlex.quote(name)} {shlex.quote(address)} && quizapp import {shlex.quote(name)}"


def _is_download(parts: list[str]) -> bool:
    """Return whether the path of a URL at a code host is that of a file."""
    return any(part in ("archive", "releases", "raw", "-") for part in parts[2:])


def _cloned(address: str, inside: str = "") -> str:
    name = re.split(r"[/:]", address.rstrip("/"))[-1].removesuffix(".git") or "deck"
    target = f"{name}/{inside}" if inside else name
    return f"git clone {shlex.quote(address)} && quizapp import {shlex.quote(target)}"
