"""Canonical JSON for storage: no spaces, sorted keys, no ASCII escapes."""

import json
from collections.abc import Callable
from typing import Any

from quizapp.store.fast_json import fast_encode

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def compact_text(text: str) -> str:
    """Return a text as JSON, as a part of a document that is put together by hand."""
    return _escape(text)


_escape: Callable[[str], str] = getattr(json.encoder, "c_encode_basestring", None) or _ENCODER.encode
compact: Callable[[Any], str] = fast_encode(_ENCODER)
