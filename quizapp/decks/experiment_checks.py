"""The checks of experiments, of the questions about them, and of claims."""

import re
import string
from collections.abc import Iterator
from keyword import iskeyword

from quizapp.core.did_you_mean import did_you_mean
from quizapp.core.expressions import check as check_arithmetic
from quizapp.core.expressions import check_comparison
from quizapp.core.measures import FACTS, MEASURES, is_interpreter_version
from quizapp.core.model import Claim, Concept, Experiment, SectionName
from quizapp.decks.view import DeckView, listed, problem, quoted, warning
from quizapp.decks.yaml_nodes import Document, Path
from quizapp.errors import Problem
from quizapp.questions.registry import kind_of

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n(?=\s*[-*] )|\n\s*\n")
_SIMILAR = 60.0  # percent of similarity, from which a sentence is taken to be the one that was meant

# `{workers}` and `{size:,}` are enough; an arbitrary format could ask for a gigabyte of spaces.
_FORMAT = re.compile(r",?(?:\.\d)?[fg%]?")


def asked_parameters(view: DeckView) -> Iterator[Problem]:
    """The placeholders in `ask` are parameters of the experiment."""
    for concept, document in view.concepts:
        by_id = {each.id: each for each in concept.experiments}
        for index, experiment in enumerate(concept.experiments):
            yield from _placeholders(document, ("experiments", index, "ask"), experiment.ask, experiment)
        for index, question in enumerate(concept.questions):
            for _, what, name in kind_of(question).references(question):
                if what == "experiment" and name in by_id:
                    yield from _placeholders(document, ("questions", index, "ask"), question.ask, by_id[name])


def _placeholders(document: Document, path: Path, ask: str, experiment: Experiment) -> Iterator[Problem]:
    code, names = "ask-placeholder", ", ".join(experiment.parameters) or "none"
    try:
        parts = [part[1:] for part in string.Formatter().parse(ask)]
    except ValueError:
        hint = "Write `{name}` for a parameter, and `{{` for a brace."
        yield problem(document, path, code, "the braces in `ask` do not match", hint)
        return
    for name, form, conversion in parts:
        if name is None:
            continue
        if name not in experiment.parameters:
            message = f"`ask` has the placeholder `{{{name[:60]}}}`, which is not a parameter"
            yield problem(document, path, code, message, f"Parameters: {names}."[:200])
        elif conversion or not _FORMAT.fullmatch(form or ""):
            message = f"the format of the placeholder `{{{name}}}` is not supported"
            yield problem(document, path, code, message, "Write `{name}`, `{name:,}` or `{name:.1f}`.")


def experiments(view: DeckView) -> Iterator[Problem]:
    """Each experiment has a known measure and compares variants that exist."""
    for concept, document in view.concepts:
        for index, experiment in enumerate(concept.experiments):
            path: Path = ("experiments", index)
            yield from _measured(document, path, experiment)
            for name, variant in experiment.variants.items():
                if variant.example not in concept.examples:
                    hint = did_you_mean(variant.example, list(concept.examples), "Add it to `examples`.")
                    message = f"there is no example `{variant.example}` in this concept"
                    place: Path = (*path, "variants", name, "example")
                    yield problem(document, place, "dangling-example", message, hint)
                if variant.interpreter and not is_interpreter_version(variant.interpreter):
                    message = f"`{variant.interpreter[:60]}` is not a version of an interpreter"
                    hint = "Write `3.13`, `3.13t` or `pypy3.10`."
                    yield problem(document, (*path, "variants", name, "interpreter"), "bad-interpreter", message, hint)
            yield from _worded(document, path, experiment)


def claims(view: DeckView) -> Iterator[Problem]:
    """Each claim quotes its section and names the experiment that proves it, or the reason why none can."""
    known = [f"{concept.concept}/{each.id}" for concept, _ in view.concepts for each in concept.experiments]
    unread = {*view.ids} - {concept.concept for concept, _ in view.concepts}
    for concept, document in view.concepts:
        for index, claim in enumerate(concept.claims):
            path: Path = ("claims", index)
            if bool(claim.proved_by) == bool(claim.unproved):
                message = "a claim needs exactly one of `proved_by` and `unproved`"
                hint = "Write `proved_by:` with an experiment, or `unproved:` with the reason."
                yield problem(document, path, "claim-without-proof", message, hint)
            elif claim.proved_by and (name := _whole_name(concept.concept, claim.proved_by)) not in known:
                home = name.partition("/")[0]
                if home in unread:  # its own errors are reported; its experiments are unknown
                    continue
                own = [each for each in known if each.startswith(f"{home}/")]
                message = f"there is no experiment `{claim.proved_by[:60]}`"
                hint = did_you_mean(
                    claim.proved_by, [*(each.id for each in concept.experiments), *known], listed(own or known)
                )
                yield problem(document, (*path, "proved_by"), "dangling-experiment", message, hint)
            if _plain(claim.says) not in _plain(section_text(concept, str(claim.section))):
                message = f"the section `{claim.section}` does not contain these words"
                hint = _elsewhere(concept, claim) or _nearest_sentence(
                    claim.says, _sentences(concept, str(claim.section))
                )
                yield problem(document, (*path, "says"), "claim-not-found", message, hint)


def _sentences(concept: Concept, section: str) -> list[str]:
    text = section_text(concept, section)
    parts = text.split("\n") if section in ("pros_cons", "related") else _SENTENCE_END.split(text)
    return [_plain(each) for each in parts if each.strip()]


def _elsewhere(concept: Concept, claim: Claim) -> str:
    """Return a hint that names the section that does contain the words of a claim; '' where none does."""
    names = (str(each) for each in SectionName if _plain(claim.says))
    found = next((name for name in names if _plain(claim.says) in _plain(section_text(concept, name))), "")
    return f"The section `{found}` contains them: write `section: {found}`." if found else ""


def _nearest_sentence(says: str, sentences: list[str]) -> str:
    """Return a hint that quotes the sentence that is most similar to a claim, if one is similar."""
    from rapidfuzz import process
    from rapidfuzz.fuzz import ratio

    near = process.extractOne(_plain(says), sentences, scorer=ratio, score_cutoff=_SIMILAR)
    return f"Quote the section word for word: `says: {quoted(near[0])}`" if near else "Quote the section word for word."


def _whole_name(concept: str, experiment: str) -> str:
    return experiment if "/" in experiment else f"{concept}/{experiment}"


def _plain(text: str) -> str:
    return " ".join(text.split())


def section_text(concept: Concept, name: str) -> str:
    """Return the text of a section; pros and cons have a line each."""
    value = getattr(concept.sections, name)
    if name == "pros_cons":
        return "\n".join([*value.pros, *value.cons])
    return "\n".join(value) if name == "related" else str(value)


def _measured(document: Document, path: Path, experiment: Experiment) -> Iterator[Problem]:
    if experiment.measure not in MEASURES:
        hint = did_you_mean(experiment.measure, list(MEASURES), f"There are: {', '.join(MEASURES)}.")
        message = f"there is no measure `{experiment.measure}`"
        yield problem(document, (*path, "measure"), "unknown-measure", message, hint)
        return
    for role in _roles(experiment):
        if getattr(experiment, role) not in experiment.variants:
            hint = f"Variants: {', '.join(experiment.variants)}."
            yield problem(document, (*path, role), "unknown-variant", f"`{role}` is not the name of a variant", hint)
    if experiment.baseline and experiment.baseline == experiment.contender:
        message = f"the variant `{experiment.baseline}` is compared with itself"
        others = [name for name in experiment.variants if name != experiment.baseline]
        hint = f"Variants: {', '.join(experiment.variants)}." if others else "Add another one to `variants`."
        yield warning(document, (*path, "contender"), "same-variant", message, hint)
    yield from _tolerant(document, path, experiment)
    expect = experiment.expect
    if MEASURES[experiment.measure].text and (expect.at_least or expect.at_most or not expect.equals):
        message = f"`{experiment.measure}` measures text, which has no bounds"
        yield problem(document, (*path, "expect"), "bad-expectation", message, "Write `expect: {equals: ...}`.")
    elif not MEASURES[experiment.measure].text and expect.equals:
        message = f"`{experiment.measure}` measures a number, which needs bounds"
        yield problem(
            document,
            (*path, "expect"),
            "bad-expectation",
            message,
            "Write `at_least:` or `at_most:` instead of `equals:`.",
        )


def _tolerant(document: Document, path: Path, experiment: Experiment) -> Iterator[Problem]:
    if experiment.deterministic and (experiment.needs_cores or MEASURES[experiment.measure].unit not in ("", "% lost")):
        message = f"what `{experiment.measure}` measures depends on the load of the machine"
        hint = "Remove `deterministic`, or use `output`, `visibility` or `lost_updates` without `needs_cores`."
        yield problem(document, (*path, "deterministic"), "bad-expectation", message, hint)


def _roles(experiment: Experiment) -> list[str]:
    """Return which of `baseline` and `contender` must name a variant."""
    if experiment.measure == "ratio" or experiment.baseline:
        return ["baseline", "contender"]
    return ["contender"] if experiment.contender or len(experiment.variants) != 1 else []


def _worded(document: Document, path: Path, experiment: Experiment) -> Iterator[Problem]:
    names = sorted({*experiment.parameters, *FACTS})
    for side in ("at_least", "at_most"):
        expression = getattr(experiment.expect, side)
        if expression and (fault := check_arithmetic(expression, names)):
            yield problem(document, (*path, "expect", side), "bad-expectation", fault, f"Names: {', '.join(names)}.")
    if experiment.only_if and (fault := check_arithmetic(experiment.only_if, names)):
        yield problem(document, (*path, "only_if"), "bad-expectation", fault, f"Names: {', '.join(names)}.")
    if experiment.work and (not experiment.work.isidentifier() or experiment.work in experiment.parameters):
        message = f"`work: {experiment.work}` is not a variable name that is free in the code"
        yield problem(document, (*path, "work"), "bad-parameter", message, "Write `work: n` and use `n` in the code.")
    for index, wrong in enumerate(experiment.misconceptions):
        if fault := check_comparison(wrong.when):
            place: Path = (*path, "misconceptions", index, "when")
            yield problem(document, place, "bad-comparison", fault, "Write `<= 1` or `0.9..1.1`.")
    for name, values in experiment.parameters.items():
        if not values or not name.isidentifier() or iskeyword(name):
            message = f"the parameter `{name}` needs values and a name that is a Python identifier"
            yield problem(document, (*path, "parameters", name), "bad-parameter", message, "Write `name: [1, 2]`.")
