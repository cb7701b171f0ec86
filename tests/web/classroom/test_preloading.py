"""What a class's pages use is imported before the class begins to work."""

import subprocess
import sys

SCRIPT = """
import sys
from quizapp.web.classroom.preloading import preload
preload()
before = set(sys.modules)
from importlib import import_module
from quizapp.web.classroom.routes import SERVED
from quizapp.questions.registry import all_kinds
for route in SERVED:
    import_module(f"quizapp.web.{route.module}")
all_kinds()
from quizapp.usecases.study.session import Session
from quizapp.questions.grading import graded
from quizapp.store.events.event_log import record
from quizapp.core.review import review_payload
print(*sorted(name for name in set(sys.modules) - before if name.startswith("quizapp")))
"""


def test_pages_and_kinds_of_questions_are_loaded_at_the_start() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr
