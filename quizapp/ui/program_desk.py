"""What the quiz does with a program that the learner writes: runs its checks, opens their editor, keeps it."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from quizapp.core.program_run import ProgramRun
from quizapp.core.session_values import AskedQuestion
from quizapp.errors import QuizError
from quizapp.ui.editor import launch_editor
from quizapp.ui.experiment_screens import begin_run, consent, stoppable
from quizapp.ui.feedback.marks import Marks, marks_of
from quizapp.ui.quiz_screen import QuizScreen

MOST_BYTES = 100_000  # of a program that comes from an editor


class QuizProgramDesk:
    """Implements ui.program_draft.ProgramDesk for a question of the quiz."""

    def __init__(self, quiz: QuizScreen, asked: AskedQuestion) -> None:
        self.quiz, self.asked = quiz, asked
        self._tries = quiz.session.tries(partial(consent, quiz))

    @property
    def marks(self) -> Marks:
        """The marks that this terminal can show."""
        return marks_of(self.quiz.screen.console)

    def last(self) -> tuple[str, str] | None:
        """Return the program that the learner wrote last for this question and its verdict, or None."""
        last = self._tries.last()
        return None if last is None else (last.program, last.verdict)

    def keep(self, program: str) -> None:
        """Record a program that was not run."""
        self._tries.keep(program)

    def run(self, program: str) -> ProgramRun | None:
        """Run the checks on a program; None where they were not run, of which the next frame tells."""
        if program.strip() == self.asked.shown.code.strip():
            self.quiz.notice = "this is the program as it was given: change it first, with t or v"
            return None
        try:
            begin_run(self.quiz, self.asked)
            with stoppable(self.quiz):
                return self._tries.run(program)
        except QuizError as error:
            self.quiz.tell(error)
            return None

    def edit(self, program: str) -> str:
        """Return a program after the learner's editor had it; as it was where the editor fails."""
        try:
            return self._edited(program)
        except QuizError as error:
            self.quiz.tell(error)
        except OSError as error:
            self.quiz.notice = f"The program cannot be read back from the editor: {error.strerror}"
        return program

    def _edited(self, program: str) -> str:
        with TemporaryDirectory(prefix="quizapp-") as folder:
            file = Path(folder, "answer.py")
            file.write_text(program, "utf-8")
            with self.quiz.screen.paused(), self.quiz.keys.released():
                launch_editor(file, 1, "Your program is as it was before.")
            if file.stat().st_size > MOST_BYTES:
                raise QuizError(f"The program has more than {MOST_BYTES // 1000} kB.", "It is as it was before.")
            return file.read_text("utf-8", errors="replace")
