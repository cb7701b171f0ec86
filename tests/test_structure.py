"""The figures of benchmarks/structure.py, for a small package and for this checkout."""

import sys
from importlib import util
from pathlib import Path
from types import ModuleType

import grimp
import pytest

ROOT = Path(__file__).parents[1]
FILES = {
    "__init__.py": "",
    "cli/__init__.py": "",
    "cli/main.py": "from quizapp.core import model\nfrom quizapp.cli.help import text\n",
    "cli/help.py": "def text():\n    from quizapp.cli import main\n    return main\n",
    "core/__init__.py": "",
    "core/model.py": (
        "from typing import Any\n\n\n"
        "class Card:\n    def move(self, a, b, c, d, e):\n        pass\n\n\n"
        'def wide(a, b, *, c, d, e, **more: Any) -> Any:\n    """Not counted."""\n    return (\n        a\n    )\n'
    ),
}


@pytest.fixture(scope="module")
def structure() -> ModuleType:
    """The script, imported from its file."""
    spec = util.spec_from_file_location("structure", ROOT / "benchmarks" / "structure.py")
    assert spec and spec.loader
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_figures_of_a_small_package(structure: ModuleType, tmp_path: Path) -> None:
    for name, text in FILES.items():
        file = tmp_path / "quizapp" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    assert structure.describe(tmp_path).splitlines() == [
        "modules 6, rooms 3, floors 2, arrows 1",
        "circles of rooms 0, circles of modules 1",
        "  circle: quizapp.cli.help, quizapp.cli.main",
        "functions 3: median 2 lines, 90% have at most 3, longest 3; more than 5 parameters 1",
        "Any 2: core 2",
    ]


def test_the_import_graph_equals_that_of_grimp(structure: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT), *sys.path])
    ours = structure.import_graph(structure.modules(ROOT))
    graph = grimp.build_graph("quizapp", cache_dir=None)
    assert ours == {name: set(graph.find_modules_directly_imported_by(name)) for name in graph.modules}


def test_no_two_rooms_import_each_other(structure: ModuleType) -> None:
    imports = structure.import_graph(structure.modules(ROOT))
    assert structure.circles(imports) == []
    assert structure.circles(structure.room_graph(imports)) == []


def test_folder_without_the_package_is_refused(structure: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="expected a checkout"):
        structure.describe(tmp_path)
