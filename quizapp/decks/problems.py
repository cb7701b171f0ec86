"""How a problem is written, and the codes that decks are checked for."""

from collections.abc import Mapping

from quizapp.errors import Problem

CODES: Mapping[str, str] = {
    "alias-not-allowed": "An anchor or an alias.",
    "ask-placeholder": "A placeholder of a question that is no parameter of its experiment.",
    "bad-comparison": "A misconception's `when` that is no comparison.",
    "bad-expectation": "A bound of `expect` that is no arithmetic over the parameters, `cores` and `gil`.",
    "bad-id": "An id that is not lower case letters, digits and hyphens, or is longer than 64 characters.",
    "bad-key": "A key that is not text.",
    "bad-parameter": "A parameter without values, or with a name that code cannot use.",
    "claim-not-found": "A claim whose words do not stand in its section.",
    "claim-without-proof": "A claim that names no experiment and no reason, or both.",
    "control-character": "A control character that YAML does not allow.",
    "dangling-example": "A reference to an example that the concept does not have.",
    "dangling-experiment": "A reference to an experiment that the concept does not have.",
    "deck-too-deep": "Nesting that no deck needs.",
    "deck-too-many-nodes": "More values than a concept has.",
    "duplicate-concept": "An id that two concepts of the deck have.",
    "duplicate-experiment": "An id that two experiments of the concept have.",
    "duplicate-key": "A key that stands twice in one mapping.",
    "duplicate-question": "An id that two questions of the concept have.",
    "empty-ask": "A question that asks nothing.",
    "empty-file": "A file without content.",
    "empty-section": "A section that says nothing.",
    "empty-title": "A deck or a concept without a title.",
    "file-too-large": "A file over the limit.",
    "link-outside": "A symbolic link that leaves the deck's folder.",
    "missing-key": "A key that is needed.",
    "missing-section": "One of the eight sections is not there.",
    "no-concepts": "A deck without a concept.",
    "no-deck-file": "A folder without deck.yaml.",
    "not-a-mapping": "A file that is no mapping of keys to values.",
    "not-found": "A path where nothing is.",
    "not-utf8": "A file in another encoding than UTF-8.",
    "nul-byte": "A NUL byte.",
    "requires-cycle": "Concepts that require each other.",
    "several-documents": "More than one YAML document in a file.",
    "too-many-problems": "Problems beyond those listed.",
    "unknown-concept": "A name in `requires` or `order` that is no concept of the deck.",
    "unknown-format": "A version of the deck format that this program does not know.",
    "unknown-key": "A key that the format does not have.",
    "unknown-kind": "A question without a kind, or of one that does not exist.",
    "unknown-measure": "A measure that does not exist.",
    "unknown-related": "A warning: a related concept that is nearly, but not quite, one of the deck.",
    "unknown-variant": "A baseline or contender that names no variant.",
    "unreadable": "A file that cannot be read.",
    "utf-16": "A file in UTF-16.",
    "wrong-type": "A value of another type than the format has there.",
    "yaml-syntax": "YAML that cannot be read.",
    "yaml-tag": "A YAML tag.",
}


def format_problem(problem: Problem) -> str:
    """Return a problem as text: where, what, and what to do."""
    text = f"{problem.location}: {problem.severity}[{problem.code}] {problem.message}"
    return f"{text}\n  hint: {problem.hint}" if problem.hint else text
