"""The commands of the quiz: what each letter does to the question that stands."""

from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.session_values import AskedQuestion
from quizapp.errors import QuizError
from quizapp.questions.base import letters
from quizapp.settings.keymap import COMMANDS
from quizapp.ui.answer_input import Command
from quizapp.ui.concept_page import concept_page
from quizapp.ui.escape import visible
from quizapp.ui.quiz_screen import Done, QuizScreen


def _undo(front: QuizScreen, asked: AskedQuestion) -> Done:
    back = front.sitting.undo()
    front.notice = "taken back" if back else "there is nothing to undo"
    return (True, back) if back else (False, None)


def _hint(front: QuizScreen, asked: AskedQuestion) -> Done:
    front.hinted = front.hinted or bool(asked.question.hint)
    front.notice = "" if asked.question.hint else "this question has no hint"
    return False, None


def _suspend(front: QuizScreen, asked: AskedQuestion) -> Done:
    front.sitting.suspend()
    front.notice = f"suspended until `quizapp cards unsuspend {asked.card.card}`"
    return True, None


def _bury(front: QuizScreen, asked: AskedQuestion) -> Done:
    front.sitting.bury()
    front.notice = "hidden until tomorrow"
    return True, None


def _read(front: QuizScreen, asked: AskedQuestion) -> Done:
    if front.sitting.concept().is_list:
        front.notice = "this card belongs to no concept that could be read"
        return False, None
    title = Text(visible(asked.concept_title), style="accent")
    front.page(
        title, [concept_page(front.sitting.concept())], "Space  back to the question     arrows scroll", ("esc",)
    )
    return False, None


def _edit(front: QuizScreen, asked: AskedQuestion) -> Done:
    def launch(file: Path, line: int) -> None:
        from quizapp.ui.editor import launch_editor

        with front.screen.paused(), front.keys.released():
            launch_editor(file, line)

    try:
        again, told = front.sitting.edit(launch)
    except QuizError as error:
        front.tell(error)
        return False, None
    front.notice = visible(told)
    return True, again


def _open(front: QuizScreen, asked: AskedQuestion) -> Done:
    from quizapp.ui.viewer import open_file

    files = front.sitting.media()
    try:
        for file in files:
            open_file(file)
    except QuizError as error:
        front.tell(error)
        return False, None
    front.notice = f"opened {visible(', '.join(file.name for file in files))}" if files else "this card has no file"
    return False, None


_LEAVE = ("esc", "q", "space")


def _prove(front: QuizScreen, asked: AskedQuestion) -> Done:
    """Prove a claim of the concept, then go back to the question."""
    proofs = front.sitting.proofs()
    if not proofs:
        front.notice = "this concept has no experiment"
        return False, None
    chosen = proofs[0] if len(proofs) == 1 else _chosen(front, proofs)
    if chosen is None:
        return False, None
    while True:
        answer = front.take(chosen)
        if isinstance(answer, Command) and answer.key not in _LEAVE:  # one wrong key is no wish to leave
            front.notice = f"`{visible(answer.key)}` does nothing here; Esc Esc goes back to the question"
            continue
        if isinstance(answer, Command) or answer is None:
            front.notice = "not run: back at the question"
            return False, None
        try:
            outcome = front.sitting.prove(chosen, answer, front.live(chosen, answer), front.consent)
            break
        except (ValueError, QuizError) as error:
            front.tell(error)
    _show_proof(front, chosen, answer, outcome)
    return False, None


def _chosen(front: QuizScreen, proofs: tuple[AskedQuestion, ...]) -> AskedQuestion | None:
    """Return the claim that the learner picks."""
    from rich.table import Table

    labels = letters(min(len(proofs), 26))
    table = Table.grid(padding=(0, 0, 0, 2))
    for letter, each in zip(labels, proofs, strict=False):
        table.add_row(letter, visible(each.shown.ask.split("\n")[0].replace("**", "")))
    pressed = front.page(
        Text("Prove a claim", style="accent"), [table], "letter  choose     Space  back", tuple(labels)
    )
    return proofs[labels.index(pressed)] if pressed in labels else None


def _show_proof(front: QuizScreen, chosen: AskedQuestion, answer: object, outcome: object) -> None:
    from quizapp.ui.result import result_lines

    lines = result_lines(chosen, answer, outcome)  # type: ignore[arg-type]
    front.page(Text("Proved", style="accent"), lines, "Space  back to the question     arrows scroll", ("esc",))


def _keys(front: QuizScreen, asked: AskedQuestion) -> Done:
    rows: list[RenderableType] = [
        Text("Space or Enter goes on. Letters or digits pick options. 1 to 4 rate."),
        Text("Where text is typed or the letter picks, press Esc before a command's.\n"),
    ]
    rows += [Text.assemble((f"  {key}  ", "bold"), about) for key, about in COMMANDS.values()]
    rows.append(Text("\nOther keys: quizapp config keys 'undo=z again=j hard=k good=l'"))
    front.page(Text("Keys", style="accent"), rows, "Space  back to the question", ("esc", "?"))
    return False, None


_BY_KEY: Mapping[str, Callable[[QuizScreen, AskedQuestion], Done]] = {
    "u": _undo, "h": _hint, "s": _suspend, "b": _bury, "r": _read, "e": _edit, "o": _open, "p": _prove, "?": _keys,
}  # fmt: skip


def do(front: QuizScreen, asked: AskedQuestion, pressed: str) -> Done:
    """Do the command of a key; an unknown one is said and changes nothing."""
    if pressed in _BY_KEY:
        return _BY_KEY[pressed](front, asked)
    if pressed != "redraw":
        front.notice = f"`{visible(pressed)}` does nothing here; ? shows the keys"
    return False, None
