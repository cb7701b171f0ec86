"""The command line of the trials."""

import argparse
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

from faults import orphans
from faults.acts import ACTS
from faults.changes import library
from faults.home import ForkServer, build
from faults.trials import Trials

Trial = Callable[[Trials, int, Random], str]
"""Does one trial by its number; returns what it was, or '' if it does not count."""
MOST_TRIES = 3  # times as many trials as are wanted, since some do not count


def run_trials(about: str | None, what: str, trial: Trial) -> int:
    """Print a line for each command, and each fault at once; return 1 if there is one."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("commands", nargs="*", metavar="COMMAND", help=", ".join(ACTS))
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the homes of trials with faults")
    parser.add_argument("--pause-while", type=Path, help="start no trial while this file exists")
    given = parser.parse_args()
    orphans.adopt()
    faults = 0
    with tempfile.TemporaryDirectory() as place, library() as preloaded:
        server = ForkServer(LD_PRELOAD=preloaded)
        home, template = Path(place, "home"), Path(place, "template")
        build(home, server)
        home.rename(template)
        for name in given.commands or ACTS:
            trials = Trials(server, template, ACTS[name])
            done = _trials_of(name, trials, trial, given)
            answers = f", {trials.acknowledged} answers acknowledged" * ACTS[name].answers
            kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(done.items()))
            print(f"{name}: {done.total()} {what} ({kinds}){answers}, {len(trials.found)} faults", flush=True)
            faults += len(trials.found)
        server.close()
    return bool(faults)


def _trials_of(name: str, trials: Trials, trial: Trial, given: argparse.Namespace) -> Counter[str]:
    """Do the trials of a command; return how many there were of each kind."""
    chance, done = Random(f"{given.seed} {name}"), Counter[str]()
    for number in range(given.times * MOST_TRIES):
        if done.total() == given.times:
            break
        while given.pause_while and given.pause_while.exists():
            time.sleep(1)
        before = len(trials.found)
        trials.fresh()
        if kind := trial(trials, number, chance):
            done[kind] += 1
        for fault in trials.found[before:]:
            print(f"{name}, trial {number}: {fault}", flush=True)
        if given.keep and trials.found[before:]:
            shutil.copytree(trials.home, given.keep / f"{name}-{given.seed}-{number}", dirs_exist_ok=True)
    return done
