"""What a reader needs to know of the learner and of what they chose."""

from quizapp.formats.common.archive_limits import limits_of
from quizapp.formats.common.reader import ReadOptions
from quizapp.usecases.context import Context
from quizapp.usecases.deck_import.import_options import ImportOptions


def read_options(context: Context, options: ImportOptions) -> ReadOptions:
    """Return how the files of an import are read."""
    return ReadOptions(
        deck_id=options.deck_id, mapping=options.mapping, limits=limits_of(context.settings), zone=context.zone
    )
