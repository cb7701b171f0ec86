"""The cards of an org-mode file, of org-drill and of org-fc, with their tags, states and reviews."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from quizapp.errors import Problem
from quizapp.formats.common.card_deck import CardDeck, ImportedHistory
from quizapp.formats.common.companions import companions_of
from quizapp.formats.common.deck_builder import Draft, digest, gather
from quizapp.formats.common.text_source import ProblemLog, text_of
from quizapp.formats.org import drill_cards, fc_cards, review_data
from quizapp.formats.org.outline import Heading, Outline, outline_of

_OWN_TAGS = (drill_cards.TAG, fc_cards.TAG, fc_cards.SUSPENDED, "noheading", "notitle")
# What org-fc writes into the properties of a heading.
_KNOWN = frozenset(("FC_CREATED", "FC_TYPE", "FC_ALGO", "FC_CLOZE_MAX", "FC_CLOZE_TYPE"))


def read_cards(path: Path, content: bytes) -> tuple[CardDeck | None, tuple[Problem, ...]]:
    """Return the cards of the headings that are tagged `:drill:` or `:fc:`; other headings are their topics."""
    notes = ProblemLog(str(path))
    text = text_of(path, content, notes)
    if text is None:
        return None, notes.problems()
    outline = outline_of(text)
    reviews = _history(path)
    drafts = [draft for heading in outline.headings for draft in _drafts(heading, outline, reviews, notes)]
    _list_properties(outline, notes)
    _list_texts(outline, notes)
    if not drafts:
        hint = "A card is a heading with the tag `:drill:` or `:fc:` and text under it."
        notes.error("no-cards", "no heading of this org-mode file is a card", hint, 1, 1)
    return gather(path, drafts, notes, outline.keywords.get("title", "")), notes.problems()


def _history(path: Path) -> review_data.Reviews:
    """Return the reviews of org-fc's history file, if it is in the folder of the notes or in one above."""
    for file in companions_of(path):
        with suppress(OSError):
            return review_data.reviews_in(file.read_text("utf-8", "replace"))
    return {}


def _drafts(heading: Heading, outline: Outline, reviews: review_data.Reviews, notes: ProblemLog) -> Iterator[Draft]:
    is_fc, is_drill = fc_cards.is_card(heading), drill_cards.is_card(heading)
    if not is_fc and not is_drill:
        return
    left_out = partial(notes.unplaced, line=heading.line)
    made = list((fc_cards if is_fc else drill_cards).cards_of(heading, left_out))
    if not made:
        notes.unplaced("a card without a front or a back", heading.line, 1, "It needs a text, and an answer below it.")
    tags = [tag for each in (*reversed([*heading.ancestors]), heading) for tag in each.tags]
    inherited = (*outline.file_tags, *tags)
    given = heading.properties.get("ID", "")
    for index, card in enumerate(made):
        history: ImportedHistory | None
        if is_fc:
            suspended = fc_cards.SUSPENDED in inherited
            history = review_data.of_fc(heading, card.place, reviews, suspended=suspended)
        else:
            history = review_data.of_drill(heading)
        yield Draft(
            body=card.body,
            line=heading.line,
            given=(f"{digest(given)}-{card.place}" if index or len(made) > 1 else given) if given else "",
            topic=_topic(heading),
            note=digest(given or f"{heading.line} {heading.title}") if len(made) > 1 else "",
            tags=tuple(dict.fromkeys(tag for tag in inherited if tag not in _OWN_TAGS)),
            history=history,
        )


def _topic(heading: Heading) -> str:
    """Return the titles of the headings above that are no cards."""
    above = [each.title for each in heading.ancestors if not (drill_cards.is_card(each) or fc_cards.is_card(each))]
    return "/".join(title.replace("/", " ") for title in reversed(above) if title)


def _list_properties(outline: Outline, notes: ProblemLog) -> None:
    """List each property of cards that nothing was taken from, once, with how often it is there."""
    found: Counter[str] = Counter()
    first: dict[str, int] = {}
    shown = {
        id(each)
        for heading in outline.headings
        if drill_cards.is_card(heading) and drill_cards.shows_fields(heading)
        for each in (heading, *heading.ancestors)
    }
    for heading in outline.headings:
        if id(heading) in shown or not (fc_cards.is_card(heading) or drill_cards.is_card(heading)):
            continue
        for name in heading.properties:
            if name not in _KNOWN and not drill_cards.is_inner(name):
                found[name] += 1
                first.setdefault(name, heading.line)
    for name, count in found.items():
        notes.unplaced(f"the property `{name[:40]}` of {count} card{'s' * (count > 1)}", first[name])


def _list_texts(outline: Outline, notes: ProblemLog) -> None:
    """List how many headings have a text that is in no card."""
    inside: set[int] = set()
    lost: list[int] = []
    for heading in outline.headings:
        if drill_cards.is_card(heading) or fc_cards.is_card(heading) or id(heading.parent) in inside:
            inside.add(id(heading))
        elif any(line.strip() for line in heading.lines):
            lost.append(heading.line)
    if any(line.strip() and line.lstrip()[:1] not in ("#", ":") for line in outline.preamble):
        notes.unplaced("the text above the first heading", 1)
    if lost:
        notes.unplaced(f"the text of {len(lost)} heading{'s' * (len(lost) > 1)} without a card", lost[0])
