"""The steps of a program. Each is one atomic action, as between two switches of the interpreter:

    x = read v          read the shared variable v into the program's own variable x
    x = EXPRESSION      compute from the program's own variables
    write v EXPRESSION  write a value of the program's own variables to the shared variable v
    acquire l           take the lock l; blocks while another program, or this one, holds it (threading.Lock)
    release l           release the lock l
    wait c              release the condition c, sleep until notified, then acquire c again (threading.Condition)
    notify c            wake the program that has waited longest on c; does nothing where none waits

Any step may end in ` if EXPRESSION`: where that is 0, the step is taken and does nothing. A condition is its own lock:
`acquire c` comes before `wait c` and `notify c`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from quizapp.core.expressions import check

Action = Literal["read", "compute", "write", "acquire", "release", "wait", "notify"]

_NAME = r"[A-Za-z_]\w*"
_FORMS: tuple[tuple[Action, re.Pattern[str]], ...] = (
    ("read", re.compile(rf"(?P<name>{_NAME})\s*=\s*read\s+(?P<shared>{_NAME})")),
    ("write", re.compile(rf"write\s+(?P<shared>{_NAME})\s+(?P<value>.+)")),
    ("acquire", re.compile(rf"acquire\s+(?P<shared>{_NAME})")),
    ("release", re.compile(rf"release\s+(?P<shared>{_NAME})")),
    ("wait", re.compile(rf"wait\s+(?P<shared>{_NAME})")),
    ("notify", re.compile(rf"notify\s+(?P<shared>{_NAME})")),
    ("compute", re.compile(rf"(?P<name>{_NAME})\s*=\s*(?P<value>.+)")),
)
_ON_LOCKS = ("acquire", "release", "wait", "notify")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a program."""

    text: str
    action: Action
    name: str = ""  # the program's own variable
    shared: str = ""  # the shared variable, lock or condition
    value: str = ""  # an expression over the program's own variables
    condition: str = ""  # the step does nothing where this is 0


def parse_step(text: str) -> Step:
    """Return the step that a line describes. Raises ValueError with a readable text for any other line."""
    body, condition = text.strip(), ""
    if " if " in body and " else " not in body:
        body, _, condition = (part.strip() for part in body.partition(" if "))
    for action, form in _FORMS:
        if found := form.fullmatch(body):
            return Step(text=text.strip(), action=action, condition=condition, **found.groupdict())
    raise ValueError(f"`{text}` is not a step")


@dataclass(frozen=True, kw_only=True)
class Programs:
    """Two programs or more over shared variables."""

    variables: Mapping[str, float]  # shared, with their first values
    steps: tuple[tuple[Step, ...], ...]  # of each program

    @cached_property
    def locks(self) -> tuple[str, ...]:
        """Names of locks and conditions, in the order in which they are used."""
        used = (step.shared for steps in self.steps for step in steps if step.action in _ON_LOCKS)
        return tuple(dict.fromkeys(used))


def unknown_names(programs: Programs) -> Iterator[tuple[Step, str]]:
    """Yield (step, fault) for names that are not known: shared variables, and a program's own in expressions."""
    for steps in programs.steps:
        own: set[str] = set()
        for step in steps:
            if step.action in ("read", "write") and step.shared not in programs.variables:
                yield step, f"there is no variable `{step.shared}`; there are: {', '.join(programs.variables)}"
            for expression in filter(None, (step.value, step.condition)):
                if fault := check(expression, own):
                    yield step, fault
            if step.name:
                own.add(step.name)
