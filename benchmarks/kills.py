"""Kill commands at random moments: python benchmarks/kills.py [COMMAND ...] [--times N] [--seed S]

Each trial copies the home of a learner, starts a command, kills it with SIGKILL and looks at what is there: the
database, its backups and shared segments are sound, states are the fold of the log, no event is missing, the command
has changed all or nothing, and the next start works and leaves nothing of the killed one behind. Every fifth trial
also runs the command again, which must end as if it had not been killed, and `doctor`.
"""

import os
import signal
import sys
import time
from contextlib import suppress
from random import Random

from faults.run import run_trials
from faults.trials import Trials

CHECKED = 5  # every such trial also runs the command again, and doctor
LATE = 1.05  # the last moment of a kill, in times of what a run takes


def kill(trials: Trials, number: int, chance: Random) -> bool:
    """Kill the command at a random moment; return whether it was still running."""
    delay_s = chance.uniform(0, trials.seconds * LATE)
    started = trials.server.start(trials.words, trials.environ, trials.act.stdin)
    time.sleep(delay_s)
    with suppress(ProcessLookupError):
        os.kill(started.pid, signal.SIGKILL)
    done = started.wait()
    killed = done.returncode == -signal.SIGKILL
    if killed:
        trials.check(f"killed after {delay_s:.3f} s", done.stdout, thorough=number % CHECKED == 0)
    return killed


if __name__ == "__main__":
    sys.exit(run_trials(__doc__, "kills", kill))
