"""The entry point: shortcuts for the fast commands, all other commands, and the one place that prints errors."""

import os
import sys
from collections.abc import Sequence

from quizapp.cli.dropped_interrupt import repeat_dropped_interrupts
from quizapp.cli.global_options import take_globals
from quizapp.cli.output import complain, warn
from quizapp.errors import ExitCode, NotBackedUp, QuizError
from quizapp.gc_pause import collect_rarely
from quizapp.ui.encoding import make_printable


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; return its exit code. An error is one message with a hint, never a traceback."""
    collect_rarely()
    os.umask(0o077)  # files are readable only by their owner
    make_printable(sys.stdout, sys.stderr)
    repeat_dropped_interrupts()
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    except NotBackedUp as warning:
        warn(warning.message, warning.hint)
        return int(ExitCode.OK)
    except QuizError as error:
        complain(error.message, error.hint)
        return int(error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # The reader closed the pipe: nothing more can be printed, and nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return int(ExitCode.OK)
    except OSError as error:
        complain(
            f"{error.filename or 'The system'}: {error.strerror}", "Check the path, its permissions and free space."
        )
        return int(ExitCode.STORE if error.errno in (28, 30, 122) else ExitCode.INPUT)
    except Exception as error:
        # Python 3.11 wraps an interrupt that arrives while a class is being created.
        if isinstance(error, RuntimeError) and isinstance(error.__cause__, KeyboardInterrupt):
            sys.stderr.write("\n")
            return int(ExitCode.INTERRUPTED)
        from quizapp.cli.internal_error import report

        return report(error, list(sys.argv[1:] if argv is None else argv))


def _run(argv: list[str]) -> int:
    given, rest = take_globals(argv)
    if rest in (["--version"], ["-V"]):
        from quizapp import __version__

        sys.stdout.write(f"quizapp {__version__}\n")
        return 0
    if rest == ["status", "--oneline"]:
        from quizapp.cli.status_oneline import print_oneline

        return print_oneline(given)
    if not rest and not _completing():
        from quizapp.cli.default import start

        return start(given)
    from quizapp.cli.command_group import run_command

    code = run_command(rest, given)
    sys.stdout.flush()
    if code == ExitCode.INTERRUPTED:  # Typer turns the interrupt of a command into its exit code
        raise KeyboardInterrupt
    return code


def _completing() -> bool:
    return "_QUIZAPP_COMPLETE" in os.environ
