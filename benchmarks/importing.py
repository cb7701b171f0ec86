"""Measure imports, and Anki's import of the same files, in turn within one run.

    python benchmarks/importing.py [--anki PYTHON] [--runs 3] [--notes 100000] [--concepts 1000]

--anki names an interpreter that has the `anki` package; its import is timed in a fresh process too, from the start of
Python until the collection is closed. Without it, only quizapp is measured.

The last columns are CPU time, of the process and those that it started: their ratio hardly depends on what else the
machine does. quizapp reads a large file in a second process, so its CPU time may be longer than the import takes.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from engines.measuring import quizapp_environ, spread

ANKI_WRITES = """
import sys
from anki.collection import AddNoteRequest, Collection, ExportAnkiPackageOptions
col = Collection(sys.argv[1] + "/source.anki2")
kind, deck, count = col.models.by_name("Basic"), col.decks.id("Top"), int(sys.argv[2])
requests = []
for number in range(count):
    note = col.new_note(kind)
    note.fields[:] = [f"Question number {number}: what is it?", f"Answer {number} and some words"]
    requests.append(AddNoteRequest(note=note, deck_id=deck))
col.add_notes(requests)
options = ExportAnkiPackageOptions(with_scheduling=True, with_media=True, with_deck_configs=True, legacy=False)
col.export_anki_package(out_path=sys.argv[1] + "/notes.apkg", options=options, limit=None)
col.close()
"""
ANKI_READS = """
import sys
from anki.collection import Collection, CsvMetadata, ImportAnkiPackageRequest, ImportCsvRequest
col = Collection(sys.argv[1])
if sys.argv[2].endswith(".apkg"):
    col.import_anki_package(ImportAnkiPackageRequest(package_path=sys.argv[2]))
else:
    found = col.get_csv_metadata(path=sys.argv[2], delimiter=None)
    col.import_csv(ImportCsvRequest(path=sys.argv[2], metadata=found))
col.close()
"""
SECTIONS = ("what", "why", "how", "example", "when", "conclusion")
LINE = "A sentence of some length about number {0} that says something, and another one that goes on for a while. "


def table(path: Path, notes: int) -> None:
    """Write a table of two columns."""
    rows = (f"Question number {n}: what is it?,Answer {n} and some words\n" for n in range(notes))
    path.write_text("front,back\n" + "".join(rows))


def deck_folder(folder: Path, concepts: int) -> None:
    """Write a deck of concepts with eight sections and ten questions each."""
    folder.mkdir()
    (folder / "deck.yaml").write_text("format: 1\ndeck: large\ntitle: Large\n")
    for n in range(concepts):
        sections = "".join(f"  {name}: |\n    {(LINE * 3).format(n).strip()}\n" for name in SECTIONS)
        sections += "  pros_cons:\n    pros: [It is fast, It is small]\n    cons: [It is hard]\n"
        sections += f"  related: [c-{(n + 1) % concepts}]\n"
        asked = "".join(
            f"  - id: q-{q}\n    kind: choice\n    section: what\n    ask: Which is number {n} in case {q}?\n"
            f"    answer: The first\n    distractors: [The second, The third]\n    explain: It is so.\n"
            for q in range(10)
        )
        text = f"concept: c-{n}\ntitle: Concept {n}\nsections:\n{sections}questions:\n{asked}"
        (folder / f"c-{n}.yaml").write_text(text)


class Spent(NamedTuple):
    """What a process and those that it started took: seconds of the clock, of CPU time, and the largest one's MB."""

    seconds: float
    cpu: float
    megabytes: int


def timed(words: list[str], env: dict[str, str]) -> Spent:
    """Run a process; return what it took."""
    began = time.perf_counter()
    child = subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    spent = time.perf_counter() - began
    if status:
        raise SystemExit(f"{words[:3]}: expected exit code 0, got {os.waitstatus_to_exitcode(status)}.")
    return Spent(spent, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024)


class Program:
    """quizapp on a new database, created before anything is timed."""

    def __init__(self, place: Path) -> None:
        self.env = quizapp_environ(place)
        self.run("status")

    def run(self, *words: str) -> Spent:
        """Run a command; return what it took."""
        return timed([sys.executable, "-m", "quizapp", *words], self.env)


def compared(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """Return both times and their ratio as columns; the last two are empty if Anki was not measured."""
    if not theirs:
        return f"{spread(ours, 's')} | | "
    ratio = statistics.median(ours) / statistics.median(theirs)
    return f"{spread(ours, 's')} | {spread(theirs, 's')} | {ratio:.2f}"


def pair(name: str, path: Path, anki: str, runs: int, place: Path) -> None:
    """Print the first and the second import of a file, quizapp's and Anki's in turn."""
    ours: tuple[list[Spent], list[Spent]] = ([], [])
    theirs: tuple[list[Spent], list[Spent]] = ([], [])
    for run in range(runs):
        home = place / f"{path.name}-{run}"
        home.mkdir()
        quiz = Program(home)
        for once in (0, 1):
            ours[once].append(quiz.run("import", str(path)))
            if anki:
                words = [anki, "-c", ANKI_READS, str(home / "c.anki2"), str(path)]
                theirs[once].append(timed(words, dict(os.environ)))
    for what, mine, peer in zip(("first", "unchanged"), ours, theirs, strict=True):
        wall = compared([each.seconds for each in mine], [each.seconds for each in peer])
        cpu = compared([each.cpu for each in mine], [each.cpu for each in peer])
        print(f"| {name}, {what} | {wall} | {cpu} |", flush=True)
    print(f"| {name}, peak memory | {max(each.megabytes for each in chain(*ours))} MB | | | | | |", flush=True)


def folder_times(place: Path, runs: int, concepts: int) -> None:
    """Print the imports of a deck folder: first, unchanged, and with one file changed."""
    columns: dict[str, list[Spent]] = {"first": [], "unchanged": [], "one file changed": []}
    for run in range(runs):
        home = place / f"folder-{run}"
        home.mkdir()
        deck_folder(home / "deck", concepts)
        quiz = Program(home)
        columns["first"].append(quiz.run("import", str(home / "deck")))
        columns["unchanged"].append(quiz.run("import", str(home / "deck")))
        file = home / "deck" / f"c-{concepts // 2}.yaml"
        file.write_text(file.read_text().replace("in case 2?", "in the case 2?"))
        columns["one file changed"].append(quiz.run("import", str(home / "deck")))
    for name, found in columns.items():
        wall, cpu = compared([each.seconds for each in found], ()), compared([each.cpu for each in found], ())
        print(f"| {concepts:,} concepts, {name} | {wall} | {cpu} |", flush=True)
    peak = max(each.megabytes for found in columns.values() for each in found)
    print(f"| {concepts:,} concepts, peak memory | {peak} MB | | | | | |", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--anki", default="")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--notes", type=int, default=100_000)
    parser.add_argument("--concepts", type=int, default=1000)
    given = parser.parse_args()
    print("| import | quizapp | Anki | ratio | CPU | Anki's | ratio |\n| --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        table(place / "notes.csv", given.notes)
        pair(f"{given.notes:,} notes, CSV", place / "notes.csv", given.anki, given.runs, place)
        if given.anki:
            subprocess.run([given.anki, "-c", ANKI_WRITES, name, str(given.notes)], check=True, capture_output=True)
            pair(f"{given.notes:,} notes, .apkg", place / "notes.apkg", given.anki, given.runs, place)
        folder_times(place, given.runs, given.concepts)


if __name__ == "__main__":
    main()
