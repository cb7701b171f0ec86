"""Event payloads survive a round trip, and a wrong field is refused by name."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core import events, fsrs
from quizapp.core.event_payloads.base import Payload
from quizapp.core.event_payloads.card_marks import (
    BuryPayload,
    FlagPayload,
    ForgetPayload,
    SuspendPayload,
    UndoPayload,
    UnflagPayload,
    UnknownPayload,
    UnsuspendPayload,
)
from quizapp.core.event_payloads.experiment_run import ExperimentPayload, MeasuredPayload
from quizapp.core.event_payloads.file_change import FileChangePayload
from quizapp.core.event_payloads.goal import GoalPayload
from quizapp.core.event_payloads.kinds import PAYLOADS, payload_type
from quizapp.core.event_payloads.parameters import ImportPayload, OptimizePayload, StateImportedPayload
from quizapp.core.event_payloads.pause import PausePayload, ResumePayload
from quizapp.core.event_payloads.program_try import ProgramTryPayload
from quizapp.core.event_payloads.review import AnswerRecord, ImportedOutcome, ReviewPayload
from quizapp.core.model import Rating, State
from quizapp.core.prediction import Prediction, TextPrediction
from quizapp.core.scheduler_settings import BalancedInterval, SchedulerSettings

TEXTS = st.text(max_size=8)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
POSITIVE = st.floats(min_value=0.01, max_value=1e6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
# Keys of other versions: no known key begins with an x.
EXTRA = st.dictionaries(TEXTS.map(lambda text: f"x{text}"), JSON, max_size=2)
DAYS = st.dates().map(lambda day: day.isoformat())
PARAMETERS = st.tuples(*(st.floats(low, high) for low, high in zip(fsrs.LOWEST, fsrs.HIGHEST, strict=True)))
STEPS = st.lists(st.integers(0, 86_400), max_size=3).map(tuple)
SETTINGS = st.builds(
    SchedulerSettings, retention=st.floats(0.7, 0.99), learning_steps=STEPS, relearning_steps=STEPS,
    parameters=st.just(()) | PARAMETERS, maximum=st.integers(1, 36500),
)  # fmt: skip
ANSWERS = st.builds(AnswerRecord, correct=st.none() | st.booleans(), hinted=st.booleans(), seen=TEXTS, given=JSON)
WHOLE = st.integers(1, 999_999)
OUTCOMES = st.builds(
    lambda memory, fields: ImportedOutcome(stability=memory[0], difficulty=memory[1], **fields),
    st.just((None, None)) | st.tuples(st.floats(0.01, 36500), st.floats(1, 10)),
    st.fixed_dictionaries(
        {"state": st.sampled_from([State.LEARNING, State.REVIEW, State.RELEARNING]), "due_ms": st.integers(0, 2**47)},
        optional={"step": st.integers(0, 9), "lapses": st.integers(0, 99)},
    ),
)
REVIEWS = st.builds(
    ReviewPayload, rating=st.sampled_from(Rating), state=st.none() | st.sampled_from(State),
    r=st.none() | st.floats(0, 1), seconds=st.none() | st.floats(0, 1e6),
    placed=st.none() | st.builds(BalancedInterval, interval=WHOLE, days=WHOLE),
    settings=SETTINGS, day_begins=st.none() | st.integers(0, 86_399_999), answer=st.none() | ANSWERS,
    proof=st.booleans(), after=st.none() | OUTCOMES, extra=EXTRA,
)  # fmt: skip
RANGES = st.builds(lambda low, high: (min(low, high), max(low, high)), POSITIVE, POSITIVE)
PREDICTIONS = st.one_of(
    st.builds(lambda value: Prediction(form="point", low=value, high=value), POSITIVE),
    st.builds(lambda ends: Prediction(form="interval", low=ends[0], high=ends[1]), RANGES),
    st.builds(
        lambda ends, sure: Prediction(form="choice", low=ends[0], high=float("inf"), confidence=sure),
        RANGES, st.floats(0, 1),
    ),
    st.builds(TextPrediction, text=TEXTS),
)  # fmt: skip
RUNS = st.builds(
    ExperimentPayload, experiment=st.just("deck/concept/claim"),
    parameters=st.dictionaries(TEXTS, JSON, max_size=2), measure=TEXTS, prediction=st.none() | PREDICTIONS,
    form=st.none() | TEXTS, verdict=TEXTS, reason=TEXTS,
    measured=st.builds(MeasuredPayload, value=POSITIVE | TEXTS, low=st.none() | POSITIVE, unit=TEXTS, extra=EXTRA),
    machine=st.dictionaries(TEXTS, JSON, max_size=2), error=st.none() | NUMBERS, over=st.none() | st.booleans(),
    misconceptions=st.lists(TEXTS, max_size=2).map(tuple), extra=EXTRA,
)  # fmt: skip
PAIRS = st.none() | st.tuples(NUMBERS, NUMBERS)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    events.REVIEW: REVIEWS,
    events.CRAM: REVIEWS,
    events.UNDO: st.builds(UndoPayload, extra=EXTRA),
    events.PROOF: RUNS,
    events.SUSPEND: st.builds(SuspendPayload, day=DAYS | st.just(""), extra=EXTRA),
    events.UNSUSPEND: st.builds(UnsuspendPayload, day=DAYS | st.just(""), extra=EXTRA),
    events.FORGET: st.builds(ForgetPayload, day=DAYS | st.just(""), extra=EXTRA),
    events.TRY: st.builds(
        ProgramTryPayload, program=st.text(), verdict=st.sampled_from(["", "passed", "failed"]), extra=EXTRA
    ),
    events.FLAG: st.builds(FlagPayload, day=DAYS | st.just(""), extra=EXTRA),
    events.UNFLAG: st.builds(UnflagPayload, day=DAYS | st.just(""), extra=EXTRA),
    events.PAUSE: st.builds(PausePayload, deck=TEXTS.filter(bool), concept=TEXTS, day=DAYS, extra=EXTRA),
    events.RESUME: st.builds(ResumePayload, deck=TEXTS.filter(bool), concept=TEXTS, day=DAYS, extra=EXTRA),
    events.GOAL: st.builds(
        GoalPayload, by=DAYS | st.just(""), deck=TEXTS, concept=TEXTS, tag=TEXTS, extra=EXTRA,
    ),
    events.BURY: st.builds(BuryPayload, day=DAYS, action=TEXTS, extra=EXTRA),
    **dict.fromkeys(
        events.FILE_CHANGES,
        st.builds(FileChangePayload, day=DAYS, change=TEXTS, cards=st.integers(0, 9), place=TEXTS, extra=EXTRA),
    ),
    events.IMPORT: st.builds(
        ImportPayload, deck=TEXTS, origin=st.none() | TEXTS, added=st.none() | st.integers(0, 9), extra=EXTRA
    ),
    events.STATE_IMPORTED: st.builds(
        StateImportedPayload, stability=POSITIVE.filter(lambda days: days < 999_999), difficulty=st.floats(1, 10),
        due_ms=st.integers(0, 2**47), lapses=st.integers(0, 99), extra=EXTRA,
    ),
    events.OPTIMIZE: st.builds(
        OptimizePayload, run=TEXTS, deck=TEXTS, parameters=PARAMETERS, reviews=st.none() | WHOLE,
        log_loss=PAIRS, rmse_bins=PAIRS, extra=EXTRA,
    )
    | st.builds(
        OptimizePayload, run=TEXTS, deck=TEXTS, parameters=st.just(()) | PARAMETERS,
        retention=st.just(0) | st.floats(0.7, 0.99), origin=st.sampled_from([None, "anki"]),
        name=st.none() | TEXTS.filter(bool), extra=EXTRA,
    ),
    "a kind of a later version": st.builds(UnknownPayload, extra=EXTRA),
}  # fmt: skip


def through_json(payload: Payload) -> Any:
    """Return the payload as another device reads it."""
    return json.loads(json.dumps(payload.as_payload(), allow_nan=False))


def test_every_kind_has_a_payload_and_a_strategy() -> None:
    """A new kind of event needs both."""
    assert VALUES.keys() - PAYLOADS.keys() == {"a kind of a later version"}
    assert PAYLOADS.keys() <= VALUES.keys()


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_payload_survives_a_round_trip(kind: str, data: st.DataObject) -> None:
    """Also with keys of another version; written again it is the same text."""
    payload = data.draw(VALUES[kind])
    read = payload_type(kind).from_payload(through_json(payload))
    again = payload_type(kind).stored(through_json(payload))
    assert read == again
    assert list(read.as_payload().items()) == list(payload.as_payload().items())
    assert read.extra == payload.extra


@given(REVIEWS, ANSWERS, st.floats(0, 1e6))
def test_an_answer_changes_no_other_field_of_a_review(
    review: ReviewPayload, answer: AnswerRecord, spent: float
) -> None:
    """Whatever fields a review has."""
    assert review.answered(answer, spent) == replace(review, answer=answer, seconds=spent)


REVIEW = {"rating": "good", "state": "review", "r": 0.9, "seconds": 4.5}
AFTER = {"state": "review", "due_ms": 1, "stability": 5.0, "difficulty": 5.0}
STATE = {"stability": 5.0, "difficulty": 5.0, "due_ms": 1, "lapses": 0}
FIT = {"run": "r", "deck": "", "parameters": list(fsrs.DEFAULTS)}
NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("kind", "payload", "named"),
    [
        (events.REVIEW, {}, "rating"),
        (events.REVIEW, REVIEW | {"rating": "best"}, "best"),
        (events.REVIEW, REVIEW | {"rating": 3}, "3 is not a valid Rating"),
        (events.REVIEW, REVIEW | {"state": "asleep"}, "`state` is 'asleep'; expected one of new, learning"),
        (events.REVIEW, REVIEW | {"r": 1.1}, "`r` is 1.1; expected a finite number from 0 to 1"),
        (events.REVIEW, REVIEW | {"r": "high"}, "`r` is 'high'"),
        (events.REVIEW, REVIEW | {"seconds": -0.1}, "`seconds` is -0.1; expected a finite number of at least 0"),
        (events.REVIEW, REVIEW | {"seconds": NAN}, "`seconds` holds nan"),
        (events.REVIEW, REVIEW | {"seconds": True}, "`seconds` is True"),
        (events.REVIEW, REVIEW | {"placed": [3]}, "`placed` is"),
        (events.REVIEW, REVIEW | {"placed": [3, 0]}, "`placed` is 0; expected a whole number from 1 to 999999"),
        (events.REVIEW, REVIEW | {"placed": 5}, "wrong type"),
        (events.REVIEW, REVIEW | {"memory": {"retention": 1.5}}, "`retention` is 1.5"),
        (events.REVIEW, REVIEW | {"memory": {"maximum": 0}}, "`maximum` is 0"),
        (events.REVIEW, REVIEW | {"memory": {"learning_steps": ["soon"]}}, "`learning_steps` is 'soon'"),
        (events.REVIEW, REVIEW | {"memory": {"parameters": [1.0]}}, "parameters"),
        (events.REVIEW, REVIEW | {"memory": {"weights": []}}, "weights"),
        (events.REVIEW, REVIEW | {"correct": "yes"}, "`correct` is 'yes'; expected true or false"),
        (events.REVIEW, REVIEW | {"correct": True, "hinted": 1}, "`hinted` is 1"),
        (events.REVIEW, REVIEW | {"day_begins": 86_400_000}, "`day_begins` is 86400000; expected .* to 8.64e"),
        (events.REVIEW, REVIEW | {"day_begins": "4:00"}, "`day_begins` is '4:00'"),
        (events.REVIEW, REVIEW | {"x": [{"y": INF}]}, "`x` holds inf"),
        (events.REVIEW, REVIEW | {"after": AFTER | {"state": "new"}}, "`after` is the state new"),
        (events.REVIEW, REVIEW | {"after": AFTER | {"stability": 0.0}}, "`stability` is 0.0"),
        (events.REVIEW, REVIEW | {"after": {**AFTER, "difficulty": None}}, "expected both or none"),
        (events.REVIEW, REVIEW | {"after": AFTER | {"due_ms": -1}}, "`due_ms` is -1"),
        (events.REVIEW, REVIEW | {"after": AFTER | {"step": 0.5}}, "`step` is 0.5"),
        (events.REVIEW, REVIEW | {"after": [1]}, "wrong type"),
        (events.CRAM, {}, "rating"),
        (events.BURY, {}, "missing"),
        (events.BURY, {"day": "2026-3-2"}, "`day` is '2026-3-2'; expected a date such as 2026-03-02"),
        (events.BURY, {"day": "20260302"}, "`day` is '20260302'"),
        (events.BURY, {"day": ""}, "`day` is ''"),
        (events.SUSPEND, {"day": "tomorrow"}, "`day` is 'tomorrow'"),
        (events.FORGET, {"day": 5}, "`day` is 5"),
        (events.TRY, {"program": 3}, "`program` is 3; expected a text"),
        (events.FLAG, {"day": "x"}, "`day` is 'x'"),
        (events.PAUSE, {"day": "2026-03-02"}, "missing"),
        (events.FLAG, {"day": "2026-03-02", "action": 5}, "`action` is 5"),
        (events.MOVE_CARDS, {"day": "2026-03-02", "change": "x", "place": "d/c", "cards": -1}, "`cards` is -1"),
        (events.PAUSE, {"deck": "", "day": "2026-03-02"}, "`deck` is empty"),
        (events.RESUME, {"deck": "d", "concept": 5, "day": "2026-03-02"}, "`concept` is 5"),
        (events.RESUME, {"deck": "d", "day": ""}, "`day` is ''"),
        (events.STATE_IMPORTED, STATE | {"stability": 0}, "`stability` is 0"),
        (events.STATE_IMPORTED, STATE | {"stability": -INF}, "`stability` holds -inf"),
        (events.STATE_IMPORTED, STATE | {"difficulty": 10.5}, "`difficulty` is 10.5; expected .* from 1 to 10"),
        (events.STATE_IMPORTED, STATE | {"due_ms": 1.5}, "`due_ms` is 1.5"),
        (events.STATE_IMPORTED, STATE | {"lapses": -1}, "`lapses` is -1"),
        (events.STATE_IMPORTED, {"stability": 1.0}, "missing"),
        (events.OPTIMIZE, FIT | {"parameters": [NAN] * 21}, "`parameters` holds nan"),
        (events.OPTIMIZE, FIT | {"parameters": [-1.0, *fsrs.DEFAULTS[1:]]}, "parameter 0 is -1"),
        (events.OPTIMIZE, FIT | {"run": 5}, "`run` is 5; expected a text"),
        (events.OPTIMIZE, {"run": "r", "deck": ""}, "`parameters` is missing"),
        (events.OPTIMIZE, FIT | {"parameters": []}, "FSRS-6 has 21 parameters; got 0"),
        (events.OPTIMIZE, FIT | {"retention": 0.5}, "`retention` is 0.5; expected .* from 0.7 to 0.99"),
        (events.OPTIMIZE, FIT | {"origin": 5}, "`origin` is 5; expected a text"),
        (events.IMPORT, {"deck": "d", "added": -1}, "`added` is -1"),
        (events.IMPORT, {"deck": None}, "`deck` is None"),
        (events.PROOF, {}, "`experiment` is missing"),
        (events.PROOF, {"experiment": "claim"}, "`experiment` is 'claim'; expected deck/concept/experiment"),
        (events.PROOF, {"experiment": "d/c/x", "error": "large"}, "`error` is 'large'"),
        ("a kind of a later version", {"x": NAN}, "`x` holds nan"),
    ],
)
def test_wrong_field_is_refused_by_name(kind: str, payload: dict[str, Any], named: str) -> None:
    """With what was expected."""
    with pytest.raises(ValueError, match=named):
        payload_type(kind).from_payload(payload)


@pytest.mark.parametrize("payload", [None, 5, "text", [1], []])
def test_payload_must_be_an_object(payload: Any) -> None:
    """Also that of an unknown kind."""
    for kind in VALUES:
        with pytest.raises(ValueError, match="an object with named fields"):
            payload_type(kind).from_payload(payload)


def test_stored_payload_is_not_validated() -> None:
    """A log of an older version stays readable."""
    review = ReviewPayload.stored({"rating": "again", "state": "asleep", "seconds": -1.0})
    assert (review.rating, review.state, review.seconds) == (Rating.AGAIN, None, -1.0)
    assert SuspendPayload.stored({"day": "tomorrow"}).day == "tomorrow"
