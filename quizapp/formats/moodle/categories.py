"""The categories of Moodle's question banks."""

import re

_EVERYWHERE = ("$course$", "$module$", "$system$", "top")


def topic_of(path: str) -> str:
    """Return a category without the words that every category of a course begins with."""
    parts = [part.strip() for part in re.split(r"(?<!/)/(?!/)", path)]
    return "/".join(part.replace("//", "-") for part in parts if part and part not in _EVERYWHERE)
