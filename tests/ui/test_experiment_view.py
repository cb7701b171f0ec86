"""The samples of an experiment while it runs."""

import io

import pytest

from quizapp.ui.console import SafeConsole
from quizapp.ui.experiment_view import SampleScale


@pytest.mark.parametrize("width", [24, 40, 76, 116])
def test_the_scale_of_the_samples_fits_on_a_line(width: int) -> None:
    """The name and the latest sample stay; below a few cells there is no scale."""
    out = io.StringIO()
    scale = SampleScale("process by forkserver", [8.6, 2.0, 8.6, 12.5], 12.5, "ms")
    SafeConsole(file=out, width=width).print(scale)
    (line,) = out.getvalue().splitlines()
    assert line.startswith("process by fo… ") and line.endswith(" 12.5 ms") and len(line) <= width
    assert (line.count("▪"), line.count("■")) == ((0, 0) if width == 24 else (2, 1))
