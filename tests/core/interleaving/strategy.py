"""Small programs over two variables and two locks, in which every step may run in any schedule."""

from itertools import chain

from hypothesis import strategies as st

from quizapp.core.interleaving.solver import ScheduleTask
from quizapp.core.interleaving.steps import Programs, parse_step

_PLAIN = ["x = read a", "x = read b", "x = x + 1", "x = 1 - x", "write a x", "write b x + 1", "write b 1 if x"]
_PIECES = st.one_of(
    st.lists(st.sampled_from(_PLAIN), min_size=1, max_size=2),
    st.sampled_from(
        [
            ["acquire l", "release l"],
            ["acquire l", "acquire m", "release l", "release m"],
            ["acquire m", "acquire l", "release m", "release l"],
            ["acquire l", "wait l", "release l"],
            ["acquire l", "notify l", "release l"],
            ["acquire l", "x = read a", "wait l if x == 0", "release l"],
        ]
    ),
)
_STEPS = st.lists(_PIECES, min_size=1, max_size=2).map(lambda pieces: ["x = 0", *chain(*pieces)][:6])


@st.composite
def tasks(draw: st.DrawFn) -> ScheduleTask:
    """Return two programs, or three short ones, with a goal."""
    texts = draw(st.lists(_STEPS, min_size=2, max_size=2))
    if draw(st.booleans()):
        texts = [*[steps[:4] for steps in texts], ["x = read b", "write a x"]]
    programs = Programs(variables={"a": 0, "b": 0}, steps=tuple(tuple(map(parse_step, steps)) for steps in texts))
    return ScheduleTask(programs=programs, goal=draw(st.sampled_from(["deadlock", "a == 1", "a + b == 2", "a <= b"])))
