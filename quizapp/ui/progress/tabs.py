"""All tabs in the order of their keys."""

from quizapp.ui.progress import decks, habit, memory, predictions, scheduler, understanding

TABS = (understanding, habit, memory, scheduler, predictions, decks)
