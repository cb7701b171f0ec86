"""quizapp mcp"""

import sys
from contextlib import closing

import typer

from quizapp.cli.common import context_of, opened
from quizapp.cli.global_options import Globals
from quizapp.cli.names import find_scope

app = typer.Typer(rich_markup_mode=None)


@app.command()
def mcp(
    ctx: typer.Context,
    write: bool = typer.Option(False, "--write", help="Also ask, grade, rate and draft cards; each can be undone."),
) -> None:
    """Serve tools to an assistant over standard input and output, until the input ends; they only read."""
    from quizapp.mcp.desk import Desk
    from quizapp.mcp.lines import messages
    from quizapp.mcp.protocol import Server
    from quizapp.mcp.study import Study
    from quizapp.mcp.tools import reading_tools, study_tools, writing_tools
    from quizapp.mcp.written import Written

    given: Globals = ctx.obj
    desk = Desk(context=lambda: context_of(given), opened=lambda: opened(given), find_scope=find_scope)
    out, sys.stdout = sys.stdout, sys.stderr  # one stray line would end the conversation
    written = Written()
    with closing(Study(desk, written)) as study:
        tools = reading_tools(desk, study)
        if write:
            tools = (*tools, *study_tools(study), *writing_tools(desk, written))
        Server(tools).serve(messages(sys.stdin.buffer), out)
