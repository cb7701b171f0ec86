"""Limits of archives, which stop a bomb while it unpacks; ordinary archives stay far below them."""

from dataclasses import dataclass
from typing import Literal

from quizapp.settings.settings import Settings

FREE_RATIO = 50 << 20  # bytes; smaller archives are not bombs, whatever their ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveLimits:
    """The learner's settings `import_megabytes`, `import_ratio` and `import_entries`."""

    megabytes: int = 1024  # total unpacked size
    ratio: int = 300  # of unpacked to packed size
    entries: int = 300_000

    @property
    def bytes(self) -> int:
        """Return the limit of the unpacked size in bytes."""
        return self.megabytes << 20


DEFAULT = ArchiveLimits()
HOW = "If you trust it, raise the limit: quizapp config {name} NUMBER"


def limits_of(settings: Settings) -> ArchiveLimits:
    """Return the limits in the learner's settings."""
    return ArchiveLimits(
        megabytes=settings.import_megabytes, ratio=settings.import_ratio, entries=settings.import_entries
    )  # fmt: skip


Setting = Literal["import_megabytes", "import_ratio", "import_entries"]


def exceeded(limits: ArchiveLimits, *, unpacked: int, packed: int, entries: int) -> Setting | None:
    """Return the setting whose limit an archive of these sizes, in bytes, exceeds; None for one that is read."""
    if unpacked > limits.bytes:
        return "import_megabytes"
    if unpacked > FREE_RATIO and unpacked > packed * limits.ratio:
        return "import_ratio"
    return "import_entries" if entries > limits.entries else None
