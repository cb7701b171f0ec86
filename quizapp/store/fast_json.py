"""JSON as text by an encoder that is created once."""

import json
from collections.abc import Callable
from typing import Any


def fast_encode(encoder: json.JSONEncoder) -> Callable[[Any], str]:
    """Return the `encode` of an encoder without indentation; it does not notice an object that contains itself.

    Each call of `JSONEncoder.encode` creates an encoder in C, which takes half of its time.
    """
    make = getattr(json.encoder, "c_make_encoder", None)
    escape = getattr(json.encoder, f"c_encode_basestring{'_ascii' if encoder.ensure_ascii else ''}", None)
    if make is None or escape is None:  # not CPython, or a version without it
        return encoder.encode
    pieces = make(
        None, encoder.default, escape, None, encoder.key_separator, encoder.item_separator,
        encoder.sort_keys, encoder.skipkeys, encoder.allow_nan,
    )  # fmt: skip
    return lambda value: "".join(pieces(value, 0))
