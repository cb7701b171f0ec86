"""How often somebody may try to sign in: waits that grow with each try for a name, and short ones for an address.

A browser in which somebody has signed in before is known for their name. It has tries of its own, so that the failed
tries of others, whatever address they come from, do not keep its owner out.
"""

import secrets
from dataclasses import dataclass

NAME_TRIES = 5  # before the first wait
ADDRESS_TRIES = 30  # a whole class may sit behind one address
FIRST_WAIT = 2.0  # seconds; each further try of a name doubles it
LONGEST_WAIT = 900.0
ADDRESS_WAIT = 2.0  # seconds between the tries of an address: it slows guessing down, and keeps no class out
FORGOTTEN_AFTER = 3600.0  # seconds without a try
MOST_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Try:
    """Who tries to sign in, from where, with the id that their browser has of an earlier sign-in."""

    name: str
    address: str
    browser: str = ""


@dataclass(slots=True)
class _Tries:
    count: int = 0
    last: float = 0.0


@dataclass(frozen=True, slots=True)
class _Limit:
    """So many tries are free; then each waits longer than the one before, up to a longest wait."""

    free: int
    longest: float

    def wait(self, tries: _Tries, now: float) -> float:
        """Return the seconds until the next try is taken."""
        if tries.count < self.free:
            return 0.0
        pause = min(FIRST_WAIT * 2.0 ** min(tries.count - self.free, 20), self.longest)
        return max(0.0, min(pause, tries.last + pause - now))  # sums of floats may be a little larger


_OF_NAME, _OF_ADDRESS = _Limit(NAME_TRIES, LONGEST_WAIT), _Limit(ADDRESS_TRIES, ADDRESS_WAIT)


class Attempts:
    """Counts tries. A try counts as failed from its begin, so that tries at the same time count as well."""

    def __init__(self) -> None:
        self._names: dict[str, _Tries] = {}
        self._addresses: dict[str, _Tries] = {}
        self._browsers: dict[str, dict[str, _Tries]] = {}  # known browser -> name of who signed in there -> tries

    def wait(self, given: Try, now: float) -> float:
        """Return how many seconds a try must wait; 0, and count it, if it may be made now."""
        counted = self._counted(given)
        seconds = max(limit.wait(table[key], now) if key in table else 0.0 for table, key, limit in counted)
        if not seconds:
            for table, key, _ in counted:
                _count(table, key, now)
            _forget_old(self._names, now)
            _forget_old(self._addresses, now)
        return seconds

    def _counted(self, given: Try) -> list[tuple[dict[str, _Tries], str, _Limit]]:
        known = self._browsers.get(given.browser, {})
        if given.name in known:
            return [(known, given.name, _OF_NAME)]
        return [(self._names, given.name, _OF_NAME), (self._addresses, given.address, _OF_ADDRESS)]

    def succeeded(self, given: Try) -> str:
        """Forget the failed tries of a name, and this one try of the address; return the browser's id.

        The others of the address stay, so that somebody with a password of their own cannot go on guessing.
        """
        known = self._browsers.pop(given.browser, {}) if given.browser else {}
        if given.name not in known:
            self._names.pop(given.name, None)
            if (tries := self._addresses.get(given.address)) is not None:
                tries.count -= 1
        browser = given.browser if known else secrets.token_urlsafe(32)
        known[given.name] = _Tries()
        self._browsers[browser] = known  # the last of the table, which is in the order of the last sign-ins
        while len(self._browsers) > MOST_KEPT:
            self._browsers.pop(next(iter(self._browsers)))
        return browser


def _count(table: dict[str, _Tries], key: str, now: float) -> None:
    tries = table.pop(key, None) or _Tries()
    if now - tries.last > FORGOTTEN_AFTER:
        tries.count = 0
    tries.count, tries.last = tries.count + 1, now
    table[key] = tries  # the last of the table, which is in the order of the last tries


def _forget_old(table: dict[str, _Tries], now: float) -> None:
    while table and (len(table) > MOST_KEPT or now - next(iter(table.values())).last > FORGOTTEN_AFTER):
        table.pop(next(iter(table)))
