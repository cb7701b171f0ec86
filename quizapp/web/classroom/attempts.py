"""How often somebody may try to sign in: waits that grow with each try, for each name and each address."""

from dataclasses import dataclass

NAME_TRIES = 5  # before the first wait
ADDRESS_TRIES = 30  # a whole class may sit behind one address
FIRST_WAIT = 2.0  # seconds; each further try doubles it
LONGEST_WAIT = 900.0
FORGOTTEN_AFTER = 3600.0  # seconds without a try
MOST_KEPT = 20_000


@dataclass(slots=True)
class _Tries:
    count: int = 0
    last: float = 0.0

    def wait(self, free: int, now: float) -> float:
        """Return the seconds until the next try is taken."""
        if self.count < free:
            return 0.0
        pause = min(FIRST_WAIT * 2.0 ** min(self.count - free, 20), LONGEST_WAIT)
        return max(0.0, self.last + pause - now)


class Attempts:
    """Counts tries. A try counts as failed from its begin, so that tries at the same time count as well."""

    def __init__(self) -> None:
        self._names: dict[str, _Tries] = {}
        self._addresses: dict[str, _Tries] = {}

    def wait(self, name: str, address: str, now: float) -> float:
        """Return how many seconds a try must wait; 0, and count it, if it may be made now."""
        pairs = ((self._names, name, NAME_TRIES), (self._addresses, address, ADDRESS_TRIES))
        seconds = max(table[key].wait(free, now) if key in table else 0.0 for table, key, free in pairs)
        if not seconds:
            for table, key, _ in pairs:
                self._count(table, key, now)
        return seconds

    def succeeded(self, name: str, address: str) -> None:
        """Forget the failed tries of a name, and this one try of the address.

        Its others stay, so that somebody with a password of their own cannot go on guessing those of others.
        """
        self._names.pop(name, None)
        if (tries := self._addresses.get(address)) is not None:
            tries.count -= 1

    def _count(self, table: dict[str, _Tries], key: str, now: float) -> None:
        tries = table.pop(key, None) or _Tries()
        if now - tries.last > FORGOTTEN_AFTER:
            tries.count = 0
        tries.count, tries.last = tries.count + 1, now
        table[key] = tries  # the last of the table, which is in the order of the last tries
        while len(table) > MOST_KEPT or now - next(iter(table.values())).last > FORGOTTEN_AFTER:
            table.pop(next(iter(table)))
