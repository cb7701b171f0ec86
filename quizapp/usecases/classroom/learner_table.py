"""The results of a class as a table: a row for each learner."""

from collections.abc import Sequence

from quizapp.store.classroom.reports import LearnerReport


def learner_table(learners: Sequence[LearnerReport]) -> list[list[object]]:
    """Return the rows, first the names of the columns; each assignment has a column, such as '3/12' answered right."""
    names = sorted({work.assignment for each in learners for work in each.assignments})
    rows: list[list[object]] = [["learner", "groups", "last_seen", "answers", "right", "learnt", *names]]
    for each in learners:
        done = {work.assignment: f"{work.done}/{work.cards}" for work in each.assignments}
        figures = [each.answers, each.right, each.learnt, *(done.get(name, "") for name in names)]
        rows.append([each.learner, " ".join(each.groups), each.last_seen or "", *figures])
    return rows
