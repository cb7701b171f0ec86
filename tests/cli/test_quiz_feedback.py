"""The answer beside the right one, on a real pseudo-terminal of four sizes."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from kinds_deck import write_kinds
from screens import SIZES, TerminalScreen

from tests.conftest import Run

Start = Callable[..., TerminalScreen]

pytestmark = [pytest.mark.file, pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")]


@pytest.fixture
def start(environ: dict[str, str], quizapp: Run, tmp_path: Path, size: tuple[int, int]) -> Iterator[Start]:
    """Start the quiz over one kind of question, past the page of its concept."""
    assert quizapp("import", str(write_kinds(tmp_path / "naps"))).returncode == 0
    with ExitStack() as stack:

        def run(kind: str, *words: str) -> TerminalScreen:
            screen = TerminalScreen(environ, "quiz", "naps", "--kind", kind, *words, size=size)
            stack.callback(screen.close)
            screen.shows("New: Naps")
            return screen.press("\r")

        yield run


def letter_of(lines: list[str], option: str) -> str:
    """Return the letter before an option."""
    return next(line for line in lines if line.endswith(f"  {option}")).split()[-len(option.split()) - 1]


def fits(screen: TerminalScreen) -> bool:
    """Return whether no line of the frame is longer than the terminal."""
    return all(len(line) <= screen.columns for line in screen.lines)


def test_a_wrong_pick_and_the_right_option_are_marked_in_place(start: Start) -> None:
    """In words too, and the header does not name the concept that is the answer."""
    screen = start("choice")
    lines = screen.shows("What is a pause")
    assert "Naps" not in lines[0]
    wrong, right = letter_of(lines, "A race"), letter_of(lines, "A nap")
    lines = screen.press(wrong).shows(f"you picked {wrong}, the answer is {right}")
    assert f"✗ {wrong}  A race  (your answer)" in [line.strip() for line in lines]
    assert f"✓ {right}  A nap  (right answer)" in [line.strip() for line in lines]
    assert fits(screen)


def test_a_reveal_marks_the_right_option_alone(start: Start) -> None:
    """And the learner is asked to judge."""
    lines = start("choice").press(" ").shows("How well did you know it?")
    assert [line.split()[-2:] for line in lines if "✓" in line] == [["(right", "answer)"]]
    assert not any("✗" in line for line in lines)


def test_marks_tell_missed_from_wrong_options(start: Start) -> None:
    """Where several are right."""
    screen = start("multi")
    lines = screen.shows("What do they give")
    screen.press(letter_of(lines, "Fame"), letter_of(lines, "Rest"), "\r")
    said = [line.strip()[4:] for line in screen.shows("Not right:") if "(" in line and "[" not in line]
    assert sorted(each.strip() for each in said) == [
        "Calm  (right, not picked)",
        "Fame  (your answer)",
        "Rest  (your answer)",
    ]


def test_a_false_statement_shows_what_is_true_instead(start: Start) -> None:
    """t is true."""
    screen = start("true_false")
    screen.shows("t or f")
    assert screen.press("t").shows("Instead")
    screen.shows("For minutes.")


def test_letters_that_differ_are_marked(start: Start) -> None:
    """Below what was typed and below the answer; an empty answer shows the answer alone."""
    screen = start("typed")
    screen.shows("Enter  show the answer")
    lines = screen.press("multiproccesing", "\r").shows("Right.")
    texts = [line.strip() for line in lines]
    at = next(number for number, line in enumerate(texts) if line.startswith("You wrote"))
    assert texts[at : at + 4] == ["You wrote  multiproccesing", "^", "Answer     multiprocessing", "^"]
    columns = [lines[at + 1].index("^"), lines[at + 3].index("^")]
    assert [lines[at][columns[0]], lines[at + 2][columns[1]]] == ["c", "s"]


def test_each_gap_is_named(start: Start) -> None:
    """With what belongs there."""
    screen = start("cloze")
    screen.shows("gap 1>")
    lines = screen.press("memory", "\r", "shared", "\r").shows("Not right: 1 of 2 gaps right.")
    assert "✓ gap 1  memory" in [line.strip() for line in lines]
    assert "✗ gap 2  shared   answer: share" in [line.strip() for line in lines]


def test_wrong_pairs_have_their_answer_below(start: Start) -> None:
    """And a mark."""
    screen = start("match")
    lines = screen.shows("Which for which?")
    screen.press(letter_of(lines, "threads"), letter_of(lines, "processes"), "\r")
    texts = [line.strip() for line in screen.shows("Not right: 0 of 2 pairs right.")]
    at = texts.index("✗ Sums -- threads")
    assert texts[at + 1 : at + 4] == ["answer: processes", "✗ Waits -- processes", "answer: threads"]


def test_lines_in_a_wrong_order_say_where_they_were_put(start: Start) -> None:
    """The right order is shown, with the places of the answer."""
    screen = start("order")
    lines = screen.shows("In which order?")
    screen.press(letter_of(lines, "p.join()"), letter_of(lines, "p.start()"), "\r")
    texts = [line.strip() for line in screen.shows("Right order")]
    assert "✗  1  p.start()   (you put it at 2)" in texts


def test_an_answer_of_one_s_own_judgement_has_its_label(start: Start) -> None:
    """And the question that the learner answers next."""
    screen = start("recall")
    screen.shows("Space  show the answer")
    lines = screen.press(" ").shows("How well did you know it?")
    texts = [line.strip() for line in lines]
    assert texts[texts.index("Answer") + 1] == "It helps."


def test_an_output_is_compared_line_by_line(start: Start) -> None:
    """What was printed beside what was typed."""
    screen = start("output")
    screen.shows("type what it prints")
    screen.press("one", "\r", "three", "\r", "\r").shows("May this run?")
    texts = [line.split() for line in screen.press("Gy").shows("Not right: 1 of 2 lines right.")]
    assert ["It", "printed", "You"] in texts
    assert ["✓", "one", "one"] in texts
    assert ["✗", "two", "three"] in texts


def test_a_prediction_is_told_its_factor_and_both_medians(start: Start) -> None:
    """The claim comes after the prediction, never before it."""
    screen = start("predict", "--limit", "1")
    lines = screen.shows("your prediction>")
    assert "three times" not in " ".join(lines)
    screen.press("9", "\r").shows("May this run?")
    screen.press("Gy").shows("What did you see?")
    screen.shows("medians")
    assert "20% lost" in " ".join(screen.lines) and "60% lost" in " ".join(screen.lines)
    screen.press("c").shows("Not right: off by a factor of 3.")
    screen.shows("measured")
    assert fits(screen)
    while "more below" in " ".join(screen.lines):
        screen.press("\x1b[6~").shows("m")
        if "Claim" in " ".join(screen.lines):
            break
    screen.shows("A long nap misses three times")


def test_yes_and_no_answer_whether_a_change_is_seen(start: Start) -> None:
    """The options are on the screen; `p` shows the same result, and asks before it says the claim."""
    screen = start("choice")
    screen.shows("What is a pause")
    lines = screen.press("p").shows("Is the change seen?")
    assert "everyone" not in " ".join(lines)
    screen.press("c").shows("a or b, y or n")
    screen.press("n").shows("May this run?")
    lines = screen.press("Gy").shows("Not right: you picked b, the answer is a.")
    assert "✓ a  seen  (right answer)" in [line.strip() for line in lines]
    screen.press("\r").shows("What is a pause")


def test_cramming_says_so_and_shows_no_intervals(start: Start) -> None:
    """In the header, and in the line of ratings."""
    screen = start("choice", "--cram")
    assert screen.shows("cramming 1 of 1")
    lines = screen.press(" ").shows("4 Easy")
    assert "[1 Again] 2 Hard 3 Good 4 Easy" in " ".join(" ".join(lines).split())


def test_footer_has_the_keys_that_work_now(start: Start, quizapp: Run) -> None:
    """With the learner's own keys; where text is typed, behind Esc; no hint where there is none."""
    assert quizapp("config", "keys", "quit=x keys=#").returncode == 0
    screen = start("typed")
    lines = screen.shows("Enter  show the answer")
    assert "Esc # keys  Esc x quit" in lines[-1]
    assert "hint" not in lines[-1] and "undo" not in lines[-1]
    screen.press("multiprocessing", "\r").shows("Right.")
    assert screen.lines[-1].strip().endswith("# keys  x quit")


def test_a_run_without_a_verdict_repeats_the_claim_and_the_prediction(start: Start) -> None:
    """At a question and with `p`: here `p`."""
    screen = start("choice")
    screen.shows("What is a pause")
    screen.press("p").shows("Is the change seen?")
    screen.press("a").shows("your prediction>")
    screen.press("k").shows("`k` is not part of a number     Enter  back to the question")
    screen.press("2..4", "\r").shows("May this run?")
    lines = screen.press("Gy").shows("There is no verdict")
    text = " ".join(" ".join(lines).split())
    assert "You predicted 2..4" in text
    assert "Claim: It takes a thousand cores." in text
    screen.press("\r").shows("What is a pause")


def test_a_run_again_asks_without_the_page_of_the_concept(
    environ: dict[str, str], quizapp: Run, tmp_path: Path, size: tuple[int, int]
) -> None:
    """The page was read before the first run."""
    folder = write_kinds(tmp_path / "naps")
    concept = folder / "naps.yaml"
    concept.write_text(concept.read_text().replace("note: p, experiment: calls", "note: p, experiment: never"))
    assert quizapp("import", str(folder)).returncode == 0
    screen = TerminalScreen(environ, "quiz", "naps", "--kind", "predict", "--limit", "1", size=size)
    screen.shows("New: Naps")
    screen.press("\r").shows("your prediction>")
    screen.press("9", "\r").shows("May this run?")
    screen.press("\x1b[F", "y").shows("Nothing is rated.")  # code is agreed to once its end was in sight
    lines = screen.press("r").shows("your prediction>")
    assert "New: Naps" not in lines[0]
    screen.close()


def test_a_prediction_that_is_not_made_shows_the_claim(start: Start) -> None:
    """Nothing is run."""
    screen = start("predict")
    screen.shows("your prediction>")
    screen.press("\r").shows("A long nap misses three times as many calls. Nothing was run")
    screen.shows("Missed calls add up.")


@pytest.mark.parametrize(
    ("kind", "key", "answer"),
    [
        ("choice", " ", "A nap (right answer)"), ("multi", " ", "Calm (right answer)"),
        ("true_false", " ", "Instead For minutes."), ("typed", "\r", "Answer multiprocessing"),
        ("cloze", "\r\r", "gap 2 share"), ("match", " ", "Sums -- processes"), ("order", " ", "1 p.start()"),
        ("recall", " ", "Answer It helps."), ("output", "\r", "Answer one two"),
    ],
)  # fmt: skip
def test_a_reveal_shows_the_answer_alone(start: Start, kind: str, key: str, answer: str) -> None:
    """Without a mark of something wrong, for every kind that can be revealed without a run."""
    screen = start(kind)
    screen.shows("show the answer")
    screen.press(key).shows("How well did you know it?")
    screen.shows(answer)
    assert "✗" not in " ".join(screen.lines)
    assert fits(screen)
