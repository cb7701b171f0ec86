"""The man page and the completions that the wheel installs."""

import shutil
import subprocess
from pathlib import Path

import pytest

from quizapp.cli.command_table import COMMANDS
from quizapp.cli.shell_files import SHARE, files, write


@pytest.mark.parametrize("name", files())
def test_file_is_current(name: str) -> None:
    """`just generate` writes it."""
    assert (SHARE / name).read_text("utf-8") == files()[name]


def test_man_page_names_every_command_and_has_no_markdown() -> None:
    page = files()["man/man1/quizapp.1"]
    assert [each.name for each in COMMANDS if f"\n.B quizapp {each.name}".replace("-", r"\-") not in page] == []
    assert "](" not in page
    assert "`" not in page


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_man_page_is_valid_roff(tmp_path: Path) -> None:
    write(tmp_path)
    words = ["groff", "-man", "-Tutf8", "-ww", str(tmp_path / "man/man1/quizapp.1")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert "Interrupted." in done.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_reads_the_completion() -> None:
    script = SHARE / "bash-completion/completions/quizapp"
    done = subprocess.run(["bash", "-c", f". {script}; complete -p quizapp"], capture_output=True, text=True)
    assert (done.returncode, "_quizapp_completion" in done.stdout) == (0, True)
