"""Which interpreters of a machine are found."""

import platform
import sys
from pathlib import Path

import pytest

from quizapp.errors import ExitCode, QuizError
from quizapp.lab.interpreters import candidates, found_interpreters, probe


def program(path: Path) -> Path:
    """Make an executable file, which is no interpreter."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\nexit 1\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    "place",
    ["usr/bin/python3.15", "opt/bin/python3.13t", ".pyenv/versions/3.14t/bin/python3.14t",
     ".local/share/uv/python/cpython-3.14.0-linux/bin/python3.14", ".asdf/installs/python/3.14.0/bin/python3.14",
     ".local/share/mise/installs/python/3.14.0/bin/python3.14", "miniforge3/envs/new/bin/python3.14",
     "miniconda3/bin/python3.12", "opt/bin/pypy3.11"],
)  # fmt: skip
def test_interpreters_are_searched_where_they_are_installed(tmp_path: Path, place: str) -> None:
    """On PATH, and in the folders of version managers. The scripts that come with an interpreter are not searched."""
    wanted = program(tmp_path / place)
    program(wanted.with_name(f"{wanted.name}-config"))
    found = candidates({"HOME": str(tmp_path), "PATH": f"{tmp_path}/usr/bin:{tmp_path}/opt/bin"})
    assert [path for path in found if tmp_path in path.parents] == [wanted]


def test_an_interpreter_is_found_once_and_a_shim_never(tmp_path: Path) -> None:
    """Whatever its names are."""
    (tmp_path / "bin").mkdir()
    for name in ("python3", "python3.14", "python"):
        (tmp_path / "bin" / name).symlink_to(sys.executable)
    program(tmp_path / "shims/python3.14")
    found = found_interpreters({"HOME": str(tmp_path), "PATH": f"{tmp_path}/bin:{tmp_path}/shims"})
    mine = [each for each in found if each.path == str(Path(sys.executable).resolve())]
    assert [each.machine.python for each in mine] == [platform.python_version()]
    assert not [each for each in found if str(tmp_path) in each.path]


def test_a_program_that_is_no_interpreter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuizError) as caught:
        probe(program(tmp_path / "python3.14"))
    assert caught.value.exit_code == ExitCode.USAGE


def test_two_hard_links_are_one_interpreter(tmp_path: Path) -> None:
    """As `python3.13` and `python3.13t` of a free-threaded build."""
    wanted = program(tmp_path / "bin/python3.13")
    wanted.with_name("python3.13t").hardlink_to(wanted)
    found = candidates({"HOME": str(tmp_path), "PATH": str(tmp_path / "bin")})
    assert [path for path in found if tmp_path in path.parents] == [wanted]


@pytest.mark.parametrize(
    "facts",
    ["{}", "[]", "3", "[" * 100_000, '{"python": "x.y"}', '{"python": "3"}', '{"python": "1%s.2"}' % ("0" * 5000)],
)
def test_forged_facts_are_one_error(tmp_path: Path, facts: str) -> None:
    """A program that answers like an interpreter, but with something else."""
    rest = '"implementation": "CPython", "gil": true, "start_method": "fork", "free_threaded": false'
    if facts.startswith('{"'):
        facts = f"{facts[:-1]}, {rest}}}"
    (tmp_path / "facts").write_text(facts)
    false = tmp_path / "python3.99"
    false.write_text(f"#!/bin/sh\ncat {tmp_path}/facts\n")
    false.chmod(0o755)
    with pytest.raises(QuizError) as error:
        probe(false)
    assert error.value.exit_code == ExitCode.USAGE
