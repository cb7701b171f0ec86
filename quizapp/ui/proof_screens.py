"""Proving a claim while a question waits: choose it, predict, watch it run, see the result."""

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.answer import Answer
from quizapp.core.session_values import AskedQuestion, Outcome
from quizapp.errors import QuizError
from quizapp.questions.answers import read_answer
from quizapp.questions.base import letters
from quizapp.ui.entering import Command, Draft, Revealed
from quizapp.ui.escape import visible
from quizapp.ui.experiment_screens import begin_run, consent, live, stoppable
from quizapp.ui.footer import CommandKeys
from quizapp.ui.hanging import Hanging
from quizapp.ui.quiz_screen import QuizScreen
from quizapp.ui.rating_screen import result_frame
from quizapp.ui.screen import Frame
from quizapp.ui.text import inline

_LEAVE = ("esc", "q", "space")


def prove_claim(quiz: QuizScreen) -> None:
    """Let the learner choose a claim of the concept, predict and run it, then go back to the question."""
    proofs = quiz.session.proofs()
    if not proofs:
        quiz.notice = "this concept has no experiment"
        return
    chosen = proofs[0] if len(proofs) == 1 else _chosen(quiz, proofs)
    if chosen is not None:
        hinted, quiz.hinted = quiz.hinted, False  # the hint belongs to the question that waits
        try:
            _predict_and_run(quiz, chosen)
        finally:
            quiz.hinted = hinted


def _chosen(quiz: QuizScreen, proofs: tuple[AskedQuestion, ...]) -> AskedQuestion | None:
    """Return the experiment that the learner picks by its question, which does not give the claim away, or None."""
    labels = letters(min(len(proofs), 26))
    rows: list[RenderableType] = [
        Hanging(Text(f"  {letter}  ", style="bold"), inline(each.shown.ask.split("\n")[0]))
        for letter, each in zip(labels, proofs, strict=False)
    ]
    title = Text("Predict and prove", style="accent")
    help_line = f"{labels[0]} to {labels[-1]}  choose     {quiz.go_on}  back to the question"
    pressed = quiz.page(title, rows, help_line, (*labels, "esc"))
    return proofs[labels.index(pressed)] if pressed in labels else None


def _predict_and_run(quiz: QuizScreen, chosen: AskedQuestion) -> None:
    draft = Draft()
    keys = CommandKeys(names=(), note="Esc Esc  back to the question", nothing="back to the question")
    while True:
        entered = quiz.take(chosen, draft, keys)
        if isinstance(entered, Command) and entered.key not in _LEAVE:  # a mistyped key must not leave
            quiz.notice = f"`{visible(entered.key)}` does nothing here; press Esc twice to go back to the question"
            continue
        if isinstance(entered, Command | Revealed):
            quiz.notice = "nothing was run; back at the question"
            return
        try:
            answer = read_answer(chosen.shown, entered.answer)
            begin_run(quiz, chosen)
            with stoppable(quiz):
                outcome = quiz.session.prove(
                    chosen, answer, live(quiz, chosen, answer), lambda *code: consent(quiz, *code)
                )  # fmt: skip
        except (ValueError, QuizError) as error:
            quiz.tell(error)
            continue
        _show_proof(quiz, chosen, answer, outcome)
        return


def _show_proof(quiz: QuizScreen, chosen: AskedQuestion, answer: Answer, outcome: Outcome) -> None:
    found = result_frame(quiz, chosen, answer, outcome)
    frame = Frame(Text("Result", style="accent"), found.body, focus=found.focus, turned_by="Space")
    quiz.show_page(frame, f"{quiz.go_on}  back to the question", ("esc",))
