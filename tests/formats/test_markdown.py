"""Markdown concept documents become decks; damaged text is repaired, ordinary text is not touched."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.formats.repair import repair
from quizapp.formats.table import read_path

SEED = Path(__file__).parents[2] / "data/samples/seed.md"


def test_the_seed_comes_out_whole() -> None:
    """Two concepts, eight sections each, both examples at their concepts, nothing unplaced."""
    found = read_path(SEED)
    assert found.problems == ()
    assert found.deck is not None
    process, threads = found.deck.concepts
    assert (process.concept, threads.concept) == ("process", "threads")
    assert process.sections.pros_cons.pros == ["True parallelism, avoids GIL"]
    assert process.sections.pros_cons.cons == ["Higher memory and startup overhead, slower inter-process communication"]
    assert threads.sections.pros_cons.cons == ["Affected by GIL, can’t run Python bytecode in parallel"]
    assert process.sections.conclusion.endswith("without Python’s GIL limits.")
    assert threads.sections.conclusion.startswith("Threads help handle I/O tasks concurrently but don’t offer")
    assert "from multiprocessing import Process" in process.examples["using-multiprocessing"].source
    assert "from threading import Thread" in threads.examples["using-threading"].source


def test_all_seven_damaged_lines_of_the_seed_come_out_right() -> None:
    """Each line that changes, as it was meant."""
    text = SEED.read_text("utf-8")
    changed = [new for old, new in zip(text.splitlines(), repair(text).splitlines(), strict=True) if old != new]
    assert len(changed) == 7
    assert [line[:4] for line in changed] == ["- ✅ ", "- ❌ ", "Proc", "- ✅ ", "- ❌ ", "Thre", "## 🔹"]


ORDINARY = [
    "naïve café, déjà vu, Ünïcödé, façade — “quoted” ‘text’ … œuvre ÀÉÎÕÜ",
    "«Привет», сказал он. Ελληνικά κείμενα. Zażółć gęślą jaźń.",
    "Tiếng Việt rất đẹp. 日本語のテキスト。 中文内容，标点。 한국어 텍스트",
    "√2 ≈ 1.414, ∂x/∂t, ¬a ∧ b, ±5 µm, 20 €, £5, ¥100, ½, ™ © ®",
    "Âge Ãcaro Å ñandú ¿Qué? ¡Olé! Größe Straße ÆØÅ þorn ðe",
    "עברית العربية हिन्दी ไทย 👩‍💻 ✅ ❌",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_is_not_touched(text: str) -> None:
    """In any language."""
    assert repair(text) == text


@given(st.lists(st.sampled_from(list("✅❌’“”–—…•→≤🔹🚀 abc")), max_size=12), st.sampled_from(["mac_roman", "cp1252"]))
def test_what_was_damaged_is_repaired(characters: list[str], encoding: str) -> None:
    """UTF-8 read as another encoding comes back, and a second repair changes nothing."""
    text = "".join(characters)
    try:
        damaged = text.encode().decode(encoding)
    except UnicodeDecodeError:
        return
    assert repair(damaged) == text
    assert repair(text) == text


def test_other_wordings_and_what_cannot_be_placed(tmp_path: Path) -> None:
    """Headings in other words, an extra section, loose text: the last two are listed with their lines."""
    text = SEED.read_text("utf-8").split("---")[0]
    text = text.replace("## 5. When to use it", "## When should I use this?").replace(
        "## 6. Pros and Cons", "### 👍 Pros & Cons:"
    )
    text = "Some words first.\n\n" + text + "\n## History\nOld.\n"
    path = tmp_path / "other.md"
    path.write_text(text, "utf-8")
    found = read_path(path)
    assert found.deck is not None
    assert [(problem.code, problem.severity) for problem in found.problems] == [("unplaced", "warning")] * 2
    assert found.problems[1].location.line == text.splitlines().index("## History") + 1


def test_a_missing_section_is_an_error_with_its_concept(tmp_path: Path) -> None:
    """The deck is not made, and the fault says where."""
    path = tmp_path / "part.md"
    path.write_text(SEED.read_text("utf-8").replace("## 8. Conclusion", "## Afterword", 1), "utf-8")
    found = read_path(path)
    assert found.deck is None
    assert "`Process` has no section `conclusion`" in [problem.message for problem in found.problems]
