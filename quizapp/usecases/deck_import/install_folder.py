"""Installs a deck folder, or the archive of one."""

from pathlib import Path

from quizapp.formats import deck_folder
from quizapp.gc_pause import paused_collector
from quizapp.store.decks.import_diff import Source
from quizapp.usecases.deck_import.changed_files import load_changed
from quizapp.usecases.deck_import.concept_deck import install_concepts
from quizapp.usecases.deck_import.deck_archive import unpacked
from quizapp.usecases.deck_import.import_result import ImportResult
from quizapp.usecases.deck_import.import_target import Target


def install_deck_folder(target: Target, path: Path, digest: str) -> list[ImportResult]:
    """Install a deck folder, or its archive after unpacking it. Raises QuizError for a damaged archive."""
    if path.is_dir():
        source = Source(origin="path", path=str(path.resolve()), digest=digest)
        with paused_collector():
            return install_concepts(target, deck_folder.imported(load_changed(target.store, path)), source)
    with unpacked(target.context, path, keep=not target.options.dry_run) as (home, loaded):
        source = Source(origin="path", path=str(home), digest=digest, archive=str(path))
        return install_concepts(target, deck_folder.imported(loaded), source)
