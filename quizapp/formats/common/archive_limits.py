"""How much an archive may hold: no honest one comes near, and a bomb is stopped while it unpacks."""

from dataclasses import dataclass

from quizapp.settings.settings import Settings

FREE_RATIO = 50 << 20  # bytes up to which what is packed well is no bomb


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveLimits:
    """The learner's settings `import_megabytes`, `import_ratio` and `import_entries`."""

    megabytes: int = 1024  # unpacked, a collection or a deck in all
    ratio: int = 300  # of unpacked to packed size
    entries: int = 300_000

    @property
    def bytes(self) -> int:
        """The most bytes, unpacked."""
        return self.megabytes << 20


DEFAULT = ArchiveLimits()
HOW = "If you trust it, raise the limit: quizapp config {name} NUMBER"


def limits_of(settings: Settings) -> ArchiveLimits:
    """Return how much an archive may hold, as the learner has set it."""
    return ArchiveLimits(
        megabytes=settings.import_megabytes, ratio=settings.import_ratio, entries=settings.import_entries
    )  # fmt: skip
