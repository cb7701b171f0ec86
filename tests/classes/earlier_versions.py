"""Tables and dumps as earlier versions had them."""

from pathlib import Path

import psycopg
from sqlalchemy import create_engine

from quizapp.store.classroom.dump import copy_statement
from quizapp.store.classroom.dump_format import ClassVersion, DumpWriter
from quizapp.store.upgrade import migrate

TABLES = (
    "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    " AND relname <> 'alembic_version' ORDER BY relname"
)
COLUMNS = "SELECT attname::text FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"


def upgrade(url: str, revision: str) -> None:
    """Migrate the tables to an earlier version."""
    engine = create_engine(url)
    with engine.begin() as connection:
        migrate(connection, revision)
    engine.dispose()


def write_dump(url: str, file: Path, version: ClassVersion) -> None:
    """Write the tables of a database into a dump of a version."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection, file.open("xb") as out:
        writer = DumpWriter(out, version)
        for (name,) in connection.execute(TABLES).fetchall():
            columns = tuple(row[0] for row in connection.execute(COLUMNS, [name]))
            writer.begin_table(name, columns)
            with connection.cursor() as cursor, cursor.copy(copy_statement(name, columns, "TO STDOUT")) as copy:
                for data in copy:
                    writer.rows(bytes(data))
            writer.end_table()
        writer.finish()
