"""quizapp web"""

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from quizapp.cli.common import context_of
from quizapp.cli.output import say
from quizapp.errors import ExitCode, QuizError

if TYPE_CHECKING:
    from quizapp.web.server import Listening

app = typer.Typer(rich_markup_mode=None)
LOOPBACK = "127.0.0.1"
LIGHT_ON_DARK, NO_COLOURS = "\x1b[38;5;231;48;5;16m", "\x1b[0m"


@app.command()
def web(
    ctx: typer.Context,
    browser: bool = typer.Option(True, "--browser/--no-browser", help="Open the page in your browser."),
    host: str = typer.Option(LOOPBACK, "--host", help="Another address of this machine, such as 0.0.0.0 for a phone."),
    port: int = typer.Option(0, "--port", min=0, max=65535, help="A port; left out, one that is kept."),
    anki_connect: bool = typer.Option(
        False, "--anki-connect", help="Let browser extensions and note tools add cards, as AnkiConnect does."
    ),
    anki_port: int = typer.Option(8765, "--anki-connect-port", min=1, max=65535, help="Where they reach it."),
    anki_origins: list[str] = typer.Option(
        None, "--anki-connect-origin", help="The origin of an extension or a program that may; may be repeated."
    ),
    anki_key: bool = typer.Option(
        True, "--anki-connect-key/--anki-connect-no-key", help="Whether they need the key; else a named origin."
    ),
    preview: Path = typer.Option(None, "--preview", help="Show a deck folder as you write it; reloads when you save."),
    for_class: bool = typer.Option(False, "--class", help="Serve a class: learners sign in with their database role."),
    proxies: list[str] = typer.Option(None, "--behind-proxy", help="With --class: the address of the proxy with TLS."),
    idle: float = typer.Option(60.0, "--idle", min=0.01, help="With --class: a session ends after so many minutes."),
) -> None:
    """Serve the quiz as a page for your browser, on this machine alone, until Ctrl-C; with --class for a class."""
    from quizapp.cli.internal_error import written

    if for_class:
        if anki_connect:
            raise QuizError("`--anki-connect` is not for a class.", "Leave it out.", ExitCode.USAGE)
        from quizapp.web.classroom.server import ClassOptions, serve_class

        of_class = ClassOptions(host=host, port=port, proxies=proxies or (), idle_minutes=idle, report=written)
        serve_class(context_of(ctx.obj).db, of_class, _tell_class)
        return
    from quizapp.web.anki_connect.serving import EndpointOptions, checked
    from quizapp.web.server import ServeOptions, serve

    if proxies:
        raise QuizError("`--behind-proxy` is only for a class.", "Add `--class`, or leave it out.", ExitCode.USAGE)
    if (anki_origins or not anki_key) and not anki_connect:
        raise QuizError("An option of AnkiConnect alone does nothing.", "Add `--anki-connect`.", ExitCode.USAGE)
    if preview is not None and not preview.exists():
        raise QuizError(f"{preview} does not exist.", "Name a deck folder.", ExitCode.USAGE)
    endpoint = EndpointOptions(
        port=anki_port, origins=tuple(each.rstrip("/") for each in anki_origins or ()), needs_key=anki_key,
        refused=_tell_refused,
    )  # fmt: skip
    options = ServeOptions(
        host=host, port=port, preview=preview, report=written,
        anki_connect=checked(endpoint) if anki_connect else None,
    )  # fmt: skip
    serve(lambda: context_of(ctx.obj), options, partial(_tell, browser=browser))


def _tell(where: "Listening", *, browser: bool) -> None:
    """Say where the page is, and what else can be reached there."""
    if where.is_exposed:
        say("Whoever has this address can change your cards and run code on this machine.")
        say("Nothing is encrypted: use it only in a network that you trust.")
    say(where.address)
    if where.is_exposed:
        _show_code(where.address)
    if where.anki_connect:
        _tell_endpoint(where)
    say("Ctrl-C ends it; every answer is stored.")
    sys.stdout.flush()  # another program may wait for the address
    if browser and not where.is_exposed:
        import webbrowser

        webbrowser.open(where.address)


def _tell_endpoint(where: "Listening") -> None:
    """Say where extensions and note tools reach the quiz, and a new key."""
    say(f"AnkiConnect: http://{LOOPBACK}:{where.anki_connect}")
    if where.new_key:
        say(f"Its key, which is shown only now: {where.new_key}")


def _tell_refused(origin: str) -> None:
    """Say which extension was refused, and how it is allowed."""
    say(f"{origin} asked to add cards and was refused. To allow it, add: --anki-connect-origin {origin}")
    sys.stdout.flush()


def _tell_class(address: str) -> None:
    """Say where the class is served."""
    say(address)
    say("Learners sign in with the name and the password of their database role. Ctrl-C ends it.")
    sys.stdout.flush()


def _show_code(address: str) -> None:
    """Show the address as a QR code if there is space: dark on light, whatever the colours of the terminal are."""
    from quizapp.web.qr import lines

    rows = list(lines(address))
    if not sys.stdout.encoding.lower().startswith("utf"):
        return
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        sys.stdout.writelines(f"{row}\n" for row in rows)
    elif os.get_terminal_size(sys.stdout.fileno()).columns >= len(rows[0]):
        sys.stdout.writelines(f"{LIGHT_ON_DARK}{row}{NO_COLOURS}\n" for row in rows)
