"""The command line of the trials."""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

from faults.acts import ACTS
from faults.home import ForkServer, build
from faults.trials import Trials

Trial = Callable[[Trials, int, Random], bool]
"""Does one trial by its number; returns whether it counts."""


def run_trials(about: str | None, what: str, trial: Trial, **variables: str) -> int:
    """Print a line for each command, and its faults; return 1 if there is one. `variables` are of the server."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("commands", nargs="*", metavar="COMMAND", help=", ".join(ACTS))
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    faults = 0
    server = ForkServer(**variables)
    with tempfile.TemporaryDirectory() as place:
        home, template = Path(place, "home"), Path(place, "template")
        build(home, server)
        home.rename(template)
        for name in given.commands or ACTS:
            trials, chance, count = Trials(server, template, ACTS[name]), Random(given.seed), 0
            for number in range(given.times):
                trials.fresh()
                count += trial(trials, number, chance)
            answers = f", {trials.acknowledged} answers acknowledged" * ACTS[name].answers
            head = f"{name}: {count} {what}{answers}, {len(trials.found)} faults"
            print("\n".join([head, *trials.found]), flush=True)
            faults += len(trials.found)
    server.close()
    return bool(faults)
