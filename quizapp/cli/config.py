"""quizapp config"""

import typer

from quizapp.cli.common import context_of
from quizapp.cli.output import print_json, say
from quizapp.settings.settings import SETTINGS, load_config, parse_setting, save_setting, shown

app = typer.Typer(rich_markup_mode=None)


@app.command()
def config(
    ctx: typer.Context,
    key: str = typer.Argument("", help="A setting."),
    value: str = typer.Argument(None, help="Its new value."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Show the settings, where each comes from and its limits; or change one."""
    current, key = context_of(ctx.obj).config, key.replace(".", "_")
    if value is not None:
        save_setting(current.path, key, value)
        say(f"{key} = {shown(key, load_config().settings)}  ({current.path})")
        return
    if key and key not in SETTINGS:
        parse_setting(key, "", "config")
    names = [key] if key else list(SETTINGS)
    rows = [(name, shown(name, current.settings), current.sources[name], *SETTINGS[name][1:]) for name in names]
    if as_json:
        fields = ("key", "value", "source", "about", "limits")
        print_json([dict(zip(fields, row, strict=True)) for row in rows])
        return
    for name, text, source, about, limits in rows:
        say(f"{name:18} {text:12} {about} ({limits})  [{source}]")
    if not key:
        say(f"\nThe file is {current.path}. Change one with: quizapp config KEY VALUE")
