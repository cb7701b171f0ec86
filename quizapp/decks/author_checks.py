"""The checks that only an author needs: a learner can install and use a deck without them."""

import ast
import os
import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path as File

from quizapp.core.model import Concept, Experiment
from quizapp.decks.block_places import place_of_error, syntax_error
from quizapp.decks.bound_checks import bounds
from quizapp.decks.checks import CHECKS, Check
from quizapp.decks.deck_files import deck_files, unread_files
from quizapp.decks.loader import Loaded, load_deck
from quizapp.decks.media_checks import media_there
from quizapp.decks.question_words import WORDS, primary
from quizapp.decks.text_checks import closed_fences, foreign_gaps
from quizapp.decks.view import DeckView, problem, warning
from quizapp.decks.yaml_nodes import Document, Path
from quizapp.errors import Location, Problem
from quizapp.questions.cloze import Cloze
from quizapp.questions.output import Output

_GAP = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


def example_syntax(view: DeckView) -> Iterator[Problem]:
    """This Python compiles the examples that are run by it."""
    for concept, document in view.concepts:
        other = _on_other_terms(concept)
        for name, example in concept.examples.items():
            if example.language == "python" and name not in other:
                yield from _syntax(document, ("examples", name, "source"), example.source)


def _on_other_terms(concept: Concept) -> set[str]:
    """Return the examples that another interpreter runs, or whose SyntaxError is the answer of a question."""
    variants = (each for experiment in concept.experiments for each in experiment.variants.values())
    asked = (each for each in concept.questions if isinstance(each, Output))
    return {each.example for each in variants if each.interpreter} | {
        each.example for each in asked if "SyntaxError" in each.answer
    }


def _syntax(document: Document, path: Path, source: str) -> Iterator[Problem]:
    if (error := syntax_error(source)) is not None:
        message = f"the example `{str(path[1])[:60]}`: {error.msg}"
        found = warning(document, path, "example-syntax", message, _HINT)
        yield replace(found, location=place_of_error(document, path, error))


_HINT = "Correct this line, or write `language: text` if the example is not meant to be run."


def subfolders(view: DeckView) -> Iterator[Problem]:
    """No YAML file is in a subfolder, where it is not read."""
    if view.info is None or view.info_document is None:
        return
    folder = File(view.info_document.file).parent
    try:
        for file in unread_files(folder, view.info.ignore):
            name = file.relative_to(folder)
            hint = f"Move it next to deck.yaml, or write `ignore: [{name.parts[0]}]` in deck.yaml."
            message = "the file is in a subfolder of the deck, and is not read"
            yield Problem(Location(str(file), 1, 1), "file-in-subfolder", message, hint, "warning")
    except OSError:
        return  # a subfolder that may not be listed is none that a deck needs


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


def language_known(view: DeckView) -> Iterator[Problem]:
    """There are words for the questions that are generated in the language of the deck."""
    language = view.info.language if view.info else "en"
    generates = any(concept.generate != [] and not concept.is_list for concept, _ in view.concepts)
    if view.info_document and generates and primary(language) not in WORDS:
        message = f"questions are generated in English, because there are no words for the language `{language[:60]}`"
        hint = f"There are: {', '.join(sorted(WORDS))}. `generate: []` in a concept generates no questions."
        yield warning(view.info_document, ("language",), "unknown-language", message, hint)


AUTHOR_CHECKS: tuple[Check, ...] = (
    *CHECKS, example_syntax, work_used, bounds, swallowed_gaps, media_there, subfolders,
    language_known, foreign_gaps, closed_fences,
)  # fmt: skip


def check_deck(path: File) -> Loaded:
    """Load the deck at a path with the checks of an author.

    A concept file of a deck folder is checked within its deck, and only its own problems are reported; `deck` is None
    if any file of the folder has an error.
    """
    file = File(os.path.normpath(path))
    if file.name == "deck.yaml" or not file.is_file() or not (file.parent / "deck.yaml").is_file():
        return load_deck(path, checks=AUTHOR_CHECKS)
    loaded = load_deck(file.parent, checks=AUTHOR_CHECKS)
    if file not in deck_files(file.parent):
        return load_deck(path, checks=AUTHOR_CHECKS)
    own = tuple(each for each in loaded.problems if each.location.file == str(file))
    return replace(loaded, problems=own)


def concepts_at(path: File) -> tuple[Loaded, dict[str, Concept]]:
    """Return the deck of a path and its concepts there: all of a folder, or that of a file, within its deck if it can
    be loaded."""
    loaded = check_deck(path)
    if loaded.deck is None and not any(each.severity == "error" for each in loaded.problems):
        loaded = load_deck(path, checks=AUTHOR_CHECKS)  # other files of the deck have errors
    concepts = {each.concept: each for each in loaded.deck.concepts} if loaded.deck else {}
    if path.is_dir() or path.name == "deck.yaml":
        return loaded, concepts
    own = {name for (name, _), place in loaded.locations.items() if File(place.file) == File(os.path.normpath(path))}
    return loaded, {name: concept for name, concept in concepts.items() if name in own}
