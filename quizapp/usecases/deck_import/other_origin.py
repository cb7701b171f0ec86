"""Whether an import would change an installed deck that came from elsewhere: the learner is asked first."""

from dataclasses import dataclass
from pathlib import Path

from quizapp.core.counting import counted
from quizapp.errors import ConsentRefused, Location, Problem
from quizapp.store.decks.deck_repository import SHIPPED
from quizapp.store.decks.import_diff import Diff, Source
from quizapp.store.decks.known_cards import KnownDeck, cards_of_others, known_decks
from quizapp.store.decks.own_exports import was_exported_to
from quizapp.store.location import home_of
from quizapp.usecases.deck_import.deck_identity import is_gone
from quizapp.usecases.deck_import.import_target import Target

HINT = "If it is the same deck: add --replace. Else give it another id: `deck:` in its deck.yaml, or --deck."


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """What an import would do to an installed deck of another origin."""

    deck: str
    title: str  # of what arrives
    before: str  # where the installed deck came from, in words
    source: str
    added: int
    changed: int
    retired: int
    reviews: int  # of the cards that would retire

    @property
    def lines(self) -> tuple[str, str]:
        """The question that the learner is asked, in two lines."""
        lost = f", with {counted(self.reviews, 'review')}" if self.reviews else ""
        return (
            f"The deck `{self.deck}` {self.before}. {self.source} has another with the same id, `{self.title}`.",
            f"It would retire {counted(self.retired, 'card')}{lost}, change {self.changed:,} and add {self.added:,}.",
        )


class UndecidedReplacement(Exception):
    """A deck of another origin would be replaced, which the learner has to decide; nothing was installed."""

    def __init__(self, found: Replacement) -> None:
        super().__init__(found.deck)
        self.found = found


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherOrigin:
    """An installed deck, and the other source of which an import has the same deck id."""

    target: Target
    before: KnownDeck
    source: Source
    is_update: bool  # its file is gone, or both were unpacked from archives: it may be a later version

    def refuse(self, diff: Diff) -> None:
        """Raise where the learner has to agree to a change: ConsentRefused, or UndecidedReplacement to ask them."""
        found = self.replacement(diff)
        if found is None or found.deck in self.target.options.replaces or self.target.options.replace:
            return
        if self.target.options.ask:
            raise UndecidedReplacement(found)
        raise ConsentRefused(" ".join(found.lines), HINT)

    def refuse_loss(self, diff: Diff) -> None:
        """The same for a list of cards, where only cards of other files that would retire need consent."""
        others = cards_of_others(self.target.store.query, diff.deck, self.source.path)
        if not others.isdisjoint(diff.retired):
            self.refuse(diff)

    def replacement(self, diff: Diff) -> Replacement | None:
        """Return what the learner has to agree to; None for a later version of the deck, or one that is the same.

        A later version shares most cards, and none retires that has reviews: whoever wrote the file, no history is
        put aside unasked.
        """
        retired, source = set(diff.retired), self.source.archive or self.source.path
        reviews = sum(each.reviews for each in diff.details if each.card in retired)
        if is_same(diff) or (self.is_update and _shares_most(diff) and not reviews):
            return None
        return Replacement(
            deck=diff.deck, title=diff.title, before=_origin(self.before), source=source,
            added=len(diff.added), changed=len(diff.changed), retired=len(retired), reviews=reviews,
        )  # fmt: skip

    def warnings(self, diff: Diff) -> tuple[Problem, ...]:
        """Return what a dry run says of it."""
        found = self.replacement(diff)
        if found is None:
            return ()
        return (Problem(Location(found.source), "other-origin", " ".join(found.lines), HINT, "warning"),)


def other_origin(target: Target, deck: str, source: Source) -> OtherOrigin | None:
    """Return the installed deck with this id, if it is in use, came from elsewhere and is not edited here.

    A folder that the deck was exported to is the learner's own version of it.
    """
    before = next((each for each in known_decks(target.store.query) if each.deck == deck), None)
    if before is None or before.is_removed or target.options.is_edit:
        return None
    same = (before.origin, before.source) == (source.origin, source.path)
    unpacked = _is_unpacked(target, before.source) and _is_unpacked(target, source.path)
    if (same and not unpacked) or was_exported_to(target.store, deck, source.path):
        return None
    return OtherOrigin(target=target, before=before, source=source, is_update=unpacked or is_gone(before))


def is_same(diff: Diff) -> bool:
    """Return whether the cards and texts of a deck are as they were."""
    return not (diff.added or diff.changed or diff.retired or diff.rewritten)


def _is_unpacked(target: Target, source: str) -> bool:
    """Return whether a source is an archive, which is unpacked next to the database under the id of its deck."""
    home = home_of(target.context.db).resolve()
    return Path(source).is_relative_to(home / "decks") or Path(source).is_relative_to(home / "archives")


def _shares_most(diff: Diff) -> bool:
    """Return whether two versions have at least half of the cards of the smaller one."""
    kept = len(diff.changed) + len(diff.unchanged)
    return 2 * kept >= min(kept + len(diff.retired), kept + len(diff.added))


def _origin(before: KnownDeck) -> str:
    return "comes with quizapp" if before.origin == SHIPPED else f"came from {before.source}"
