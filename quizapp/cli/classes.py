"""quizapp class"""

from collections.abc import Sequence
from dataclasses import asdict

import typer

from quizapp.cli.class_assign import app as assign_app
from quizapp.cli.common import opened
from quizapp.cli.names import complete_deck, find_scope
from quizapp.cli.on_server import require_server, require_teacher
from quizapp.cli.output import counted, print_csv, print_json, say
from quizapp.errors import ExitCode, QuizError
from quizapp.store.classroom.reports import (
    AssignmentReport,
    ClassReport,
    LearnerReport,
    SectionReport,
    class_report,
    learner_reports,
)
from quizapp.store.database import Store
from quizapp.usecases.classroom.learner_table import learner_table

app = typer.Typer(rich_markup_mode=None, help="A class on one server: its progress, and what is assigned.")
app.registered_commands += assign_app.registered_commands
MOST_ITEMS = 20


@app.command()
def progress(
    ctx: typer.Context,
    name: str = typer.Argument("", metavar="[DECK]", autocompletion=complete_deck, help="One deck or one learner."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
    as_csv: bool = typer.Option(False, "--csv", help="A table with a row for each learner, for teachers."),
) -> None:
    """The progress of the class by concept and section, who is stuck and who is behind. Names are for teachers."""
    with opened(ctx.obj) as (context, store):
        require_server(context)
        learners = learner_reports(store)
        if as_csv:
            require_teacher(store)
            print_csv(learner_table(learners))
            return
        chosen = next((each for each in learners if each.learner == name), None)
        report = None if chosen else class_report(store, _deck(store, name))
        if as_json:
            more = {"members": [asdict(each) for each in learners]} if learners and not name else {}
            print_json(asdict(chosen) if chosen else {**asdict(report), **more} if report else {})
        elif chosen:
            _print_learner(chosen)
        elif report:
            _print(report, learners if not name else (), context.moment().day)


def _deck(store: Store, name: str) -> str:
    """Return the id of a deck. Raises QuizError (exit code 2)."""
    if not name:
        return ""
    try:
        return find_scope(store, name).deck
    except QuizError as error:
        hint = error.hint + " A learner is named as on the server."
        raise QuizError(f"There is no deck and no learner `{name}`.", hint, ExitCode.USAGE) from None


def _print_learner(each: LearnerReport) -> None:
    groups = f" ({', '.join(each.groups)})" if each.groups else ""
    say(f"{each.learner}{groups}")
    say(f"  last seen  {each.last_seen or 'never'}")
    say(f"  answers    {each.answers:,}, of which {each.right:,} right")
    say(f"  learnt     {counted(each.learnt, 'card')}")
    for work in each.assignments:
        say(f"  assigned   {work.assignment}: {work.done} of {counted(work.cards, 'card')} answered right")


def _print(report: ClassReport, learners: Sequence[LearnerReport], today: str) -> None:
    say(f"Learners: {_shown(report.learners)}")
    for each in report.assignments:
        say(_assignment(each, today))
    if learners:
        say(f"\n{'learner':24} {'last seen':>10} {'answers':>8} {'right':>6} {'learnt':>6}")
        for one in learners:
            seen = one.last_seen or "never"
            say(f"{one.learner:24} {seen:>10} {one.answers:8} {one.right:6} {one.learnt:6}")
    if not report.sections:
        say("There are no sections to show yet.")
        return
    say(f"\n{'section':46} {'met':>5} {'learnt':>6} {'stuck':>5}")
    for section in report.sections:
        say(_section(section))
    if not report.teacher:
        say("\nA dash hides a figure of so few learners that it would identify one.")


def _shown(count: int | None) -> str:
    return "-" if count is None else str(count)


def _assignment(each: AssignmentReport, today: str) -> str:
    state = "was due" if each.due < today else f"opens {each.opens}, is due" if each.opens > today else "is due"
    group = f" for {each.group}" if each.group else ""
    done = f"{_shown(each.done)} of {_shown(each.learners)} have answered all {counted(each.cards, 'card')} right"
    line = f"{each.assignment}{group} {state} {each.due}: {done}"
    return line + _listed("; behind" if each.due < today else "; not yet", each.names)


def _section(each: SectionReport) -> str:
    name = f"{each.deck}/{each.concept} {each.section}"
    line = f"{name:46} {_shown(each.learners):>5} {_shown(each.learnt):>6} {_shown(each.stuck):>5}"
    return line + _listed(" ", each.names)


def _listed(word: str, names: Sequence[str] | None) -> str:
    return f"{word} {', '.join(names)}".rstrip() if names else ""


@app.command()
def items(
    ctx: typer.Context,
    deck: str = typer.Argument("", autocompletion=complete_deck, help="One deck; all if omitted."),
    most: int = typer.Option(MOST_ITEMS, "--limit", min=1, help="How many questions."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
    as_csv: bool = typer.Option(False, "--csv", help="A table with a row for each wrong answer."),
) -> None:
    """The questions with the most wrong answers, and what was answered or picked. For teachers."""
    from quizapp.usecases.classroom.wrong_answers import items as wrong_items

    with opened(ctx.obj) as (context, store):
        require_server(context)
        require_teacher(store)
        found = wrong_items(store, find_scope(store, deck).deck if deck else "", most)
    if as_json:
        rows = [asdict(each) | {"picked": [{"answer": a, "times": n} for a, n in each.picked]} for each in found]
        print_json({"items": rows})
    elif as_csv:
        lines: list[list[object]] = [["card", "ask", "answers", "wrong", "answer", "times"]]
        for each in found:
            lines += [[each.card, each.ask, each.answers, each.wrong, *one] for one in each.picked or [("", 0)]]
        print_csv(lines)
    else:
        for each in found:
            say(f"{each.wrong} of {counted(each.answers, 'answer')} wrong  {each.card}: {each.ask}")
            for answer, times in each.picked:
                say(f"    {times} x {answer}")
        if not found:
            say("No question has a wrong answer yet.")
