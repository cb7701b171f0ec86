"""Writes an Anki package (.apkg, schema 11, which every Anki reads).

Cards that were imported from Anki go out as the notes that they were; others as notes of our own types. Importing the
package again, here or in Anki, updates and doubles nothing.
"""

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from quizapp.formats.anki.collection_writer import CollectionWriter
from quizapp.formats.anki.edited_notes import edited_fields
from quizapp.formats.anki.originals import Originals, is_from_anki, originals_of
from quizapp.formats.anki.own_types import TYPES
from quizapp.formats.anki.package import safe_name
from quizapp.formats.anki.schema_11 import create
from quizapp.formats.common.card_deck import CardDeck, ImportedCard
from quizapp.formats.common.export_losses import Loss, Lost
from quizapp.formats.common.flatten_question import question_and_answer
from quizapp.unfinished import temporary_folder


def kept(deck: CardDeck) -> CardDeck:
    """Return the deck as a package gives it back: a question of a kind without a note type has its answer revealed."""
    topics = (replace(topic, cards=tuple(map(_kept, topic.cards))) for topic in deck.topics)
    return replace(deck, topics=tuple(topics))


def _kept(card: ImportedCard) -> ImportedCard:
    if card.body["kind"] in TYPES:
        return card
    ask, answer = question_and_answer({**card.body, "explain": ""})
    rest = {name: card.body[name] for name in ("explain", "hint") if card.body.get(name)}
    return card._replace(body={"kind": "recall", "ask": ask, "answer": answer, **rest})


def write(deck: CardDeck) -> bytes:
    """Return the package, with the reviews and the schedule of cards that have a history. Raises OSError."""
    with temporary_folder() as folder:
        path = Path(folder, "collection.anki2")
        with closing(sqlite3.connect(path)) as connection:
            create(connection)
            CollectionWriter(connection, kept(deck)).write()
            connection.commit()
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, "collection.anki2")
            names = dict(enumerate(deck.media))
            archive.writestr("media", json.dumps({str(index): name for index, name in names.items()}))
            for index, name in names.items():
                archive.writestr(str(index), deck.media[name]())
        return out.getvalue()


def losses(deck: CardDeck) -> Iterator[Loss]:
    """Yield what a package does not hold of cards that are of kinds which it holds."""
    originals = originals_of(deck.originals)
    for topic in deck.topics:
        for card in topic.cards:
            if left := tuple(_left(card, deck, originals)):
                yield Loss(f"{topic.id}/{card.id}", left)


def _left(card: ImportedCard, deck: CardDeck, originals: Originals) -> Iterator[Lost]:
    """Yield what is left behind of a card."""
    original = originals.find(card.id)
    if original is None and is_from_anki(card.id):
        yield Lost("note", "the note that it was in Anki, because its package is not kept here")
    if original and card.is_edited and edited_fields(original, original.note.fields.split("\x1f"), card) is None:
        yield Lost("edit", "your edit, which fits into no single field of its note")
    if missing := [name for name in card.media if name not in deck.media]:
        names = ", ".join(f"`{name}`" for name in missing[:5])
        yield Lost("media", f"the missing file{'s' * (len(missing) > 1)} {names}")
    if odd := [name for name in card.media if name in deck.media and safe_name(name) != name]:
        names = ", ".join(f"`{name}`" for name in odd[:5])
        yield Lost("media", f"the name{'s' * (len(odd) > 1)} {names}, which Anki does not allow")
