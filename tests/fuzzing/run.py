"""Coverage-guided fuzzing of the targets, by atheris: python -m tests.fuzzing.run [TARGET ...] [--seconds 60]

Each target runs in a process of its own, two at a time. A finding is an exception that the contract does not have, ten
seconds without an end, or more than a gigabyte; its input is kept in the folder that is printed. Exits 1 on any.
"""

import argparse
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

NAMES = ("decks", "readers", "packages", "archives", "lines", "tools", "notes", "settings", "logs", "databases")


def fuzz(target: str, seconds: int, patience: int, corpus: Path) -> None:
    """Fuzz one target in this process; libFuzzer ends it."""
    import atheris

    with atheris.instrument_imports(include=["quizapp"]):
        from tests.fuzzing import targets

    (corpus / "seeds").mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(targets.seeds(target)):
        (corpus / "seeds" / f"{number:03}").write_bytes(seed)
    words = [
        f"-max_total_time={seconds}",
        f"-timeout={patience}",
        "-rss_limit_mb=1024",
        "-max_len=262144",
        "-detect_leaks=0",
        "-verbosity=0",
    ]
    words += [f"-artifact_prefix={corpus}/finding-", "-print_final_stats=1", str(corpus), str(corpus / "seeds")]
    atheris.Setup([sys.argv[0], *words], targets.TARGETS[target])
    atheris.Fuzz()


def watched(target: str, seconds: int, patience: int) -> tuple[str, int, str, Path]:
    """Run a target in a child; return its name, exit code, output and folder."""
    corpus = Path(tempfile.mkdtemp(prefix=f"fuzz-{target}-"))
    command = [sys.executable, "-m", "tests.fuzzing.run", target, "--seconds", str(seconds)]
    command += ["--patience", str(patience), "--here", str(corpus)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    return target, done.returncode, done.stdout + done.stderr, corpus


def main() -> int:
    """Run the targets; return the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("targets", nargs="*", choices=(*NAMES, []), default=[])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--patience", type=int, default=10, help="seconds for one input; more beside other work")
    parser.add_argument("--here", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.here:
        fuzz(given.targets[0], given.seconds, given.patience, given.here)
        return 0
    try:
        import atheris  # noqa: F401
    except ImportError:
        print("atheris is not here: pip install -e '.[fuzz]' (CPython 3.11 to 3.13 on Linux); random changes instead")
        tests = "tests/fuzzing/test_targets.py"
        return subprocess.run([sys.executable, "-m", "pytest", "-q", tests], check=False).returncode
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda target: watched(target, given.seconds, given.patience), given.targets or NAMES))
    for target, code, told, corpus in results:
        runs = next((line.split()[-1] for line in told.splitlines() if "number_of_executed_units" in line), "?")
        print(f"{target}: {runs} runs, {'no finding' if code == 0 else f'a finding in {corpus}'}")
        if code:
            print("\n".join(line for line in told.splitlines() if not line.startswith("INFO:"))[-4000:])
    return int(any(code for _, code, _, _ in results))


if __name__ == "__main__":
    sys.exit(main())
