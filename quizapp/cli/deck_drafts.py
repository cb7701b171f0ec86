"""quizapp deck accept: the drafts that a program wrote, and their acceptance"""

from typing import TYPE_CHECKING

import typer

from quizapp.cli.common import interactive, nearest
from quizapp.cli.output import counted, print_json, say, tell_problem
from quizapp.decks.problems import format_problem
from quizapp.errors import ExitCode, QuizError
from quizapp.usecases.authoring.accept_draft import accept_draft
from quizapp.usecases.authoring.draft_decks import Draft, open_drafts

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context


def list_drafts(context: "Context", store: "Store", *, as_json: bool) -> None:
    """List the drafts that were not accepted."""
    drafts = open_drafts(context, store)
    if as_json:
        print_json([_as_json(draft) for draft in drafts])
        return
    for draft in drafts:
        say(f"{draft.deck:20} {_size(draft)}", hang=21)
        say(f"{'':20} {draft.folder}", hang=21)
    say(f"\nTo add one to the quiz: quizapp deck accept {drafts[0].deck}" if drafts else "There are no drafts.")


def accept_drafts(context: "Context", store: "Store", deck: str, *, yes: bool, as_json: bool) -> None:
    """Add the drafts of a deck to it, after a question on a terminal."""
    every = open_drafts(context, store)
    drafts = [draft for draft in every if draft.deck == deck]
    if not drafts:
        known = sorted({draft.deck for draft in every})
        hint = nearest(deck, known) if known else "A program writes drafts: see `quizapp mcp --help`."
        raise QuizError(f"There is no draft for a deck `{deck}`.", hint, ExitCode.USAGE)
    if not as_json:
        _show(drafts)
    if not yes and not _agreed(deck):
        return
    accepted = [accept_draft(context, store, draft) for draft in drafts]
    cards, files = sum(each.cards for each in accepted), [file for each in accepted for file in each.files]
    if as_json:
        print_json({"deck": deck, "cards": cards, "files": [str(file) for file in files]})
    else:
        say(f"{counted(cards, 'card')} added to {deck}. `quizapp undo` takes them out again.")


def _show(drafts: list[Draft]) -> None:
    for draft in drafts:
        say(f"{draft.deck}: {_size(draft)}")
        for concept in draft.concepts.values():
            say(f"  {concept.title}: {counted(len(concept.questions), 'card')}")
        for problem in draft.problems:
            tell_problem(format_problem(problem))
        say(f"  Its files are in {draft.folder}; `quizapp deck preview` shows them.")


def _agreed(deck: str) -> bool:
    if not interactive():
        raise QuizError("Accepting a draft needs a confirmation.", "Read it, then add --yes.", ExitCode.USAGE)
    return typer.confirm(f"Add this to {deck}?")


def _size(draft: Draft) -> str:
    wrong = sum(each.severity == "error" for each in draft.problems)
    parts = [counted(len(draft.concepts), "file"), counted(draft.cards, "card")]
    return ", ".join([*parts, *([counted(wrong, "error")] if wrong else [])])


def _as_json(draft: Draft) -> dict[str, object]:
    problems = [each.as_json() for each in draft.problems]
    return {"deck": draft.deck, "folder": str(draft.folder), "cards": draft.cards, "problems": problems}
