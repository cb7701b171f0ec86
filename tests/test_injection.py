"""No text becomes a statement, a command or code: checked in the source of the whole program."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import quizapp

SOURCE = Path(quizapp.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))
RUNS_SQL = {"execute", "executemany", "executescript", "exec_driver_sql", "text"}
# What may be inserted into a statement besides constants of the module: each is one of a few fixed words.
WITHIN = {
    ("store/maintenance/recover.py", "table"): "TABLES",
    ("store/maintenance/recover.py", "', '.join(names)"): "columns of the schema",
    ("store/maintenance/recover.py", "placeholders"): "question marks",
    ("store/maintenance/doctor.py", "table.name"): "the schema",
    ("store/engines/sqlite.py", "pragma"): "constants in the loop's head",
    ("store/engines/sqlite.py", "table"): "constants in the loop's head",
    ("formats/anki/schema_11.py", "table"): "constants in the calls",
    ("store/classroom/removal.py", "table"): "tables of the class, quoted by the server",
    ("formats/anki/schema_11.py", "', '.join('?' * len(row))"): "question marks",
}


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Yield every call of a file with the last part of its name."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield node, name


def place(path: Path) -> str:
    """Return the file as the table above names it."""
    return path.relative_to(SOURCE).as_posix()


@pytest.mark.parametrize("path", FILES, ids=place)
def test_values_are_bound_and_never_part_of_a_statement(path: Path) -> None:
    """A composed statement contains only constants, or one of the listed words."""
    for call, name in calls(path):
        if name not in RUNS_SQL or not call.args:
            continue
        assert not isinstance(call.args[0], ast.BinOp), f"{path}:{call.lineno}: a statement by + or %"
        pieces = call.args[0].values if isinstance(call.args[0], ast.JoinedStr) else []
        for piece in pieces:
            if isinstance(piece, ast.FormattedValue):
                what = ast.unparse(piece.value)
                constant = what.lstrip("_").isupper()
                assert constant or (place(path), what) in WITHIN, f"{path}:{call.lineno}: {what}"


@pytest.mark.parametrize("path", FILES, ids=place)
def test_no_text_becomes_a_command_or_code(path: Path) -> None:
    """No shell, no pickle; code runs only in the lab's child, and YAML is read by our own reader."""
    tree = ast.parse(path.read_text("utf-8"))
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    listens = {"socket"} if place(path) == "web/server.py" else set()  # on the address that it was given
    refused = {"pickle", "marshal", "shelve", "dill", "urllib.request", "http.client", "socket", "requests"} - listens
    assert not modules & refused
    for call, name in calls(path):
        where = f"{path}:{call.lineno}"
        is_shell = any(keyword.arg == "shell" for keyword in call.keywords)
        assert not is_shell or name == "get_completion_script", where  # there it is the name of a shell
        called = ast.unparse(call.func)
        assert called not in ("os.system", "os.popen", "pty.spawn"), where
        assert name not in ("eval", "unsafe_load", "full_load", "load_extension"), where
        if name == "exec":
            assert place(path) in ("lab/worker.py", "lab/checking/check_worker.py"), where


def test_every_entry_of_the_list_is_in_its_file() -> None:
    """Else it is outdated."""
    for file, what in WITHIN:
        assert what in (SOURCE / file).read_text("utf-8").replace('"', "'"), (file, what)
