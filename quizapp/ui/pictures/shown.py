"""Whether this terminal shows pictures, and what draws them then."""

import os
import sys
from typing import TYPE_CHECKING

from quizapp.ui.pictures.terminals import picture_terminal

if TYPE_CHECKING:
    from quizapp.ui.pictures.layer import PictureLayer


def picture_layer() -> "PictureLayer | None":
    """Return what draws pictures on a terminal that can show them, which most cannot."""
    terminal = picture_terminal(os.environ, sys.stdout.fileno())
    if terminal is None:
        return None
    from quizapp.ui.pictures.layer import PictureLayer

    return PictureLayer(terminal)
