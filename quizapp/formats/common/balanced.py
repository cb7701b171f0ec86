"""Texts in double braces that may have braces of their own, as LaTeX and code do."""

import re

# A character, or braces with what is in them, four deep: `\\frac{\\sqrt{x}}{y}` is seven of these.
BALANCED = r"(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,300}\}){0,300}\}){0,300}\})"
INSIDE = rf"(?:{BALANCED}{{1,2000}}?|(?:(?!\{{\{{|\}}\}}).){{1,2000}})"  # unbalanced ones end at the next pair

_BRACE = re.compile(r"(?<!\\)[{}]")


def depth_of(text: str) -> int:
    """Return how many braces of a text are not closed."""
    depth = 0
    for brace in _BRACE.findall(text) if "{" in text else ():
        depth = max(depth + (1 if brace == "{" else -1), 0)
    return depth
