"""Fail a write or a sync of a command: python benchmarks/failing_disk.py [COMMAND ...] [--times N] [--seed S]

A preloaded library (faults/changes.c, built with `cc`) fails one write, sync or change of a name below the learner's
home, or that one and all later ones, with ENOSPC or EIO. The command must end without a traceback, and with an exit
code of its own if it did not do its work; afterwards the same must hold as after a kill.
"""

import errno
import subprocess
import sys
from random import Random

from faults.changes import seen, variables
from faults.run import run_trials
from faults.trials import Trials

CHECKED = 5
CALLS = ("write", "write", "sync", "name")
CODES = (0, 1, 3, 4)  # 1: a check found faults; 3, 4: what cannot be read or stored


def fail(trials: Trials, number: int, chance: Random) -> str:
    """Run the command with one failure; return of what, or '' if the command makes no such call."""
    call = chance.choice(CALLS)
    calls = _calls(trials, call)
    if not calls:
        return ""
    at, how = chance.randint(1, calls), chance.choice(("once", "always"))
    error = chance.choice((errno.ENOSPC, errno.EIO))
    done = _run(trials, f"{call}:{at}:{error}:{how}")
    what = f"{call} {at} of {calls}, {errno.errorcode[error]} {how}"
    if done.returncode not in CODES or "Traceback" in done.stderr:
        trials.found.append(f"{what}: exit code {done.returncode}: {done.stderr}")
    elif done.returncode == 0 and not trials.act.answers and trials.act.effect(trials.home) != trials.complete:
        trials.found.append(f"{what}: it says that it succeeded: {done.stdout}{done.stderr}")
    trials.check(what, done.stdout, thorough=number % CHECKED == 0)
    return f"of a {call}"


def _calls(trials: Trials, call: str) -> int:
    """Return how many such calls the command makes where none fails; the home is fresh afterwards."""
    key = (trials.words, call)
    if key not in _known:
        _run(trials, f"{call}:0:0:once")
        _known[key] = seen(trials.home).number
        trials.fresh()
    return _known[key]


_known: dict[tuple[tuple[str, ...], str], int] = {}


def _run(trials: Trials, fault: str) -> "subprocess.CompletedProcess[str]":
    return trials.server.run(trials.words, trials.environ | variables(trials.home, fault), trials.act.stdin)


if __name__ == "__main__":
    sys.exit(run_trials(__doc__, "failures", fail))
