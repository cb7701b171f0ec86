"""The table of contents: every tab, in the order of its keys."""

from quizapp.ui.progress import decks, habit, memory, predictions, scheduler, understanding

TABS = (understanding, habit, memory, scheduler, predictions, decks)
