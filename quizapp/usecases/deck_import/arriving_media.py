"""Keeps the media files of a deck of cards while they arrive."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from quizapp.formats.common.local_media import content_name
from quizapp.store.daily_candidates import Query
from quizapp.store.decks.canonical_json import compact
from quizapp.store.decks.known_cards import media_of_others
from quizapp.store.location import DatabaseLocation
from quizapp.store.media import has_other_content, keep_file
from quizapp.usecases.deck_import.reader_messages import MediaFile, MessageRow


@dataclass(kw_only=True)
class ArrivingMedia:
    """The media files of one deck. A file never takes the place of one that cards from another source show."""

    location: DatabaseLocation
    query: Query
    deck: str
    source: str  # the path of the file that the cards come from
    dry_run: bool
    kept: int = 0
    unreadable: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # name -> another one that it is kept by

    @cached_property
    def _others(self) -> frozenset[str]:
        return media_of_others(self.query, self.deck, self.source)

    def keep(self, file: MediaFile) -> None:
        """Write a file, by a name that depends on its content if its own is that of another file."""
        if file.content is None:
            self.unreadable.append(file.name)
            return
        name = Path(file.name).name
        if has_other_content(self.location, self.deck, name, file.content) and name in self._others:
            name = self.names[file.name] = content_name(name, file.content)
        if self.dry_run or keep_file(self.location, self.deck, name, file.content):
            self.kept += 1
        else:
            self.unreadable.append(file.name)

    def renamed(self, rows: Sequence[MessageRow]) -> Sequence[MessageRow]:
        """Return cards with the names that their files are kept by."""
        return [self._renamed(row) for row in rows] if self.names else rows

    def _renamed(self, row: MessageRow) -> MessageRow:
        body = json.loads(row.body)
        media = [self.names.get(name, name) for name in body.get("media", ())]
        return row._replace(body=compact(body | {"media": media})) if media else row
