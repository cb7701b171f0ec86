"""Messages in the wire format of protocol buffers."""

import pytest

from quizapp.formats.anki.protobuf import fields_of
from tests.formats.anki.packages import message


def test_truncated_messages_are_refused() -> None:
    """Never read beyond their end."""
    whole_message = message((1, "text"), (2, 300))
    assert list(fields_of(whole_message)) == [(1, b"text"), (2, 300)]
    for cut in range(1, len(whole_message)):
        if cut not in (6,):
            with pytest.raises(ValueError, match="message"):
                list(fields_of(whole_message[:cut]))
