"""The note types that every collection of Anki has, and that other programs expect under these names."""

from collections.abc import Mapping

from quizapp.formats.anki.collection import NoteType, Template

_LINE = "{{FrontSide}}\n\n<hr id=answer>\n\n"
FORWARD = Template(name="Card 1", front="{{Front}}", back=_LINE + "{{Back}}")
BACKWARD = Template(name="Card 2", front="{{Back}}", back=_LINE + "{{Front}}")
_TYPE_IN = Template(name="Card 1", front="{{Front}}\n\n{{type:Back}}", back=_LINE + "{{type:Back}}")
_DELETED = Template(name="Cloze", front="{{cloze:Text}}", back="{{cloze:Text}}<br>\n{{Back Extra}}")


def _two_sided(name: str, *templates: Template) -> NoteType:
    return NoteType(name=name, fields=("Front", "Back"), templates=dict(enumerate(templates)), is_cloze=False)


BASIC = _two_sided("Basic", FORWARD)
REVERSED = _two_sided("Basic (and reversed card)", FORWARD, BACKWARD)
TYPED_IN = _two_sided("Basic (type in the answer)", _TYPE_IN)
CLOZES = NoteType(name="Cloze", fields=("Text", "Back Extra"), templates={0: _DELETED}, is_cloze=True)

STANDARD_TYPES: Mapping[str, NoteType] = {"basic": BASIC, "reversed": REVERSED, "typed": TYPED_IN, "cloze": CLOZES}
"""Each under the word that cards of its notes are marked with."""
