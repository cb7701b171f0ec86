"""Files and folders that are replaced completely or not at all."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from quizapp.atomic_files import new_folder, replacing, replacing_folder, write_folder, write_whole
from quizapp.errors import QuizError


@pytest.mark.parametrize("private", [True, False])
def test_failed_write_keeps_old_content(tmp_path: Path, private: bool) -> None:
    """The temporary file is gone, and the target is as it was."""
    target = tmp_path / "a"
    target.write_bytes(b"old")
    with pytest.raises(RuntimeError), replacing(target, private=private) as part:
        part.write_bytes(b"new")
        raise RuntimeError
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}
    with replacing(target, private=private) as part:
        part.write_bytes(b"new")
        assert target.read_bytes() == b"old"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"new"}


def test_private_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    """Whatever mode it was created with; other files get the usual mode."""
    for private in (True, False):
        with replacing(tmp_path / str(private), private=private) as part:
            part.write_bytes(b"")
            part.chmod(0o644)
        assert (tmp_path / str(private)).stat().st_mode & 0o777 == (0o600 if private else 0o644)


def test_link_at_the_temporary_path_is_not_followed(tmp_path: Path) -> None:
    """A shared folder may have one, to a file of the learner's."""
    victim, link = tmp_path / "victim", tmp_path / ".a.part"
    victim.write_bytes(b"mine")
    link.symlink_to(victim)
    write_whole(b"new", tmp_path / "a")
    assert (victim.read_bytes(), (tmp_path / "a").read_bytes(), link.is_symlink()) == (b"mine", b"new", False)


def test_folder_is_written_completely_or_not_at_all(tmp_path: Path) -> None:
    """An empty folder is replaced; one with content is refused."""
    target = tmp_path / "deck"
    with pytest.raises(RuntimeError), new_folder(target) as part:
        (part / "x").write_bytes(b"")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    target.mkdir()
    write_folder({"deck.yaml": b"a", "media/b": b"c"}, target)
    assert (target / "media" / "b").read_bytes() == b"c"
    with pytest.raises(QuizError, match="already exists"):
        write_folder({}, target)
    assert [path.name for path in tmp_path.iterdir()] == ["deck"]


@pytest.mark.parametrize("existed", [True, False])
def test_folder_is_replaced_only_if_the_block_succeeds(tmp_path: Path, existed: bool) -> None:
    """A failure brings back the folder that was there; neither way leaves anything else."""
    target, part = tmp_path / "deck", tmp_path / "part"
    if existed:
        write_folder({"old": b"1"}, target)
    for fails in (True, False):
        write_folder({"new": b"2"}, part)
        with pytest.raises(RuntimeError) if fails else nullcontext(), replacing_folder(target, part):
            assert [path.name for path in target.iterdir()] == ["new"]
            if fails:
                raise RuntimeError
        names = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")}
        expected = {"deck", "deck/old"} if existed else set()
        assert names == (expected if fails else {"deck", "deck/new"})
