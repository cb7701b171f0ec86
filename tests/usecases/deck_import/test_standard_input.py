"""The standard input as a file beside the database."""

import io
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.errors import QuizError
from quizapp.usecases.context import Context, make_context
from quizapp.usecases.deck_import.standard_input import kept_input


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return make_context(str(tmp_path / "quiz.db"), "me", {"QUIZAPP_CONFIG": str(tmp_path / "none.toml")})


def test_same_input_has_the_same_path(context: Context) -> None:
    one, two = (kept_input(context, io.BytesIO(content)) for content in (b"a,b\n", b"c,d\n"))
    assert one != two and one == kept_input(context, io.BytesIO(b"a,b\n")) and one.read_bytes() == b"a,b\n"


def test_too_large_input_is_refused_and_leaves_nothing(context: Context, tmp_path: Path) -> None:
    settings = replace(context.settings, import_megabytes=1)
    small = replace(context, config=replace(context.config, settings=settings))
    with pytest.raises(QuizError, match="the input is larger than the limit"):
        kept_input(small, io.BytesIO(bytes(2 << 20)))
    assert list((tmp_path / "archives").iterdir()) == []
