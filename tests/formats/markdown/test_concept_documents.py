"""Markdown documents of concepts become decks; damaged text is repaired, other text is not changed."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.model import Concept
from quizapp.formats.common.mojibake import repair
from quizapp.formats.registry import format_in_folder, format_of, read_path

SEED = Path(__file__).parents[3] / "data/samples/seed.md"


def test_seed_document_is_read_completely() -> None:
    """Two concepts, eight sections each, both examples, nothing unplaced."""
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


def test_damaged_lines_of_the_seed_are_repaired() -> None:
    """All seven, as they were meant."""
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
def test_ordinary_text_is_not_changed(text: str) -> None:
    """In any language."""
    assert repair(text) == text


@given(st.lists(st.sampled_from(list("✅❌’“”–—…•→≤🔹🚀 abc")), max_size=12), st.sampled_from(["mac_roman", "cp1252"]))
def test_mojibake_is_repaired(characters: list[str], encoding: str) -> None:
    """UTF-8 read with another encoding; a second repair changes nothing."""
    text = "".join(characters)
    try:
        damaged = text.encode().decode(encoding)
    except UnicodeDecodeError:
        return
    assert repair(damaged) == text
    assert repair(text) == text


def test_other_wordings_and_unplaced_text(tmp_path: Path) -> None:
    """Headings in other words; extra sections and loose text are listed with their lines."""
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


def test_concept_without_all_sections_is_a_draft(tmp_path: Path) -> None:
    """It is imported, and the missing section is reported with its place."""
    path = tmp_path / "part.md"
    path.write_text(SEED.read_text("utf-8").replace("## 8. Conclusion", "## Afterword", 1), "utf-8")
    found = read_path(path)
    assert found.deck is not None
    assert [(each.concept, each.draft) for each in found.deck.concepts] == [("process", True), ("threads", False)]
    assert [(each.code, each.severity) for each in found.problems] == [
        ("unplaced", "warning"),
        ("missing-section", "warning"),
    ]
    assert found.problems[1].message == "`Process` has no section `conclusion`"


SECTIONS = (
    "What is it?", "Why it matters", "How it works", "Analogy",
    "When to use it", "Pros and cons", "Related", "Conclusion",
)  # fmt: skip


def document(title: str, headings: Sequence[str] = SECTIONS, mark: str = "## ", after: str = "") -> str:
    bodies = ["a", "b", "c", "d", "e", "- ✅ good\n- ❌ bad", "one, two", "h"]
    parts = [f"{mark}{heading}{after}\n\n{body}" for heading, body in zip(headings, bodies, strict=True)]
    return "\n\n".join([title, *parts])


WORDINGS = [
    ["Definition", "Importance", "Mechanism", "An analogy", "Use cases", "Trade-offs", "See also", "Summary"],
    ["Overview", "Motivation", "Under the hood", "Example",
     "When should I use this?", "Pros & Cons", "Further reading", "TL;DR"],
    ["1. Introduction", "2) Why care?", "3. How does it work?", "4. 🎯 Real-world analogy", "5. Applications",
     "6. Advantages and disadvantages", "7. Related topics", "8. Key takeaways"],
    ["🔹 What is a lock?", "❓ Why do we need it", "⚙️ How it works", "💡 Example",
     "✅ When to use", "👍 Strengths and weaknesses", "🔗 Related concepts", "🏁 In a nutshell"],
]  # fmt: skip


@pytest.mark.parametrize("headings", WORDINGS)
@pytest.mark.parametrize("title", ["# Lock\n", "---\ntitle: x\ntags: [a, b c]\n---\n\n# Lock\n", "# 3. 🔒 **Lock**\n"])
def test_headings_in_other_words(tmp_path: Path, headings: list[str], title: str) -> None:
    """Each section gets its own text."""
    path = tmp_path / "x.md"
    path.write_text(document(title, headings), "utf-8")
    found = read_path(path)
    assert found.problems == () and found.deck is not None
    (concept,) = found.deck.concepts
    parts = concept.sections
    assert (concept.concept, concept.title) == ("lock", "Lock")
    assert [parts.what, parts.why, parts.how, parts.example, parts.when, parts.conclusion] == [
        "a",
        "b",
        "c",
        "d",
        "e",
        "h",
    ]
    assert (parts.pros_cons.pros, parts.pros_cons.cons, parts.related) == (["good"], ["bad"], ["one", "two"])
    assert concept.tags == (["a", "b-c"] if title.startswith("---") else [])


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (document("# Lock", mark="# "), "Lock"),  # all of one level
        (document("", mark="## "), "The lock"),  # the file's name
        (document("# Lock", mark="**", after="**"), "Lock"),  # lines in bold
        (document("# All of it\n\n## Lock", mark="### "), "Lock"),  # the document's title above the concept's
        (document("Lock\n====", mark="## "), "Lock"),
    ],
)
def test_other_layouts(tmp_path: Path, text: str, title: str) -> None:
    """The title is found, and nothing is unplaced."""
    path = tmp_path / "the-lock.md"
    path.write_text(text, "utf-8")
    found = read_path(path, format_name="markdown")
    assert found.problems == () and found.deck is not None
    assert [(each.title, each.sections.what, each.sections.conclusion) for each in found.deck.concepts] == [
        (title, "a", "h")
    ]


PROS_CONS = [
    "## Advantages\n\n- good\n- fine\n\n## Disadvantages\n\n- bad",
    "## Pros and cons\n\n**Pros:**\n\n- good\n- fine\n\n**Cons of it**\n\n1. bad",
    "## Pros and cons\n\n### Benefits\ngood\nfine\n### Drawbacks\nbad",
    "## Pros and cons\n\n| Pros | Cons |\n| --- | --- |\n| good | bad |\n| fine | |",
    "## Pros and cons\n\n- **Pro:** good\n- Advantage: fine\n- **Con:** bad",
    "## Pros and cons\n\n+ ➕ good\n+ ✅ fine\n\n❌ bad",
]


@pytest.mark.parametrize("written", PROS_CONS)
def test_pros_and_cons_in_any_form(tmp_path: Path, written: str) -> None:
    """Two headings, labels, a table, marks."""
    path = tmp_path / "x.md"
    path.write_text(document("# Lock").replace("## Pros and cons\n\n- ✅ good\n- ❌ bad", written), "utf-8")
    found = read_path(path)
    assert found.problems == () and found.deck is not None
    sides = found.deck.concepts[0].sections.pros_cons
    assert (sides.pros, sides.cons) == (["good", "fine"], ["bad"])


def test_code_and_text_of_a_practical_example(tmp_path: Path) -> None:
    """The code becomes the concept's; the text becomes its example if there is no other."""
    code = "## Code example\n\nIt counts.\n\n~~~python\nprint(1)\n~~~\n"
    path = tmp_path / "x.md"
    path.write_text(document("# Lock").replace("## Analogy\n\nd\n", code), "utf-8")
    found = read_path(path)
    assert found.problems == () and found.deck is not None
    (concept,) = found.deck.concepts
    assert [each.source for each in concept.examples.values()] == ["print(1)\n"]
    assert concept.sections.example == "It counts."


def test_other_encodings(tmp_path: Path) -> None:
    """UTF-16 is detected with certainty; cp1252 is a guess that is reported."""
    text = document("# Verrou").replace("\na\n", "\nÉté\n").replace("✅", "+").replace("❌", "-")
    for encoding, codes in (("utf-16", []), ("cp1252", ["encoding-guessed"]), ("utf-8-sig", [])):
        path = tmp_path / f"{encoding}.md"
        path.write_bytes(text.encode(encoding))
        found = read_path(path, format_name="markdown")
        assert [each.code for each in found.problems] == codes
        assert found.deck is not None and found.deck.concepts[0].sections.what == "Été"


def concepts_of(tmp_path: Path, text: str) -> tuple[list[Concept], list[str]]:
    path = tmp_path / "x.md"
    path.write_text(text, "utf-8")
    found = read_path(path, format_name="markdown")
    problems = [f"{each.location.line} {each.message}" for each in found.problems if each.code != "missing-section"]
    return list(found.deck.concepts) if found.deck else [], problems


def test_second_heading_of_a_section_is_appended(tmp_path: Path) -> None:
    """With its own words; it used to be left out."""
    more = "\n\n## Programmatic example\n\n~~~python\nf()\n~~~\n\n## Known uses\n\ni\n\n## Definition\n\nj\n"
    (concept,), problems = concepts_of(tmp_path, document("# Lock") + more)
    assert concept.sections.example == "d\n\n**Programmatic example**\n\n~~~python\nf()\n~~~"
    assert concept.sections.when == "e\n\n**Known uses**\n\ni"
    assert problems == ["46 the section `Definition` could not be placed"]


def test_sections_under_another_title_are_not_the_concepts(tmp_path: Path) -> None:
    text = document("# Lock") + "\n\n# History\n\nOld.\n\n## Example of it\n\nlost\n\n" + document("# Key")
    (lock, key), problems = concepts_of(tmp_path, text)
    assert (lock.title, key.title, lock.sections.example) == ("Lock", "Key", "d")
    assert [each.partition(" ")[2] for each in problems] == [
        "the section `History` could not be placed",
        "the section `Example of it` could not be placed",
    ]


def test_document_with_one_heading_level_is_one_concept(tmp_path: Path) -> None:
    """The first heading is not the title."""
    text = "---\ntitle: Lock\n---\n\n## Also known as\n\n- latch\n\n" + document("", ["Intent", *SECTIONS[1:]])
    (concept,), problems = concepts_of(tmp_path, text)
    assert (concept.title, concept.sections.what) == ("Lock", "a")
    assert problems == ["5 the section `Also known as` could not be placed"]


def test_labels_and_introductions_are_no_pros(tmp_path: Path) -> None:
    """Neither items after `Trade-offs:` nor a sentence that introduces a list."""
    sides = "## Benefits and trade-offs\n\nThese are good:\n\nBenefits:\n\n- good\n\nTrade-offs:\n\n- bad\n"
    text = document("# Lock").replace("## Pros and cons\n\n- ✅ good\n- ❌ bad", sides)
    (concept,), problems = concepts_of(tmp_path, text)
    assert (concept.sections.pros_cons.pros, concept.sections.pros_cons.cons) == (["good"], ["bad"])
    assert problems == ["1 `These are good:` among the pros and cons of `Lock` could not be placed"]


def test_related_items_may_have_an_explanation(tmp_path: Path) -> None:
    """It is kept whole; the part before the colon names the concept."""
    related = "- [Key](key.md): opens it, closes it\n- bolts, bars"
    text = document("# Lock").replace("one, two", related) + "\n\n" + document("# Key")
    (lock, _), problems = concepts_of(tmp_path, text)
    assert (lock.sections.related, problems) == (["key", "bolts", "bars"], [])


LABELS = [("Vorteile", "Nachteile"), ("Avantages", "Inconvénients"), ("Ventajas", "Desventajas"), ("Prós", "Contras"),
          ("Vantaggi", "Svantaggi"), ("Плюсы", "Минусы"), ("优点", "缺点"), ("長所", "短所")]  # fmt: skip


@pytest.mark.parametrize(("good", "bad"), LABELS)
def test_both_sides_under_labels_in_other_languages(tmp_path: Path, good: str, bad: str) -> None:
    sides = f"## Pros and cons\n\n**{good}:**\n\n- one\n\n{bad}：two"
    text = document("# Lock").replace("## Pros and cons\n\n- ✅ good\n- ❌ bad", sides)
    (concept,), problems = concepts_of(tmp_path, text)
    assert (concept.sections.pros_cons.pros, concept.sections.pros_cons.cons) == (["one"], ["two"])
    assert problems == []


LISTS = [
    "- Lock\n" + "".join(f"  - {heading}: {body}\n" for heading, body in zip(SECTIONS, "abcdefgh", strict=True)),
    "* **Lock**\n"
    + "".join(f"    * **{heading}**: {body}\n" for heading, body in zip(SECTIONS, "abcdefgh", strict=True)),
    "# Lock\n\n"
    + "".join(
        f"{at}. **{heading}** {body}\n" for at, (heading, body) in enumerate(zip(SECTIONS, "abcdefgh", strict=True))
    ),
    "# Lock\n\n" + "".join(f"{heading}: {body}\n" for heading, body in zip(SECTIONS, "abcdefgh", strict=True)),
    "**Lock**\n\n" + "".join(f"- {heading} – {body}\n" for heading, body in zip(SECTIONS, "abcdefgh", strict=True)),
]


@pytest.mark.parametrize("text", [each.replace("f\n", "✅ good\n") for each in LISTS])
def test_sections_in_lists_and_lines(tmp_path: Path, text: str) -> None:
    """Items of a nested list, with labels in bold or not, numbered, or lines; a second concept follows."""
    path = tmp_path / "x.md"
    path.write_text(f"{text}\n{text.replace('Lock', 'Key')}", "utf-8")
    assert format_of(path) == "markdown"
    (lock, key), problems = concepts_of(tmp_path, path.read_text("utf-8"))
    assert problems == []
    for concept in (lock, key):
        parts = concept.sections
        assert [parts.what, parts.why, parts.how, parts.example, parts.when, parts.conclusion] == list("abcdeh")
        assert (parts.pros_cons.pros, parts.related) == (["good"], ["g"])
    assert (lock.title, key.title) == ("Lock", "Key")


def test_an_item_beside_the_sections_is_listed(tmp_path: Path) -> None:
    """It is not a part of the section before it. Deeper items, code and further lines are."""
    text = LISTS[0].replace("  - Related", "    - ✅ good\n    - ❌ bad\n  - Price: free\n  - Related")
    (concept,), problems = concepts_of(tmp_path, text.replace("How it works: c", "How it works: `c`\n    and d"))
    assert concept.sections.how == "`c`\nand d"
    assert (concept.sections.pros_cons.pros, concept.sections.pros_cons.cons) == (["good"], ["bad"])
    assert problems == [
        f"{8 + 3} the section `Price` could not be placed",
        "1 `f` among the pros and cons of `Lock` could not be placed",
    ]


@pytest.mark.parametrize("mark", ["## ", "**"])
def test_titles_in_bold(tmp_path: Path, mark: str) -> None:
    """Several concepts under titles in bold, over sections that are headings or in bold themselves."""
    after = "**" if mark == "**" else ""
    text = document("**Lock**", mark=mark, after=after) + "\n\n" + document("**Key**", mark=mark, after=after)
    found, problems = concepts_of(tmp_path, text)
    assert ([each.title for each in found], problems) == (["Lock", "Key"], [])
    assert [each.sections.conclusion for each in found] == ["h", "h"]
    assert not any(each.draft for each in found)


def test_a_readme_is_no_concept(tmp_path: Path) -> None:
    """Its few headings that sound like sections are not most of it. By its name it is told what it is."""
    readme = (
        "# Tool\n\nIt does things.\n\n## Overview\na\n## Installation\nb\n## Usage\nc\n## Examples\nd\n## License\ne\n"
    )
    path = tmp_path / "README.md"
    path.write_text(readme, "utf-8")
    assert format_of(path) == ""
    path.write_text(document("# Lock"), "utf-8")
    assert format_of(path) == "markdown"


def test_concept_below_a_documentation_site_is_read_where_it_is_named(tmp_path: Path) -> None:
    """Of a folder it is left out where it has few sections, as pages of the site may have."""
    path = tmp_path / "lock.md"
    path.write_text("# Lock\n\n## What is it?\na\n\n## How it works\nb\n\n## Example\nc\n", "utf-8")
    assert format_of(path) == format_in_folder(path) == "markdown"
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n", "utf-8")
    assert (format_of(path), format_in_folder(path)) == ("markdown", "")
    path.write_text(document("# Lock"), "utf-8")
    assert format_of(path) == format_in_folder(path) == "markdown"
