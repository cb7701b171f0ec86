"""The fingerprint of code that a consent applies to."""

import hashlib
import json
from collections.abc import Mapping

RUNNER_VERSION = 1
"""The version of what worker.py, landlock_child.py and the files of a child in checking/ let code do.

Raise it when a change of theirs gives code more rights, or runs it in a way that a learner did not agree to: every
learner is then asked again. Not their text is hashed, so that a repair there does not ask anybody.
tests/lab/test_code_fingerprint.py fails for each change of the text until somebody has decided this.
"""


def fingerprint(sources: Mapping[str, str]) -> str:
    """Return the SHA-256 (hex) of exactly this code and of the version of the runner."""
    return hashlib.sha256(json.dumps([dict(sources), RUNNER_VERSION], sort_keys=True).encode()).hexdigest()
