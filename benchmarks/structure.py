"""Figures of the package's structure, read from its source: python benchmarks/structure.py [CHECKOUT ...]

A room is a folder or module directly in `quizapp/`. An arrow is a pair of rooms of which one imports the other, also
inside a function or for type checking. A circle is a set of modules that import each other, directly or in a ring. The
floors are the longest chain of rooms, each importing the next; rooms of one circle share a floor. Nothing is imported:
the source is parsed, so that any checkout can be measured with any Python that can parse it.
"""

import ast
import statistics
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

PACKAGE = "quizapp"
MOST_PARAMETERS = 5
Graph = dict[str, set[str]]  # name -> names that it imports


def modules(checkout: Path) -> dict[str, ast.Module]:
    """Return the parsed modules of the package by their dotted names."""
    found = {}
    for path in sorted((checkout / PACKAGE).rglob("*.py")):
        parts = path.relative_to(checkout).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text("utf-8"))
    return found


def import_graph(trees: Mapping[str, ast.Module]) -> Graph:
    """Return which module imports which; `from package import module` counts as an import of the module."""
    return {name: set(_imported(tree, trees)) - {name} for name, tree in trees.items()}


def _imported(tree: ast.Module, known: Collection[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name in known)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module and node.module in known:
            for each in node.names:
                inner = f"{node.module}.{each.name}"
                yield inner if inner in known else node.module


def room_of(module: str) -> str:
    """Return the room of a module: the name below the package, or the package itself."""
    return module.split(".")[1] if "." in module else module


def room_graph(imports: Graph) -> Graph:
    """Return which room imports which."""
    rooms: Graph = {room_of(module): set() for module in imports}
    for module, targets in imports.items():
        rooms[room_of(module)] |= {room_of(target) for target in targets} - {room_of(module)}
    return rooms


def reachable(graph: Graph, start: str) -> set[str]:
    """Return what a name imports, directly or through others."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def groups(graph: Graph) -> set[frozenset[str]]:
    """Return the strongly connected components: names that reach each other, and each other name alone."""
    reach = {name: reachable(graph, name) for name in graph}
    return {frozenset({name, *(other for other in reach[name] if name in reach[other])}) for name in graph}


def circles(graph: Graph) -> list[frozenset[str]]:
    """Return the groups of two or more names, the largest first."""
    return sorted((group for group in groups(graph) if len(group) > 1), key=lambda group: (-len(group), min(group)))


def floors(graph: Graph) -> int:
    """Return the length of the longest chain of groups that import each other."""
    group_of = {name: group for group in groups(graph) for name in group}
    heights: dict[frozenset[str], int] = {}

    def height(group: frozenset[str]) -> int:
        if group not in heights:
            below = {group_of[target] for name in group for target in graph[name]} - {group}
            heights[group] = 1 + max(map(height, below), default=0)
        return heights[group]

    return max(map(height, group_of.values()), default=0)


def functions(trees: Mapping[str, ast.Module]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method, nested ones too."""
    for tree in trees.values():
        yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines the body has, from its first statement after the docstring to its last."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many parameters a function has, without `self` and `cls`."""
    given = function.args
    named = [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([*named[named[:1] in (["self"], ["cls"]) :], *filter(None, (given.vararg, given.kwarg))])


def any_by_room(trees: Mapping[str, ast.Module]) -> Counter[str]:
    """Count the uses of the name `Any` by room; its import is no use."""
    uses = Counter[str]()
    for module, tree in trees.items():
        uses[room_of(module)] += sum(isinstance(node, ast.Name) and node.id == "Any" for node in ast.walk(tree))
    return uses


def describe(checkout: Path) -> str:
    """Return the figures of a checkout, one a line."""
    trees = modules(checkout)
    if not trees:
        raise SystemExit(f"{checkout}: expected a checkout that holds the folder {PACKAGE}/.")
    imports = import_graph(trees)
    rooms = room_graph(imports)
    written = list(functions(trees))
    lengths = sorted(map(body_lines, written))
    wide = sum(parameters(each) > MOST_PARAMETERS for each in written)
    uses = any_by_room(trees)
    by_room = ", ".join(f"{room} {count}" for room, count in uses.most_common() if count)
    lines = [
        f"modules {len(trees)}, rooms {len(rooms)}, floors {floors(rooms)}, arrows {sum(map(len, rooms.values()))}",
        f"circles of rooms {len(circles(rooms))}, circles of modules {len(circles(imports))}",
        *(f"  circle: {', '.join(sorted(each))}" for each in circles(imports)),
        f"functions {len(lengths)}: median {statistics.median(lengths):g} lines, 90% have at most"
        f" {lengths[len(lengths) * 9 // 10]}, longest {lengths[-1]}; more than {MOST_PARAMETERS} parameters {wide}",
        f"Any {uses.total()}: {by_room or 'none'}",
    ]
    return "\n".join(lines)


def main() -> None:
    """Print the figures of each checkout, by default of the one that holds this file."""
    for checkout in [Path(word) for word in sys.argv[1:]] or [Path(__file__).parents[1]]:
        print(f"{checkout}\n{describe(checkout)}\n")


if __name__ == "__main__":
    main()
