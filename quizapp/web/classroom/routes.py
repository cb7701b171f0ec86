"""What the server of a class answers: its own pages, and those of a learner's pages that are safe for many.

It runs no code of decks, and lets nobody read or change files of the server. A page that is not on the list is
refused, so a new page of a learner is not served to a class until it is put here.
"""

from quizapp.web.routes import ROUTES, Route

CLASS_ROUTES: tuple[Route, ...] = (
    Route("GET", "/class", "classroom.progress", "show"),
    Route("GET", "/class/items", "classroom.progress", "items"),
    Route("GET", "/class/learner", "classroom.progress", "learner"),
    Route("GET", "/class/results", "classroom.progress", "results"),
    Route("GET", "/class/assignments", "classroom.assignments", "show"),
    Route("GET", "/class/media/{digest}/{name}", "classroom.media", "show"),
    Route("POST", "/class/assign", "classroom.assignments", "assign"),
    Route("POST", "/class/withdraw", "classroom.assignments", "end"),
)
ALLOWED = frozenset({
    ("GET", "/"),
    ("GET", "/quiz"),
    ("POST", "/quiz/start"),
    ("POST", "/quiz/begin"),
    ("POST", "/quiz/answer"),
    ("POST", "/quiz/seen"),
    ("POST", "/quiz/rate"),
    ("POST", "/quiz/again"),
    ("POST", "/quiz/command"),
    ("GET", "/quiz/read"),
    ("GET", "/quiz/info"),
    ("GET", "/quiz/keys"),
    ("GET", "/learn"),
    ("GET", "/learn/{deck}/{concept}"),
    ("GET", "/progress"),
    ("GET", "/cards"),
    ("GET", "/cards/one"),
    ("POST", "/cards/act"),
    ("POST", "/cards/undo"),
    ("GET", "/prove"),
    ("GET", "/prove/one"),
    ("POST", "/path"),
    ("GET", "/settings"),
    ("POST", "/settings"),
})  # fmt: skip
SERVED = tuple(route for route in ROUTES if (route.method, route.path) in ALLOWED) + CLASS_ROUTES
REFUSED = tuple(route for route in ROUTES if (route.method, route.path) not in ALLOWED)
PAGES = frozenset(route.path for route in SERVED)
