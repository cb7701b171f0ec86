"""The fingerprint of code that a consent applies to."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

RUNNER_VERSION = 1
"""The version of what worker.py, landlock_child.py and the files of a child in checking/ let code do.

Raise it when a change of theirs gives code more rights, or runs it in a way that a learner did not agree to: every
learner is then asked again. Not their text is hashed, so that a repair there does not ask anybody.
tests/lab/test_code_fingerprint.py fails for each change of the text until somebody has decided this.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runnable:
    """A piece of code that a learner agrees to: its sources by name, and the text of all else that decides what runs.

    The two are apart, so that no name of a source can take the place of the rest.
    """

    sources: Mapping[str, str]
    terms: str = ""  # such as which source runs as which variant, with which values

    @property
    def fingerprint(self) -> str:
        """The SHA-256 (hex) of exactly this code and of the version of the runner."""
        document = [dict(self.sources), *([self.terms] if self.terms else []), RUNNER_VERSION]
        return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()

    def shown(self) -> dict[str, str]:
        """Return everything that the fingerprint covers, by names, for the learner to read."""
        name = "how it runs"
        while name in self.sources:
            name += "'"
        return {**self.sources, name: self.terms} if self.terms else dict(self.sources)
