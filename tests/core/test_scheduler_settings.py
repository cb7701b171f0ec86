"""The settings that a review records."""

import json

from quizapp.core import fsrs
from quizapp.core.scheduler_settings import DECAY, SchedulerSettings, decay_of


def test_settings_of_a_review_come_back_as_they_were() -> None:
    """Through the JSON of its event: what differs from the defaults, lists for tuples."""
    memory = SchedulerSettings(retention=0.85, learning_steps=(30,), relearning_steps=(), maximum=100)
    payload = memory.as_payload()
    assert payload == {"retention": 0.85, "learning_steps": [30], "relearning_steps": [], "maximum": 100}
    assert SchedulerSettings.from_payload(json.loads(json.dumps(payload))) == memory
    assert SchedulerSettings().as_payload() == {}
    fitted = (*fsrs.DEFAULTS[:20], 0.3)
    assert (decay_of(()), decay_of(fitted), SchedulerSettings(parameters=fitted).decay) == (DECAY, 0.3, 0.3)
