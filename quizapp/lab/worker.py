"""The child's side: runs main.py with its parameters and writes one JSON line to the private pipe.

Uses only the standard library: this file is passed as text to an isolated interpreter. It imports little: `json` and
`multiprocessing` would add 20 ms of processor time to each trial, which takes 8 ms without them.
Arguments: mode (time, repeat, call, keep, print or spin), and the pipe's number last.
"""

from __future__ import annotations

import os
import sys
import time
import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

REPEATS = 15  # limit of runs of main() in one process
REPEAT_SECONDS = 0.15  # seconds after which no further repeat begins
SPIN_SECONDS = 0.12


def _module(name: str) -> types.ModuleType:
    module = types.ModuleType(name)
    module.__file__ = os.path.abspath("main.py")
    sys.modules["__main__"] = sys.modules["__mp_main__"] = module
    return module


def _fork_where_unguarded(source: str) -> None:
    # A program without a main guard would start itself again in every spawned child. A program that starts its
    # processes in main() does not, so it keeps the default start method.
    starts_processes = "multiprocessing" in source or "concurrent" in source
    if "__main__" in source or "def main(" in source or not starts_processes:
        return
    import multiprocessing

    if "fork" in multiprocessing.get_all_start_methods():
        multiprocessing.set_start_method("fork", force=True)


def _loaded(code: types.CodeType) -> types.ModuleType:
    module = _module("__mp_main__")
    exec(code, module.__dict__)
    return module


def _prepared(code: types.CodeType) -> types.ModuleType:
    """Return the program as a module after its prepare(), whose time is not measured."""
    module = _loaded(code)
    getattr(module, "prepare", lambda: None)()
    return module


def _time(code: types.CodeType) -> dict[str, Any]:
    module = _prepared(code)
    if callable(getattr(module, "main", None)):
        began = time.perf_counter()
        module.main()
        return {"seconds": time.perf_counter() - began}
    # A program without main() was run when it was loaded. It may take no time at all.
    times: list[float] = []
    while not times or (len(times) < REPEATS and sum(times) < REPEAT_SECONDS / 3):
        module = _module("__main__")
        began = time.perf_counter()
        exec(code, module.__dict__)
        times.append(time.perf_counter() - began)
    return {"seconds": sorted(times)[len(times) // 2]}


def _repeat(code: types.CodeType) -> dict[str, Any]:
    main = _prepared(code).main
    times: list[float] = []
    main()  # imports and first allocations are not measured
    while len(times) < 3 or (len(times) < REPEATS and sum(times) < REPEAT_SECONDS):
        began = time.perf_counter()
        main()
        times.append(time.perf_counter() - began)
    return {"seconds": sorted(times)[len(times) // 2]}


def _call(code: types.CodeType) -> dict[str, Any]:
    main = _prepared(code).main
    began = time.perf_counter()
    value = main()
    return {"seconds": time.perf_counter() - began, "value": value}


def _own_bytes(pid: int) -> int | None:
    """Return a process's share of memory (PSS) in bytes, or None if the system does not report it.

    Not USS: memory that a parent shares with a forked child is no longer private, so that the sum would fall.
    """
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            lines = file.read().splitlines()
    except OSError:
        return None
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _family(pid: int) -> list[int]:
    """Return a process and its descendants."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            children = [int(child) for child in file.read().split()]
    except OSError:
        children = []
    return [pid, *(each for child in children for each in _family(child))]


def _keep(code: types.CodeType) -> dict[str, Any]:
    module = _prepared(code)
    before = _own_bytes(os.getpid())
    kept = module.main()
    after = [_own_bytes(pid) for pid in _family(os.getpid())]
    if before is None or None in after:
        return {"bytes": None, "count": len(kept)}
    return {"bytes": sum(filter(None, after)) - before, "count": len(kept)}


def _spin(until: float) -> int:
    count = 0
    while time.perf_counter() < until:
        for _ in range(1000):
            pass
        count += 1
    return count


def _ceiling(cores: int) -> dict[str, Any]:
    """Return how many times as fast all cores are as one: no program can gain more."""
    alone = _spin(time.perf_counter() + SPIN_SECONDS)
    together = _together(cores)
    # The better of two runs on one core: a disturbance would raise the ceiling.
    alone = max(alone, _spin(time.perf_counter() + SPIN_SECONDS))
    return {"ceiling": together / max(1, alone)}


def _together(cores: int) -> int:
    reader, writer = os.pipe()
    for _ in range(cores):
        if os.fork() == 0:
            os.write(writer, b"%d\n" % _spin(time.perf_counter() + SPIN_SECONDS))
            os._exit(0)
    for _ in range(cores):
        os.wait()
    os.close(writer)
    with os.fdopen(reader) as file:
        return sum(map(int, file.read().split()))


def limit_of(error: BaseException) -> str:
    """Return the limit of the sandbox that an exception reports, or ''."""
    if isinstance(error, MemoryError):
        return "memory"
    if isinstance(error, OSError):
        import errno

        limits = {errno.EMFILE: "files", errno.EFBIG: "file size", errno.ENOSPC: "space", errno.ENOMEM: "memory"}
        return limits.get(error.errno or 0, "")
    # CPython has no type or number for this error, only its words.
    return "threads" if isinstance(error, RuntimeError) and str(error) == "can't start new thread" else ""


def _limited(mode: str, pipe: int) -> None:
    """Do the work; report a limit that ended it before the program's threads can keep it from ending."""
    try:
        _work(mode, pipe)
    except BaseException as error:
        if limit := limit_of(error):
            os.write(pipe, b'{"limit": "%s"}\n' % limit.encode())
        raise


def _line(result: dict[str, Any]) -> bytes:
    """Return a result as a line of JSON."""
    if list(result) == ["seconds"]:
        return b'{"seconds": %r}\n' % result["seconds"]
    import json

    return json.dumps(result).encode() + b"\n"


def _work(mode: str, pipe: int) -> None:
    if mode == "spin":
        result = _ceiling(int(sys.argv[2]))
    else:
        with open("main.py", encoding="utf-8") as file:
            source = file.read()
        sys.path.insert(0, os.getcwd())
        if mode in ("call", "keep"):
            import json  # noqa: F401  # for the result, before the program can use up the files that it may open
        code = compile(source, os.path.abspath("main.py"), "exec")
        _fork_where_unguarded(source)
        if mode == "print":
            exec(code, _module("__main__").__dict__)
            result = {"seconds": 0.0}
        else:
            result = {"time": _time, "repeat": _repeat, "call": _call, "keep": _keep}[mode](code)
    sys.stdout.flush()
    os.write(pipe, _line(result))
    if mode == "keep":
        os._exit(0)  # exiting normally would wait for what main() started; the sandbox kills it


if __name__ == "__main__":
    number = int(sys.argv[-1])
    os.set_inheritable(number, False)
    _limited(sys.argv[1], number)
