"""The keys of the quiz, on a real pseudo-terminal."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest
from asking import asked

from tests.conftest import Run
from tests.kinds_deck import write_kinds


@pytest.fixture
def start(environ: dict[str, str], quizapp: Run, foreign_deck: Path):  # type: ignore[no-untyped-def]
    """Start the quiz over a foreign deck, past its page."""
    assert quizapp("import", str(foreign_deck)).returncode == 0

    def run(*words: str, **more: str) -> "pexpect.spawn[str]":
        env = environ | {"TERM": "xterm-256color"} | more
        child = pexpect.spawn(
            sys.executable, ["-m", "quizapp", "quiz", "mine", *words], env=env, dimensions=(24, 80),
            encoding="utf-8", timeout=30,
        )  # fmt: skip
        child.expect("New: Naps")
        child.send("\r")
        return child

    return run


def events(environ: dict[str, str], kind: str) -> list[dict]:  # type: ignore[type-arg]
    """Return the payloads of one kind of event."""
    rows = asked(environ["QUIZAPP_DB"], "SELECT payload FROM events WHERE kind = ? ORDER BY time_ms, id", (kind,))
    return [json.loads(row[0]) for row in rows]


def pass_welcome(child: "pexpect.spawn[str]") -> None:
    """Wait for the first concept. On a server the welcome is shown, because a read-only look does not know the
    learner.
    """
    if child.expect(["New: Concurrency", "Welcome to quizapp"]):
        child.send(" ")
        child.expect("New: Concurrency")


def predicted(start: Callable[..., "pexpect.spawn[str]"]) -> "pexpect.spawn[str]":
    """Predict the result of an experiment, up to the question whether its code may run."""
    child = start("--kind", "predict")
    child.expect("your prediction")
    child.send("0.5\r")
    child.expect("May this run")
    return child


def assert_nothing_was_stored(child: "pexpect.spawn[str]", environ: dict[str, str]) -> None:
    """Quit while a text is typed; nothing was rated or measured."""
    child.send("\x1bq")
    child.expect(pexpect.EOF)
    assert events(environ, "review") == events(environ, "proof") == []


def leave(child: "pexpect.spawn[str]") -> None:
    """Quit and wait for the end."""
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_foreign_code_is_shown_in_the_quiz_and_a_refusal_is_remembered(start, environ: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    """The code is on the screen before it may run; n keeps the question open."""
    child = start("--kind", "output")
    child.expect("What is printed")
    child.send("a")
    child.expect("May this run")
    child.expect("hello")
    child.send("n")
    child.expect("refusal is remembered")
    child.send("a")
    child.expect("you refused")
    leave(child)
    assert events(environ, "review") == []


def test_prediction_is_run_after_consent_and_rated_by_the_measurement(  # type: ignore[no-untyped-def]
    start, environ: dict[str, str]
) -> None:
    """Predict, consent, observe, explain; the misconception is answered and stored."""
    child = start("--kind", "predict")
    child.expect("How many times as many")
    child.expect("your prediction")
    child.send("0.5\r")
    child.expect("May this run")
    child.send("y")
    child.expect("trial 1")
    child.expect("What did you see")
    child.send("a")
    child.expect("A longer nap misses")
    child.expect("Missed calls add up")
    child.expect("1 Again 1d")
    child.expect("Space = Again")
    child.send(" ")
    child.expect("1 answered, 0 right")
    child.expect(pexpect.EOF)
    (proof,), (review,) = events(environ, "proof"), events(environ, "review")
    assert proof["verdict"] == "confirmed"
    assert proof["misconceptions"] == ["A longer nap misses more calls."]
    assert (review["rating"], review["seen"], review["answer"]) == ("again", "more", "0.5")


def test_prediction_of_a_range_with_a_confidence(start, environ: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    """Tab changes the form."""
    child = start("--kind", "predict")
    child.expect("your prediction")
    child.send("\t")
    child.expect("over 90 times")
    child.send("\t")
    child.expect("8 times in 10")
    child.send("\t\t")
    child.expect("over 90 times")
    child.send("z")  # no range: the form stays
    child.send("b")
    child.expect("How sure are you")
    child.send("f")
    child.expect("May this run")
    child.send("y")
    child.expect("What did you see")
    child.send("b ")
    child.expect("1 answered")
    child.expect(pexpect.EOF)
    (proof,) = events(environ, "proof")
    assert proof["form"] == "choice"
    assert proof["prediction"] == {"low": 2.0, "high": 10.0, "confidence": 0.95}


def test_claim_run_during_a_question_reschedules_its_card_once(start, environ: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    """By p; running it again on the same day is stored and reschedules nothing."""
    child = start("--kind", "choice")
    child.expect("What is a nap")
    for _ in range(2):
        child.send("p")
        child.expect("your prediction")
        child.send("3\r")
        if not events(environ, "proof"):
            child.expect("May this run")
            child.send("y")
        child.expect("Result")
        child.send("\r")
        child.expect("What is a nap")
    leave(child)
    assert len(events(environ, "proof")) == 2
    assert [review["rating"] for review in events(environ, "review")] == ["easy"]


def test_edited_card_is_asked_again(start, environ: dict[str, str], tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """$EDITOR gets +LINE and the file; the new text is on the next screen, and with an error the card stays as it
    was.
    """
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\necho "$1" > "$0.seen"\nsed -i "s/What is a nap?/What is a siesta?/" "$2"\n')
    editor.chmod(0o755)
    child = start("--kind", "choice", EDITOR=str(editor), VISUAL="")
    child.expect("What is a nap")
    child.send("e")
    child.expect("What is a siesta")
    assert Path(f"{editor}.seen").read_text() == "+21\n"
    editor.write_text('#!/bin/sh\necho "nonsense: 1" >> "$2"\n')
    child.send("e")
    child.expect("unknown-key")
    child.expect("the cards stay")
    leave(child)


def test_shipped_card_is_edited_in_a_copy(environ: dict[str, str], quizapp: Run, beside: Path, tmp_path: Path) -> None:
    """The installed program is never changed; the copy is the learner's deck from then on."""
    quizapp("status")
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nsed -i "s/What is concurrency/What is meant by concurrency/" "$2"\n')
    editor.chmod(0o755)
    env = environ | {"TERM": "xterm", "EDITOR": str(editor), "VISUAL": "", "QUIZAPP_PATH": "all"}
    child = pexpect.spawn(sys.executable, ["-m", "quizapp"], env=env, dimensions=(24, 80), encoding="utf-8", timeout=30)
    pass_welcome(child)
    child.send("\r")
    child.expect("What is concurrency")
    child.send("\x1be")
    child.expect("What is meant by concurrency")
    leave(child)
    (deck,) = json.loads(quizapp("deck", "list", "--json").stdout)
    assert deck["source"] == str(beside / "decks" / "concurrency")
    shipped = json.loads(quizapp("deck", "show", "concurrency/concurrency", "--json").stdout)
    assert "What is meant by concurrency" in shipped["questions"][0]["ask"]


def test_missing_editor_is_one_line(start) -> None:  # type: ignore[no-untyped-def]
    """With what to do."""
    child = start("--kind", "choice", EDITOR="no-such-editor", VISUAL="")
    child.expect("What is a nap")
    child.send("e")
    child.expect("was not found")
    leave(child)


def test_keys_can_be_changed(start, environ: dict[str, str], quizapp: Run) -> None:  # type: ignore[no-untyped-def]
    """Home row for the ratings, z for undo; the default keys still work."""
    assert quizapp("config", "keys", "undo=z again=j hard=k good=l easy=;").returncode == 0
    child = start("--kind", "choice")
    child.expect("What is a nap")
    child.send("x")
    child.expect("does nothing here")
    child.send("a")
    child.expect("Good")
    child.send("k")
    child.expect(r"1 to learn again|2 of \d+")
    leave(child)
    assert [review["rating"] for review in events(environ, "review")] == ["hard"]
    assert quizapp("config", "keys", "fly=z").returncode == 2
    assert quizapp("config", "keys", "undo=zz").returncode == 2


def test_two_buttons(start, environ: dict[str, str], quizapp: Run) -> None:  # type: ignore[no-untyped-def]
    """Wrong and right, each with its interval."""
    quizapp("config", "buttons", "2")
    child = start("--kind", "choice")
    child.expect("What is a nap")
    child.send("h")
    child.expect("Not fast")
    child.send(" ")
    child.expect("1 Wrong 1m")
    child.expect("2 Right 10m")
    child.send("2")
    child.expect(r"1 to learn again|2 of \d+")
    leave(child)
    assert [review["rating"] for review in events(environ, "review")] == ["good"]


def test_digits_pick_options(start) -> None:  # type: ignore[no-untyped-def]
    """1 is a."""
    child = start("--kind", "choice")
    child.expect("What is a nap")
    child.send("1")
    child.expect("Right|Not right")
    leave(child)


def test_ctrl_z_restores_the_terminal_and_fg_redraws(environ: dict[str, str], quizapp: Run) -> None:
    """The session continues at its question."""
    quizapp("status")
    shell = pexpect.spawn(
        "/bin/bash", ["--norc", "-i"], env=environ | {"TERM": "xterm", "PS1": "$ ", "QUIZAPP_PATH": "all"},
        dimensions=(24, 80), encoding="utf-8", timeout=30,
    )  # fmt: skip
    shell.sendline(f"{sys.executable} -m quizapp")
    pass_welcome(shell)
    shell.send("\x1a")
    shell.expect("Stopped")
    shell.sendline("echo st''ill here")
    shell.expect("still here")
    shell.sendline("fg")
    shell.expect("New: Concurrency")
    shell.send("q")
    shell.expect("No questions were answered")
    shell.sendline("exit")
    shell.expect(pexpect.EOF)


def test_picture_is_opened_by_a_key_but_no_file_that_could_run(
    environ: dict[str, str], quizapp: Run, beside: Path, tmp_path: Path
) -> None:
    """The system's viewer gets the files of the question, those of the answer once it is shown; an SVG stops none."""
    cards = tmp_path / "pictures.md"
    cards.write_text(
        "Q: What is ![](drawing.svg) ![](plot.png)?\nA: A curve ![](curve.png)\n\nQ: And ![](page.html)?\nA: A page\n"
    )
    (tmp_path / "plot.png").write_bytes(b"\x89PNG")
    (tmp_path / "curve.png").write_bytes(b"\x89PNG")
    (tmp_path / "drawing.svg").write_text("<svg/>")
    (tmp_path / "page.html").write_text("<script>")
    assert "4 files of media" in quizapp("import", str(cards)).stdout
    viewer, seen = tmp_path / "bin" / "xdg-open", tmp_path / "seen"
    viewer.parent.mkdir()
    viewer.write_text(f'#!/bin/sh\necho "$1" >> {seen}\n')
    viewer.chmod(0o755)
    (viewer.parent / "open").symlink_to(viewer)
    env = environ | {"TERM": "xterm-256color", "PATH": f"{viewer.parent}:{environ['PATH']}"}
    child = pexpect.spawn(
        sys.executable,
        ["-m", "quizapp", "quiz", "pictures"],
        env=env,
        dimensions=(24, 80),
        encoding="utf-8",
        timeout=30,
    )
    child.expect("o open")
    child.send("o")
    child.expect(r"opened plot.png; drawing.svg: not opened")
    child.send(" ")
    child.expect("How well")
    child.send("o")
    child.expect("opened plot.png, curve.png")
    child.send("3")
    child.expect("And")
    child.send("o")
    child.expect("may run")
    leave(child)
    names = [Path(line).name for line in seen.read_text().splitlines()]
    assert (names[0], sorted(names[1:])) == ("plot.png", ["curve.png", "plot.png"])  # viewers start side by side
    assert seen.read_text().splitlines()[0] == str(beside / "media" / "pictures" / "plot.png")


def test_json_lines_name_the_files_of_each_side(quizapp: Run, beside: Path, tmp_path: Path) -> None:
    cards = tmp_path / "pictures.md"
    cards.write_text("Q: What is ![](plot.png)?\nA: A curve ![](curve.png)\n")
    for name in ("plot.png", "curve.png"):
        (tmp_path / name).write_bytes(b"\x89PNG")
    quizapp("import", str(cards))
    question = json.loads(quizapp("quiz", "pictures", "--jsonl", stdin="").stdout.splitlines()[0])
    folder = beside / "media" / "pictures"
    assert question["media"] == {"question": [str(folder / "plot.png")], "answer": [str(folder / "curve.png")]}


def test_undo_reverts_the_last_action_after_the_clock_was_set_back(quizapp: Run) -> None:
    """Events are undone in the order in which they were recorded."""
    rate = '{"type": "rate", "rating": "good"}\n'
    sittings = [
        json.loads(quizapp("quiz", "--jsonl", stdin=rate, QUIZAPP_NOW=now).stdout.splitlines()[0])["card"]
        for now in ("2026-03-02T12:00:00+00:00", "2026-03-01T12:00:00+00:00")
    ]
    assert sittings[0] != sittings[1]
    told = [quizapp("undo").stdout for _ in sittings]
    assert [card in line for card, line in zip(reversed(sittings), told, strict=True)] == [True, True], told


def test_ctrl_c_in_an_experiment_stops_it_and_the_question_stays(  # type: ignore[no-untyped-def]
    start, quizapp: Run, foreign_deck: Path, environ: dict[str, str]
) -> None:
    concept = foreign_deck / "naps.yaml"  # a trial of it is still running when the key comes
    slow = "def main():\\n    import time\\n    time.sleep(1)\\n    return 100, 40"
    concept.write_text(concept.read_text().replace("def main():\\n    return 100, 40", slow))
    assert quizapp("import", str(foreign_deck)).returncode == 0
    child = predicted(start)
    child.send("y")
    child.expect("trial 1")
    for _ in range(5):  # Python drops an interrupt that arrives in a destructor: a person presses again
        child.send("\x03")
        if child.expect(["The run was stopped", pexpect.TIMEOUT], timeout=2) == 0:
            break
    assert "0.5" in child.before.rpartition("\x1b[H")[2]  # what was typed stays
    assert_nothing_was_stored(child, environ)


def test_ctrl_c_at_the_page_of_consent_runs_nothing(start, environ: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    """It says so: nothing was running yet. It is no refusal, so the code is shown again."""
    child = predicted(start)
    child.send("\x03")
    child.expect("The code was not run, and nothing was rated")
    child.send("\r")
    child.expect("May this run")
    child.send("n")
    child.expect("refusal is remembered")
    assert_nothing_was_stored(child, environ)


def test_card_is_flagged_and_its_flag_removed_by_a_key(start, environ: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    child = start("--kind", "output")
    child.expect("What is printed")
    child.send("f")
    child.expect("flagged; to list flagged cards")
    child.send("f")
    child.expect("no longer flagged")
    child.send("u")
    child.expect("Undone: removal of the flag")
    leave(child)
    assert len(events(environ, "flag")) == len(events(environ, "unflag")) == 1


def test_answer_is_undone_on_the_page_of_the_next_concept(
    environ: dict[str, str], quizapp: Run, tmp_path: Path
) -> None:
    """The page comes again before its first question."""
    folder = write_kinds(tmp_path / "naps")
    text, _, _ = (folder / "naps.yaml").read_text().partition("questions:")
    asks = "questions: [{id: r, kind: recall, section: why, ask: Why?, answer: It helps.}]\n"
    (folder / "naps.yaml").write_text(text + asks)
    second = text.replace("concept: naps", "concept: dreams").replace("title: Naps", "title: Dreams\nrequires: [naps]")
    (folder / "dreams.yaml").write_text(second + asks)
    assert quizapp("import", str(folder)).returncode == 0
    child = pexpect.spawn(
        sys.executable, ["-m", "quizapp", "quiz", "naps"], dimensions=(24, 80), encoding="utf-8", timeout=30,
        env=environ | {"TERM": "xterm-256color", "QUIZAPP_PATH": "all"},
    )  # fmt: skip
    for pressed, shown in (
        ("", "New: Naps"), ("\r", "Space  show"), (" ", "4 Easy"), ("4", "New: Dreams"), ("u", "Undone: review of"),
        (" ", "4 Easy"), ("4", "New: Dreams"), ("\r", "Space  show"), ("q", pexpect.EOF),
    ):  # fmt: skip
        child.send(pressed)
        child.expect(shown)
    assert len(events(environ, "review")) == 2 and len(events(environ, "undo")) == 1
