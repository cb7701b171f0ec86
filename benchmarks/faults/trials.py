"""Trials of one command in copies of one home, and what must hold after each of them."""

import shutil
import time
from pathlib import Path

from faults.acts import UNUSABLE, Act, log
from faults.changes import Changes, seen, variables
from faults.home import ForkServer
from faults.orphans import orphans
from faults.soundness import faults, is_open

MEASURED = 3  # runs that show when a command changes files


class Trials:
    """A command, what it did to the home where nothing went wrong, and what was found wrong."""

    def __init__(self, server: ForkServer, template: Path, act: Act) -> None:
        self.server, self.template, self.act = server, template, act
        self.home = template.with_name("home")
        self.words, self.environ = act.at(self.home)
        self.changes, self.complete = self._measured()
        self.fresh()
        self.untouched = act.effect(self.home)
        self.events = log(self.database) if is_open(self.database) else frozenset()
        self.acknowledged = 0
        self.found: list[str] = []

    @property
    def database(self) -> Path:
        """The file of the database."""
        return self.home / self.act.database

    def fresh(self) -> None:
        """Copy the home again."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self.template, self.home)
        self.act.before(self.home)

    def _measured(self) -> tuple[Changes, object]:
        """Return which changes the command makes, with their times since its start, and its effect."""
        found = []
        for _ in range(MEASURED):
            self.fresh()
            began = time.monotonic()
            done = self.server.run(self.words, self.environ | variables(self.home), self.act.stdin)
            made = seen(self.home)
            found.append(Changes(made.number, made.first_s - began, made.last_s - began))
            if done.returncode:
                raise RuntimeError(f"{self.words}: {done.stdout}{done.stderr}")
        return sorted(found, key=lambda each: each.last_s)[MEASURED // 2], self.act.effect(self.home)

    def check(self, trial: str, printed: str, *, thorough: bool) -> None:
        """Note what is wrong at the next start and, if thorough, after another run of the command and in `doctor`."""
        wrong = [f"still runs: {each}" for each in orphans(self.server.pid)] + self._after_next_start(printed)
        if thorough:
            wrong += self._after_another_run() if not self.act.answers else []
            done = self.server.run(("doctor",), self.environ)
            wrong += [f"doctor: {done.stdout}{done.stderr}"] * bool(done.returncode)
            wrong += [f"at the end: {each}" for each in faults(self.home, self.database)]
        self.found += [f"{trial}: {each}" for each in wrong]

    def _after_next_start(self, printed: str) -> list[str]:
        done = self.server.run(("deck", "list"), self.environ)
        if done.returncode:
            was_unusable = self.act.effect(self.home) == self.untouched == UNUSABLE
            return [] if was_unusable else [f"next start: {done.stderr}"]
        wrong = faults(self.home, self.database)
        there = log(self.database)
        if self.act.keeps_events and (lost := self.events - there):
            wrong.append(f"{len(lost)} events lost")
        if self.act.answers:
            graded, stored = printed.count('"graded"'), len(there - self.events)
            self.acknowledged += graded
            return wrong + [f"{graded} answers acknowledged, {stored} stored"] * (not graded <= stored <= graded + 1)
        now = self.act.effect(self.home)
        return wrong + [f"half done: {str(now)[:200]}"] * (now not in (self.untouched, self.complete))

    def _after_another_run(self) -> list[str]:
        """Run the command again unless it was complete; it must come to the same."""
        if self.act.effect(self.home) == self.complete:
            return []
        done = self.server.run(self.words, self.environ)
        wrong = [f"again: {done.stdout}{done.stderr}"] * bool(done.returncode)
        return wrong + ["another run does not complete it"] * (self.act.effect(self.home) != self.complete)
