"""The checks that only an author needs: a learner can install and use a deck without them."""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import replace

from quizapp.core.model import Concept, Experiment
from quizapp.decks.block_places import place_within
from quizapp.decks.checks import CHECKS, Check
from quizapp.decks.media_checks import media_there
from quizapp.decks.view import DeckView, problem, warning
from quizapp.decks.yaml_nodes import Document
from quizapp.errors import Problem
from quizapp.questions.cloze import Cloze
from quizapp.questions.output import Output

_GAP = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


def example_syntax(view: DeckView) -> Iterator[Problem]:
    """This Python compiles the examples that are run by it."""
    for concept, document in view.concepts:
        other = _on_other_terms(concept)
        for name, example in concept.examples.items():
            if example.language == "python" and name not in other:
                yield from _syntax(document, name, example.source)


def _on_other_terms(concept: Concept) -> set[str]:
    """Return the examples that another interpreter runs, or whose SyntaxError is the answer of a question."""
    variants = (each for experiment in concept.experiments for each in experiment.variants.values())
    asked = (each for each in concept.questions if isinstance(each, Output))
    return {each.example for each in variants if each.interpreter} | {
        each.example for each in asked if "SyntaxError" in each.answer
    }


def _syntax(document: Document, name: str, source: str) -> Iterator[Problem]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, name, "exec", dont_inherit=True)
    except SyntaxError as error:
        path = ("examples", name, "source")
        line = max(1, error.lineno or 1)
        found = warning(document, path, "example-syntax", f"the example `{name[:60]}`: {error.msg}", _HINT)
        yield replace(found, location=place_within(document, path, line, max(1, error.offset or 1)))
    except (ValueError, RecursionError, MemoryError):
        return  # too deep for this compiler: `deck test` runs it


_HINT = "Correct this line, or write `language: text` if the example is not meant to be run."


def work_used(view: DeckView) -> Iterator[Problem]:
    """The program whose work is scaled reads the global that `work` names."""
    for concept, document in view.concepts:
        for index, experiment in enumerate(concept.experiments):
            if not experiment.work.isidentifier() or _uses(concept, experiment):
                continue
            whose = "of the baseline" if experiment.baseline else "of each variant"
            message = f"the program {whose} does not use the global `{experiment.work[:60]}`, which `work` names"
            hint = f"Use `{experiment.work[:60]}` as the size of the work in main(), or remove `work:`."
            yield warning(document, ("experiments", index, "work"), "work-unused", message, hint)


def _uses(concept: Concept, experiment: Experiment) -> bool:
    """Return whether the baseline (any variant, where there is none) uses the global; True if it cannot be known."""
    names = [experiment.baseline] if experiment.baseline in experiment.variants else list(experiment.variants)
    examples = [concept.examples.get(experiment.variants[name].example) for name in names]
    return any(each is None or _names(each.source, experiment.work) for each in examples)


def _names(source: str, name: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True  # reported as a SyntaxError
    return any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(tree))


def swallowed_gaps(view: DeckView) -> Iterator[Problem]:
    """No gap of a cloze holds the beginning of another one."""
    for concept, document in view.concepts:
        for index, question in enumerate(concept.questions):
            if not isinstance(question, Cloze):
                continue
            for inside in _GAP.findall(question.text):
                if "{{" in inside:
                    answer = re.split(r"\}|\s", inside.partition("{{")[0], maxsplit=1)[0]
                    message = f"the gap `{{{{{answer[:60]}` is not closed before the next one begins"
                    hint = f"Write `{{{{{answer[:60]}}}}}`: every gap has two braces on each side."
                    yield problem(document, ("questions", index, "text"), "cloze-swallowed", message, hint)


AUTHOR_CHECKS: tuple[Check, ...] = (*CHECKS, example_syntax, work_used, swallowed_gaps, media_there)
