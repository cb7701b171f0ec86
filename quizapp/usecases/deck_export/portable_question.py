"""Questions about programs and experiments in a form that other programs can show: complete, with the code."""

import re
from collections.abc import Mapping
from typing import Any

from quizapp.core.model import Concept, Expectation, Experiment


def portable(body: Mapping[str, Any], concept: Concept) -> dict[str, Any]:
    """Return a question with everything it refers to in its own fields; most need no change."""
    if body["kind"] == "predict":
        return {**body, **_prediction(body, concept)}
    if body["kind"] == "output":
        return {**body, **_printed(body, concept)}
    return dict(body)


def _prediction(body: Mapping[str, Any], concept: Concept) -> dict[str, Any]:
    found = next((each for each in concept.experiments if each.id == body.get("experiment")), None)
    if found is None:
        return {"answer": str(body.get("explain", ""))}
    values = {name: options[0] for name, options in found.parameters.items() if options}
    ask = _filled(str(body.get("ask") or found.ask), values)
    programs = {each.example: None for each in found.variants.values()}
    code = [_fenced(concept, name) for name in programs]
    return {
        "ask": "\n\n".join([f"**Claim:** {found.claim}", ask, *filter(None, code)]),
        "answer": "\n\n".join(filter(None, [_expected(found), found.explain])),
    }


def _filled(text: str, values: Mapping[str, object]) -> str:
    """Return a text with the values of the parameters that it names."""
    return re.sub(r"\{(\w+)\}", lambda name: str(values.get(name[1], name[0])), text)


def _expected(experiment: Experiment) -> str:
    """Return the expectation of the claim in words."""
    expect: Expectation = experiment.expect
    parts = [("at least", expect.at_least), ("at most", expect.at_most), ("exactly", expect.equals)]
    said = " and ".join(f"{word} `{bound}`" for word, bound in parts if bound)
    return f"Expected: {said}." if said else f"Measured: {experiment.claim}"


def _printed(body: Mapping[str, Any], concept: Concept) -> dict[str, Any]:
    asked = [str(body["ask"]), _fenced(concept, str(body["example"]))]
    fence = _fence(str(body["answer"]))
    return {
        "ask": "\n\n".join(filter(None, asked)),
        "answer": f"{fence}\n{str(body['answer']).rstrip()}\n{fence}",
    }


def _fenced(concept: Concept, name: str) -> str:
    example = concept.examples.get(name)
    if example is None:
        return ""
    fence = _fence(example.source)
    return f"{fence}{example.language}\n{example.source.rstrip()}\n{fence}"


def _fence(text: str) -> str:
    """Return a code fence that no line of a text closes."""
    return "`" * max(3, *(len(run) + 1 for run in re.findall(r"`+", text)), 3)
