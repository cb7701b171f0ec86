"""The facts of a machine that expectations name."""

from dataclasses import replace

import pytest

from quizapp.core.measures import FACTS, is_interpreter_version
from quizapp.lab.machine import Machine, facts, machine_from

BASE = Machine(python="3.14.1", implementation="CPython", gil=True, cores=4.0, start_method="fork", os="Linux")


def test_every_documented_fact_has_a_value() -> None:
    """The deck reference lists them."""
    assert set(BASE.facts()) == set(FACTS) == set(facts().facts())


@pytest.mark.parametrize(
    ("machine", "ones"),
    [
        (BASE, {"fork", "gil"}), (replace(BASE, start_method="forkserver"), {"forkserver", "gil"}),
        (replace(BASE, start_method="spawn", os="Darwin"), {"spawn", "gil", "macos"}),
        (replace(BASE, free_threaded_build=True), {"fork", "gil", "free_threaded_build"}),
        (replace(BASE, free_threaded_build=True, gil=False), {"fork", "free_threaded_build"}),
        (replace(BASE, implementation="PyPy"), {"fork", "gil", "pypy"}),
    ],
)  # fmt: skip
def test_a_fact_is_one_where_it_holds(machine: Machine, ones: set[str]) -> None:
    """A free-threaded build may run with the GIL."""
    found = machine.facts()
    assert {name for name, value in found.items() if value == 1.0} == ones
    assert (found["minor"], found["cores"]) == (14.0, 4.0)


def test_the_build_is_read_from_another_interpreter() -> None:
    """As its probe prints it."""
    printed = """{"python": "3.13.0", "implementation": "CPython", "gil": false, "start_method": "fork",
                  "free_threaded": true}"""
    found = machine_from(printed)
    assert (found.free_threaded_build, found.gil) == (True, False)
    with pytest.raises(ValueError, match="no facts"):
        machine_from("{}")


@pytest.mark.parametrize("text", ["3.13", "3.13t", "3.9", "pypy3.10"])
def test_a_version_names_an_interpreter(text: str) -> None:
    """A deck cannot name a path."""
    assert is_interpreter_version(text)
    for other in (f"/usr/bin/python{text}", f"{text} ", f"python{text}", f"{text}.1.2", "2.7", ""):
        assert not is_interpreter_version(other)
