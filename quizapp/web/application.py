"""The application: each route of the table as an endpoint that runs on the thread of its learner."""

import asyncio
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute
from starlette.routing import Route as Endpoint

from quizapp.errors import QuizError
from quizapp.web import assets
from quizapp.web.dates import Dates, language_of
from quizapp.web.desk import Desk
from quizapp.web.live import LiveRuns
from quizapp.web.preview import changes
from quizapp.web.protection import Doors, Protection, TooLarge, has_origin, limited
from quizapp.web.rendering import ErrorPage, running_page
from quizapp.web.routes import ROUTES, Route
from quizapp.web.visit import Visit, go_to

Page = Callable[[Visit], Response]
Report = Callable[[str], Path | None]
MOST_FIELDS = 1000
RUN_POLL_SECONDS = 0.5  # how often a page that is waited for asks whether a run has begun


def make_app(desk: Desk, doors: Doors, report: Report) -> Protection:
    """Return the application of one learner, which closes their desk at its end.

    `report` keeps the traceback of an exception that nobody expected, and returns the file that has it.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        desk.close()

    routes: list[BaseRoute] = [_endpoint(route, desk, doors, report) for route in ROUTES]
    routes += [
        Endpoint("/live", _live(desk)),
        Endpoint("/preview/changes", _changes(desk)),
        Endpoint("/live/stop", _stop(desk, doors), methods=["POST"]),
        Endpoint("/assets/{name}", assets.show),
    ]
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers={404: _missing})
    return Protection(app, doors)


@cache
def _page(route: Route) -> Page:
    return cast(Page, getattr(import_module(f"quizapp.web.{route.module}"), route.function))


def _endpoint(route: Route, desk: Desk, doors: Doors, report: Report) -> BaseRoute:
    async def endpoint(request: Request) -> Response:
        try:
            visit = await _visit(request, route, desk, doors)
        except TooLarge:
            return PlainTextResponse(f"The form has more than {route.most_bytes >> 20} MB.", 413)
        except TimeoutError:
            return PlainTextResponse("The form did not arrive in time.", 408)
        if visit is None:
            return PlainTextResponse("This form does not come from a page of quizapp. Load the page again.", 403)
        if route.method == "GET" and not route.waits and desk.live.is_running:
            with desk.live.watched():
                return running_page(visit)
        answering = asyncio.ensure_future(desk.run(lambda: answered(route, visit, report)))
        if route.runs:
            return await _watched(request, answering, desk.live)
        if route.method == "GET" and not route.waits:
            return await _unless_run(visit, answering)
        return await answering

    return Endpoint(route.path, endpoint, methods=[route.method])


async def _unless_run(visit: Visit, answering: "asyncio.Future[Response]") -> Response:
    """Return a page; if a run began before the learner's thread came to it, the one that shows the run."""
    while not answering.done():
        await asyncio.wait({answering}, timeout=RUN_POLL_SECONDS)
        if not answering.done() and visit.desk.live.is_running:
            with visit.desk.live.watched():
                return running_page(visit)
    return answering.result()


async def _watched(request: Request, answering: "asyncio.Future[Response]", live: LiveRuns) -> Response:
    """Return an answer; from the moment that the browser is gone, this request does not wait for a run any more."""
    leaving = asyncio.create_task(_left(request))
    either: set[asyncio.Future[Any]] = {answering, leaving}
    with live.watched():
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    leaving.cancel()
    with suppress(asyncio.CancelledError):
        await leaving
    return await answering


async def _left(request: Request) -> None:
    """Wait until the browser closes the connection. The form was read before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def answered(route: Route, visit: Visit, report: Report) -> Response:
    """Return what the page of a route answers; a page about the error where it raises one."""
    try:
        return _page(route)(visit)
    except QuizError as error:
        return ErrorPage(visit, error)
    except Exception as error:  # an error of quizapp itself must not take the quiz away
        file = report("".join(traceback.format_exception(error)))
        where = f"The details are in {file}; please" if file else "Please"
        failed = QuizError(
            f"quizapp failed because of an error of its own: {type(error).__name__}.",
            f"{where} send them to whoever maintains quizapp. Your answers are stored.",
        )
        return ErrorPage(visit, failed, status=500)


async def _visit(request: Request, route: Route, desk: Desk, doors: Doors) -> Visit | None:
    """Return a request as its page sees it; None for a form without origin that lacks the token."""
    fields: list[tuple[str, str]] = []
    uploads: dict[str, UploadFile] = {}
    if route.method == "POST":
        request = Request(request.scope, limited(request.receive, route.most_bytes))
        try:
            form = await request.form(max_files=20, max_fields=MOST_FIELDS, max_part_size=route.most_bytes)
        except HTTPException:
            return None
        fields = [(key, value) for key, value in form.multi_items() if isinstance(value, str)]
        uploads = {key: value for key, value in form.multi_items() if isinstance(value, UploadFile)}
        if not has_origin(request.headers) and ("form", doors.form_token) not in fields:
            return None
    return Visit(
        desk=desk, address=request.url.path, path={key: str(value) for key, value in request.path_params.items()},
        query=dict(request.query_params), fields=fields, uploads=uploads,
        dates=Dates(language_of(request.headers.get("accept-language", ""))), form_token=doors.form_token,
    )  # fmt: skip


def _live(desk: Desk) -> Callable[[Request], Response]:
    def endpoint(_: Request) -> Response:
        return StreamingResponse(desk.live.events(), media_type="text/event-stream")

    return endpoint


def _changes(desk: Desk) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        shown = request.query_params.get("shown", "")
        return StreamingResponse(changes(desk.preview, shown, desk.live.closed), media_type="text/event-stream")

    return endpoint


def _stop(desk: Desk, doors: Doors) -> Callable[[Request], Awaitable[Response]]:
    """Stop the run that is going on; its learner's thread is busy with it, so this does not wait for that."""

    async def endpoint(request: Request) -> Response:
        if not has_origin(request.headers):
            form = await Request(request.scope, limited(request.receive, 1000)).form()
            if form.get("form") != doors.form_token:
                return PlainTextResponse("This form does not come from a page of quizapp.", 403)
        desk.live.stop()
        return go_to("/")

    return endpoint


async def _missing(request: Request, _: Exception) -> Response:
    return PlainTextResponse("There is no such page.", 404)
