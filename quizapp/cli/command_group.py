"""The commands as a Typer group that imports a command's module only when it runs."""

import importlib
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from quizapp.cli.command_table import COMMANDS
from quizapp.cli.global_options import Globals
from quizapp.cli.output import complain


class LazyGroup(TyperGroup):
    """A group whose commands come from the command table; each is imported when it is run."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names, in the table's order."""
        return [command.name for command in COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return one command, importing its module."""
        module = next((command.module for command in COMMANDS if command.name == cmd_name), None)
        if module is None:
            return None
        command = typer.main.get_command(importlib.import_module(module).app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands from the table alone, so that --help imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(command.name, command.line) for command in COMMANDS])


root = typer.Typer(
    pretty_exceptions_enable=False,
    cls=LazyGroup,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with `quizapp`: it asks what is due. Then: quizapp learn process, quizapp prove.",
    no_args_is_help=False,
)


@root.callback()
def _everything(
    db: str = typer.Option("", "--db", help="The database file.", envvar="QUIZAPP_DB", metavar="PATH"),
    learner: str = typer.Option("", "--learner", help="Whose history.", envvar="QUIZAPP_LEARNER", metavar="NAME"),
    color: bool = typer.Option(None, "--color/--no-color", help="Colour; NO_COLOR is honoured.", show_default=False),
    version: bool = typer.Option(False, "--version", "-V", help="Print the version."),
) -> None:
    """Learn concepts in a terminal, and prove them on your own machine.

    Without a command it asks what is due today.
    """


def run_command(argv: list[str], given: Globals) -> int:
    """Run one command; return its exit code. A usage error is one message with the closest command."""
    try:
        code = root(args=argv, prog_name="quizapp", standalone_mode=False, obj=given)
    except Exception as error:
        if not hasattr(error, "format_message"):
            if type(error).__name__ in ("Exit", "Abort"):
                return int(getattr(error, "exit_code", 130))
            raise
        hint = _near(argv) or "`quizapp -h` lists the commands; `quizapp COMMAND -h` its options."
        complain(str(error.format_message()), hint)
        return 2
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


def _near(argv: list[str]) -> str:
    """Return a hint with the command closest to the word on the line, where that is not a command."""
    from quizapp.core.did_you_mean import closest

    names = [command.name for command in COMMANDS]
    word = next((word for word in argv if not word.startswith("-")), "")
    near = "" if not word or word in names else closest(word, names)
    return f"Did you mean `quizapp {near}`?" if near else ""
