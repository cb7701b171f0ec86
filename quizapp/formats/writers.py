"""The writers of all formats."""

from quizapp.formats.anki import writer as anki_writer
from quizapp.formats.common.writer import Writer
from quizapp.formats.markdown import hashcards_writer
from quizapp.formats.moodle import gift_writer
from quizapp.formats.tables import own_table, table_writer

WRITERS: tuple[Writer, ...] = (
    Writer(
        name="anki",
        suffix=".apkg",
        reader="anki",
        write=anki_writer.write,
        kept=anki_writer.kept,
        parts=("tags", "media", "history"),
        more_losses=anki_writer.losses,
        most_bytes=None,
    ),
    Writer(
        name="csv", suffix=".csv", reader="table", write=table_writer.write_csv, kept=own_table.kept, parts=("tags",)
    ),
    Writer(
        name="tsv", suffix=".tsv", reader="table", write=table_writer.write_tsv, kept=own_table.kept, parts=("tags",)
    ),
    Writer(
        name="hashcards", suffix=".md", reader="hashcards", write=hashcards_writer.write, kept=hashcards_writer.kept
    ),
    Writer(name="gift", suffix=".gift", reader="gift", write=gift_writer.write, kept=gift_writer.kept, parts=("tags",)),
)
