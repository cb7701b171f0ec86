"""The commands: one file each, imported when it is asked for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A command's name, the module whose `app` it is, and its line in --help."""

    name: str
    module: str
    line: str


COMMANDS = (
    Command("quiz", "quizapp.cli.quiz", "The daily quiz; SCOPE is a deck, deck/concept or #tag."),
    Command("learn", "quizapp.cli.learn", "Read a concept: its eight sections and examples."),
    Command("prove", "quizapp.cli.prove", "Predict a figure, run the experiment here, compare."),
    Command("progress", "quizapp.cli.progress", "What you know and what comes back when."),
    Command("status", "quizapp.cli.status", "What is due today; --oneline for a shell prompt."),
    Command("import", "quizapp.cli.import_", "Bring in decks: Anki, Markdown, tables, deck folders."),
    Command("export", "quizapp.cli.export", "Take a deck out: a folder, Anki, a table, Markdown, JSON."),
    Command("deck", "quizapp.cli.decks", "List, show, check, test, start, preview and remove decks."),
    Command("cards", "quizapp.cli.cards", "List, show, suspend, unsuspend, bury and forget cards."),
    Command("undo", "quizapp.cli.undo", "Take the last answer back, as often as asked."),
    Command("optimize", "quizapp.cli.optimize", "Fit the scheduler to your own history; --undo."),
    Command("plan", "quizapp.cli.plan", "The coming months: work and memory by desired retention."),
    Command("backup", "quizapp.cli.backup", "Copy the database, or list the copies that there are."),
    Command("restore", "quizapp.cli.restore", "Put a backup in the place of the database."),
    Command("merge", "quizapp.cli.merge", "Take in another device's events, or those of the shared folder."),
    Command("forget", "quizapp.cli.forget", "Make a scope new again; --erase wipes its history."),
    Command("doctor", "quizapp.cli.doctor", "Check the database; --repair, --rebuild."),
    Command("class", "quizapp.cli.classes", "A class on one server: its progress, and what is assigned."),
    Command("db", "quizapp.cli.db", "Set a class up on a server, and add its members."),
    Command("config", "quizapp.cli.config", "Settings, where each comes from, and their limits."),
)
