"""The note types of a kept collection as the documents of schema 11: fields, templates and styles, unchanged.

The numbers of fields are those of Anki's published protocol buffers for note types.
"""

import json
import sqlite3
from collections import defaultdict
from typing import Any

from quizapp.formats.anki.protobuf import Wire
from quizapp.formats.anki.schema_11 import field, template
from quizapp.formats.anki.untrusted_database import rows_of, tables_of

Model = dict[str, Any]
_FIELD_FLAGS = {1: "sticky", 2: "rtl", 6: "plainText", 7: "collapsed", 8: "excludeFromSearch", 11: "preventDeletion"}


def models_of(connection: sqlite3.Connection) -> dict[int, Model]:
    """Return note type -> its document. What cannot be read is left out."""
    if "notetypes" in tables_of(connection):
        return _new_models(connection)
    ((text,),) = rows_of(connection, "SELECT models FROM col LIMIT 1")
    found = json.loads(text)
    return {int(number): model for number, model in found.items() if isinstance(model, dict)}


def _new_models(connection: sqlite3.Connection) -> dict[int, Model]:
    fields: dict[int, list[Model]] = defaultdict(list)
    for kind, ordinal, name, config in rows_of(connection, "SELECT ntid, ord, name, config FROM fields ORDER BY ord"):
        fields[kind].append(_field(name, ordinal, Wire(config)))
    templates: dict[int, list[Model]] = defaultdict(list)
    query = "SELECT ntid, ord, name, config FROM templates ORDER BY ord"
    for kind, ordinal, name, config in rows_of(connection, query):
        templates[kind].append(_template(name, ordinal, Wire(config)))
    return {
        number: _model(number, name, changed, Wire(config)) | {"flds": fields[number], "tmpls": templates[number]}
        for number, name, changed, config in rows_of(connection, "SELECT id, name, mtime_secs, config FROM notetypes")
    }


def _model(number: int, name: str, changed: int, config: Wire) -> Model:
    return {
        "id": number, "name": name, "type": config.number(1), "mod": changed, "usn": -1, "sortf": config.number(2),
        "did": None, "tags": [], "vers": [], "css": config.text(3), "latexPre": config.text(5),
        "latexPost": config.text(6), "latexsvg": bool(config.number(7)), "originalStockKind": config.number(9),
    }  # fmt: skip


def _field(name: str, ordinal: int, config: Wire) -> Model:
    found = field(name, ordinal) | {"font": config.text(3) or "Arial", "size": config.number(4) or 20}
    found |= {key: bool(config.number(number)) for number, key in _FIELD_FLAGS.items()}
    return found | {"description": config.text(5)} | _identity(config, {"id": 9, "tag": 10})


def _template(name: str, ordinal: int, config: Wire) -> Model:
    found = template(name, ordinal, config.text(1), config.text(2))
    found |= {"bqfmt": config.text(3), "bafmt": config.text(4), "did": config.number(5) or None}
    return found | {"bfont": config.text(6), "bsize": config.number(7)} | _identity(config, {"id": 8})


def _identity(config: Wire, numbers: dict[str, int]) -> Model:
    """Return what names a field or template in every collection, where it has it; it may be negative."""
    found = {key: config.number(number) for key, number in numbers.items() if config.has(number)}
    return {key: value - (1 << 64) if value >= 1 << 63 else value for key, value in found.items()}
