"""Problems as text and as annotations."""

from quizapp.decks.problems import annotation
from quizapp.errors import Location, Problem


def test_an_annotation_is_one_line_with_its_place() -> None:
    """Characters that end a property or a line are escaped."""
    found = Problem(Location("a,b/c.yaml", 3, 7), "wrong-type", "100% of\nit", "Write `a: [b]`.", "warning")
    assert annotation(found) == (
        "::warning file=a%2Cb/c.yaml,line=3,col=7,title=wrong-type::100%25 of%0Ait%0AWrite `a: [b]`."
    )
