"""Decks and concepts from the JSON that the store holds: the fields that `dataclasses.asdict` gave. Pure."""

from collections.abc import Mapping
from typing import Any

from quizapp.core.model import (
    Claim,
    Concept,
    DeckInfo,
    Example,
    Expectation,
    Experiment,
    LearningPath,
    Misconception,
    ProsCons,
    SectionName,
    Sections,
    Variant,
)


def info_from(body: Mapping[str, Any]) -> DeckInfo:
    """Return the description of a deck whose fields `dataclasses.asdict` gave."""
    paths = {name: LearningPath(**fields) for name, fields in body.get("paths", {}).items()}
    return DeckInfo(**{**body, "paths": paths})


def concept_from(body: Mapping[str, Any]) -> Concept:
    """Return the concept whose fields `dataclasses.asdict` gave, without its questions."""
    sections = dict(body["sections"])
    sections["pros_cons"] = ProsCons(**sections["pros_cons"])
    experiments = [_experiment_from(fields) for fields in body["experiments"]]
    examples = {name: Example(**fields) for name, fields in body["examples"].items()}
    claims = [Claim(**each | {"section": SectionName(each["section"])}) for each in body.get("claims", ())]
    fields = {name: body[name] for name in ("concept", "title", "requires", "tags")}
    return Concept(
        sections=Sections(**sections), examples=examples, experiments=experiments, claims=claims,
        draft=body.get("draft", False), phrase=body.get("phrase", ""), plural=body.get("plural", False), **fields,
    )  # fmt: skip


def _experiment_from(body: Mapping[str, Any]) -> Experiment:
    fields = dict(body)
    fields["section"] = SectionName(fields["section"])
    fields["variants"] = {name: Variant(**variant) for name, variant in fields["variants"].items()}
    fields["expect"] = Expectation(**fields["expect"])
    fields["misconceptions"] = [Misconception(**each) for each in fields["misconceptions"]]
    return Experiment(**fields)
