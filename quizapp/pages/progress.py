"""Progress as one page that needs no network: the same document that the terminal draws."""

from collections.abc import Iterator, Mapping
from html import escape
from math import exp
from typing import Any

from quizapp.core.model import SECTION_TITLES
from quizapp.pages import svg
from quizapp.pages.style import STYLE

Document = Mapping[str, Any]
Rows = list[tuple[Any, ...]]
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def progress_page(document: Document) -> str:
    """Return the page. Every text that comes from a deck is escaped."""
    parts = [
        *_tiles(document),
        *_map(document),
        *_habit(document),
        *_memory(document),
        *_lab(document),
        *_decks(document),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Progress on {escape(document['study_day'])}</title><style>{STYLE}</style></head><body><main>"
        f"<h1>Progress on {escape(document['study_day'])}</h1>{''.join(parts)}</main></body></html>\n"
    )


def _percent(value: float | None) -> str:
    return "none yet" if value is None else f"{value:.0%}"


def _tiles(document: Document) -> Iterator[str]:
    shown = {
        "days in a row": document["streak_days"],
        "the longest": document["longest_streak_days"],
        "reviews": f"{document['reviews']:,}",
        "recalled, last 30 days": _percent(document["true_retention"]["30"]),
        "due in the next 30 days": sum(row["due"] for row in document["memory"]["forecast"]["30"]),
    }
    tiles = "".join(f"<li><b>{escape(str(value))}</b>{escape(name)}</li>" for name, value in shown.items())
    yield f'<ul class="tiles">{tiles}</ul><p class="soft">{escape(document["habit"]["rest"])}</p>'


def _map(document: Document) -> Iterator[str]:
    yield "<h2>What you would recall now</h2>"
    names = {(each["deck"], each["concept"]): each["title"] for each in document["concepts"]}
    heads = ["Concept", *SECTION_TITLES.values(), "All", "After"]
    rows = []
    for each in document["concepts"]:
        cells = "".join(_cell(each["sections"][name]) for name in SECTION_TITLES)
        needs = ", ".join(names.get((each["deck"], other), other) for other in each["requires"])
        rows.append(
            f'<tr><th scope="row">{escape(each["title"])}</th>{cells}<td><b>{each["mastery"]:.0%}</b></td>'
            f"<td>{escape(needs) or '–'}</td></tr>"
        )
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    inner = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    yield f'<div class="wide" tabindex="0">{inner}</div>'
    yield '<p class="soft">The chance of recall in percent; – was not asked yet.</p>'


def _cell(chance: float | None) -> str:
    if chance is None:
        return "<td>–</td>"
    style = "good" if chance >= 0.9 else "mid" if chance >= 0.7 else "bad"
    return f'<td class="{style}">{chance:.0%}</td>'


def _habit(document: Document) -> Iterator[str]:
    habit = document["habit"]
    yield "<h2>Habit</h2>"
    days = habit["calendar"]
    told = f"{sum(row['reviews'] for row in days)} reviews on {len(days)} of the last 365 days."
    rows = [(row["day"], row["reviews"], round(row["seconds"] / 60, 1)) for row in days]
    drawing = svg.calendar(days, document["study_day"])
    yield svg.figure("A year of study", told, drawing, ("day", "reviews", "minutes"), rows, height=84)
    rated = [(row["day"], *(row[name] for name in ("again", "hard", "good", "easy"))) for row in habit["ratings"]]
    values = [(day[5:], sum(counts), f"{day}: {sum(counts)} reviews, {counts[0]} again") for day, *counts in rated]
    told = "Reviews on the last days with any."
    yield svg.figure("Reviews by day", told, svg.bars(values), ("day", "again", "hard", "good", "easy"), rated)
    known = {row["hour"]: row["reviews"] for row in habit["hours"]}
    hours = [(str(hour), known.get(hour, 0), f"{hour}:00: {known.get(hour, 0)} reviews") for hour in range(24)]
    best = habit["best_hour"]
    told = f"Most is recalled at {best} o'clock." if best is not None else "Too few reviews to name a best hour."
    counted = [(row["hour"], row["reviews"], row["recalled"]) for row in habit["hours"]]
    yield svg.figure("Hours of the day", told, svg.bars(hours), ("hour", "reviews", "recalled"), counted)


def _memory(document: Document) -> Iterator[str]:
    memory = document["memory"]
    yield "<h2>Memory</h2>"
    for period in ("week", "month"):
        rows = memory["retention"][period]
        told = (
            f"Recalled of what was due, with the range in which it probably lies; desired is {memory['desired']:.0%}."
        )
        listed: Rows = [(r["from"], r["reviews"], r["recalled"], round(r["low"], 3), round(r["high"], 3)) for r in rows]
        head = ("from", "reviews", "recalled", "low", "high")
        yield svg.figure(f"True retention by {period}", told, svg.shares(rows, memory["desired"]), head, listed)
    for name, unit in (("stability", "days"), ("difficulty", "1 to 10"), ("retrievability", "chance")):
        rows = memory[name]
        values = [(f"{r['low']:g}", r["cards"], f"from {r['low']:g}: {r['cards']} cards") for r in rows]
        told = f"Cards by {name}, {unit}."
        yield svg.figure(
            name.capitalize(), told, svg.bars(values), ("from", "cards"), [(r["low"], r["cards"]) for r in rows]
        )
    for days, rows in memory["forecast"].items():
        values = [(row["day"][5:], row["due"], f"{row['day']}: {row['due']} due") for row in rows]
        told = f"{sum(row['due'] for row in rows)} cards come back, as they stand now."
        due: Rows = [(row["day"], row["due"]) for row in rows]
        yield svg.figure(f"Due in {days} days", told, svg.bars(values), ("day", "due"), due)
    found = document["calibration"]["recall"]
    if found["bins"]:
        told = f"Log loss {found['log_loss']:.4f}, RMSE(bins) {found['rmse_bins']:.2%}."
        binned: Rows = [(round(r["predicted"], 3), round(r["recalled"], 3), r["count"]) for r in found["bins"]]
        names = ("predicted", "recalled", "reviews")
        yield svg.figure("Predicted and actual recall", told, svg.calibration(found["bins"]), names, binned)
    yield from _leeches(memory)


def _leeches(memory: Mapping[str, Any]) -> Iterator[str]:
    if memory["lapses"]:
        worst: Rows = [(row["title"], row["lapses"], row["reviews"]) for row in memory["lapses"]]
        yield "<h2>Forgotten most</h2>" + svg.table(("concept", "lapses", "reviews"), worst, "Concepts")
    if memory["leeches"]:
        rows = [(row["ask"], row["lapses"], row["history"], row["edit"]) for row in memory["leeches"]]
        yield "<h2>Leeches</h2>"
        yield '<p class="soft">They cost more than they teach: reword them, split them, or suspend them.</p>'
        yield svg.table(("card", "lapses", "ratings", "look at it"), rows, "Cards")


def _lab(document: Document) -> Iterator[str]:
    summary, found = document["calibration"]["predictions"], document["predictions"]
    yield "<h2>Predictions</h2>"
    if not summary["count"] and not document["proofs"]:
        yield '<p class="soft">Predict a measurement, then see it here: quizapp prove</p>'
        return
    if found["over_time"]:
        rows = [(row["day"], row["count"], round(exp(row["median_error"]), 2)) for row in found["over_time"]]
        values = [(day[5:], factor - 1, f"{day}: off by a factor of {factor:g}") for day, _, factor in rows]
        told = f"{summary['count']} predictions, the median off by a factor of {exp(summary['median_error'] or 0):.2f}."
        yield svg.figure("How far off", told, svg.bars(values), ("day", "predictions", "factor"), rows)
    yield "".join(f"<p>{escape(row['says'])}</p>" for row in found["bias"])
    sure: Rows = [(f"{row['confidence']:.0%}", row["count"], row["hits"]) for row in found["intervals"]]
    if sure:
        yield svg.table(("said to be sure", "predictions", "right"), sure, "How sure, how often right")
    if document["proofs"]:
        proved: Rows = [
            (each["experiment"], each["verdict"], each["before"], each["day"], each["machine"])
            for each in document["proofs"]
        ]
        yield svg.table(("claim", "verdict", "before", "day", "machine"), proved, "Claims on this machine")
    ideas = [each for each in document["misconceptions"] if not each["gone"]]
    yield "".join(f"<p>Still to be shaken off ({each['count']}x): {escape(each['says'])}</p>" for each in ideas)


def _decks(document: Document) -> Iterator[str]:
    yield "<h2>Decks</h2>"
    head = ("deck", "learnt", "learning", "new", "days left", "minutes a day")
    names = ("title", "learnt", "learning", "new", "days_left", "minutes_a_day")
    rows = [tuple(row[name] for name in names) for row in document["decks"]]
    yield svg.table(head, rows, "How far they are, at the pace of the last 30 days").replace(
        "<details>", "<details open>"
    )
