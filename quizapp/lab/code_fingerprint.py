"""The fingerprint of code that a consent applies to."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path


def fingerprint(sources: Mapping[str, str]) -> str:
    """Return the SHA-256 (hex) of exactly this code and of the runner that would run it."""
    runner = [Path(__file__).with_name(name).read_text("utf-8") for name in ("worker.py", "landlock_child.py")]
    return hashlib.sha256(json.dumps([dict(sources), runner], sort_keys=True).encode()).hexdigest()
