"""Decks: what is installed, import of files with a dry run first, export."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from quizapp.core.scope import Scope
from quizapp.errors import ConsentRefused, QuizError
from quizapp.formats.writers import WRITERS
from quizapp.usecases.authoring.undo_action import next_undo
from quizapp.usecases.deck_export.write_export import ExportRequest, write_export
from quizapp.usecases.deck_import.import_options import ImportOptions
from quizapp.usecases.deck_import.import_path import import_path
from quizapp.usecases.deck_import.import_result import ImportResult, change_as_json, conflict_as_json
from quizapp.usecases.deck_import.import_target import Target
from quizapp.usecases.reports.listings import list_decks
from quizapp.usecases.scheduling.pause import pause, resume
from quizapp.web.rendering import page
from quizapp.web.uploads import earlier, forget, forget_old, keep, kept, replaced, settle, unsettle, update
from quizapp.web.visit import Visit, go_to

SUFFIXES = {"zip": ".zip", "json": ".json", **{writer.name: writer.suffix for writer in WRITERS}}
CHOICES = ("mine", "theirs", "both")


def show(visit: Visit) -> Response:
    """List the decks."""
    forget_old(visit.desk.context.db)
    decks = list_decks(visit.desk.store, visit.desk.context)
    return page(
        visit, "decks.html", decks=decks, formats=SUFFIXES, undoable=next_undo(visit.desk.store),
        notice=visit.desk.quiz.take_notice(),
    )  # fmt: skip


def upload(visit: Visit) -> Response:
    """Keep an uploaded file and show what its import would change; nothing is installed yet."""
    given = visit.uploads.get("file")
    if given is None or not given.filename:
        raise QuizError("There is no file.", "Choose one, or drop it on the page.")
    file = keep(visit.desk.context.db, given)
    try:
        found = _as_update(visit, file) or _as_new(visit, file)
    except QuizError:
        forget(file)
        raise
    if not any(result.diff for result in found.results):
        forget(file)
    return page(
        visit, "import.html", name=file.name, mark=file.parent.name, results=_shown(found.results), done=False,
        warning=found.warning, updates=found.updates,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    """What an import would change; whether as an update of a file that was uploaded before."""

    results: list[ImportResult]
    warning: str = ""
    updates: bool = False


def _as_update(visit: Visit, file: Path) -> _Found | None:
    """Return what a file changes as another version of an upload with its name; None where it has other cards."""
    place = earlier(visit.desk.context.db, file.name)
    if place is None:
        return None
    with replaced(place, file):
        try:
            results = _imported(visit, place, dry_run=True)
        except QuizError:  # it is told of the file itself
            return None
    same = sum(len(each.diff.changed) + len(each.diff.unchanged) for each in results if each.diff)
    left = sum(min(len(each.diff.added), len(each.diff.retired)) for each in results if each.diff)
    return _Found(results, updates=True) if same >= left else None


def _as_new(visit: Visit, file: Path) -> _Found:
    try:
        return _Found(_imported(visit, file, dry_run=True))
    except ConsentRefused as refused:  # it would replace a deck from elsewhere: that is shown, and asked below
        return _Found(_imported(visit, file, dry_run=True, replace=True), refused.message)


def _imported(visit: Visit, path: Path, *, dry_run: bool, replace: bool = False) -> list[ImportResult]:
    choice = visit.field("choice")
    options = ImportOptions(
        dry_run=dry_run, choice=choice if choice in CHOICES else None,  # type: ignore[arg-type]
        replace=replace or visit.field("replace") == "yes",
    )  # fmt: skip
    return import_path(Target(store=visit.desk.store, context=visit.desk.context, options=options), path)


def _shown(results: list[ImportResult]) -> list[dict[str, object]]:
    return [
        {
            "diff": result.diff, "problems": result.problems, "media": result.media,
            "changes": [change_as_json(each) for each in (result.diff.details if result.diff else ())][:100],
            "conflicts": [conflict_as_json(each) for each in result.conflicts][:100],
        }
        for result in results
    ]  # fmt: skip


def install(visit: Visit) -> Response:
    """Install what was shown, or forget the upload."""
    location = visit.desk.context.db
    waiting = kept(location, visit.field("mark"))
    if visit.field("do") != "install":
        forget(waiting)
        return go_to("/decks")
    visit.desk.quiz.end()
    place = earlier(location, waiting.name) if visit.field("updates") == "yes" else None
    results = _updated(visit, place, waiting) if place else _settled(visit, waiting)
    return page(visit, "import.html", name=waiting.name, mark="", results=_shown(results), done=True, warning="")


def _updated(visit: Visit, place: Path, waiting: Path) -> list[ImportResult]:
    """Import a file in place of the one that its deck came from."""
    with replaced(place, waiting):
        results = _imported(visit, place, dry_run=False)
    update(place, waiting)
    return results


def _settled(visit: Visit, waiting: Path) -> list[ImportResult]:
    """Move a file to where it stays, and import it from there."""
    file = settle(visit.desk.context.db, waiting)
    try:
        return _imported(visit, file, dry_run=False)
    except QuizError:
        unsettle(visit.desk.context.db, file)
        raise


def export(visit: Visit) -> Response:
    """Send a deck in a format; the file is removed once it is sent."""
    deck, name = visit.query.get("deck", ""), visit.query.get("as", "zip")
    if name not in SUFFIXES or deck not in {each.deck for each in list_decks(visit.desk.store, visit.desk.context)}:
        raise QuizError("There is no such deck or format.", f"Formats: {', '.join(SUFFIXES)}.")
    folder = Path(mkdtemp(prefix="quizapp-"))
    target = folder / f"{deck}{SUFFIXES[name]}"
    history = visit.query.get("history") == "yes"
    request = ExportRequest(scope=Scope(deck=deck), to=target, format_name=name, history=history)
    write_export(visit.desk.store, visit.desk.context, request)
    remove = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(target, filename=target.name, media_type="application/octet-stream", background=remove)


def pause_or_resume(visit: Visit) -> Response:
    """Pause a deck, or ask its cards again."""
    desk, scope = visit.desk, Scope(deck=visit.field("deck"))
    if visit.field("do") == "pause":
        desk.quiz.notice = f"{pause(desk.context, desk.store, scope)} is paused."
    else:
        resume(desk.context, desk.store, scope)
        desk.quiz.notice = f"{scope.deck} is resumed."
    desk.quiz.end()
    return go_to("/decks")
