"""Reads the members of a class from a table: name, and optionally password, group and teacher."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from quizapp.errors import Location, Problem, QuizError
from quizapp.formats.common.text_source import ProblemLog, is_too_large, text_of
from quizapp.formats.tables.rows import Row, head_of, rows
from quizapp.store.classroom.setup import NewMember, check_name

COLUMNS = ("name", "password", "group", "teacher")
YES, NO = ("yes", "y", "true", "1", "x", "teacher"), ("", "no", "n", "false", "0", "learner")
HEADER = "Begin the file with the line: name,password,group,teacher"


@dataclass(frozen=True, slots=True)
class MemberTable:
    """The members in a table, and what is wrong with it; with an error, nobody should be added."""

    members: Sequence[NewMember]
    problems: Sequence[Problem]

    @property
    def errors(self) -> list[Problem]:
        """The problems because of which nobody can be added."""
        return [each for each in self.problems if each.severity == "error"]


def read_members(path: Path, content: bytes) -> MemberTable:
    """Return the members in a table. Commas, semicolons or tabs separate its columns, whose names are its first row."""
    notes = ProblemLog(str(path))
    text = None if is_too_large(content, notes) else text_of(path, content, notes)
    if text is None:
        return MemberTable([], notes.problems())
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    head = head_of(lines)
    body = lines[head.lines :]
    first = next((line for line in body if line.strip()), "")
    separator = head.separator or next((mark for mark in ("\t", ";", ",") if mark in first), ",")
    found = list(rows(body, separator, notes, head.lines + 1, exact=True))
    reading = _Reading(str(path), found)
    members = list(reading.members())
    return MemberTable(members, [*notes.problems(), *reading.problems])


class _Reading:
    """Reads the rows of one table, and collects what is wrong."""

    def __init__(self, file: str, found: Sequence[Row]) -> None:
        self.file, self.rows = file, found
        self.problems: list[Problem] = []
        self._seen: dict[str, int] = {}  # name -> line

    def members(self) -> Iterator[NewMember]:
        """Yield the members of the rows without errors."""
        if not self.rows:
            self._wrong(1, "member-header", "the file is empty", HEADER)
            return
        (line, titles), *others = self.rows
        names = [title.strip().lower() for title in titles]
        if not self._are_columns(line, names):
            return
        if not others:
            self._wrong(line, "member-row", "there is no member below the header", "Add a row for each member.")
        for line, fields in others:
            if member := self._member(line, names, fields):
                yield member

    def _are_columns(self, line: int, names: Sequence[str]) -> bool:
        unknown = [name for name in names if name not in COLUMNS]
        if "name" not in names:
            self._wrong(line, "member-header", "the first row has no column `name`", HEADER)
        elif unknown:
            self._wrong(line, "member-header", f"the column `{unknown[0][:60]}` is unknown", HEADER)
        elif len(set(names)) < len(names):
            self._wrong(line, "member-header", "a column appears twice", HEADER)
        else:
            return True
        return False

    def _member(self, line: int, names: Sequence[str], fields: Sequence[str]) -> NewMember | None:
        if any(field.strip() for field in fields[len(names) :]):
            hint = "Put a field that contains the separator into double quotes."
            self._wrong(line, "member-row", f"{len(fields)} fields; expected {len(names)}", hint)
            return None
        values = dict(zip(names, fields, strict=False))
        name, teacher = values.get("name", "").strip(), values.get("teacher", "").strip().lower()
        if not (self._is_name(line, name) and self._is_role(line, values, teacher)):
            return None
        groups = tuple(dict.fromkeys(values.get("group", "").split()))
        return NewMember(name=name, password=values.get("password") or None, teacher=teacher in YES, groups=groups)

    def _is_name(self, line: int, name: str) -> bool:
        if name in self._seen:
            self._wrong(line, "member-name", f"`{name}` is also in line {self._seen[name]}", "Remove one of the rows.")
            return False
        try:
            check_name(name)
        except QuizError as error:
            self._wrong(line, "member-name", error.message.rstrip("."), error.hint)
            return False
        self._seen[name] = line
        return True

    def _is_role(self, line: int, values: Mapping[str, str], teacher: str) -> bool:
        if teacher not in (*YES, *NO):
            self._wrong(line, "member-teacher", f"teacher is `{teacher[:60]}`", "Write yes, or leave it empty.")
        elif teacher in YES and values.get("group", "").strip():
            self._wrong(line, "member-group", "a teacher cannot be in a group", "Leave the group empty.")
        elif "\0" in values.get("password", ""):
            self._wrong(line, "member-password", "the password contains a NUL character", "Choose another password.")
        else:
            return True
        return False

    def _wrong(self, line: int, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(Location(self.file, line), code, message, hint))
