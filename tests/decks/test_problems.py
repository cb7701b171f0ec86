"""Each fault of a deck has a code, a place and a hint; golden files hold their words."""

import os
from pathlib import Path

import pytest

from quizapp.decks.loader import load_deck
from quizapp.decks.problems import format_problem

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("case", sorted(path.stem for path in GOLDEN.glob("*.yaml")))
def test_golden(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The problems of each broken file, word for word."""
    monkeypatch.chdir(GOLDEN)
    loaded = load_deck(Path(f"{case}.yaml"))
    found = "\n".join(format_problem(problem) for problem in loaded.problems) + "\n"
    expected = GOLDEN / f"{case}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")


def test_text_stays_text() -> None:
    """No YAML 1.1 surprise reaches a learner."""
    loaded = load_deck(GOLDEN / "text-stays-text.yaml")
    assert loaded.deck is not None
    sections = loaded.deck.concepts[0].sections
    assert (sections.what, sections.why, sections.how, sections.example) == ("no", "on", "1:30", "010")


HOSTILE = {
    "nested": (b"a: " + b"[" * 100_000, "nested-too-deeply"),
    "aliases": (b"a: &a [x]\nb: &b [*a, *a]\n", "alias-not-allowed"),
    "nul": (b"concept: a\0b\n", "nul-byte"),
    "utf16": ("concept: a\n".encode("utf-16"), "utf-16"),
    "latin": (b"concept: caf\xe9\n", "not-utf8"),
    "large": (b"# " + b"x" * (3 << 20), "file-too-large"),
    "empty": (b"", "empty-file"),
    "many": (b"a: [" + b"x," * 200_000 + b"]", "too-many-nodes"),
    "list": (b"- a\n- b\n", "not-a-mapping"),
}


@pytest.mark.parametrize("case", sorted(HOSTILE))
def test_hostile_files_are_problems(case: str, tmp_path: Path) -> None:
    """Nothing a file holds can do more than be reported."""
    content, code = HOSTILE[case]
    path = tmp_path / "deck.yaml"
    path.write_bytes(content)
    loaded = load_deck(path)
    assert loaded.deck is None
    assert [problem.code for problem in loaded.problems] == [code]


def test_a_link_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    """A deck reads its own files alone."""
    secret = tmp_path / "secret.yaml"
    secret.write_text("concept: a")
    folder = tmp_path / "deck"
    folder.mkdir()
    (folder / "deck.yaml").write_text("format: 1\ndeck: d\ntitle: D\n")
    (folder / "a.yaml").symlink_to(secret)
    assert "link-outside" in [problem.code for problem in load_deck(folder).problems]


def test_a_cycle_is_named(tmp_path: Path) -> None:
    """Two concepts that require each other, and a third that is well."""
    starter = (GOLDEN / "text-stays-text.yaml").read_text("utf-8")
    (tmp_path / "deck.yaml").write_text("format: 1\ndeck: d\ntitle: D\norder: [a, b, x]\n")
    for name, needs in (("a", "b"), ("b", "a"), ("c", "a")):
        text = starter.replace("concept: text", f"concept: {name}\nrequires: [{needs}]")
        (tmp_path / f"{name}.yaml").write_text(text)
    codes = {problem.code: problem.message for problem in load_deck(tmp_path).problems}
    assert codes["requires-cycle"] == "the concepts require each other: a -> b -> a"
    assert "`order` names `x`" in codes["unknown-concept"]
