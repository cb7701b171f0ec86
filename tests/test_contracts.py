"""The import contracts of pyproject.toml refuse forbidden imports."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Module of the package, a line that it must not contain, the contract that has to break.
FORBIDDEN = [
    ("core/study_day", "import rich", "Only the terminal draws with Rich and Pygments"),
    ("core/scheduler", "import os", "The core is pure"),
    ("questions/choice", "import time", "The core is pure"),
    ("ui/bars", "import sqlalchemy", "Only the store talks to databases"),
    ("usecases/study/session", "import psycopg", "Only the store talks to databases"),
    (
        "usecases/study/session",
        "import sqlite3",
        "Only the store and formats use sqlite3",
    ),
    ("cli/status", "import yaml", "Only decks and formats read YAML"),
    ("cli/status", "import pydantic", "Only decks and formats validate with pydantic"),
    ("usecases/context", "import typer", "Only commands know Typer and Click"),
    ("usecases/context", "import starlette", "Only the browser's pages know the web framework"),
    ("web/today", "import rich", "The browser's pages do not draw on terminals"),
    ("store/database", "import subprocess", "Only the lab and the terminal start programs"),
    ("usecases/context", "import markdown_it", "Only formats and the terminal parse Markdown"),
    ("ui/text", "import markdownify", "Only formats parse HTML, XML and Markdown"),
    ("formats/registry", "import http.client", "Nothing talks to a network but the driver of PostgreSQL"),
    ("usecases/experiments/run_experiment", "import quizapp.cli.common", "Layers"),
    ("formats/registry", "import quizapp.usecases.context", "Layers"),
    ("store/database", "import quizapp.lab.runner", "Layers"),
    ("ui/screen", "import quizapp.pages.svg", "Layers"),
    ("decks/loader", "import quizapp.formats.registry", "Layers"),
    ("core/model", "import quizapp.store.ids", "Layers"),
    ("errors", "import quizapp.core.model", "Layers"),
]


def broken(folder: Path) -> set[str]:
    """Return the names of the contracts that the copy of the package in a folder breaks."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo"]
    environ = os.environ | {"PYTHONPATH": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, timeout=120, check=False)
    verdicts = [line for line in done.stdout.splitlines() if line.endswith((" KEPT", " BROKEN"))]
    assert verdicts, done.stdout + done.stderr
    assert done.returncode == any(line.endswith(" BROKEN") for line in verdicts)
    return {line.removesuffix(" BROKEN") for line in verdicts if line.endswith(" BROKEN")}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package and its contracts."""
    folder = tmp_path_factory.mktemp("package")
    shutil.copytree(ROOT / "quizapp", folder / "quizapp", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


def test_package_keeps_every_contract(package: Path) -> None:
    assert broken(package) == set()


@pytest.mark.parametrize(("module", "line", "contract"), FORBIDDEN)
def test_forbidden_import_breaks_its_contract(package: Path, module: str, line: str, contract: str) -> None:
    file = package / "quizapp" / f"{module}.py"
    text = file.read_text("utf-8")
    try:
        file.write_text(f"{text}\n{line}\n", "utf-8")
        assert broken(package) == {contract}
    finally:
        file.write_text(text, "utf-8")


def test_module_outside_every_layer_breaks_the_layers(package: Path) -> None:
    file = package / "quizapp" / "elsewhere.py"
    try:
        file.write_text("", "utf-8")
        assert broken(package) == {"Layers"}
    finally:
        file.unlink()


def test_no_module_imports_urllib_request() -> None:
    """Contracts name whole packages of the standard library, and urllib.parse is in use."""
    opener = re.compile(r"urllib\.request|from urllib import .*request")
    assert [path.name for path in (ROOT / "quizapp").rglob("*.py") if opener.search(path.read_text("utf-8"))] == []
