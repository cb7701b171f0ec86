"""Consent to code in a browser: the code is shown first, and a yes holds for exactly what was shown."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeShown:
    """Code that waits for consent: all that would run, by names, and what it could reach."""

    title: str
    sources: Mapping[str, str]
    warning: str

    @property
    def mark(self) -> str:
        """The SHA-256 (hex) of exactly what is shown; the form of consent carries it."""
        document = [self.title, dict(self.sources), self.warning]
        return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


class ConsentNeeded(Exception):
    """Code would run that the learner has not seen yet."""

    def __init__(self, code: CodeShown) -> None:
        super().__init__(code.title)
        self.code = code


@dataclass(frozen=True, slots=True)
class Agreement:
    """An answer to code that was shown. Other code than that raises ConsentNeeded, so that it is shown too."""

    mark: str = ""  # of the code that the answer is about; '' where none was shown yet
    agreed: bool = False

    def __call__(self, title: str, sources: Mapping[str, str], warning: str) -> bool:
        """Return whether code may run."""
        code = CodeShown(title=title, sources=sources, warning=warning)
        if not self.mark or code.mark != self.mark:
            raise ConsentNeeded(code)
        return self.agreed
