"""Names on the command line: what they mean, the list to choose from, and the shell's completion."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from tests.conftest import Run

PROTOCOLS = {
    "bash": lambda line: {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)},
    "zsh": lambda line: {"_TYPER_COMPLETE_ARGS": line},
    "fish": lambda line: {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
}
LINES = [
    ("quizapp quiz concurrency/g", "concurrency/gil"),
    ("quizapp learn asy", "asyncio"),
    ("quizapp prove gil-hash-s", "gil-hash-small"),
    ("quizapp prove gil/gil-hash-s", "gil/gil-hash-small"),
    ("quizapp cards show concurrency/process/why-p", "concurrency/process/why-parallel"),
    ("quizapp quiz #han", "#handing-over"),
    ("quizapp learn #han", "#handing-over"),
    ("quizapp deck show conc", "concurrency/threads"),
    ("quizapp cards list is:l", "is:leech"),
    ("quizapp config reten", "retention"),
]


@pytest.mark.parametrize("shell", PROTOCOLS)
@pytest.mark.parametrize(("line", "offered"), LINES, ids=[line for line, _ in LINES])
def test_each_shell_completes_names(environ: dict[str, str], shell: str, line: str, offered: str) -> None:
    if "://" in environ["QUIZAPP_DB"] and "config" not in line and "is:" not in line:
        pytest.skip("names of a server are not completed: that would connect at every key")
    env = environ | {"_QUIZAPP_COMPLETE": f"complete_{shell}"} | PROTOCOLS[shell](line)
    done = subprocess.run([sys.executable, "-m", "quizapp"], env=env, capture_output=True, text=True, check=False)
    assert offered in done.stdout.replace("\\", "")  # zsh escapes colons
    assert done.stderr == ""


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
@pytest.mark.file
def test_the_tab_key_of_bash_completes_a_concept(environ: dict[str, str]) -> None:
    env = environ | {"PATH": f"{Path(sys.executable).parent}:{environ['PATH']}", "TERM": "xterm"}
    shell = pexpect.spawn("bash", ["--norc", "-i"], env=env, encoding="utf-8", timeout=30)
    shell.sendline('eval "$(quizapp --show-completion bash)"; echo re"ady"')
    shell.expect("ready")
    shell.send("quizapp quiz concurrency/multip\t")
    shell.expect("concurrency/multiprocessing")
    shell.close()


@pytest.mark.parametrize(
    "words",
    [("quiz", "#wbe", "--jsonl"), ("prove", "#wbe", "--all"), ("cards", "list", "#wbe"), ("forget", "#wbe"),
     ("progress", "#wbe"), ("learn", "#wbe"), ("plan", "#wbe", "--by", "2999-01-01")],
)  # fmt: skip
def test_an_unknown_tag_is_refused_with_the_tags_that_are_near(quizapp: Run, words: tuple[str, ...]) -> None:
    """By every command that takes a scope: an empty result would look like a finished one."""
    done = quizapp(*words)
    assert done.returncode == 2 and done.stdout == ""
    assert "No card has the tag `#wbe`." in done.stderr and "Did you mean: #web?" in done.stderr


def test_a_tag_shows_all_concepts_that_have_it(quizapp: Run) -> None:
    """And no other."""
    said = quizapp("learn", "#handing-over").stdout
    assert "Queues: producer and consumer" in said and "Race conditions" not in said


def test_completion_creates_no_database(environ: dict[str, str], tmp_path: Path) -> None:
    env = environ | {"QUIZAPP_DB": str(tmp_path / "none.db"), "_QUIZAPP_COMPLETE": "complete_zsh"}
    env |= {"_TYPER_COMPLETE_ARGS": "quizapp quiz co"}
    done = subprocess.run([sys.executable, "-m", "quizapp"], env=env, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["quiz", "gill"], "Did you mean `gil`?"),
        (["prove", "gil/gil-cpi"], "`gil/gil-cpu`"),
        (["quiz", "gil-cpu"], "quizapp prove gil-cpu"),
        (["quiz", "zebra"], "The decks are: concurrency."),
        (["progress", "a/b/c/d"], "The decks are: concurrency."),
    ],
)
def test_an_unknown_name_is_answered_with_what_is_near(quizapp: Run, words: list[str], hint: str) -> None:
    done = quizapp(*words)
    assert done.returncode == 2
    assert hint in done.stderr


def test_a_name_in_two_decks_lists_both(quizapp: Run, tmp_path: Path) -> None:
    assert quizapp("add", "--deck", "other", "--concept", "gil-notes", "Q", "A").returncode == 0
    assert quizapp("add", "--deck", "second", "--concept", "gil-notes", "Q", "A").returncode == 0
    done = quizapp("quiz", "gil-notes", "--jsonl")
    assert (done.returncode, "other/gil-notes, second/gil-notes" in done.stderr) == (2, True)
    assert quizapp("quiz", "second/gil-notes", "--jsonl").returncode == 0


def test_learn_takes_the_concept_where_a_deck_has_its_name(quizapp: Run) -> None:
    assert "asyncio" not in quizapp("learn", "concurrency").stdout.splitlines()[0]
    assert quizapp("learn", "concurrency").stdout == quizapp("learn", "concurrency/concurrency").stdout


def test_prove_takes_every_name_of_a_scope(quizapp: Run) -> None:
    def listed(*words: str) -> set[str]:
        return {each["experiment"] for each in json.loads(quizapp("prove", *words, "--json").stdout)}

    assert listed("gil") == listed("concurrency/gil") < listed()
    assert {name.split("/")[1] for name in listed("gil")} == {"gil"}


def test_prove_without_an_experiment_offers_a_list_to_choose_from(environ: dict[str, str]) -> None:
    env = environ | {"TERM": "xterm-256color"}
    command = ["-m", "quizapp", "prove", "concurrency"]
    child = pexpect.spawn(sys.executable, command, env=env, dimensions=(24, 80), encoding="utf-8", timeout=30)
    child.expect("Prove a claim")
    child.expect("not tried")
    child.send("task-memory")
    child.expect(r"1 of \d+")
    child.send("\r")
    child.expect("Your prediction")
    child.sendcontrol("c")
    child.expect(pexpect.EOF)
