"""The application of a class: sign-in, sign-out, and each route on the desk of the learner who is signed in."""

import asyncio
import hmac
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute
from starlette.routing import Route as Endpoint

from quizapp.errors import AccessLost, AccessRefused, QuizError
from quizapp.store.classroom.sign_in import SignInRefused
from quizapp.store.location import Server
from quizapp.web import assets
from quizapp.web.application import Report, answered
from quizapp.web.classroom.attempts import Attempts, Try
from quizapp.web.classroom.desk import ClassDesk
from quizapp.web.classroom.doors import ClassDoors
from quizapp.web.classroom.routes import PAGES, REFUSED, SERVED
from quizapp.web.classroom.sessions import Sessions, SignedIn, form_token
from quizapp.web.classroom.signing_in import checks, open_desk
from quizapp.web.dates import Dates, language_of
from quizapp.web.protection import TooLarge, limited
from quizapp.web.rendering import ErrorPage, bare_page, page
from quizapp.web.routes import Route
from quizapp.web.visit import Visit

SWEEP_SECONDS = 1.0
FORM_BYTES = 10_000  # of a sign-in
KNOWN_SECONDS = 365 * 24 * 3600  # that a browser says who has signed in there before
MOST_FIELDS = 1000
AWAY_POLL_SECONDS = 1.0  # how often an answer that takes longer asks whether the database is away
KEPT = "You are signed out. An answer that waited for the database is kept here, and stored when you sign in again."
ENDED = "Your session has ended. Sign in to go on; all answers that were confirmed are stored."


@dataclass(slots=True)
class ClassApp:
    """What the pages of a class share: who is signed in, and who tried."""

    place: Server
    doors: ClassDoors
    sessions: Sessions
    report: Report  # keeps the traceback of an error of quizapp itself
    attempts: Attempts = field(default_factory=Attempts)

    def make(self) -> ClassDoors:
        """Return the application, behind its checks."""
        routes: list[BaseRoute] = [_endpoint(route, self) for route in SERVED]
        routes += [
            Endpoint("/sign-in", self._ask, methods=["GET"]),
            Endpoint("/sign-in", _within_limits(self._sign_in), methods=["POST"]),
            Endpoint("/sign-out", _within_limits(self._sign_out), methods=["POST"]),
            Endpoint("/assets/{name}", assets.show),
            *(Endpoint(route.path, _refused, methods=[route.method]) for route in REFUSED),
        ]
        self.doors.app = Starlette(routes=routes, lifespan=self._lifespan, exception_handlers={404: _missing})
        return self.doors

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        sweeper = asyncio.create_task(self._sweep())
        yield
        sweeper.cancel()
        with suppress(asyncio.CancelledError):
            await sweeper
        await _close(self.sessions.all())

    async def _sweep(self) -> None:
        """Close what is over, and the connections of who is idle, again and again."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            now = time.monotonic()
            await _close(self.sessions.ended(now))
            for each in list(self.sessions.resting(now)):
                with suppress(QuizError):
                    await each.desk.run(each.desk.rest)

    def session_of(self, request: Request) -> SignedIn | None:
        """Return the session that a request belongs to."""
        return self.sessions.find(request.cookies.get(self.doors.cookie, ""), time.monotonic())

    async def _ask(self, request: Request) -> Response:
        """Show the form; its token belongs to a cookie that is of no use after it."""
        if self.session_of(request):
            return RedirectResponse("/", 303)
        told = KEPT if "kept" in request.query_params else ENDED if "ended" in request.query_params else ""
        return self._form(request, told, 200)

    def _form(self, request: Request, notice: str, status: int) -> Response:
        before = secrets.token_urlsafe(32)
        answer = HTMLResponse(bare_page("classroom/sign_in.html", token=form_token(before), notice=notice), status)
        self.doors.set_cookie(answer, self.doors.before, before)
        return answer

    async def _sign_in(self, request: Request) -> Response:
        """Check the name and the password by connecting with them, as often as tries are allowed."""
        fields = await _fields(request, FORM_BYTES)
        if not _is_own(fields, request.cookies.get(self.doors.before, "")):
            return self._form(request, "Sign in here.", 403)
        given = dict(fields)
        name, browser = given.get("name", "").strip(), request.cookies.get(self.doors.known, "")
        tried = Try(name, request.scope["quizapp.peer"].address, browser)
        seconds = self.attempts.wait(tried, time.monotonic())
        if seconds:
            answer = self._form(request, f"Too many tries. Try again in {round(seconds) + 1} seconds.", 429)
            answer.headers["retry-after"] = str(round(seconds) + 1)
            return answer
        try:
            desk = await asyncio.get_running_loop().run_in_executor(
                checks, lambda: open_desk(self.place, name, given.get("password", ""), given.get("zone", ""))
            )
        except SignInRefused as refusal:
            return self._form(request, refusal.message, 403)
        except QuizError as error:
            return self._form(request, f"{error.message} {error.hint}", 503)
        return await self._enter(request, desk, self.attempts.succeeded(tried))

    async def _enter(self, request: Request, desk: ClassDesk, browser: str) -> Response:
        """Begin a session under a new id; one that the browser had ends."""
        now = time.monotonic()
        if old := self.sessions.remove(request.cookies.get(self.doors.cookie, "")):
            await _close([old])
        found, ended = self.sessions.add(SignedIn(learner=desk.context.learner, desk=desk, began=now, last=now))
        await _close(ended)
        answer = RedirectResponse("/", 303)
        self.doors.set_cookie(answer, self.doors.cookie, found)
        self.doors.set_cookie(answer, self.doors.known, browser, KNOWN_SECONDS)
        self.doors.clear_cookie(answer, self.doors.before)
        return answer

    async def _sign_out(self, request: Request) -> Response:
        """End a session; all of its learner's where the form asks for that."""
        given, fields = request.cookies.get(self.doors.cookie, ""), await _fields(request, FORM_BYTES)
        if not _is_own(fields, given):
            return PlainTextResponse("This form does not come from a page of quizapp.", 403)
        waited = False
        if session := self.sessions.remove(given):
            waited = session.desk.away.seconds is not None
            others = self.sessions.remove_all_of(session.learner) if ("everywhere", "yes") in fields else []
            await _close([session, *others])
        answer = RedirectResponse("/sign-in?kept" if waited else "/sign-in", 303)
        self.doors.clear_cookie(answer, self.doors.cookie)
        return answer


def _is_own(fields: Sequence[tuple[str, str]], secret: str) -> bool:
    """Return whether a form carries the token of the browser's cookie."""
    given = dict(fields).get("form", "").encode("utf-8", "replace")
    return bool(secret) and hmac.compare_digest(given, form_token(secret).encode())


async def _fields(request: Request, most_bytes: int) -> list[tuple[str, str]]:
    """Return the texts of a form; none of one that cannot be read. Raises TooLarge, TimeoutError."""
    request = Request(request.scope, limited(request.receive, most_bytes))
    try:
        form = await request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=most_bytes)
    except HTTPException:
        return []
    return [(key, value) for key, value in form.multi_items() if isinstance(value, str)]


async def _close(sessions: Sequence[SignedIn]) -> None:
    """End sessions: their leases are released and their connections closed. It waits for what they do now."""
    loop = asyncio.get_running_loop()
    ended = [loop.run_in_executor(None, each.desk.close) for each in sessions]
    for found in await asyncio.gather(*ended, return_exceptions=True):
        if isinstance(found, BaseException) and not isinstance(found, QuizError):  # a database that is away
            raise found


def _endpoint(route: Route, app: ClassApp) -> BaseRoute:
    async def endpoint(request: Request) -> Response:
        session = app.session_of(request)
        if session is None:
            return RedirectResponse("/sign-in?ended" if app.doors.cookie in request.cookies else "/sign-in", 303)
        fields = await _fields(request, route.most_bytes) if route.method == "POST" else []
        secret = request.cookies[app.doors.cookie]
        if route.method == "POST" and not _is_own(fields, secret):
            return PlainTextResponse("This form does not come from a page of quizapp. Load the page again.", 403)
        visit = _visit(request, session, fields, form_token(secret))
        answer = await _worked(route, visit, session, app.report)
        if isinstance(answer, ErrorPage) and isinstance(answer.error, AccessLost | AccessRefused):
            if ended := app.sessions.remove(secret):
                await _close([ended])
            answer = RedirectResponse("/sign-in?ended", 303)
            app.doors.clear_cookie(answer, app.doors.cookie)
        return answer

    return Endpoint(route.path, _within_limits(endpoint), methods=[route.method])


async def _worked(route: Route, visit: Visit, session: SignedIn, report: Report) -> Response:
    """Return the answer of the learner's thread; while the database is away, a page that says so.

    The thread goes on: what a form asked for is stored when the database answers.
    """
    if session.desk.away.seconds is not None:
        return _away(visit)
    session.is_working += 1
    answering = asyncio.ensure_future(session.desk.run(lambda: answered(route, visit, report)))
    answering.add_done_callback(lambda _: session.worked(time.monotonic()))
    while not answering.done():
        await asyncio.wait({answering}, timeout=AWAY_POLL_SECONDS)
        if not answering.done() and session.desk.away.seconds is not None:
            return _away(visit)
    return answering.result()


def _away(visit: Visit) -> Response:
    """Return the page of a database that is away, which loads a page again, and behind a form the page it was on."""
    place = f"/{visit.address.split('/')[1]}"
    then = place if place in PAGES else "/"
    if not visit.fields:
        then = f"{visit.address}?{urlencode(visit.query)}" if visit.query else visit.address
    answer = page(visit, "classroom/away.html", then=then)
    answer.status_code = 503
    answer.headers["retry-after"] = "3"
    return answer


Answering = Callable[[Request], Awaitable[Response]]


def _within_limits(endpoint: Answering) -> Answering:
    """Answer a form that is too large or too slow with what is wrong."""

    async def within(request: Request) -> Response:
        try:
            return await endpoint(request)
        except TooLarge:
            return PlainTextResponse("The form is too large.", 413)
        except TimeoutError:
            return PlainTextResponse("The form did not arrive in time.", 408)

    return within


def _visit(request: Request, session: SignedIn, fields: Sequence[tuple[str, str]], token: str) -> Visit:
    return Visit(
        desk=session.desk, address=request.url.path, query=dict(request.query_params), fields=fields,
        path={key: str(value) for key, value in request.path_params.items()}, pages=PAGES, member=session.learner,
        headers=request.headers,
        dates=Dates(language_of(request.headers.get("accept-language", ""))), form_token=token,
    )  # fmt: skip


async def _refused(request: Request) -> Response:
    """Answer for a page of a learner's own machine."""
    if request.url.path.startswith(("/prove", "/quiz/consent")):
        told = "Code of decks does not run on a class's server. On your own machine: quizapp prove, with the same --db."
    else:
        told = "This page is not served to a class. Use quizapp on your own machine, with the same --db."
    return PlainTextResponse(told, 403)


async def _missing(request: Request, _: Exception) -> Response:
    return PlainTextResponse("There is no such page.", 404)
