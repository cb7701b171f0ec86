"""What a consent to the code of a question about a program is bound to."""

import ast
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import quizapp
from quizapp.core.model import CardList, Example, Expectation, Experiment, Variant, concept_of
from quizapp.errors import CodeDisabled
from quizapp.lab.code_fingerprint import Runnable
from quizapp.questions.program import Program
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import make_context
from quizapp.usecases.experiments.code_consent import (
    Code,
    experiment_code,
    permitted,
    program_code,
    shipped_prints,
)
from quizapp.usecases.experiments.run_experiment import experiments

QUESTION = Program(
    id="q", section="how", ask="Add.", given="x = 1\n", solution="x = 2\n",  # type: ignore[arg-type]
    checks="import answer\nassert answer.x == 2\n",
)  # fmt: skip
CHANGES: dict[str, Any] = {
    "given": "x = 3\n", "solution": "x = 4\n", "checks": "import answer\nassert answer.x\n", "seconds": 6.0,
}  # fmt: skip


def test_any_change_of_a_program_asks_again() -> None:
    """Of what runs, of what is shown, and of the time; not of the words around it."""
    mark = program_code(QUESTION).fingerprint
    changed = [program_code(replace(QUESTION, **{name: value})).fingerprint for name, value in CHANGES.items()]
    assert len({mark, *changed}) == 5
    assert program_code(replace(QUESTION, ask="Subtract.", hint="It is two.")).fingerprint == mark
    assert mark not in shipped_prints()


CONCEPT = concept_of(CardList(cards="c", title="C"))
CODE = {name: Example(source=f"print({name!r})") for name in ("a", "b", "parameters", "how it runs")}
CLAIM = Experiment(
    id="x", section="how", claim="C.", ask="A?", measure="ratio", variants={"a": Variant(example="a")},
    parameters={"n": [1, 2]}, baseline="a", contender="a", work="n", expect=Expectation(),
)  # fmt: skip
OTHERWISE: dict[str, Any] = {
    "measure": "duration",
    "variants": {"a": Variant(example="b")},
    "variants by name": {"b": Variant(example="a")},
    "interpreter": {"a": Variant(example="a", interpreter="3.13")},
    "an example named parameters": {"a": Variant(example="a"), "b": Variant(example="parameters")},
    "an example named as the terms": {"a": Variant(example="a"), "b": Variant(example="how it runs")},
    "parameters": {"n": [1, 3]},
    "work": "m",
    "work_seconds": 5.0,
}


def mark_of(experiment: Experiment, code: Mapping[str, Example] = CODE) -> str:
    """Return the fingerprint of an experiment with these examples."""
    return experiment_code(replace(CONCEPT, examples=dict(code)), experiment).fingerprint


def test_any_change_of_what_an_experiment_runs_asks_again() -> None:
    """Of its code, its values, its measure and its work; a name of an example replaces nothing."""
    fields = {"variants by name": "variants", "interpreter": "variants"}
    changed = {
        mark_of(replace(CLAIM, **{fields.get(name, "variants" if name.startswith("an ") else name): value}))
        for name, value in OTHERWISE.items()
    }
    assert len({mark_of(CLAIM), *changed}) == len(OTHERWISE) + 1
    both = replace(CLAIM, variants={"a": Variant(example="a"), "b": Variant(example="parameters")})
    assert mark_of(both) != mark_of(both, CODE | {"parameters": Example(source="import os")})
    assert mark_of(replace(CLAIM, claim="D.", ask="B?")) == mark_of(CLAIM)


def test_everything_that_is_agreed_to_is_shown() -> None:
    """An example with the name of the terms hides neither."""
    both = replace(CLAIM, variants={"a": Variant(example="a"), "b": Variant(example="how it runs")})
    shown = experiment_code(replace(CONCEPT, examples=CODE), both).shown()
    assert list(shown) == ["a", "how it runs", "how it runs'"]
    assert "n is one of [1, 2]" in shown["how it runs'"]
    assert Runnable(sources={"a": "1"}).shown() == {"a": "1"}


def test_no_code_runs_where_the_context_refuses_it(tmp_path: Path) -> None:
    """Neither shipped code nor code that the learner agreed to: a class's server runs none."""
    context = make_context(str(tmp_path / "q.db"), None, {"TZ": "UTC", "QUIZAPP_CONFIG": str(tmp_path / "c.toml")})
    store = open_app(context)
    try:
        shipped = experiments(store)[0]
        for runs in (experiment_code(shipped.concept, shipped.experiment), program_code(QUESTION)):
            code = Code(title="x", runs=runs, agree_with="quizapp deck trust x")
            assert permitted(context, store, code, None, yes=True).trusted == (runs.fingerprint in shipped_prints())
            with pytest.raises(CodeDisabled):
                permitted(replace(context, runs_code=False), store, code, lambda *_: True, yes=True)
    finally:
        store.close()


def test_only_one_function_lets_code_of_decks_run() -> None:
    """What the context refuses cannot run past it: no other module of these rooms says how code is confined."""
    root, found = Path(quizapp.__file__).parent, set()
    for room in ("cli", "mcp", "ui", "usecases", "web"):
        for file in (root / room).rglob("*.py"):
            text = file.read_text("utf-8")
            for node in ast.walk(ast.parse(text)) if "RunEnvironment(" in text else ():
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "RunEnvironment":
                    found.add(file.relative_to(root).as_posix())
    assert found == {"usecases/experiments/code_consent.py"}
