"""An endpoint for programs that add cards to Anki: it speaks the protocol of AnkiConnect, and adds the cards here."""
