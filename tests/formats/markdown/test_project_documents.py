"""Files that document a project."""

from pathlib import Path

import pytest

from quizapp.formats.markdown.project_documents import project_document

OTHERS = list("ABCDEFGHI")


@pytest.mark.parametrize(
    ("headings", "is_one"),
    [
        (["Usage"], True),
        (["Usage", *OTHERS[:3]], True),  # one usual heading is enough up to four
        (["Usage", *OTHERS[:4]], False),  # then two are needed
        (["Usage", "Installation", *OTHERS[:4]], True),
        (["Usage", "Installation", *OTHERS[:8]], True),  # a fifth of them
        (["Usage", "Installation", *OTHERS], False),  # less than a fifth
        (OTHERS, False),
    ],
)
def test_documentation_is_known_by_the_share_of_usual_headings(headings: list[str], *, is_one: bool) -> None:
    """Notes may have one of them by chance."""
    assert bool(project_document(Path("folder/notes.md"), headings)) is is_one


@pytest.mark.parametrize(
    ("headings", "is_one"),
    [(["1.2.0", "1.1.0", "Thanks"], True), (["1.2.0", "Thanks"], False), (["1.2.0"], False)],
)
def test_a_changelog_is_known_by_versions_as_most_of_its_headings(headings: list[str], *, is_one: bool) -> None:
    """A single one is none."""
    assert (project_document(Path("folder/notes.md"), headings) == "a changelog") is is_one
