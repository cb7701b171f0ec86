"""Hints for keys that the format does not have: what the author meant, or where the key belongs."""

from collections.abc import Mapping, Sequence
from dataclasses import fields

from quizapp.core.did_you_mean import closest
from quizapp.core.model import Concept, SectionName
from quizapp.decks.yaml_nodes import Path

_REFERENCE = "Remove it; docs/deck-reference.md lists the keys."

# Words of other formats -> what to write here.
_OTHER_WORDS: Mapping[str, str] = {
    "question": "Write `ask:`.",
    "prompt": "Write `ask:`.",
    "front": "Write `ask:`.",
    "back": "Write `answer:`.",
    "type": "Write `kind:`.",
    "options": "Write the right option as `answer:` and the wrong ones as `distractors:`.",
    "choices": "Write the right option as `answer:` and the wrong ones as `distractors:`.",
    "correct": "Write the right option itself as `answer:`.",
    "correct_answer": "Write the right option itself as `answer:`.",
    "wrong": "Write `distractors:`.",
    "why": "Write `explain:`.",
    "feedback": "Write `explain:`.",
    "license": "Write `licence:`.",
    "author": "Write `authors: [NAME]`.",
    "prerequisites": "Write `requires:`.",
    "lang": "Write `language:`.",
    "code": "Write the program as `source:` of an example under `examples:`.",
}
# Kinds of questions in other formats -> the kind here.
OTHER_KINDS: Mapping[str, str] = {
    "multiple_choice": "choice",
    "single_choice": "choice",
    "mcq": "choice",
    "multiple_answer": "multi",
    "multiple_response": "multi",
    "boolean": "true_false",
    "fill_in": "cloze",
    "fill_in_the_blank": "cloze",
    "gap": "cloze",
    "short_answer": "typed",
    "text": "typed",
    "flashcard": "recall",
    "basic": "recall",
    "code": "program",
}
_NAMES = frozenset(each.name for each in fields(Concept))


def key_hint(name: str, known: Sequence[str], path: Path) -> str:
    """Return what to do about an unknown key of the mapping at `path`, whose keys are `known`."""
    if not path and name in tuple(SectionName):
        return f"Indent it below `sections:`: `{name}` is a section."
    if path == ("sections",) and name in _NAMES:
        return f"Move it to the left, out of `sections:`: `{name}` is a key of the concept."
    other = _OTHER_WORDS.get(name, "")
    if any(f"`{key}:" in other for key in known):
        return other
    near = closest(name, known)
    return f"Did you mean `{near}`?" if near else _REFERENCE
