"""Marks in a text for files: pictures and sounds by their names."""

import re

_SOUND = re.compile(r"\.(?:mp3|ogg|oga|opus|wav|flac|m4a|aac|3gp|spx)\Z", re.IGNORECASE)
_FILE = re.compile(r"[^\n|<>\"]{1,200}\.\w{2,5}\Z")


def is_sound(name: str) -> bool:
    """Return whether a file's name is that of a sound."""
    return _SOUND.search(name) is not None


def media_mark(name: str) -> str:
    """Return the Markdown that shows a picture or plays a sound; any other text is returned unchanged."""
    name = name.strip()
    if name.startswith(("![", "[sound:", "<img")) or not _FILE.match(name) or "://" in name:
        return name
    return f"[sound:{name}]" if is_sound(name) else f"![]({_in_brackets(name)})"


def _in_brackets(name: str) -> str:
    return f"<{name}>" if re.search(r"[\s()]", name) else name
