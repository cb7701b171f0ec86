"""A learner's own settings in a class: over those of the server, within the limits of each, whatever was stored."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.errors import QuizError
from quizapp.settings.settings import SETTINGS
from quizapp.store.engines import postgres
from quizapp.usecases.classroom.own_settings import OWN, ZONE, checked, with_own, zone_named
from quizapp.usecases.context import Context, make_context

NEVER = ("unconfined", "sync_folder", "import_megabytes", "import_ratio", "import_entries", "media_megabytes")


def server_context() -> Context:
    """Return the context of a server whose settings say 7 new cards a day."""
    return make_context("q.db", None, {"TZ": "UTC", "QUIZAPP_NEW_PER_DAY": "7", "QUIZAPP_CONFIG": "none.toml"})


def test_own_settings_come_before_those_of_the_server() -> None:
    context = with_own(server_context(), {"path": "web", ZONE: "Asia/Tokyo"})
    assert (context.settings.path, context.settings.new_per_day, str(context.zone)) == ("web", 7, "Asia/Tokyo")
    assert context.config.sources["path"] == "your settings"
    assert with_own(server_context(), {"new_per_day": "3"}).settings.new_per_day == 3


def test_zone_is_the_learners_own_then_the_browsers_then_the_servers() -> None:
    own = {ZONE: "Asia/Tokyo"}
    assert str(with_own(server_context(), own, "Europe/Berlin").zone) == "Asia/Tokyo"
    assert str(with_own(server_context(), {}, "Europe/Berlin").zone) == "Europe/Berlin"
    assert with_own(server_context(), {ZONE: "Nowhere/Land"}, "../../etc/passwd").zone == server_context().zone


def test_study_day_is_that_of_the_learners_zone() -> None:
    """At noon UTC it is the same day in Tokyo and, before its rollover at four, the day before in Honolulu."""
    fixed = make_context("q.db", None, {"TZ": "UTC", "QUIZAPP_NOW": "2026-03-02T12:00:00+00:00"})
    assert with_own(fixed, {ZONE: "Asia/Tokyo"}).moment().day == "2026-03-02"
    assert with_own(fixed, {ZONE: "Pacific/Honolulu"}).moment().day == "2026-03-01"


BEFORE = server_context()


@given(st.dictionaries(st.sampled_from((*SETTINGS, ZONE, "x")), st.text(max_size=20)), st.text(max_size=20))
def test_rows_of_any_client_change_only_what_is_the_learners(rows: dict[str, str], zone: str) -> None:
    """Neither files nor code nor limits of the server."""
    before, after = BEFORE, with_own(BEFORE, rows, zone)
    for name in SETTINGS:
        if name not in OWN:
            assert getattr(after.settings, name) == getattr(before.settings, name)
    assert (after.db, after.learner, after.config.path) == (before.db, before.learner, before.config.path)


def test_database_keeps_exactly_the_learners_settings() -> None:
    script = Path(postgres.__file__).with_name("settings.sql").read_text("utf-8")
    listed = script[script.index("name IN (") : script.index(")) NOT VALID")]
    assert set(listed.split("'")[1::2]) == {*OWN, ZONE}
    assert not set(OWN) & set(NEVER)


@pytest.mark.parametrize(
    "name", ["", "/etc/passwd", "../UTC", "Europe/../UTC", "Europe", "Europe/Berlin\0", "a" * 200, "UTC\n"]
)
def test_other_names_are_no_time_zones(name: str) -> None:
    assert zone_named(name) is None


def test_values_are_checked_before_they_are_stored() -> None:
    assert checked("new_per_day", " 5 ") == "5" and checked(ZONE, "Europe/Berlin ") == "Europe/Berlin"
    for name, text in (("new_per_day", "many"), (ZONE, "/etc/passwd"), ("retention", "2")):
        with pytest.raises(QuizError):
            checked(name, text)
