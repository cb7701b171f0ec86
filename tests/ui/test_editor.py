"""The editor that a learner chose."""

from pathlib import Path

import pytest

from quizapp.errors import ExitCode, QuizError
from quizapp.ui.editor import editor_command


def test_editor_with_an_open_quote_is_one_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The variable cannot be split into words."""
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", 'vi "')
    with pytest.raises(QuizError, match="cannot be read: no closing quotation") as caught:
        editor_command(tmp_path / "x.yaml", 1)
    assert caught.value.exit_code == ExitCode.USAGE
