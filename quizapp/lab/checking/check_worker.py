"""The child's side: runs checks.py on answer.py and writes a JSON line for each check to the private pipe.

Uses only the standard library: this file is passed as text to an isolated interpreter.
Arguments: the seconds that the checks may take, and the pipe's number last. An `assert` of the checks is rewritten so
that a failure tells what was tried, expected and got.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import importlib
import inspect
import json
import operator
import os
import signal
import sys
import threading
import time
import traceback
import types
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quizapp.lab.checking import checking
else:
    sys.path.insert(0, os.getcwd())  # an isolated interpreter does not look into the folder of its program
    import checking

CHECKS = "checks.py"
BUSY_SHARE = 0.1  # of a core; a program that used more when its time was over was computing, on a busy machine too
BUSY_WINDOW = 0.4  # seconds
_COMPARE: dict[type[ast.cmpop], tuple[Callable[[Any, Any], Any], str]] = {
    ast.Eq: (operator.eq, ""), ast.NotEq: (operator.ne, "not "), ast.Lt: (operator.lt, "less than "),
    ast.LtE: (operator.le, "at most "), ast.Gt: (operator.gt, "more than "), ast.GtE: (operator.ge, "at least "),
    ast.Is: (operator.is_, ""), ast.IsNot: (operator.is_not, "not "),
    ast.In: (lambda left, right: left in right, "one of "),
    ast.NotIn: (lambda left, right: left not in right, "none of "),
}  # fmt: skip
_SWAPPED = {ast.Eq: ast.Eq, ast.NotEq: ast.NotEq, ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}


class Asserts(ast.NodeTransformer):
    """Replaces each assert by a call that raises CheckFailed with what was tried, expected and got."""

    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        test, message = node.test, node.msg or ast.Constant("")
        lazy = ast.Lambda(args=ast.arguments([], [], None, [], [], None, []), body=message)
        scope = [ast.Call(ast.Name(name, ast.Load()), [], []) for name in ("globals", "locals")]
        compared = isinstance(test, ast.Compare) and len(test.ops) == 1 and type(test.ops[0]) in _COMPARE
        if compared:
            assert isinstance(test, ast.Compare)
            left, op, right = self._ordered(test.left, type(test.ops[0]), test.comparators[0])
            given = [ast.Constant(op.__name__), ast.Constant(ast.unparse(left)), left, right]
        else:
            given = [ast.Constant(""), ast.Constant(ast.unparse(test)), test, ast.Constant(True)]
        call = ast.Call(ast.Name("__compared__", ast.Load()), [*given, lazy, *scope], [])
        return ast.fix_missing_locations(ast.copy_location(ast.Expr(call), node))

    @staticmethod
    def _ordered(left: ast.expr, op: type[ast.cmpop], right: ast.expr) -> tuple[ast.expr, type[ast.cmpop], ast.expr]:
        """Return the sides with what is expected on the right: `3 == f(2)` tells the same as `f(2) == 3`."""
        if op in _SWAPPED and isinstance(left, ast.Constant) and not isinstance(right, ast.Constant):
            return right, _SWAPPED[op], left
        return left, op, right


class Failure(checking.CheckFailed):
    """A failed assert, with the author's message."""

    def __init__(self, tried: str, expected: str, got: str, values: dict[str, str], message: str) -> None:
        super().__init__(tried, expected, got, values)
        self.message = message


def compared(
    op: str, tried: str, left: Any, right: Any, message: Callable[[], Any], *scopes: dict[str, Any]
) -> None:  # what the rewritten assert calls
    """Raise Failure unless the comparison holds; `op` is the name of a node of ast, '' for a bare condition."""
    if not op:
        if left:
            return
        expected = "a true value"
    else:
        holds, words = _COMPARE[getattr(ast, op)]
        if holds(left, right):
            return
        expected = words + checking.shown(right)
    values = _values(tried, scopes)
    raise Failure(tried.replace("answer.", ""), expected, checking.shown(left), values, str(message()))


def _values(tried: str, scopes: tuple[dict[str, Any], ...]) -> dict[str, str]:
    """Return the variables of an expression with their values; a name alone tells nothing more."""
    tree = ast.parse(tried, mode="eval").body
    known = {name: value for scope in scopes for name, value in scope.items()}
    names = [] if isinstance(tree, ast.Name) else [each.id for each in ast.walk(tree) if isinstance(each, ast.Name)]
    return {
        name: checking.shown(known[name])
        for name in dict.fromkeys(names)
        if name in known and not callable(known[name]) and not isinstance(known[name], types.ModuleType)
    }


class Reporter:
    """Writes what happens to the pipe, a line at a time, so that a killed run has told what it did."""

    def __init__(self, pipe: int) -> None:
        self.pipe, self.process, self.check = pipe, os.getpid(), ""
        self.thread_errors: list[BaseException] = []
        self.looked: tuple[float, float] | None = None

    def tell(self, **what: Any) -> None:
        """Write one line; a child process that the program forked tells nothing."""
        if os.getpid() == self.process:
            os.write(self.pipe, json.dumps(what).encode() + b"\n")

    def run(self, name: str, function: Callable[[], Any], told: Callable[[], bool] = lambda: True) -> bool:
        """Run one check and tell how it ended; return whether it passed. `told`: whether to tell that it did."""
        self.check, self.thread_errors = name, []
        self.tell(check=name, begun=True)
        try:
            found = function()
            if inspect.iscoroutine(found):
                asyncio.run(found)
        except BaseException as error:
            self.tell(check=name, ok=False, **failure(error, self.thread_errors))
            return False
        if told():
            self.tell(check=name, ok=True)
        return True

    def limit(self, seconds: float) -> None:
        """Let the checks take so many seconds: the alarm rings shortly before, and at the end."""
        signal.signal(signal.SIGALRM, self._ring)
        window = min(BUSY_WINDOW, seconds / 2)
        signal.setitimer(signal.ITIMER_REAL, seconds - window, window)

    def _ring(self, *_: Any) -> None:
        """Tell what each thread of the program does, and end the process; the first time, only look at the clocks."""
        now = (time.process_time(), time.monotonic())
        if self.looked is None:
            self.looked = now
            return
        used = (now[0] - self.looked[0]) / (now[1] - self.looked[1])
        main = threading.main_thread().ident
        frames = sorted(sys._current_frames().items(), key=lambda pair: pair[0] != main)
        traces = [program_lines(traceback.StackSummary.extract(traceback.walk_stack(each))[::-1]) for _, each in frames]
        lines = [trace[-1] for trace in traces if trace]
        self.tell(check=self.check, ok=False, unended={"busy": used > BUSY_SHARE, "lines": lines})
        os._exit(1)


def program_lines(frames: Iterable[traceback.FrameSummary]) -> list[dict[str, Any]]:
    """Return the lines of the learner's program among frames, innermost last."""
    return [
        {"line": frame.lineno or 0, "text": frame.line or "", "function": frame.name.replace("<module>", "")}
        for frame in frames
        if os.path.basename(frame.filename) == checking.PROGRAM
    ]


def failure(error: BaseException, of_threads: list[BaseException]) -> dict[str, Any]:
    """Return why a check failed: a comparison that does not hold, or an error that nobody expected."""
    frames = traceback.extract_tb(error.__traceback__)
    place = next((each.lineno for each in reversed(frames) if os.path.basename(each.filename) == CHECKS), None)
    told: dict[str, Any] = {"checks_line": place or 0}
    if isinstance(error, checking.CheckFailed):
        told |= {"input": error.tried, "expected": error.expected, "got": error.got, "values": error.values}
        told["message"] = getattr(error, "message", "")
        told["trace"] = error.trace
        if of_threads:  # the likely cause
            told |= {"trace": trace_of(of_threads[0]), "message": f"a thread ended with {in_words(of_threads[0])}"}
        return told
    return told | {"error": in_words(error), "trace": trace_of(error)}


def trace_of(error: BaseException) -> list[dict[str, Any]]:
    """Return the lines of the program in which an error was raised, innermost last."""
    if isinstance(error, SyntaxError) and os.path.basename(error.filename or "") == checking.PROGRAM:
        return [{"line": error.lineno or 0, "text": (error.text or "").rstrip("\n"), "function": ""}]
    return program_lines(traceback.extract_tb(error.__traceback__))


def in_words(error: BaseException) -> str:
    """Return an error in one line."""
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    if isinstance(error, AttributeError) and getattr(error.obj, "__name__", "") == "answer":
        return f"your program has no `{error.name}`"
    if isinstance(error, SystemExit):
        return "your program ended itself with SystemExit"
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0]}" if text else type(error).__name__


def checks_of(module: types.ModuleType) -> list[tuple[str, Callable[[], Any]]]:
    """Return the functions of the checks by their names in words: the docstring, or `check_no_update_is_lost`."""
    found: list[tuple[str, Callable[[], Any]]] = []
    for name, function in vars(module).items():
        if name.startswith("check_") and inspect.isfunction(function):
            words = (function.__doc__ or name.removeprefix("check_").replace("_", " ")).strip().splitlines()[0]
            found.append((words.rstrip("."), function))
    return found


def load_checks() -> types.ModuleType:
    """Return the checks as a module; what it does outside of functions is done here."""
    with open(CHECKS, encoding="utf-8") as file:
        tree = Asserts().visit(ast.parse(file.read(), CHECKS))
    module = types.ModuleType("checks")
    vars(module)["__compared__"] = compared
    sys.modules["checks"] = module
    exec(compile(tree, os.path.abspath(CHECKS), "exec"), vars(module))
    return module


def main(seconds: float, pipe: int) -> None:
    """Import the program, run its checks, and tell the pipe."""
    os.set_inheritable(pipe, False)
    reporter, loaded = Reporter(pipe), list[types.ModuleType]()
    threading.excepthook = lambda told: reporter.thread_errors.append(told.exc_value or RuntimeError("unknown"))
    reporter.limit(seconds)
    if reporter.run("the program can be run", lambda: importlib.import_module("answer"), lambda: False):
        whole = "the program does what was asked"  # checks without functions are one check
        if reporter.run(whole, lambda: loaded.append(load_checks()), lambda: not checks_of(loaded[0])):
            for name, function in checks_of(loaded[0]):
                reporter.run(name, function)
    reporter.tell(ended=True, speedups=checking.wanted_speedups)
    signal.setitimer(signal.ITIMER_REAL, 0)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    os._exit(0)  # threads of the program may never end; the sandbox ends its processes


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[-1]))
