"""Fail a write or a sync of a command: python benchmarks/failing_disk.py [COMMAND ...] [--times N] [--seed S]

A preloaded library (faults/failing_disk.c, built with `cc`) fails one write, fsync or fdatasync of a file in the
learner's home, or that one and all later ones, with ENOSPC or EIO. The command must end without a traceback, and with
an exit code of its own if it did not do its work; afterwards the same must hold as after a kill.
"""

import errno
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

from faults.run import run_trials
from faults.trials import Trials

SOURCE = Path(__file__).parent / "faults" / "failing_disk.c"
CHECKED = 5
CODES = (0, 1, 3, 4)  # 1: a check found faults; 3, 4: what cannot be read or stored


def fail(trials: Trials, number: int, chance: Random) -> bool:
    """Run the command with one failure; return whether it met it."""
    call = chance.choice(("write", "write", "sync"))
    calls = _calls(trials, call)
    if not calls:
        return False
    at, how = chance.randint(1, calls), chance.choice(("once", "always"))
    error = chance.choice((errno.ENOSPC, errno.EIO))
    done = _run(trials, f"{call}:{at}:{error}:{how}")
    what = f"{call} {at} of {calls}, {errno.errorcode[error]} {how}"
    if done.returncode not in CODES or "Traceback" in done.stderr:
        trials.found.append(f"{what}: exit code {done.returncode}: {done.stderr}")
    elif done.returncode == 0 and not trials.act.answers and trials.act.effect(trials.home) != trials.complete:
        trials.found.append(f"{what}: it says that it succeeded: {done.stdout}{done.stderr}")
    trials.check(what, done.stdout, thorough=number % CHECKED == 0)
    return True


def _calls(trials: Trials, call: str) -> int:
    """Return how many such calls the command makes where none fails; the home is fresh afterwards."""
    key = (trials.words, call)
    if key not in _known:
        counted = trials.home.with_name("calls")
        counted.unlink(missing_ok=True)
        _run(trials, f"{call}:0:0:once", QUIZAPP_FAULT_COUNT=str(counted))
        _known[key] = int(counted.read_text()) if counted.exists() else 0
        trials.fresh()
    return _known[key]


_known: dict[tuple[tuple[str, ...], str], int] = {}


def _run(trials: Trials, fault: str, **more: str) -> "subprocess.CompletedProcess[str]":
    variables = trials.environ | {"QUIZAPP_FAULT": fault, "QUIZAPP_FAULT_UNDER": str(trials.home)} | more
    return trials.server.run(trials.words, variables, trials.act.stdin)


def main() -> int:
    """Build the library and do the trials."""
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder, "failing_disk.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, SOURCE, "-ldl"], check=True)
        return run_trials(__doc__, "failures", fail, LD_PRELOAD=str(library))


if __name__ == "__main__":
    sys.exit(main())
