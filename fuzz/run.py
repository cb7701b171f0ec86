"""Throws bytes at what reads: `python fuzz/run.py --seconds 60 [TARGET...]`, two targets at a time.

With atheris the bytes follow the coverage of quizapp; without it they are mutated samples of Hypothesis' choosing.
A finding is an exception that the contract does not allow, a hang over 10 s, or memory over 1 GB: it is printed with
the bytes' file, and the exit code is 1.
"""

import argparse
import importlib
import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).parent
TARGETS = ("deck", "formats", "settings", "lines", "exchanged", "merged")
HANG_SECONDS, MOST_MEGABYTES, LARGEST = 10, 1024, 20_000


def main(argv: Sequence[str]) -> int:
    """Run the targets; return 1 where one of them found something."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", default=TARGETS, metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--findings", type=Path, default=Path("findings"), help="where the bytes of a finding go")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(argv)
    if unknown := set(given.targets) - set(TARGETS):
        parser.error(f"there is no target {', '.join(sorted(unknown))}; there are: {', '.join(TARGETS)}")
    if given.alone:
        return alone(given.targets[0], given.seconds, given.findings.resolve())
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not here (pip install -e '.[fuzz]'): random mutations, blind to coverage")
    given.findings.mkdir(exist_ok=True)
    with ThreadPoolExecutor(2) as pool:
        return int(any(list(pool.map(lambda name: _child(name, given.seconds, given.findings), given.targets))))


def _child(name: str, seconds: int, findings: Path) -> bool:
    """Run a target in a process of its own and print its end; return whether it found something."""
    command = [sys.executable, str(Path(__file__)), "--alone", "--seconds", str(seconds), "--findings", str(findings)]
    try:
        done = subprocess.run(
            [*command, name], capture_output=True, text=True, errors="replace", timeout=seconds + 120, check=False
        )
        failed, said = done.returncode != 0, (done.stdout + done.stderr).splitlines()
    except subprocess.TimeoutExpired:
        failed, said = True, [f"it did not end within {seconds + 120} s"]
    print(f"{name}: {'FOUND' if failed else 'nothing found'}", *said[-60 if failed else -1 :], sep="\n  ", flush=True)
    return failed


def alone(name: str, seconds: int, findings: Path) -> int:
    """Run one target in this process."""
    os.umask(0o077)
    with tempfile.TemporaryDirectory(prefix="quizapp-fuzz-") as folder:
        tempfile.tempdir = folder
        try:
            import atheris
        except ImportError:
            return _blind(importlib.import_module(name), seconds, Path(folder), findings)
        with atheris.instrument_imports(include=["quizapp"]):
            target = importlib.import_module(name)
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for number, seed in enumerate(target.seeds()):
            (corpus / str(number)).write_bytes(seed)
        options = [
            f"-max_total_time={seconds}", f"-timeout={HANG_SECONDS}", f"-rss_limit_mb={MOST_MEGABYTES}",
            f"-max_len={LARGEST}", f"-artifact_prefix={findings / name}-", "-verbosity=1",
        ]  # fmt: skip
        atheris.Setup([name, *options, str(corpus)], _one(target.check, Path(folder)))
        atheris.Fuzz()
    return 0


def _one(check: Callable[[bytes, Path], None], folder: Path) -> Callable[[bytes], None]:
    return lambda content: check(content, folder)


def _blind(target: ModuleType, seconds: int, folder: Path, findings: Path) -> int:
    """Mutate the seeds at random until the time is up; a hang is ended by the alarm."""
    import signal
    import time

    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st

    seeds, until = list(target.seeds()), time.monotonic() + seconds
    last = b""

    @settings(max_examples=1000, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(st.sampled_from(seeds), st.binary(max_size=20), st.integers(0, LARGEST), st.integers(0, 20))
    def some(seed: bytes, more: bytes, place: int, cut: int) -> None:
        nonlocal last
        place %= len(seed) + 1
        last = seed[:place] + more + seed[place + cut :]
        signal.alarm(HANG_SECONDS)
        target.check(last, folder)
        signal.alarm(0)

    try:
        while time.monotonic() < until:
            some()
    except Exception:
        (findings / f"{target.__name__}-blind").write_bytes(last)
        raise
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    sys.exit(main(sys.argv[1:]))
