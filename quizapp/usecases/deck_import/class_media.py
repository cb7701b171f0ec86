"""Stores the media of an imported deck for a class, and removes those of a deck that is removed."""

from pathlib import Path

from quizapp.core.media_sides import section_media
from quizapp.errors import Location, Problem
from quizapp.store.database import Store
from quizapp.store.decks import deck_repository
from quizapp.store.decks.deck_records import installed_cards, installed_concepts
from quizapp.store.location import Server
from quizapp.store.media import media_folder
from quizapp.store.shared_media import fetch_media, share_media, stored_media
from quizapp.usecases.context import Context


def fetch_all(context: Context, store: Store, deck: str) -> None:
    """Fetch the media of a class's deck before an import, so that only arriving files will differ."""
    if isinstance(context.db, Server):
        fetch_media(store.query, context.db, deck, stored_media(store, deck))


def share_with_class(context: Context, store: Store, deck: str) -> list[Problem]:
    """Store the files that a deck shows for the class, from its folder on this machine; return those too large for it.

    Files that the deck does not show are removed from the class. Nothing happens for a database in a file. Raises
    QuizError (exit code 4) for members who do not teach.
    """
    if not isinstance(context.db, Server):
        return []
    most, folder = context.settings.media_megabytes, media_folder(context.db, deck)
    shown = _shown(store, deck)
    sizes = {name: (folder / name).stat().st_size for name in shown if (folder / name).is_file()}
    large = {name for name, size in sizes.items() if size > most << 20}
    share_media(store, deck, {name: folder / name for name in sorted(sizes.keys() - large)}, shown - large)
    return [_too_large(folder / name, most) for name in sorted(large)]


def remove_deck(context: Context, store: Store, deck: str) -> int:
    """Retire the cards of a deck, and remove its media from a class; return how many cards were retired.

    Content that another deck shows stays in the class. Raises QuizError (exit code 4).
    """
    retired = deck_repository.remove(store, deck)
    share_with_class(context, store, deck)
    return retired


def _shown(store: Store, deck: str) -> set[str]:
    """Return the names of the files that the installed cards and concepts of a deck show."""
    cards = {Path(str(name)).name for row in installed_cards(store, deck) for name in row.body.get("media", ())}
    return cards.union(*(section_media(row.content.sections) for row in installed_concepts(store, deck)))


def _too_large(file: Path, most: int) -> Problem:
    message = f"the file `{file.name[:60]}` has more than {most} MB, so that the class does not get it"
    hint = "Make it smaller, or: quizapp config media_megabytes NUMBER"
    return Problem(Location(str(file)), "media-too-large", message, hint, "warning")
