"""URLs in the place of files are refused, with the command that downloads them."""

from pathlib import Path

import pytest

from quizapp.errors import ExitCode, QuizError
from quizapp.usecases.deck_import.remote_source import refuse_remote


@pytest.mark.parametrize(
    ("address", "command"),
    [
        ("https://github.com/me/deck", "git clone https://github.com/me/deck && quizapp import deck"),
        ("https://github.com/me/deck/tree/main/a/b", "git clone https://github.com/me/deck && quizapp import deck/a/b"),
        ("https://codeberg.org/me/deck/", "git clone https://codeberg.org/me/deck && quizapp import deck"),
        ("http://example.org/deck.git", "git clone http://example.org/deck.git && quizapp import deck"),
        ("git@example.org:me/deck.git", "git clone git@example.org:me/deck.git && quizapp import deck"),
        ("ssh://git@example.org/deck", "git clone ssh://git@example.org/deck && quizapp import deck"),
        (
            "https://example.org/a b/deck.apkg?x=1&y=2",
            "curl -L -o deck.apkg 'https://example.org/a b/deck.apkg?x=1&y=2' && quizapp import deck.apkg",
        ),
        (
            "https://github.com/me/deck/archive/refs/heads/main.tar.gz",
            "curl -L -o main.tar.gz https://github.com/me/deck/archive/refs/heads/main.tar.gz"
            " && quizapp import main.tar.gz",
        ),
        ("https://example.org", "curl -L -o deck https://example.org && quizapp import deck"),
    ],
)
def test_urls_are_refused(address: str, command: str) -> None:
    """A path has lost one of the two slashes; the message has both."""
    with pytest.raises(QuizError) as refused:
        refuse_remote(Path(address))
    assert refused.value.exit_code is ExitCode.USAGE
    assert refused.value.message == f"{address.rstrip('/')}: quizapp downloads nothing."
    assert refused.value.hint == f"Download it first: {command}"


@pytest.mark.parametrize(
    "name", ["deck.apkg", "a:b.md", "C:/decks/a.md", "me@home.md", "notes/https.md", "file:///a.md"]
)
def test_other_paths_are_no_urls(name: str) -> None:
    refuse_remote(Path(name))


def test_existing_file_is_no_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "git@example.org:deck").write_text("x")
    refuse_remote(Path("git@example.org:deck"))
