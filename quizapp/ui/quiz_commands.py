"""The commands of the quiz: what each key does at a question."""

from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.session_values import AskedQuestion
from quizapp.errors import QuizError
from quizapp.settings.keymap import COMMANDS, RATINGS, key_of
from quizapp.ui.escape import one_line, visible
from quizapp.ui.hanging import Hanging
from quizapp.ui.line_mode import LineInput
from quizapp.ui.quiz_screen import CommandResult, LeaveQuestion, QuizScreen, StayAtQuestion


def _back(quiz: QuizScreen) -> str:
    return f"{quiz.go_on}  back to the question"


def _stay(quiz: QuizScreen, notice: str = "") -> CommandResult:
    """Stay at the question, with a notice below it."""
    quiz.notice = notice
    return StayAtQuestion()


def _undo(quiz: QuizScreen, asked: AskedQuestion) -> CommandResult:
    undone = quiz.session.undo()
    quiz.notice = visible(undone.text) or "there is nothing to undo"
    return LeaveQuestion(undone.asked) if undone.text else StayAtQuestion()


def _hint(quiz: QuizScreen, asked: AskedQuestion) -> CommandResult:
    if quiz.answered:
        return _stay(quiz, "the answer is shown already")
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


def _flag(quiz: QuizScreen, asked: AskedQuestion) -> CommandResult:
    is_flagged = quiz.session.flag()
    return _stay(
        quiz, "flagged; to list flagged cards: quizapp cards list is:flagged" if is_flagged else "no longer flagged"
    )


def _read(quiz: QuizScreen, asked: AskedQuestion) -> CommandResult:
    concept = quiz.session.concept()
    if concept.is_list:
        return _stay(quiz, "this card is from a list of cards: it has no concept to read")
    from quizapp.ui.concept_reading import Reading, read_concept

    read_concept(quiz, concept, Reading(asked.concept_title, "back to the question", ("esc",)))
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
    quiz.notice = one_line(message)
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
    from quizapp.ui.viewer import open_files

    files = [*quiz.session.media("question"), *(quiz.session.media("answer") if quiz.answered else ())]
    side = "card" if quiz.answered else "question"
    return _stay(quiz, open_files(files) or f"this {side} has no picture or sound")


_LEAVE = ("esc", "q", "space")


def _prove(quiz: QuizScreen, asked: AskedQuestion) -> CommandResult:
    from quizapp.ui.proof_screens import prove_claim

    prove_claim(quiz)
    return StayAtQuestion()


def _keys(quiz: QuizScreen, asked: AskedQuestion) -> CommandResult:
    ratings = ", ".join(f"{key_of(name, quiz.keymap)} {name.capitalize()}" for name in RATINGS)
    rows: list[RenderableType] = [
        Text(f"Space or Enter goes on. Letters or digits pick options. Ratings: {ratings}."),
        Text("While you type, or where the letter picks an option, press Esc first.\n"),
    ]
    for name, (_, about) in COMMANDS.items():
        if key := key_of(name, quiz.keymap):
            rows.append(Hanging(Text(f"  {key}  ", style="bold"), Text(about)))
    rows.append(Text("\nTo change keys: quizapp config keys 'undo=z again=j hard=k good=l'"))
    quiz.page(Text("Keys", style="accent"), rows, _back(quiz), ("esc", "?"))
    return StayAtQuestion()


def _info(quiz: QuizScreen, asked: AskedQuestion) -> CommandResult:
    """Show what is known of the card; before the answer nothing that may give it away."""
    from quizapp.ui.card_page import known_lines

    lines = known_lines(quiz.session.info(), place=quiz.answered or not asked.hides_concept)
    quiz.page(Text("This card", style="accent"), lines, _back(quiz), ("esc", "i"))
    return StayAtQuestion()


def _browse(quiz: QuizScreen, asked: AskedQuestion) -> CommandResult:
    from quizapp.ui.browser import CardBrowserScreen

    keys = quiz.keys
    if isinstance(keys, LineInput):
        return _stay(quiz, "the browser needs a terminal that can be redrawn; for a list: quizapp cards list")
    now = quiz.session.browse(lambda cards: CardBrowserScreen(cards, quiz.screen, keys, quiz.keymap).run())
    return StayAtQuestion() if now is asked else LeaveQuestion(now)


_BY_KEY: Mapping[str, Callable[[QuizScreen, AskedQuestion], CommandResult]] = {
    "u": _undo, "h": _hint, "s": _suspend, "b": _bury, "f": _flag, "r": _read, "e": _edit, "a": _add, "o": _open,
    "p": _prove, "?": _keys, "f1": _keys, "i": _info, "/": _browse,
}  # fmt: skip


def run_command(quiz: QuizScreen, asked: AskedQuestion, pressed: str) -> CommandResult:
    """Run the command of a key; for an unknown key, show a notice."""
    if pressed in _BY_KEY:
        return _BY_KEY[pressed](quiz, asked)
    if pressed == "paste":
        quiz.notice = "pasted text is taken only where an answer is typed"
    else:
        keys = f"; {key} shows the keys" if (key := key_of("keys", quiz.keymap)) else ""
        quiz.notice = f"`{visible(pressed)}` does nothing here{keys}"
    return StayAtQuestion()
