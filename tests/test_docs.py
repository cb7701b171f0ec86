"""Files, modules, tests, pages and tasks that the documentation names exist."""

import ast
import re
from itertools import dropwhile, takewhile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("quizapp/*/README.md")])
FOLDERS = "quizapp|tests|benchmarks|docs|data|cards"
# A path in code font that begins with one of our folders, with an optional test name; <x> and x stand for any name.
PATH = re.compile(rf"(?:(?<=`)|(?<= ))((?:{FOLDERS})/[\w./-]*[\w/])(?:::(\w+))?(?=[`:, ])")
MODULE = re.compile(r"python -m ((?:quizapp|tests)(?:\.\w+)+)")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
TASK = re.compile(r"`just (\w+)")
PLACEHOLDER = re.compile(r"(^|/)(test_)?x(_\w+)?\.py$")


def missing_paths(text: str) -> list[str]:
    """Return the paths and test ids in a text that name nothing."""
    missing = []
    for path, test in PATH.findall(text):
        if PLACEHOLDER.search(path):
            continue
        if not (ROOT / path).exists():
            missing.append(path)
        elif test and test not in functions_of(ROOT / path):
            missing.append(f"{path}::{test}")
    return missing


def functions_of(file: Path) -> set[str]:
    """Return the names of the functions of a test file, also those in classes."""
    return {node.name for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)}


def module_exists(name: str) -> bool:
    """Say whether a dotted name is a module or package of the checkout."""
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or path.is_dir()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_paths_modules_links_and_tasks_of_a_page_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    tasks = re.findall(r"^(\w+)(?: [^\n:]*)?:", (ROOT / "justfile").read_text("utf-8"), re.M)
    assert missing_paths(text) == []
    assert [name for name in MODULE.findall(text) if not module_exists(name)] == []
    prose = re.sub(r"`[^`\n]*`", "", text)  # a link in code is an example
    assert [link for link in LINK.findall(prose) if not (page.parent / link).exists()] == []
    assert [task for task in TASK.findall(text) if task not in tasks] == []


@pytest.mark.parametrize("page", ["trust.md", "security.md"])
def test_each_row_of_the_first_table_names_a_test(page: str) -> None:
    lines = iter((ROOT / "docs" / page).read_text("utf-8").splitlines())
    rows = list(takewhile(lambda line: line.startswith("|"), dropwhile(lambda line: not line.startswith("|"), lines)))
    header, rule, *promises = rows
    assert header.endswith("| test |") and set(rule) <= set("| -")
    assert len(promises) > 10
    assert [row for row in promises if not re.search(r"`tests/[\w/]+\.py", row)] == []


def test_missing_names_are_found() -> None:
    text = "See `quizapp/nowhere.py`, `tests/test_docs.py::test_nothing` and `tests/test_docs.py`; `quizapp/cli/x.py`."
    assert missing_paths(text) == ["quizapp/nowhere.py", "tests/test_docs.py::test_nothing"]
