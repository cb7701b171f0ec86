"""Which files of a folder are imported, and what is told of the others."""

import json
import shutil
from pathlib import Path

import pytest

from quizapp.errors import QuizError
from quizapp.usecases.deck_import.folder_files import files_of
from tests.conftest import Run

DECK = "# Git\n\n## Index\n\nThe staging area.\n\n## Stash\n\nPuts changes aside.\n"
ASKS = "# Capitals\n\n" + "".join(f"## Capital {index}?\n\nLima\n\n" for index in range(5))
MODEL = {
    "crowdanki_uuid": "m",
    "name": "Basic",
    "type": 0,
    "flds": [{"name": "Front", "ord": 0}, {"name": "Back", "ord": 1}],
    "tmpls": [{"name": "Card 1", "ord": 0, "qfmt": "{{Front}}", "afmt": "{{Back}}"}],
}
NOTE = {"guid": "g", "note_model_uuid": "m", "fields": ["a", "b"], "tags": []}
CROWDANKI = json.dumps({"__type__": "Deck", "name": "Locks", "note_models": [MODEL], "notes": [NOTE], "children": []})


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def names(folder: Path, format_name: str | None = None) -> tuple[list[str], list[tuple[str, str]]]:
    found = files_of(folder, format_name)
    left = [(str(Path(each.location.file).relative_to(folder)), each.message) for each in found.left_out]
    return [str(each.relative_to(folder)) for each in [*found.alone, *found.documents]], left


def test_what_is_no_deck_is_told(tmp_path: Path) -> None:
    """With the reason; pictures, empty and hidden files are not mentioned."""
    written(
        tmp_path, git_dot_md=DECK, sub__a_dot_py="x = 1\n", README_dot_md=DECK, _dot_secret=DECK, empty_dot_txt="\n"
    )
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    assert names(tmp_path) == (
        ["git.md"],
        [("README.md", "this is a README, and no deck"), ("sub/a.py", "this is Python source code, which is not read")],
    )


def test_the_folder_of_a_crowdanki_deck_is_that_deck(tmp_path: Path) -> None:
    """Not cards of its README too, whatever that looks like. Another deck in it is told."""
    written(
        tmp_path,
        deck_dot_json=CROWDANKI,
        README_dot_md=ASKS,
        more_dot_csv="front,back\na,b\n",
        media__notes_dot_md=DECK,
    )
    assert names(tmp_path) == (
        ["deck.json"], [("more.csv", "a file in the folder of a CrowdAnki deck was left out")],
    )  # fmt: skip
    (tmp_path / "deck.json").unlink()
    assert names(tmp_path)[0] == ["README.md", "media/notes.md", "more.csv"]


def test_several_crowdanki_decks_under_a_readme(tmp_path: Path) -> None:
    written(
        tmp_path, README_dot_md=ASKS, Locks__Locks_dot_json=CROWDANKI, Keys__deck_dot_json=CROWDANKI, own_dot_md=DECK
    )
    assert names(tmp_path)[0] == ["Keys/deck.json", "Locks/Locks.json", "own.md"]


def test_a_named_format_is_that_of_all_markdown(tmp_path: Path) -> None:
    written(tmp_path, README_dot_md=DECK, git_dot_md=DECK, t_dot_csv="front,back\na,b\n")
    assert names(tmp_path)[0] == ["git.md", "t.csv"]
    assert names(tmp_path, "headings")[0] == ["README.md", "git.md", "t.csv"]


def test_bare_repositories(tmp_path: Path) -> None:
    """One that is named is refused with the command that clones it; one in a folder is left out."""
    home = tmp_path / "words.git"
    written(
        home, HEAD="ref: refs/heads/main\n", objects__1__x="a,b\n", refs__x="0", description_dot_csv="front,back\na,b\n"
    )
    with pytest.raises(QuizError) as refused:
        files_of(home, None)
    assert refused.value.message.endswith("words.git: this is a git repository without its files (bare).")
    assert "git clone" in refused.value.hint and "quizapp import words" in refused.value.hint
    written(tmp_path, git_dot_md=DECK)
    assert names(tmp_path) == (["git.md"], [("words.git", "this is a git repository without its files (bare)")])


def test_an_import_of_a_folder_tells_what_it_left_out(tmp_path: Path, quizapp: Run) -> None:
    """Grouped by cause; a folder without any deck is refused with the first reason."""
    folder = written(tmp_path / "mixed", git_dot_md=DECK, a_dot_py="x = 1\n", b_dot_py="x = 1\n")
    result = quizapp("import", str(folder))
    assert result.returncode == 0 and "git: Git, 1 concept, 2 cards" in result.stdout
    assert "warning[left-out] 2 times: this is Python source code, which is not read" in result.stderr
    (folder / "git.md").unlink()
    result = quizapp("import", str(folder))
    assert result.returncode == 3
    assert f"{folder}/a.py: this is Python source code" in result.stderr


def test_what_is_left_out_of_an_archive_has_its_name_in_it(tmp_path: Path, quizapp: Run) -> None:
    """And not that of the folder where it was unpacked."""
    folder = written(tmp_path / "in", git_dot_md=DECK, sub__a_dot_py="x = 1\n")
    archive = shutil.make_archive(str(tmp_path / "mixed"), "gztar", folder)
    assert f"{archive}/sub/a.py: warning[left-out]" in quizapp("import", archive, "--dry-run").stderr
    (folder / "git.md").unlink()
    archive = shutil.make_archive(str(tmp_path / "code"), "zip", folder)
    refused = quizapp("import", archive)
    assert refused.returncode == 3 and f"error: {archive}/sub: it has no deck.yaml" in refused.stderr
    assert f"{archive}/sub/a.py: this is Python source code" in refused.stderr


def test_an_empty_standard_input(quizapp: Run) -> None:
    refused = quizapp("import", "-")
    assert refused.returncode == 3 and "error: -: the standard input is empty." in refused.stderr
