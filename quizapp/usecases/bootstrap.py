"""Opens the database and installs the shipped decks."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.core.counting import counted
from quizapp.decks.shipped import folder_digest, shipped_folders
from quizapp.errors import QuizError
from quizapp.store.card_lookup import shipped_digests
from quizapp.store.location import home_of
from quizapp.usecases.context import Context

if TYPE_CHECKING:
    from quizapp.store.database import Store


def open_app(context: Context, on_sent: Callable[[str], None] | None = None) -> "Store":
    """Return the open database with the shipped decks installed and up to date.

    On a server `db init` installs them: its learners may not, and may run other versions of the program. `on_sent` is
    called with a line that tells of answers which the server had not confirmed, and which were sent now.
    """
    from quizapp.store.database import open_store

    remember_unfinished(context)
    store = open_store(context.db, context.learner)
    try:
        if isinstance(context.db, Path):
            install_shipped(context, store)
        else:
            _send_unsent(store, on_sent)
        _recover_changes(context, store)
    except BaseException:
        store.close()
        raise
    return store


def _send_unsent(store: "Store", on_sent: Callable[[str], None] | None) -> None:
    """Send the answers that the server did not confirm."""
    if (home_of(store.place) / "unsent").is_dir():
        from quizapp.store.events.send_unsent import send

        count = send(store)
        if count and on_sent is not None:
            on_sent(
                f"{counted(count, 'answer')} that the server had not confirmed {'was' if count == 1 else 'were'} sent."
            )


def remember_unfinished(context: Context) -> None:
    """Note temporary files of this process next to the database, and remove those of processes that were killed."""
    from quizapp import unfinished

    folder = home_of(context.db) / unfinished.FOLDER
    unfinished.use(folder)
    unfinished.clear(folder)


def _recover_changes(context: Context, store: "Store") -> None:
    """Roll back a change of deck files that was interrupted, such as a move of cards."""
    if any((home_of(context.db) / "changes").glob("*.pending")):
        from quizapp.usecases.authoring.file_changes import changing

        with changing(context, store):
            pass  # the change of another process that is still at work is complete then


def install_shipped(context: Context, store: "Store") -> None:
    """Install the shipped decks that are missing or changed, except those that the learner removed or replaced."""
    digests = {deck: folder_digest(folder) for deck, folder in shipped_folders().items()}
    if digests.items() <= shipped_digests(store.query).items():  # as nearly always: nothing more is imported
        return
    from quizapp.store.decks.deck_records import installed_decks
    from quizapp.store.decks.import_diff import Source

    known = {row.deck: row for row in installed_decks(store, removed=True)}
    for deck_id, folder in shipped_folders().items():
        row = known.get(deck_id)
        # A deck that the learner removed, or replaced by their own copy, is left alone.
        if row and (row.removed or row.origin != "shipped"):
            continue
        digest = digests[deck_id]
        if row and row.digest == digest:
            continue
        install_folder(context, store, folder, Source(origin="shipped", path=str(folder), digest=digest))


def install_folder(context: Context, store: "Store", folder: Path, source: object) -> object:
    """Install a shipped deck folder. Raises QuizError with its first problem.

    It is parsed and validated, but not checked: the tests do that, and checking takes a tenth of the first start.
    """
    from quizapp.decks.cards import cards_of
    from quizapp.decks.loader import load_deck
    from quizapp.store.decks import deck_repository
    from quizapp.store.decks.card_rows import all_written
    from quizapp.store.decks.import_diff import Source

    loaded = load_deck(folder, checks=())
    if loaded.deck is None:
        first = loaded.problems[0]
        raise QuizError(f"{first.location}: {first.message}", first.hint)
    assert isinstance(source, Source)
    moment = context.moment()
    cards = cards_of(loaded.deck, loaded.locations)
    return deck_repository.install(
        store, loaded.deck, all_written(loaded.deck, cards), source,
        deck_repository.Installation(now_ms=moment.now, day=moment.day),
    )  # fmt: skip
