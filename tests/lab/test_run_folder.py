"""The temporary folder of a run is removed, whatever a program left in it."""

import os
from pathlib import Path

from quizapp.lab.run_folder import remove, run_folder


def test_deeply_nested_folders_are_removed() -> None:
    """Deeper than Python may recurse, and with a path longer than the system accepts."""
    here = Path.cwd()
    with run_folder() as folder:
        try:
            os.chdir(folder)
            for _ in range(1500):
                Path("nested").mkdir()
                os.chdir("nested")
        finally:
            os.chdir(here)
    assert not Path(folder).exists()


def test_links_are_not_followed_and_closed_folders_are_removed(tmp_path: Path) -> None:
    """A program can take the rights from its own folders and link to others."""
    (tmp_path / "kept").write_text("x")
    folder = tmp_path / "run"
    (folder / "closed/inner").mkdir(parents=True)
    (folder / "closed/inner/file").write_text("x")
    (folder / "link").symlink_to(tmp_path)
    (folder / "closed/link").symlink_to(tmp_path)
    (folder / "closed/inner").chmod(0)
    (folder / "closed").chmod(0)
    remove(str(folder))
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
