"""Taking decks out: as quizapp's own folder or archive, whole and with history, or in another program's format."""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from quizapp.core.event_payloads.review import review_of
from quizapp.core.events import REVIEW, CardState, Event, ReviewedCard, in_order
from quizapp.core.model import CardList, Concept, State
from quizapp.core.scope import Scope
from quizapp.core.study_day import DAY_MS
from quizapp.decks.write import concept_yaml, deck_yaml, list_yaml
from quizapp.decks.yaml_nodes import MOST_BYTES
from quizapp.errors import Location
from quizapp.formats.common.card_deck import CardDeck, ImportedCard, ImportedHistory, ImportedReview, Topic
from quizapp.formats.common.history_file import HISTORY
from quizapp.questions.registry import question_from
from quizapp.store.database import Store
from quizapp.store.decks.deck_records import CardRecord, card_ids, installed_cards, installed_concepts, installed_deck
from quizapp.store.events.event_log import all_states, card_events
from quizapp.store.media import media_folder
from quizapp.usecases.context import Context

MOST_LISTED = 5000  # questions in one file of a list: a file has a limit of values, too


def loose_deck(store: Store, context: Context, deck: str, scope: Scope, *, history: bool) -> CardDeck:
    """Return a deck's cards in a scope as any format can hold them, their past where it is asked for."""
    row = installed_deck(store, deck)
    titles = {each.concept: each.title for each in installed_concepts(store, deck)}
    states = all_states(store) if history else {}
    topics: dict[str, list[ImportedCard]] = {}
    for card in installed_cards(store, deck, scope.concept):
        if scope.tag and scope.tag not in card.tags:
            continue
        past = _past(store, card.card, states.get(card.card)) if history else None
        topics.setdefault(card.concept, []).append(_loose(card, past))
    made = tuple(Topic(id=name, title=titles[name], cards=tuple(cards)) for name, cards in topics.items())
    return CardDeck(id=deck, title=row.title, topics=made, media=_media(context, deck, made))


def _loose(row: CardRecord, past: ImportedHistory | None) -> ImportedCard:
    body = row.body
    kept = {
        name: value for name, value in body.items() if name not in ("id", "section", "tags", "note", "media", "was")
    }
    kept = {name: value for name, value in kept.items() if value not in ("", [], None) or name in ("ask", "answer")}
    return ImportedCard(
        id=str(body["id"]).replace("/", "-").replace("_", "-"),
        body=kept,
        place=Location(row.file, row.line),
        note=body.get("note", ""),
        tags=row.tags,
        media=tuple(body.get("media", ())),
        history=past,
    )


def _past(store: Store, card: str, state: CardState | None) -> ImportedHistory | None:
    if state is None:
        return None
    with store.reading() as connection:
        events = in_order(card_events(connection, store.learner, card))
    reviews = tuple(
        ImportedReview(time_ms=event.time_ms, rating=review.rating, seconds=review.seconds or 0.0)
        for event in events
        if event.kind == REVIEW and (review := review_of(event))
    )
    scheduled = state if isinstance(state, ReviewedCard) and state.state is State.REVIEW else None
    return ImportedHistory(
        reviews=reviews,
        stability=state.stability,
        difficulty=state.difficulty,
        due_ms=scheduled.due_ms if scheduled else None,
        interval_days=(scheduled.due_ms - scheduled.last_ms) / DAY_MS if scheduled else None,
        lapses=state.lapses,
        suspended=state.suspended,
    )


def _media(context: Context, deck: str, topics: Iterable[Topic]) -> dict[str, Any]:
    folder = media_folder(context.db, deck)
    names = {name for topic in topics for card in topic.cards for name in card.media}
    return {name: partial(Path.read_bytes, file) for name in sorted(names) if (file := folder / name).is_file()}


def own_files(store: Store, context: Context, deck: str, scope: Scope, *, history: bool) -> dict[str, bytes]:
    """Return the files of a deck folder: deck.yaml, a file for each concept and list, media, and the history."""
    row = installed_deck(store, deck)
    files: dict[str, bytes] = {}
    kept: list[str] = []
    for each in installed_concepts(store, deck):
        if scope.concept in ("", each.concept):
            concept = each.content
            written = [card for card in installed_cards(store, deck, each.concept) if _is_written(card)]
            questions = [question_from(card.body) for card in written]
            generate = each.body.get("generate")
            concept = replace(concept, questions=questions, generate=generate)
            files |= _files_of(concept)
            kept.append(each.concept)
    info = row.info
    order = [name for name in info.order if name in kept] or kept
    files = {"deck.yaml": deck_yaml(replace(info, order=order)).encode()} | files
    loose = loose_deck(store, context, deck, scope, history=False)
    files |= {f"media/{name}": read() for name, read in loose.media.items()}
    if history:
        files[HISTORY] = history_lines(store, deck, scope)
    return files


def _is_written(card: CardRecord) -> bool:
    """Return whether a card was written by hand: the ids of generated ones have parts."""
    return "/" not in card.body["id"]


def _files_of(concept: Concept) -> dict[str, bytes]:
    """Return the file of a concept, or the files of a list, none of which is larger than may be read again."""
    if not concept.is_list:
        return {f"{concept.concept}.yaml": concept_yaml(concept).encode()}
    cards = CardList(
        cards=concept.concept, title=concept.title, tags=concept.tags,
        examples=concept.examples, questions=concept.questions,
    )  # fmt: skip
    return dict(_parts(cards, concept.questions, 1))


def _parts(cards: CardList, left: list[Any], part: int) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a list: as many questions in each as fit into one."""
    count = min(len(left), MOST_LISTED)
    while True:
        content = list_yaml(replace(cards, part=part, questions=left[:count])).encode()
        if len(content) <= MOST_BYTES or count == 1:
            break
        count = max(1, count // 2)
    yield (f"{cards.cards}.yaml" if part == 1 else f"{cards.cards}.part-{part}.yaml"), content
    if left[count:]:
        yield from _parts(cards, left[count:], part + 1)


def history_lines(store: Store, deck: str, scope: Scope) -> bytes:
    """Return the learner's events of a scope, one JSON document a line, oldest first."""
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
