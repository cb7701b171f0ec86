"""quizapp config"""

from typing import TYPE_CHECKING

import typer

from quizapp.cli.common import context_of, opened
from quizapp.cli.global_options import Globals
from quizapp.cli.names import find_scope
from quizapp.cli.output import print_json, say
from quizapp.errors import ExitCode, QuizError
from quizapp.settings.settings import SETTINGS, Config, load_config, parse_setting, reset_setting, save_setting, shown

if TYPE_CHECKING:
    from quizapp.usecases.context import Context

app = typer.Typer(rich_markup_mode=None)
OF_A_DECK = "retention"
PATH = "path"  # its value has to be the id of an installed path
GENERAL = "default"  # the value that makes a setting its default again, and a deck use the general setting


def _complete_setting(incomplete: str) -> list[str]:
    return [name for name in SETTINGS if name.startswith(incomplete)]


@app.command()
def config(
    ctx: typer.Context,
    key: str = typer.Argument("", autocompletion=_complete_setting, help="A setting."),
    value: str = typer.Argument(None, help="Its new value; default resets it."),
    deck: str = typer.Option("", "--deck", help="Of one deck: its desired retention and its parameters."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Show the settings, where each comes from and its limits; or change one."""
    key = key.replace(".", "_")
    if deck:
        _config_of_deck(ctx.obj, deck, key, value, as_json=as_json)
        return
    context = context_of(ctx.obj)
    if value is not None:
        if value == GENERAL:
            reset_setting(context.config.path, key)
        elif key == PATH:
            _choose_path(ctx.obj, value)
        else:
            save_setting(context.config.path, key, value)
        say(f"{key} = {shown(key, load_config().settings)}  ({context.config.path})")
        return
    if key and key not in SETTINGS:
        parse_setting(key, "", "config")
    _show_settings(context.config, [key] if key else list(SETTINGS), as_json=as_json)
    if not key and not as_json:
        _say_presets(context)
        say(f"\nThe file is {context.config.path}. Change one with: quizapp config KEY VALUE")


def _choose_path(given: Globals, name: str) -> None:
    from quizapp.usecases.study.learning_paths import choose_path

    with opened(given) as (context, store):
        choose_path(store.query, context.config.path, name)


def _show_settings(current: Config, names: list[str], *, as_json: bool) -> None:
    rows = [(name, shown(name, current.settings), current.sources[name], *SETTINGS[name][1:]) for name in names]
    if as_json:
        fields = ("key", "value", "source", "about", "limits")
        print_json([dict(zip(fields, row, strict=True)) for row in rows])
        return
    for name, text, source, about, limits in rows:
        say(f"{name:18} {text:12} {about} ({limits})  [{source}]", hang=32)


def _say_presets(context: "Context") -> None:
    """Print the decks with a desired retention or parameters of their own; none where there is no database yet."""
    from quizapp.store.read_only import read_current
    from quizapp.usecases.scheduling.deck_presets import decks_with_presets

    found = read_current(context.db, lambda query: decks_with_presets(context, query))
    if found:
        say("\nDecks with a preset of their own:")
    for preset in found or ():
        say(f"{preset.deck:18} {preset.text()}", hang=19)


def _config_of_deck(given: Globals, name: str, key: str, value: str | None, *, as_json: bool) -> None:
    """Show or change the preset of a deck. Raises QuizError (exit code 2) for another setting than the retention."""
    from quizapp.usecases.scheduling.deck_presets import deck_preset, set_retention

    if key and key not in SETTINGS:
        parse_setting(key, "", "config")
    if key not in ("", OF_A_DECK):
        hint = f"Only `{OF_A_DECK}` can be set for one deck."
        raise QuizError(f"config: `{key}` is a setting for all decks.", hint, ExitCode.USAGE)
    with opened(given) as (context, store):
        deck = find_scope(store, name).deck
        if value is not None:
            chosen = None if value.strip() == GENERAL else float(parse_setting(OF_A_DECK, value, "config"))
            set_retention(context, store, deck, chosen)
        preset = deck_preset(context, store.query, deck)
    if as_json:
        print_json(preset.as_json())
    else:
        say(f"{preset.deck}: {preset.text()}")
