"""The output of `quizapp import` for each deck: what changes or changed."""

from collections.abc import Iterable, Sequence
from typing import Any

from quizapp.cli.output import counted, say, tell
from quizapp.core.card_matching import Doubt
from quizapp.formats.common.card_deck import ImportedPreset
from quizapp.store.decks.import_diff import Diff
from quizapp.usecases.deck_import.import_result import ImportResult, change_as_json, conflict_as_json, doubt_as_json
from quizapp.usecases.deck_import.own_edits import Conflict

FIRST = 3  # doubtful cards that are listed without --verbose
_WIDTH = 300  # characters of a text


def say_result(result: ImportResult, *, dry_run: bool, verbose: bool) -> None:
    """Print what changes or changed in a deck."""
    diff = result.diff
    if diff is None:
        return
    total = len(diff.added) + len(diff.changed) + len(diff.unchanged)
    say(f"{diff.deck}: {diff.title}, {counted(diff.concepts, 'concept')}, {counted(total, 'card')}")
    if diff.nothing:
        say("  nothing changed")
    else:
        _say_counts(diff, dry_run=dry_run)
    for card in result.merged:
        verb = "would be merged" if dry_run else "merged"
        say(f"  {verb}: {card} keeps your edit and takes the update's other changes")
    for conflict in result.conflicts:
        say_conflict(conflict)
        say(f"      kept: {conflict.choice}")
    if result.doubts:
        _say_doubts(result, verbose=verbose)
    if diff.reviews:
        say(f"  {counted(diff.reviews, 'review')} of another program{' would be added' if dry_run else ''}")
    if diff.crammed:
        verb = "would be kept" if dry_run else "kept"
        say(f"  {counted(diff.crammed, 'crammed review')} {verb}: they do not affect the schedule")
    if result.preset:
        say(f"  {'would use' if dry_run else 'uses'} {preset_text(result.preset)}")
    if not dry_run and not diff.nothing:
        say(f"\nStart with: quizapp quiz {diff.deck}")
    if result.media:
        say(f"  {counted(result.media, 'file')} of media")


def preset_text(preset: ImportedPreset) -> str:
    """Return a preset of another program in words."""
    parts = [f"desired retention {preset.retention:g}"] if preset.retention else []
    parts += ["parameters of FSRS"] if preset.parameters else []
    named = f" `{preset.name}`" if preset.name else ""
    return f"the preset{named} of {preset.program.capitalize()}: {', '.join(parts)}"


def _say_counts(diff: Diff, *, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    changes = {each.card: change_as_json(each) for each in diff.details}
    for word, cards, mark in (
        ("added", diff.added, "+"),
        ("changed", diff.changed, "~"),
        ("retired", diff.retired, "-"),
    ):
        if not cards:
            continue
        lost = sum(changes[card]["reviews"] for card in cards if card in changes) if word == "retired" else 0
        say(f"  {len(cards):,} {would}{word}" + (f", with {counted(lost, 'review')}" if lost else ""))
        if dry_run:
            _say_cards(cards, mark, changes)
    say(f"  {len(diff.unchanged):,} unchanged")
    if diff.rewritten:
        say(f"  the text of {counted(len(diff.rewritten), 'concept')} {'would change' if dry_run else 'changed'}")
        for concept in diff.rewritten if dry_run else ():
            say(f"    ~ {diff.deck}/{concept}")


def _say_cards(cards: Sequence[str], mark: str, changes: dict[str, dict[str, Any]]) -> None:
    """Print cards, with their old and new texts if known."""
    for card in cards:
        change = changes.get(card)
        reviews = change["reviews"] if change else 0
        say(f"    {mark} {card}" + (f" ({counted(reviews, 'review')})" if reviews else ""))
        if change:
            _say_texts(change["old"], change["new"])


def _say_texts(old: dict[str, str], new: dict[str, str] | None) -> None:
    """Print both sides of a card, old and new; with both texts only what differs."""
    for side in ("question", "answer"):
        if new is None:
            say(f"      {side}: {_short(old[side])}")
        elif old[side] != new[side]:
            say(f"      {side} old: {_short(old[side])}")
            say(f"      {side} new: {_short(new[side])}")


def say_conflict(conflict: Conflict) -> None:
    """Print a card that the learner edited and the update changes, with both texts."""
    texts = conflict_as_json(conflict)
    say(f"  conflict: you edited {conflict.card}, and the update changes it")
    for side in ("question", "answer"):
        if texts["mine"][side] != texts["theirs"][side]:
            say(f"      {side} mine:   {_short(texts['mine'][side])}")
            say(f"      {side} theirs: {_short(texts['theirs'][side])}")


def say_doubt(doubt: Doubt) -> None:
    """Print two cards that may be the same, with both texts."""
    texts = doubt_as_json(doubt)
    say(f"    ? {doubt.pair.old} -> {doubt.pair.new}")
    _say_texts(texts["old"], texts["new"])


def tell_kept(results: Iterable[ImportResult]) -> None:
    """Print on stderr that edits of the learner were kept, and how to choose."""
    kept = [each for result in results for each in result.conflicts if each.choice == "mine"]
    if kept:
        tell(f"warning: your own text of {counted(len(kept), 'card')} was kept.")
        tell("  hint: Import it again with --theirs to take the update, or with --both for two cards.")


def _say_doubts(result: ImportResult, *, verbose: bool) -> None:
    say(f"  {counted(len(result.doubts), 'card')} may be reworded, or new: the history stays with the retired one")
    shown = result.doubts if verbose else result.doubts[:FIRST]
    for doubt in shown:
        say_doubt(doubt)
    if left := len(result.doubts) - len(shown):
        say(f"    and {left:,} more; --verbose lists all")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 3]}..."
