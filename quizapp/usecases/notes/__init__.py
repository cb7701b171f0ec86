"""Notes of other programs: fields of HTML from which cards are made, as Anki has them."""
