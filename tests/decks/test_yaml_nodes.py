"""Parsing YAML into plain text with locations; hostile or broken content becomes a problem."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quizapp.decks import yaml_nodes
from quizapp.decks.yaml_nodes import MOST_BYTES, MOST_DEPTH, read_document
from quizapp.errors import Location

REFUSED = {
    "empty-file": b"# nothing but a comment\n",
    "not-a-mapping": b"- a\n- b\n",
    "nul-byte": b"a: b\nc: \0\n",
    "not-utf8": b"a: b\nc: \xff\n",
    "utf-16": "a: b\n".encode("utf-16"),
    "control-character": b"a: b\nc: \x07\n",
    "file-too-large": b"a: " + b"x" * MOST_BYTES,
    "yaml-tag": b"a: !!python/object/apply:os.system [id]\n",
    "alias-not-allowed": b"a: &a [x]\nb: [*a, *a]\n",
    "several-documents": b"a: b\n---\nc: d\n",
    "deck-too-deep": b"a: " + b"[" * (MOST_DEPTH + 1),
    "deck-too-many-nodes": b"a:\n" + b"- x\n" * 100_000,
    "bad-key": b"? [a, b]\n: c\n",
    "duplicate-key": b"a: 1\nb:\n  c: 1\n  c: 2\n",
    "yaml-syntax": b"a: [b\n",
}

HOSTILE = {
    "brackets": "b'[' * 2_000_000",
    "maps in maps": "b'{a: ' * 400_000",
    "lists in lists": "b'- ' * 1_000_000",
    "complex keys": "b'? ' * 1_000_000",
    "laughs": "b'a0: &a0 [x]\\n' + b''.join(b'a%d: &a%d [*a%d, *a%d]\\n' % (i, i, i - 1, i - 1) for i in range(1, 60))",
    "an alias to itself": "b'a: &a [*a]\\n'",
    "one key, again and again": "b'a: b\\n' * 40_000",
    "unknown keys": "b''.join(b'k%d: v\\n' % i for i in range(40_000))",
    "wrong items": "b'tags:\\n' + b'- [a]\\n' * 24_000",
    "a long word": "b'x' * 2_000_000",
    "a long id": "b'concept: ' + b'x' * 2_000_000",
    "exclamation marks": "b'!' * 2_000_000",
    "blank lines in a block": "b'a: |\\n' + b' \\n' * 900_000",
    "invalid bytes": "bytes(range(256)) * 8_000",
}


@pytest.mark.parametrize("code", REFUSED)
def test_content_that_decks_may_not_have_is_a_problem(code: str) -> None:
    """Each has a code of its own and a hint."""
    (problem,) = read_document("a.yaml", REFUSED[code]).problems
    assert problem.code == code
    assert problem.hint


@pytest.mark.parametrize(
    ("code", "line", "column"),
    [
        ("nul-byte", 2, 1),
        ("not-utf8", 2, 4),
        ("control-character", 2, 4),
        ("several-documents", 2, 1),
        ("yaml-tag", 1, 4),
    ],
)
def test_a_refusal_has_a_location(code: str, line: int, column: int) -> None:
    """The line and column of the content."""
    (problem,) = read_document("a.yaml", REFUSED[code]).problems
    assert problem.location == Location("a.yaml", line, column)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold a process to its limit of memory")
@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_a_few_problems_in_little_memory(content: str, tmp_path: Path) -> None:
    """No content exhausts the memory, the stack or the time of the program."""
    program = f"""
import resource
from pathlib import Path
from quizapp.decks.loader import load_deck
pages = int(Path("/proc/self/statm").read_text().split()[0])
most = pages * resource.getpagesize() + 200 * 1024 * 1024
resource.setrlimit(resource.RLIMIT_AS, (most, most))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
file = Path({str(tmp_path / "hostile.yaml")!r})
file.write_bytes({content})
loaded = load_deck(file)
assert loaded.deck is None and 1 <= len(loaded.problems) <= 300, len(loaded.problems)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("loader", [getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader])
def test_a_scalar_stays_the_text_that_was_written(loader: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """No implicit types of YAML 1.1, with the C loader and without it."""
    monkeypatch.setattr(yaml_nodes, "_Loader", loader)
    content = b"a: [no, on, 1:30, 010, 1e3, null, ~, 2024-01-01, 0x1F, '']\nb:\nc: ''\n"
    texts = ["no", "on", "1:30", "010", "1e3", "null", "~", "2024-01-01", "0x1F", ""]
    assert read_document("a.yaml", content).value == {"a": texts, "b": None, "c": ""}


def test_keys_and_values_have_locations() -> None:
    """A value by its path, a key by its path and an empty part; else that of the nearest parent."""
    document = read_document("a.yaml", b"a: b\nquestions:\n  - id: x\n    answer: y\n")
    assert document.place(("questions", 0, "answer")) == Location("a.yaml", 4, 13)
    assert document.place(("questions", 0, "answer", "")) == Location("a.yaml", 4, 5)
    assert document.place(("questions", 0, "nowhere", 7)) == Location("a.yaml", 3, 5)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_value_or_a_problem(content: bytes) -> None:
    """No content raises."""
    document = read_document("a.yaml", content)
    assert document.value is not None or document.problems


_TREES = st.recursive(
    st.text(max_size=20),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=8), inside, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=8), _TREES, min_size=1, max_size=4))
def test_output_of_pyyaml_is_read_back(value: dict[str, object]) -> None:
    """Text in lists and mappings is unchanged, and every key has a location."""

    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:
            return True

    document = read_document("a.yaml", yaml.dump(value, Dumper=Plain, default_style='"').encode("utf-8"))
    assert (document.value, document.problems) == (value, [])
    assert all((key,) in document.places for key in value)
