"""The commands of the quiz: what each key does at a question."""

from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.answer import Answer
from quizapp.core.session_values import AskedQuestion, Outcome
from quizapp.errors import QuizError
from quizapp.questions.answers import read_answer
from quizapp.questions.base import letters
from quizapp.settings.keymap import COMMANDS
from quizapp.ui.concept_page import concept_page
from quizapp.ui.entering import Command, Draft, Revealed
from quizapp.ui.escape import visible
from quizapp.ui.quiz_screen import CommandResult, LeaveQuestion, QuizScreen, StayAtQuestion

BACK = "Space  back to the question"


def _stay(quiz: QuizScreen, notice: str = "") -> CommandResult:
    """Stay at the question, with a notice below it."""
    quiz.notice = notice
    return StayAtQuestion()


def _undo(quiz: QuizScreen, asked: AskedQuestion) -> CommandResult:
    back = quiz.session.undo()
    quiz.notice = "undid the last answer" if back else "there is nothing to undo"
    return LeaveQuestion(back) if back else StayAtQuestion()


def _hint(quiz: QuizScreen, asked: AskedQuestion) -> CommandResult:
    quiz.hinted = quiz.hinted or bool(asked.question.hint)
    return _stay(quiz, "" if asked.question.hint else "this question has no hint")


def _suspend(quiz: QuizScreen, asked: AskedQuestion) -> CommandResult:
    quiz.session.suspend()
    quiz.notice = f"suspended; to release it: quizapp cards unsuspend {asked.card.card}"
    return LeaveQuestion()


def _bury(quiz: QuizScreen, asked: AskedQuestion) -> CommandResult:
    quiz.session.bury()
    quiz.notice = "hidden until tomorrow"
    return LeaveQuestion()


def _read(quiz: QuizScreen, asked: AskedQuestion) -> CommandResult:
    concept = quiz.session.concept()
    if concept.is_list:
        return _stay(quiz, "this card is from a list of cards: it has no concept to read")
    title = Text(visible(asked.concept_title), style="accent")
    quiz.page(title, [concept_page(concept)], f"{BACK}     arrows scroll", ("esc",))
    return StayAtQuestion()


def _launcher(quiz: QuizScreen) -> Callable[[Path, int], None]:
    """Return what opens the learner's editor and gives the screen back afterwards."""

    def launch(file: Path, line: int) -> None:
        from quizapp.ui.editor import launch_editor

        with quiz.screen.paused(), quiz.keys.released():
            launch_editor(file, line)

    return launch


def _edit(quiz: QuizScreen, asked: AskedQuestion) -> CommandResult:
    try:
        again, message = quiz.session.edit(_launcher(quiz))
    except QuizError as error:
        quiz.tell(error)
        return StayAtQuestion()
    quiz.notice = visible(message)
    return LeaveQuestion(again)


def _add(quiz: QuizScreen, asked: AskedQuestion) -> CommandResult:
    def edit_again(error: QuizError) -> bool:
        lines: list[RenderableType] = [Text(visible(error.message)), Text(visible(error.hint), style="quiet")]
        return (
            quiz.page(Text("A fault", style="accent"), lines, "Space  edit again     Esc  drop it", ("esc",)) != "esc"
        )

    try:
        return _stay(quiz, visible(quiz.session.add(_launcher(quiz), edit_again)))
    except QuizError as error:
        quiz.tell(error)
        return StayAtQuestion()


def _open(quiz: QuizScreen, asked: AskedQuestion) -> CommandResult:
    from quizapp.ui.viewer import open_file

    files = quiz.session.media()
    try:
        for file in files:
            open_file(file)
    except QuizError as error:
        quiz.tell(error)
        return StayAtQuestion()
    names = visible(", ".join(file.name for file in files))
    return _stay(quiz, f"opened {names}" if files else "this card has no picture or sound")


_LEAVE = ("esc", "q", "space")


def _prove(quiz: QuizScreen, asked: AskedQuestion) -> CommandResult:
    """Prove a claim of the concept, then go back to the question."""
    proofs = quiz.session.proofs()
    if not proofs:
        return _stay(quiz, "this concept has no experiment")
    chosen = proofs[0] if len(proofs) == 1 else _chosen(quiz, proofs)
    if chosen is not None:
        _predict_and_run(quiz, chosen)
    return StayAtQuestion()


def _predict_and_run(quiz: QuizScreen, chosen: AskedQuestion) -> None:
    draft = Draft()
    while True:
        entered = quiz.take(chosen, draft)
        if isinstance(entered, Command) and entered.key not in _LEAVE:  # a mistyped key must not leave
            quiz.notice = f"`{visible(entered.key)}` does nothing here; press Esc twice to go back to the question"
            continue
        if isinstance(entered, Command | Revealed):
            quiz.notice = "nothing was run; back at the question"
            return
        try:
            answer = read_answer(chosen.shown, entered.answer)
            outcome = quiz.session.prove(chosen, answer, quiz.live(chosen, answer), quiz.consent)
        except (ValueError, QuizError) as error:
            quiz.tell(error)
            continue
        _show_proof(quiz, chosen, answer, outcome)
        return


def _chosen(quiz: QuizScreen, proofs: tuple[AskedQuestion, ...]) -> AskedQuestion | None:
    """Return the claim that the learner picks, or None."""
    from rich.table import Table

    labels = letters(min(len(proofs), 26))
    table = Table.grid(padding=(0, 0, 0, 2))
    for letter, each in zip(labels, proofs, strict=False):
        table.add_row(letter, visible(each.shown.ask.split("\n")[0].replace("**", "")))
    title = Text("Prove a claim", style="accent")
    pressed = quiz.page(title, [table], "letter  choose     Space  back", tuple(labels))
    return proofs[labels.index(pressed)] if pressed in labels else None


def _show_proof(quiz: QuizScreen, chosen: AskedQuestion, answer: Answer, outcome: Outcome) -> None:
    from quizapp.ui.result import result_lines

    lines = result_lines(chosen, answer, outcome)
    quiz.page(Text("Result", style="accent"), lines, f"{BACK}     arrows scroll", ("esc",))


def _keys(quiz: QuizScreen, asked: AskedQuestion) -> CommandResult:
    rows: list[RenderableType] = [
        Text("Space or Enter goes on. Letters or digits pick options. 1 to 4 rate."),
        Text("While you type, or where the letter picks an option, press Esc first.\n"),
    ]
    rows += [Text.assemble((f"  {key}  ", "bold"), about) for key, about in COMMANDS.values()]
    rows.append(Text("\nTo change keys: quizapp config keys 'undo=z again=j hard=k good=l'"))
    quiz.page(Text("Keys", style="accent"), rows, BACK, ("esc", "?"))
    return StayAtQuestion()


_BY_KEY: Mapping[str, Callable[[QuizScreen, AskedQuestion], CommandResult]] = {
    "u": _undo, "h": _hint, "s": _suspend, "b": _bury, "r": _read, "e": _edit, "a": _add, "o": _open, "p": _prove,
    "?": _keys, "f1": _keys,
}  # fmt: skip


def run_command(quiz: QuizScreen, asked: AskedQuestion, pressed: str) -> CommandResult:
    """Run the command of a key; for an unknown key, show a notice."""
    if pressed in _BY_KEY:
        return _BY_KEY[pressed](quiz, asked)
    if pressed == "paste":
        quiz.notice = "pasted text is taken only where an answer is typed"
    else:
        quiz.notice = f"`{visible(pressed)}` does nothing here; ? shows the keys"
    return StayAtQuestion()
