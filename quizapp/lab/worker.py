"""The child's side: runs main.py with its parameters and writes one JSON line to the private pipe.

Standard library alone: this file is handed over as text to an isolated interpreter.
Arguments: mode (time or print), and the pipe's number last.
"""

import json
import multiprocessing
import os
import sys
import time
import types


def _module(name: str) -> types.ModuleType:
    module = types.ModuleType(name)
    module.__file__ = os.path.abspath("main.py")
    sys.modules["__main__"] = sys.modules["__mp_main__"] = module
    return module


def _fork_where_unguarded(source: str) -> None:
    # An example without a guard would start itself again in every spawned child.
    if "__main__" not in source and "fork" in multiprocessing.get_all_start_methods():
        multiprocessing.set_start_method("fork", force=True)


def _timed(code: types.CodeType) -> float:
    module = _module("__mp_main__")
    exec(code, module.__dict__)
    if callable(getattr(module, "main", None)):
        began = time.perf_counter()
        module.main()
        return time.perf_counter() - began
    seconds = 0.0
    for _ in range(2):  # the first run warms up what is imported
        module = _module("__main__")
        began = time.perf_counter()
        exec(code, module.__dict__)
        seconds = time.perf_counter() - began
    return seconds


def _work(mode: str, pipe: int) -> None:
    with open("main.py", encoding="utf-8") as file:
        source = file.read()
    sys.path.insert(0, os.getcwd())
    code = compile(source, os.path.abspath("main.py"), "exec")
    _fork_where_unguarded(source)
    if mode == "print":
        exec(code, _module("__main__").__dict__)
        seconds = 0.0
    else:
        seconds = _timed(code)
    sys.stdout.flush()
    os.write(pipe, json.dumps({"seconds": seconds}).encode() + b"\n")


if __name__ == "__main__":
    number = int(sys.argv[-1])
    os.set_inheritable(number, False)
    _work(sys.argv[1], number)
