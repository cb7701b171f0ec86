"""Exports decks: completely, as quizapp's folder, archive or document, or in another program's format."""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from quizapp.core.events import Event
from quizapp.core.media_sides import section_media
from quizapp.core.model import CardList, Concept, DeckInfo, LearningPath
from quizapp.core.question import EDIT_MARKS
from quizapp.core.scope import Scope
from quizapp.decks.write import concept_values, concept_yaml, deck_yaml, info_values, list_values, list_yaml
from quizapp.decks.yaml_nodes import MOST_BYTES
from quizapp.errors import Location
from quizapp.formats.anki.kept_package import kept_in
from quizapp.formats.common.card_deck import CardDeck, ImportedCard, ImportedHistory, Topic
from quizapp.formats.common.history_file import HISTORY, moved
from quizapp.formats.json_yaml import deck_writer
from quizapp.formats.json_yaml.deck_document import OWN_TAGS, own_tags
from quizapp.formats.json_yaml.deck_writer import DeckContent
from quizapp.questions.registry import question_from, without_defaults
from quizapp.store.database import Store
from quizapp.store.decks.deck_records import CardRecord, card_ids, installed_cards, installed_concepts, installed_deck
from quizapp.store.events.event_log import all_states, card_events
from quizapp.store.events.text_changes import text_changes
from quizapp.store.media import media_folder, originals_folder
from quizapp.store.shared_media import fetch_media
from quizapp.usecases.context import Context
from quizapp.usecases.deck_export.exported_history import history_of
from quizapp.usecases.deck_export.portable_question import portable
from quizapp.usecases.deck_export.written_ids import written_ids

LINE = 100  # bytes of each file that are left for a first line that names a schema
MOST_LISTED = 5000  # questions in one file of a list: the number of values in a file is limited


def loose_deck(store: Store, context: Context, deck: str, scope: Scope, *, history: bool) -> CardDeck:
    """Return a deck's cards in a scope as plain cards for any format; with `history`, also their reviews."""
    row = installed_deck(store, deck)
    concepts = {each.concept: each.content for each in installed_concepts(store, deck)}
    states = all_states(store) if history else {}
    topics: dict[str, list[ImportedCard]] = {}
    rows = cards_in(store, deck, scope)
    ids = written_ids(rows)
    changes = text_changes(store.query, store.learner, store.device, deck)
    for card in rows:
        past = history_of(store, context, card.card, states.get(card.card)) if history else None
        loose = _loose(card, concepts[card.concept], past)._replace(id=ids[card.card])
        topics.setdefault(card.concept, []).append(loose)
    made = tuple(Topic(id=name, title=concepts[name].title, cards=tuple(cards)) for name, cards in topics.items())
    return CardDeck(
        id=deck, title=row.title, topics=made, media=_media(store, context, deck, made),
        originals=tuple(kept_in(originals_folder(context.db))),
        changed_ms={f"{card.concept}/{ids[card.card]}": changes.of(card.card) for card in rows},
    )  # fmt: skip


def cards_in(store: Store, deck: str, scope: Scope) -> list[CardRecord]:
    """Return the cards of a deck in a scope."""
    found = installed_cards(store, deck, scope.concept)
    return [card for card in found if not scope.tag or scope.tag in card.tags]


def _loose(row: CardRecord, concept: Concept, past: ImportedHistory | None) -> ImportedCard:
    body = portable(row.body, concept)
    kept = {
        name: value
        for name, value in body.items()
        if name not in ("id", "section", "tags", "note", "media", "was", *EDIT_MARKS)
    }
    kept = without_defaults(kept)
    return ImportedCard(
        id=body["id"],
        body=kept,
        place=Location(row.file, row.line),
        note=body.get("note", ""),
        tags=row.tags,
        media=tuple(body.get("media", ())),
        history=past,
        is_edited="edited" in row.body,
    )


def _media(store: Store, context: Context, deck: str, topics: Iterable[Topic]) -> dict[str, Any]:
    return _kept(store, context, deck, {name for topic in topics for card in topic.cards for name in card.media})


def _all_media(store: Store, context: Context, deck: str, scope: Scope, concepts: Iterable[Concept]) -> dict[str, Any]:
    """Return the media of the cards of a scope and of the sections of its concepts."""
    shown = set[str]().union(*(section_media(concept.sections) for concept in concepts))
    loose = loose_deck(store, context, deck, scope, history=False)
    return _kept(store, context, deck, shown) | dict(loose.media)


def _kept(store: Store, context: Context, deck: str, names: set[str]) -> dict[str, Any]:
    fetch_media(store.query, context.db, deck, names)
    folder = media_folder(context.db, deck)
    return {name: partial(Path.read_bytes, file) for name in sorted(names) if (file := folder / name).is_file()}


def own_files(store: Store, context: Context, deck: str, scope: Scope, *, history: bool) -> dict[str, bytes]:
    """Return the files of a deck folder: deck.yaml, a file for each concept and list, media, and the history."""
    info, concepts = _content(store, deck, scope)
    files = {"deck.yaml": deck_yaml(info).encode()}
    for concept in concepts:
        files |= _files_of(concept)
    media = _all_media(store, context, deck, scope, concepts)
    files |= {f"media/{name}": read() for name, read in media.items()}
    if history:
        files[HISTORY] = history_lines(store, deck, scope)
    return files


def own_document(store: Store, context: Context, deck: str, scope: Scope, *, history: bool) -> bytes:
    """Return the deck as one JSON document, with its media and, if asked for, its history.

    Questions generated from sections depend on the other concepts, so those of a single concept are written out.
    """
    info, concepts = _content(store, deck, scope)
    parents = {concept.concept: concept for concept in concepts}
    rows = cards_in(store, deck, scope)
    lines = history_lines(store, deck, scope) if history else b""
    ids = written_ids(rows) if scope.concept else {row.card: str(row.body["id"]) for row in rows}
    if scope.concept:
        concepts = [replace(concept, generate=[]) for concept in concepts]
    content = DeckContent(
        info=info_values(info),
        concepts=[_without_questions(concept) for concept in concepts],
        cards=[_card_values(row, parents[row.concept], ids[row.card]) for row in rows],
        media=_all_media(store, context, deck, scope, concepts),
        history=[_renamed(json.loads(line), ids) for line in lines.splitlines()],
    )
    return deck_writer.write(content)


def _content(store: Store, deck: str, scope: Scope) -> tuple[DeckInfo, list[Concept]]:
    """Return a deck's description and its concepts in a scope, without requirements outside the scope."""
    concepts = []
    for each in installed_concepts(store, deck):
        if scope.concept in ("", each.concept):
            written = [card for card in installed_cards(store, deck, each.concept) if _is_written(card)]
            questions = [question_from(card.body) for card in written]
            concepts.append(replace(each.content, questions=questions, generate=each.body.get("generate")))
    kept = [concept.concept for concept in concepts]
    info = installed_deck(store, deck).info
    order = [name for name in info.order if name in kept] or kept
    return replace(info, order=order, paths=_paths(info, kept)), [_apart(concept, kept) for concept in concepts]


def _paths(info: DeckInfo, kept: Sequence[str]) -> dict[str, LearningPath]:
    """Return the parts of the paths that lead through exported concepts."""
    parts = {name: [step for step in path.concepts if step in kept] for name, path in info.paths.items()}
    return {name: replace(info.paths[name], concepts=part) for name, part in parts.items() if part}


def _apart(concept: Concept, kept: Sequence[str]) -> Concept:
    """Return a concept without references to concepts that are not exported."""
    requires = [name for name in concept.requires if name in kept]
    claims = [each for each in concept.claims if each.proved_by.partition("/")[0] in kept or "/" not in each.proved_by]
    return replace(concept, requires=requires, claims=claims)


def _without_questions(concept: Concept) -> dict[str, Any]:
    bare = replace(concept, questions=[])
    if concept.is_list:
        return list_values(_card_list(bare))
    return concept_values(bare)


def _card_values(row: CardRecord, concept: Concept, own_id: str) -> dict[str, Any]:
    """Return a card with all of its fields that are not empty; `tags` are those of its concept and its own."""
    fields = {
        name: value for name, value in row.body.items() if value not in ("", [], None, {}) and name not in EDIT_MARKS
    }
    generated = {"generated": True} if "/" in own_id else {}
    own = row.body.get("tags", [])
    named = {} if own_tags(row.tags, concept.tags) == own else {OWN_TAGS: own}
    place = {"concept": row.concept, "topic": concept.title}
    return {**place, **generated, **fields, "id": own_id, "tags": list(row.tags), **named}


def _renamed(event: dict[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    """Return an event of a card whose question has another id in the document."""
    card = event["card"]
    deck, concept, question = card.split("/", 2)
    return moved(event, f"{deck}/{concept}/{ids.get(card, question)}")


def _is_written(card: CardRecord) -> bool:
    """Return whether a card was written by an author: generated ones have compound ids."""
    return "/" not in card.body["id"]


def _files_of(concept: Concept) -> dict[str, bytes]:
    """Return the file of a concept, or the files of a list, each small enough to be imported again."""
    if not concept.is_list:
        return {f"{concept.concept}.yaml": concept_yaml(concept).encode()}
    return dict(_parts(_card_list(concept), concept.questions, 1))


def _card_list(concept: Concept) -> CardList:
    return CardList(
        cards=concept.concept, title=concept.title, tags=concept.tags,
        examples=concept.examples, questions=concept.questions,
    )  # fmt: skip


def _parts(cards: CardList, left: list[Any], part: int) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a list, each with as many questions as fit."""
    count = min(len(left), MOST_LISTED)
    while True:
        content = list_yaml(replace(cards, part=part, questions=left[:count])).encode()
        if len(content) <= MOST_BYTES - LINE or count == 1:
            break
        count = max(1, count // 2)
    yield (f"{cards.cards}.yaml" if part == 1 else f"{cards.cards}.part-{part}.yaml"), content
    if left[count:]:
        yield from _parts(cards, left[count:], part + 1)


def history_lines(store: Store, deck: str, scope: Scope) -> bytes:
    """Return the learner's events of a scope as JSON Lines, oldest first."""
    events: list[Event] = []
    with store.reading() as connection:
        for card in card_ids(connection, deck, scope.concept):
            events += card_events(connection, store.learner, card)
    events.sort(key=lambda event: (event.time_ms, event.id))
    lines = (json.dumps({k: v for k, v in asdict(event).items() if k != "learner"}) for event in events)
    return "".join(line + "\n" for line in lines).encode()


def zipped(files: Mapping[str, bytes], folder: str) -> bytes:
    """Return an archive of a deck folder."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{folder}/{name}", content)
    return out.getvalue()
