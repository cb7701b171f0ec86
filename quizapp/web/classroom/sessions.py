"""Who is signed in: a random id for each, which ends after a time without requests, and after half a day."""

import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from quizapp.web.classroom.desk import ClassDesk

IDLE_SECONDS = 3600.0
LONGEST_SECONDS = 12 * 3600.0
REST_SECONDS = 300.0  # without a request, after which the connection is closed until the next one
MOST_OF_ONE = 5  # sessions of one learner; a further one ends the oldest


def form_token(secret: str) -> str:
    """Return what the forms of a session carry; the secret itself is in no page."""
    return hmac.new(secret.encode(), b"form", sha256).hexdigest()[:32]


@dataclass(slots=True, eq=False)
class SignedIn:
    """The session of one learner, who signed in with the password of their own role."""

    learner: str
    desk: ClassDesk
    began: float
    last: float
    is_working: int = 0  # requests that are being answered

    def worked(self, now: float) -> None:
        """Note that a request was answered."""
        self.is_working, self.last = self.is_working - 1, now

    def is_over(self, now: float, idle: float) -> bool:
        """Return whether it has ended by time."""
        return now - self.last > idle or now - self.began > LONGEST_SECONDS


@dataclass(slots=True)
class Sessions:
    """The sessions by the digest of their id: whoever can read this table cannot use them."""

    idle: float = IDLE_SECONDS
    _known: dict[bytes, SignedIn] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._known)

    def add(self, session: SignedIn) -> tuple[str, list[SignedIn]]:
        """Return a new id for a session, and the sessions that end for it, to be closed."""
        own = sorted((each for each in self._known.items() if each[1].learner == session.learner),
                     key=lambda each: each[1].last)  # fmt: skip
        ended = [self._known.pop(key) for key, _ in own[: max(0, len(own) - MOST_OF_ONE + 1)]]
        found = secrets.token_urlsafe(32)
        self._known[_digest(found)] = session
        return found, ended

    def find(self, given: str, now: float) -> SignedIn | None:
        """Return the session of an id, which begins its time without requests again."""
        found = self._known.get(_digest(given))
        if found is None or found.is_over(now, self.idle):
            return None
        found.last = now
        return found

    def remove(self, given: str) -> SignedIn | None:
        """Forget a session; return it, to be closed."""
        return self._known.pop(_digest(given), None)

    def remove_all_of(self, learner: str) -> list[SignedIn]:
        """Forget all sessions of a learner; return them, to be closed."""
        own = [key for key, each in self._known.items() if each.learner == learner]
        return [self._known.pop(key) for key in own]

    def ended(self, now: float) -> list[SignedIn]:
        """Forget the sessions whose time is over; return them, to be closed."""
        over = [key for key, each in self._known.items() if each.is_over(now, self.idle) and not each.is_working]
        return [self._known.pop(key) for key in over]

    def resting(self, now: float) -> Iterator[SignedIn]:
        """Yield the sessions that need no connection at the moment."""
        return (each for each in self._known.values() if now - each.last > REST_SECONDS and not each.is_working)

    def all(self) -> list[SignedIn]:
        """Return every session."""
        return list(self._known.values())


def _digest(given: str) -> bytes:
    return sha256(given.encode("utf-8", "replace")).digest()
