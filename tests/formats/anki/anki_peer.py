"""Works on collections with the official `anki` package, in a Python of its own that has it; prints JSON.

python anki_peer.py make FOLDER | import COLLECTION PACKAGE | export COLLECTION PACKAGE old|new
python anki_peer.py edit COLLECTION GUID TEXT | variants COLLECTION FOLDER
"""

import json
import sys
from pathlib import Path
from typing import Any


def opened(path: str) -> Any:
    """Open a collection, which is created where there is none."""
    from anki.collection import Collection

    return Collection(path)


def make(folder: str) -> object:
    """Create a collection with nested decks, kinds of notes, media, tags and reviews."""
    col = opened(f"{folder}/original.anki2")
    from anki.scheduler.v3 import CardAnswer  # it cannot be imported before the collection

    for name in ("x y.mp3", "a.png"):
        Path(folder, name).write_bytes(name.encode())
        col.media.add_file(f"{folder}/{name}")
    decks = {name: col.decks.id(name) for name in ("Audio", "Audio::Deep::Er")}

    def add(kind: str, deck: str, tags: list[str], *fields: str) -> None:
        note = col.new_note(col.models.by_name(kind))
        note.fields[: len(fields)] = fields
        note.tags = tags
        col.add_note(note, decks[deck])

    add("Basic", "Audio", ["a_b", "x::y", "100%"], "<b>Hi</b> [sound:x y.mp3]", '<img src="a.png"> \\(x^2\\)')
    add("Basic (and reversed card)", "Audio::Deep::Er", ["r"], "eins", "one")
    add("Cloze", "Audio::Deep::Er", [], "The {{c1::cat}} sat on {{c2::mat::where}}", "extra")
    add("Basic (type in the answer)", "Audio", [], "Capital?", "Lima")
    col.decks.select(decks["Audio"])
    for rating in (CardAnswer.GOOD, CardAnswer.EASY, CardAnswer.AGAIN):
        queued = col.sched.get_queued_cards(fetch_limit=1).cards[0]
        card = col.get_card(queued.card.id)
        card.start_timer()
        col.sched.answer_card(col.sched.build_answer(card=card, states=queued.states, rating=rating))
    return content(col)


def content(col: Any) -> dict[str, object]:
    """Return what a collection holds, and what its check finds."""
    return {
        "notes": sorted(col.db.all("SELECT guid, mid, tags, flds FROM notes")),
        "cards": sorted(col.db.all("SELECT id, ord, type, queue, due, ivl, factor, reps, lapses FROM cards")),
        "reviews": sorted(col.db.all("SELECT id, cid, ease, ivl, lastIvl, factor, time, type FROM revlog")),
        "decks": sorted(deck.name for deck in col.decks.all_names_and_ids()),
        "tags": sorted(col.tags.all()),
        "missing": sorted(col.media.check().missing),
        "unused": sorted(col.media.check().unused),
        "fronts": [col.get_card(card).question() for card in col.find_cards("")],
    }


def import_package(path: str, package: str) -> object:
    """Import a package; return what happened to its notes, and the collection."""
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

    col = opened(path)
    options = ImportAnkiPackageOptions(with_scheduling=True)
    log = col.import_anki_package(ImportAnkiPackageRequest(package_path=package, options=options)).log
    names = ("new", "updated", "duplicate", "conflicting", "missing_notetype", "missing_deck", "empty_first_field")
    return {**content(col), "log": {name: count for name in names if (count := len(getattr(log, name)))}}


def export_package(path: str, package: str, generation: str) -> object:
    """Export the whole collection."""
    from anki.collection import ExportAnkiPackageOptions

    options = ExportAnkiPackageOptions(with_scheduling=True, with_media=True, legacy=generation == "old")
    return opened(path).export_anki_package(out_path=package, options=options, limit=None)


def variants(path: str, folder: str) -> object:
    """Write every kind of export that Anki has; return what each holds, as Anki counts it."""
    from itertools import product

    from anki.collection import ExportAnkiPackageOptions

    col = opened(path)
    counts = {"cards": col.card_count(), "notes": col.note_count()}
    counts |= {"reviews": col.db.scalar("SELECT count() FROM revlog WHERE ease > 0"), "media": 2}
    found = {}
    for choice in product((False, True), repeat=4):
        scheduling, configs, media, legacy = choice
        options = ExportAnkiPackageOptions(
            with_scheduling=scheduling, with_deck_configs=configs, with_media=media, legacy=legacy
        )
        name = f"package-{''.join(str(int(each)) for each in choice)}.apkg"
        col.export_anki_package(out_path=f"{folder}/{name}", options=options, limit=None)
        found[name] = counts | {"reviews": counts["reviews"] * scheduling, "media": counts["media"] * media}
    for media, legacy in product((False, True), repeat=2):
        name = f"collection-{int(media)}{int(legacy)}.colpkg"
        col.export_collection_package(f"{folder}/{name}", include_media=media, legacy=legacy)
        col = col if col.db else opened(path)
        found[name] = counts | {"media": counts["media"] * media}
    none = {"reviews": 0, "media": 0}
    for html in (False, True):
        col.export_card_csv(out_path=f"{folder}/cards-{int(html)}.txt", limit=None, with_html=html)
        found[f"cards-{int(html)}.txt"] = counts | none
    for choice in product((False, True), repeat=5):
        keys = ("with_html", "with_tags", "with_deck", "with_notetype", "with_guid")
        name = f"notes-{''.join(str(int(each)) for each in choice)}.txt"
        col.export_note_csv(out_path=f"{folder}/{name}", limit=None, **dict(zip(keys, choice, strict=True)))
        found[name] = counts | none | {"cards": cards_of_notes(col, with_types=choice[3])}
    return found


def cards_of_notes(col: Any, *, with_types: bool) -> int:
    """Return how many cards the texts of notes make: only deletions tell without a note type that there are more."""
    notes = [col.get_note(note) for note in col.find_notes("")]
    return sum(len(note.card_ids()) if with_types or "{{c1::" in note.fields[0] else 1 for note in notes)


def edit(path: str, guid: str, text: str) -> object:
    """Write the first field of a note."""
    col = opened(path)
    note = col.get_note(col.db.scalar("SELECT id FROM notes WHERE guid = ?", guid))
    note.fields[0] = text
    col.update_note(note)
    return content(col)


ACTIONS = {"make": make, "import": import_package, "export": export_package, "variants": variants, "edit": edit}

if __name__ == "__main__":
    print(json.dumps(ACTIONS[sys.argv[1]](*sys.argv[2:])))
