"""Kill commands at any moment: python benchmarks/kills.py [COMMAND ...] [--times N] [--seed S]

Each trial copies the home of a learner, starts a command, kills it with SIGKILL and looks at what is there: the
database, its backups and shared segments are sound, states are the fold of the log, no event is missing, the command
has changed all or nothing, no process of it runs on, and the next start works and leaves nothing of the killed one
behind. Every fifth trial also runs the command again, which must end as if it had not been killed, and `doctor`.

Half of the kills come in the place of a change of a file, or within a write; these are spread evenly over all changes
that the command makes. The others come at a random moment, from shortly before the first change to shortly after the
last.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from random import Random

from faults.changes import seen, variables
from faults.run import run_trials
from faults.trials import Trials

CHECKED = 5  # every such trial also runs the command again, and doctor
AROUND = 0.1  # how far a kill may come before the first change and after the last, in times of the span between them
GOLDEN = 0.618034  # multiples of it modulo 1 are spread evenly, however many there are


def kill(trials: Trials, number: int, chance: Random) -> str:
    """Kill the command; return when that was, or '' if the command had ended."""
    if number % 2:
        return _kill_at_a_change(trials, number, chance)
    return _kill_at_a_moment(trials, number, chance)


def _kill_at_a_change(trials: Trials, number: int, chance: Random) -> str:
    at = 1 + int(trials.changes.number * (number // 2 * GOLDEN % 1))
    how = chance.choice(("kill", "kill", "torn"))
    done = trials.server.run(
        trials.words, trials.environ | variables(trials.home, f"change:{at}:0:{how}"), trials.act.stdin
    )
    what = f"{how} at change {at} of {trials.changes.number}"
    return "in the place of a change" if _checked(trials, done, what, number) else ""


def _kill_at_a_moment(trials: Trials, number: int, chance: Random) -> str:
    first, last = trials.changes.first_s, trials.changes.last_s
    around = AROUND * (last - first)
    delay_s = chance.uniform(max(0.0, first - around), last + around)
    started = trials.server.start(trials.words, trials.environ | variables(trials.home), trials.act.stdin)
    time.sleep(delay_s)
    with suppress(ProcessLookupError):
        os.kill(started.pid, signal.SIGKILL)
    done, count = started.wait(), seen(trials.home).number
    when = "before the first" if not count else "after the last" if count >= trials.changes.number else "in between"
    what = f"killed after {delay_s:.3f} s and {count} of {trials.changes.number} changes"
    return when if _checked(trials, done, what, number) else ""


def _checked(trials: Trials, done: subprocess.CompletedProcess[str], what: str, number: int) -> bool:
    """Check the home after a kill; return whether the command was killed at all."""
    killed = done.returncode == -signal.SIGKILL
    if killed:
        trials.check(what, done.stdout, thorough=number // 2 % CHECKED == 0)
    return killed


if __name__ == "__main__":
    sys.exit(run_trials(__doc__, "kills", kill))
