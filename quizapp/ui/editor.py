"""Opens the learner's editor at a line of a file."""

import os
import shlex
import shutil
import signal
from pathlib import Path

from quizapp.errors import ExitCode, QuizError

_AFTER_COLON = ("code", "codium", "code-insiders", "zed", "hx", "helix", "subl", "cursor")
_WAITS = {"code": ["--wait", "--goto"], "codium": ["--wait", "--goto"], "code-insiders": ["--wait", "--goto"],
          "cursor": ["--wait", "--goto"], "zed": ["--wait"], "subl": ["--wait"]}  # fmt: skip


def editor_command(file: Path, line: int) -> list[str]:
    """Return the command: $VISUAL, then $EDITOR, then an installed editor. Raises QuizError if there is none."""
    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    words = _words(chosen) if chosen else next(
        ([name] for name in ("sensible-editor", "nano", "vi") if shutil.which(name)), []
    )  # fmt: skip
    if not words or not shutil.which(words[0]):
        what = f"The editor `{words[0]}` was not found." if words else "No editor was found."
        raise QuizError(what, "Set $EDITOR, for example `export EDITOR=nano`.", ExitCode.USAGE)
    name = Path(words[0]).name
    if name in _AFTER_COLON:
        return [*words, *_WAITS.get(name, []), f"{file}:{line}"]
    return [*words, f"+{max(1, line)}", str(file)]


def _words(command: str) -> list[str]:
    """Return the words of $EDITOR. Raises QuizError (exit code 2) if a quote has no end."""
    try:
        return shlex.split(command)
    except ValueError as error:
        raise QuizError(
            f"The editor `{command}` cannot be read: {str(error).lower()}.",
            "Set $EDITOR, for example `export EDITOR=nano`.",
            ExitCode.USAGE,
        ) from None


def launch_editor(file: Path, line: int, unchanged: str = "Nothing was changed in quizapp.") -> None:
    """Run the editor and wait for it. Raises QuizError if there is none, or with the hint `unchanged` if it fails."""
    command = editor_command(file, line)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C belongs to the editor meanwhile
    try:
        code = os.spawnvp(os.P_WAIT, command[0], command)
    finally:
        signal.signal(signal.SIGINT, before)
    if code:
        raise QuizError(f"{command[0]} ended with exit code {code}.", unchanged)
