"""The rows of the table `cards` that imports write."""

from quizapp.store.decks.card_rows import CardRow
from quizapp.store.schema import cards


def test_fields_of_card_row_are_the_columns_of_the_table_in_order() -> None:
    """Rows are inserted as tuples, in the order of the fields of CardRow."""
    assert list(CardRow._fields) == cards.columns.keys()
