"""A large file with hardly a card in it may be in another format."""

from pathlib import Path

from quizapp.formats.registry import read_path

TEXT = "Some words that are no card at all, and that go on for a while. " * 5 + "\n\n"


def told(path: Path, text: str, format_name: str | None = None) -> list[tuple[str, str, str]]:
    path.write_text(text, "utf-8")
    problems = read_path(path, format_name).problems
    return [(each.code, each.message, each.hint) for each in problems if each.code in ("few-cards", "read-as")]


def test_few_cards_of_a_large_file(tmp_path: Path) -> None:
    """The count, the size, the format, and what to try."""
    text = "Q: one?\nA: 1\n\n---\n\n" + TEXT * 100
    assert told(tmp_path / "a.md", text) == [
        (
            "few-cards",
            "only 1 card was found in 32 KB, read as Markdown flashcards with Q:, A: and C:",
            "If it is in another format, name it, such as --as headings.",
        )
    ]


def test_a_file_full_of_cards_is_no_doubt(tmp_path: Path) -> None:
    assert told(tmp_path / "a.md", "".join(f"Q: {at}?\nA: 1\n\n---\n\n" for at in range(2000))) == []
    assert told(tmp_path / "b.md", "Q: one?\nA: 1\n\n---\n\n" + TEXT * 10) == []


def test_no_card_at_all(tmp_path: Path) -> None:
    """What the file was taken for is said beside the error."""
    assert told(tmp_path / "a.md", "only words\n", "headings") == [
        (
            "read-as",
            "the file was read as Markdown with a card under every heading",
            "If it is in another format, name it, such as --as table.",
        )
    ]
