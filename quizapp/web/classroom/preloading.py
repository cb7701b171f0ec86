"""Imports what pages use before a class is served: modules that two threads import for the first time at once can fail.

Python gives a module that is still being imported to a second thread rather than wait for ever, where modules import
each other. A class begins to work at the same moment.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

ROOMS = ("core", "questions", "store", "usecases.study", "usecases.reports", "usecases.classroom", "web")
WITHOUT = ("quizapp.store.migrations", "quizapp.web.anki_connect")
OTHERS = ("jinja2", "markdown_it", "latex2mathml.converter", "pygments.lexers", "pygments.formatters", "zoneinfo")


def preload() -> None:
    """Import the modules of a class's pages, on one thread."""
    for name in OTHERS:
        import_module(name)
    for room in ROOMS:
        for name in _modules(f"quizapp.{room}"):
            import_module(name)


def _modules(package: str) -> Iterator[str]:
    yield package
    for module in iter_modules(import_module(package).__path__, f"{package}."):
        if module.name in WITHOUT:
            continue
        yield from _modules(module.name) if module.ispkg else (module.name,)
