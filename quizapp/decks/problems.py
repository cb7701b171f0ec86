"""Formats problems, and lists the codes that `deck check` reports."""

from collections.abc import Mapping

from quizapp.core.line_ends import one_line
from quizapp.errors import Problem

CODES: Mapping[str, str] = {
    "alias-not-allowed": "An anchor or an alias.",
    "all-false": "A warning: all true-or-false statements of a concept are false (from four on).",
    "all-true": "A warning: all true-or-false statements of a concept are true (from four on).",
    "ask-placeholder": "A placeholder of a question that is not a parameter of its experiment.",
    "bad-comparison": "A misconception's `when` that is not a comparison.",
    "bad-expectation": "A bound of `expect` that is not arithmetic over the parameters, `cores` and `gil`.",
    "bad-id": "An id with other characters than lower-case letters, digits and hyphens, or with more than 64.",
    "bad-interpreter": "An interpreter of a variant that is not a version such as `3.13` or `3.13t`.",
    "bad-key": "A key that is not text.",
    "bad-parameter": "A parameter without values, or whose name is not a Python identifier.",
    "claim-not-found": "A claim that does not quote its section word for word.",
    "claim-without-proof": "A claim with neither an experiment nor a reason, or with both.",
    "cloze-braces": "A warning: a gap of a cloze with more than two braces on a side.",
    "cloze-numbered": "A warning: a gap of a cloze with a number, as Anki writes it.",
    "cloze-swallowed": "A gap of a cloze with `{{` inside: a brace is missing before it.",
    "control-character": "A control character that YAML does not allow.",
    "dangling-example": "A reference to an example that the concept does not have.",
    "dangling-experiment": "A reference to an experiment that the concept does not have.",
    "deck-too-deep": "Nesting beyond the limit.",
    "deck-too-many-nodes": "More values in a file than the limit.",
    "duplicate-concept": "Two concepts of the deck with the same id.",
    "duplicate-experiment": "Two experiments of the concept with the same id.",
    "duplicate-key": "The same key twice in one mapping.",
    "duplicate-question": "Two questions of the concept with the same id.",
    "duplicate-was": "A `was` that names the id of another question, or one that another question names.",
    "empty-ask": "A question whose `ask` is empty.",
    "empty-file": "A file without content.",
    "empty-path": "A learning path without concepts.",
    "empty-section": "A section without text.",
    "empty-title": "A deck or a concept without a title.",
    "example-syntax": "A warning: an example that is run and that Python cannot compile.",
    "fence-not-closed": "A warning: a block of code in a text that begins with a fence and has none at its end.",
    "file-in-subfolder": "A warning: a YAML file in a subfolder of the deck, where it is not read.",
    "file-too-large": "A file over the limit.",
    "link-outside": "A symbolic link to outside of the deck's folder.",
    "long-answer": "A warning: an answer of more than 60 characters that has to be typed.",
    "longest-is-right": "A warning: in most choices of a concept (of four or more) the right option is the longest.",
    "media-missing": "A warning: a file that a text shows and that is not in the folder `media`, by exactly its name.",
    "missing-key": "A required key that is missing.",
    "missing-rival": "A warning: an experiment that proves a claim or is predicted, without a `rival`.",
    "missing-section": "One of the eight sections is missing.",
    "no-bounds": "A warning: an experiment that measures a figure and expects none.",
    "no-concepts": "A deck without a concept.",
    "no-deck-file": "A folder without deck.yaml.",
    "not-a-concept": "A file that is neither a concept nor a list of cards.",
    "not-a-mapping": "A file that is not a mapping of keys to values.",
    "not-found": "A path that does not exist.",
    "not-utf8": "A file that is not encoded in UTF-8.",
    "nul-byte": "A NUL byte.",
    "order-before-requires": "A warning: `order` lists a concept before one that it requires.",
    "path-not-closed": "A learning path without a concept that one of its concepts requires.",
    "requires-cycle": "Concepts that require each other.",
    "rival-admitted": "Bounds of `expect` that admit the `rival`, on some machine or for some parameters.",
    "same-variant": "A warning: an experiment that compares a variant with itself.",
    "several-documents": "More than one YAML document in a file.",
    "too-many-problems": "Problems beyond those listed.",
    "unknown-concept": "A name in `requires`, `order` or a path that is not a concept of the deck.",
    "unknown-format": "A version of the deck format that this program does not support.",
    "unknown-key": "A key that the format does not have.",
    "unknown-kind": "A question without a kind, or of an unknown kind.",
    "unknown-language": "A warning: a `language` that has no words for generated questions, which are in English then.",
    "unknown-measure": "A measure that does not exist.",
    "unknown-related": "A warning: a name in `related` that looks like a misspelt concept of the deck.",
    "unknown-variant": "A baseline or contender that is not the name of a variant.",
    "unreadable": "A file that cannot be read.",
    "utf-16": "A file in UTF-16.",
    "wide-program": "A warning: a program with lines that a terminal of 80 columns has to wrap.",
    "work-unused": "A warning: a `work` that the code of the baseline does not use.",
    "wrong-bounds": "Bounds of `expect` that no figure can satisfy, on some machine or for some parameters.",
    "wrong-type": "A value of the wrong type.",
    "yaml-syntax": "YAML with a syntax error.",
    "yaml-tag": "A YAML tag.",
}


def format_problem(problem: Problem) -> str:
    """Return a problem as text: its location, the message, and the hint on a line of its own."""
    text = one_line(f"{problem.location}: {problem.severity}[{problem.code}] {problem.message}")
    return f"{text}\n  hint: {one_line(problem.hint)}" if problem.hint else text


def annotation(problem: Problem) -> str:
    """Return a problem as a command of a GitHub workflow, which marks the line in a pull request."""
    where = problem.location
    place = f"file={_escaped(where.file)}" + (f",line={where.line},col={max(1, where.column)}" if where.line else "")
    text = f"{problem.message}\n{problem.hint}".rstrip()
    return f"::{problem.severity} {place},title={_escaped(problem.code)}::{_lines_escaped(text)}"


def _lines_escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped(text: str) -> str:
    return _lines_escaped(text).replace(":", "%3A").replace(",", "%2C")
