"""Kill a session at random moments and count what is lost: python benchmarks/crash.py [KILLS], by default 1,000"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DRIVER = Path(__file__).parents[1] / "tests" / "crash_driver.py"
LIVES = 100  # kills of one database; then a new one, since the checks take longer as it grows


def main(kills: int) -> int:
    """Print the totals of all databases; return 1 if anything was lost or differs from the log, otherwise 0."""
    total = {"kills": 0, "acknowledged": 0, "unacknowledged": 0}
    faults: list[str] = []
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        for seed in range((kills + LIVES - 1) // LIVES):
            count = min(LIVES, kills - seed * LIVES)
            words = [sys.executable, str(DRIVER), f"{place}/{seed}.db", str(count), str(seed)]
            found = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
            faults += found.pop("faults")
            total = {name: total[name] + found[name] for name in total}
    print(f"{total['kills']} kills in {time.monotonic() - began:.0f} s: {total['acknowledged']} answers acknowledged,")
    print(f"{total['unacknowledged']} stored but not yet acknowledged, {len(faults)} faults.")
    for fault in faults:
        print(fault)
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
