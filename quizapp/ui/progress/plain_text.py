"""Every figure as text, one record a line: for screen readers and pipes."""

from collections.abc import Iterator

from quizapp.ui.escape import visible
from quizapp.ui.progress.charts import Document, share


def plain_lines(document: Document) -> Iterator[str]:
    """Yield the figures in the order of the tabs."""
    yield f"study day {document['study_day']}"
    for each in document["concepts"]:
        known = [f"{name} {value:.0%}" for name, value in each["sections"].items() if value is not None]
        needs = f"; after {', '.join(each['requires'])}" if each["requires"] else ""
        told = f"{each['title']}: mastery {each['mastery']:.0%}; {', '.join(known) or 'nothing asked yet'}{needs}"
        yield visible(told)
    yield from _habit(document)
    yield from _memory(document)
    yield from _predictions(document)
    for row in document["decks"]:
        told = f"{row['learnt']} learnt, {row['learning']} learning, {row['new']} new"
        left = "" if row["days_left"] is None else f", {row['days_left']} days to finish"
        yield visible(f"deck {row['title']}: {told}{left}, {row['minutes_a_day']:g} minutes a day")


def _habit(document: Document) -> Iterator[str]:
    habit = document["habit"]
    yield f"streak {document['streak_days']} days, longest {document['longest_streak_days']}"
    yield f"{document['reviews']} reviews on {document['study_days']} study days"
    for row in document["per_day"]:
        yield f"day {row['day']}: {row['reviews']} reviews, {row['recalled']} recalled, {row['seconds']:g} seconds"
    for row in habit["hours"]:
        yield f"hour {row['hour']}: {share(row['recalled'], row['reviews'])} recalled"


def _memory(document: Document) -> Iterator[str]:
    memory = document["memory"]
    for name, value in document["true_retention"].items():
        when, share_of = name if name == "all" else f"{name} days", "none yet" if value is None else f"{value:.0%}"
        yield f"true retention, {when}: {share_of}"
    for period, rows in memory["retention"].items():
        for row in rows:
            few = ", few" if row["small"] else ""
            ends = f"{row['low']:.0%} to {row['high']:.0%}"
            yield f"{period} from {row['from']}: {share(row['recalled'], row['reviews'])} recalled ({ends}{few})"
    for name in ("young", "mature"):
        row = memory[name]
        yield f"{name}: {row['cards']} cards, {share(row['recalled'], row['reviews'])} recalled"
    for name in ("stability", "difficulty", "retrievability"):
        yield f"{name}: " + ", ".join(f"from {row['low']:g}: {row['cards']} cards" for row in memory[name])
    for row in memory["forecast"]["30"]:
        yield f"due {row['day']}: {row['due']}"
    for row in memory["leeches"]:
        yield visible(f"leech {row['card']}: forgotten {row['lapses']} times; {row['edit']}")
    for row in memory["lapses"]:
        yield visible(f"forgotten most: {row['title']}, {row['lapses']} times in {row['reviews']} reviews")


def _predictions(document: Document) -> Iterator[str]:
    recall, summary = document["calibration"]["recall"], document["calibration"]["predictions"]
    if recall["bins"]:
        yield f"scheduler: log loss {recall['log_loss']:.4f}, RMSE(bins) {recall['rmse_bins']:.4f}"
    for row in recall["bins"]:
        yield f"predicted {row['predicted']:.0%}: recalled {row['recalled']:.0%} of {row['count']}"
    yield f"{summary['count']} predictions of measurements"
    yield from (row["says"] for row in document["predictions"]["bias"])
    for each in document["proofs"]:
        changed = f", was {each['before']}" if each["before"] else ""
        yield visible(f"claim {each['experiment']}: {each['verdict']}{changed} on {each['day']}, {each['machine']}")
    for each in document["misconceptions"]:
        yield visible(f"misconception{' (gone)' if each['gone'] else ''}, {each['count']} times: {each['says']}")
