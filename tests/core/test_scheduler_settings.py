"""The settings that a review records."""

import json

from quizapp.core import fsrs
from quizapp.core.scheduler_settings import DECAY, SchedulerSettings, decay_of


def test_settings_survive_a_round_trip_through_an_event() -> None:
    """Only what differs from the defaults is stored; lists become tuples again."""
    memory = SchedulerSettings(retention=0.85, learning_steps=(30,), relearning_steps=(), maximum=100)
    payload = memory.as_payload()
    assert payload == {"retention": 0.85, "learning_steps": [30], "relearning_steps": [], "maximum": 100}
    assert SchedulerSettings.from_payload(json.loads(json.dumps(payload))) == memory
    assert SchedulerSettings().as_payload() == {}
    fitted = (*fsrs.DEFAULTS[:20], 0.3)
    assert (decay_of(()), decay_of(fitted), SchedulerSettings(parameters=fitted).decay) == (DECAY, 0.3, 0.3)
