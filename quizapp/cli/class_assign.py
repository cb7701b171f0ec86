"""quizapp class assign, group"""

from collections.abc import Sequence
from datetime import date

import typer

from quizapp.cli.common import nearest, opened
from quizapp.cli.names import complete_scope, find_cards, find_named
from quizapp.cli.on_server import require_server, require_teacher
from quizapp.cli.output import counted, say
from quizapp.core.scope import Scope
from quizapp.errors import ExitCode, QuizError
from quizapp.store.classroom.assigning import (
    Assignment,
    assign,
    cards_of,
    change_group,
    groups,
    is_assigned,
    learners,
    withdraw,
)
from quizapp.store.database import Store

app = typer.Typer(rich_markup_mode=None)


@app.command("assign")
def assign_cards(
    ctx: typer.Context,
    what: list[str] = typer.Argument(..., autocompletion=complete_scope, help="Decks, concepts, #tags or cards."),
    due: str = typer.Option("", "--due", help="The day by which every card is answered right, such as 2026-03-31."),
    opens: str = typer.Option("", "--opens", help="The first day; today if omitted."),
    group: str = typer.Option("", "--group", help="Only for a group of the class."),
    name: str = typer.Option("", "--name", help="A name; what is assigned if omitted."),
    off: bool = typer.Option(False, "--withdraw", help="Withdraw the assignment."),
) -> None:
    """Assign cards to the class. Learners see it, and its cards come first. For teachers.

    The cards stay those of this moment. Assigning it again under the same name changes the dates and the group.
    """
    with opened(ctx.obj) as (context, store):
        require_server(context)
        if off:
            named = name or "+".join(what)
            say(f"{named} is no longer assigned." if withdraw(store, named) else f"{named} was not assigned.")
            return
        days = _day("--due", due), _day("--opens", opens) if opens else ""
        if days[1] > days[0]:
            raise QuizError("--opens is after --due.", "An assignment opens on or before its last day.", ExitCode.USAGE)
        if group and group not in (known := groups(store)):
            raise QuizError(f"There is no group `{group}`.", nearest(group, list(known)), ExitCode.USAGE)
        found, cards = _wanted(store, what)
        title, deck = _title(store, found, what, name)
        given = Assignment(
            assignment=name or "+".join(what), deck=deck, title=title, opens=days[1], due=days[0], group=group
        )
        again = is_assigned(store, given.assignment)
        assign(store, given, cards, now_ms=context.now_ms)
    whom = f" to {group}" if group else ""
    told = "has other dates; its cards stay the same" if again else f"{counted(len(cards), 'card')}"
    say(f"{given.assignment} is assigned{whom} until {given.due}: {told}.")


def _wanted(store: Store, what: Sequence[str]) -> tuple[list[Scope], list[str]]:
    """Return the scopes among the names, and the cards of all of them. Raises QuizError (exit code 2)."""
    scopes: list[Scope] = []
    single = [each for each in what if each.count("/") == 2]  # deck/concept/card
    cards = dict.fromkeys(find_cards(store, single)) if single else {}
    for each in what:
        if each in single:
            continue
        named = find_named(store, each, ("deck", "concept", "tag"))
        scopes.append(Scope(deck=named.deck, concept=named.concept, tag=named.tag))
    cards.update(dict.fromkeys(cards_of(store, scopes)))
    return scopes, list(cards)


def _title(store: Store, scopes: Sequence[Scope], what: Sequence[str], name: str) -> tuple[str, str]:
    """Return what learners see, and the deck if one whole deck is assigned."""
    if len(scopes) != 1 or scopes[0].tag:
        return name or "+".join(what), ""
    scope = scopes[0]
    from quizapp.store.decks.deck_records import installed_concepts, installed_decks

    if scope.concept:
        rows = [row.title for row in installed_concepts(store, scope.deck) if row.concept == scope.concept]
        return name or rows[0], ""
    titles = [row.title for row in installed_decks(store) if row.deck == scope.deck]
    return name or titles[0], scope.deck


def _day(option: str, given: str) -> str:
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        raise QuizError(f"{option}: `{given}` is not a date.", "Write it as 2026-03-31.", ExitCode.USAGE) from None


@app.command("group")
def group_members(
    ctx: typer.Context,
    name: str = typer.Argument("", help="The group; lists the groups if omitted."),
    members: list[str] = typer.Argument(None, help="Learners to add to it."),
    remove: bool = typer.Option(False, "--remove", help="Remove these learners from the group."),
) -> None:
    """Groups of the class, to which something can be assigned. For teachers."""
    with opened(ctx.obj) as (context, store):
        require_server(context)
        require_teacher(store)
        known = learners(store)
        for each in members or ():
            if each not in known:
                raise QuizError(f"`{each}` is no learner of the class.", nearest(each, known), ExitCode.USAGE)
        if members:
            change_group(store, name, members, remove=remove)
        found = groups(store)
    for each in [name] if name else found:
        say(f"{each}: {', '.join(found.get(each, ())) or 'nobody'}")
    if not name and not found:
        say("There are no groups. Add one: quizapp class group NAME LEARNER...")
