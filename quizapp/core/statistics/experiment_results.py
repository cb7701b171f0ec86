"""What was proved and what misleads, from the proofs of the log."""

from collections.abc import Iterable, Mapping
from typing import Any


def verdicts(payloads: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the latest verdict of each claim on each interpreter and machine, and the one before where it changed.

    A run that decided nothing changes nothing.
    """
    latest: dict[tuple[str, ...], dict[str, Any]] = {}
    for each in payloads:
        machine = each["machine"]
        where = f"{machine['implementation']} {machine['python']}, {machine['cores']:g} cores"
        key = (each["experiment"], where, str(machine["gil"]))
        before = latest.get(key)
        if each["verdict"] == "inconclusive" and before:
            continue
        changed = before["verdict"] if before and before["verdict"] != each["verdict"] else None
        if changed == "inconclusive":
            changed = None
        row = {"experiment": each["experiment"], "verdict": each["verdict"], "day": each["day"], "machine": where}
        value = each["measured"]["value"]
        latest[key] = row | {"gil": machine["gil"], "value": value, "unit": each["measured"]["unit"], "before": changed}
    return [latest[key] for key in sorted(latest)]


def misconceptions(payloads: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the wrong ideas that predictions gave away: how often, and whether the latest prediction still does."""
    seen: dict[str, dict[str, Any]] = {}
    for each in payloads:
        if each.get("error") is None:
            continue
        for row in seen.values():
            if row["experiment"] == each["experiment"]:
                row["gone"] = row["says"] not in each.get("misconceptions", ())
        for says in each.get("misconceptions", ()):
            row = seen.setdefault(says, {"experiment": each["experiment"], "says": says, "count": 0, "gone": False})
            row["count"] += 1
    return sorted(seen.values(), key=lambda row: (row["gone"], -row["count"], row["says"]))
