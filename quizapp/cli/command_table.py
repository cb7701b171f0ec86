"""The commands: one file each, imported when it runs. The table of docs/cli.md is generated from here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """A row of docs/cli.md: the syntax of a command and what it does, in Markdown."""

    synopsis: str
    about: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command's name, the module whose `app` it is, its line in --help, and its rows in the documentation."""

    name: str
    module: str
    line: str
    usages: tuple[Usage, ...]


def _command(name: str, line: str, *usages: tuple[str, str], module: str = "") -> Command:
    rows = tuple(Usage(f"quizapp {name}{synopsis and ' ' + synopsis}", about) for synopsis, about in usages)
    return Command(name, f"quizapp.cli.{module or name}", line, rows)


BARE = Usage("quizapp", "on a terminal the daily quiz, elsewhere the status")
COMMANDS = (
    _command(
        "quiz", "The daily quiz; SCOPE is a deck, deck/concept or #tag.",
        ("[SCOPE]", "`--new N`, `--limit N`, `--minutes M`, `--cram` (leaves the schedule alone), `--ahead N` (reviews N cards "
         "before their day, the soonest first), `--kind KIND`, `--plain`, "
         "`--jsonl`"),
    ),
    _command(
        "learn", "Read a concept: its eight sections and examples.",
        ("[CONCEPT]", "shows a concept; without a name, the learning paths and the concepts: done, open, or locked and by what. "
         "`'#TAG'` shows all of a path or tag; `--path NAME` follows it, `--path all` none; `--json`"),
    ),
    _command(
        "prove", "Predict a figure, run the experiment here, compare.",
        ("[EXPERIMENT]", "predict, run, compare; a scope, or nothing, opens a list to choose from. `--predict X`, `LOW..HIGH` or `LOW..HIGH@80%`; `--all` (every claim of a scope, "
         "exits 1 where one is refuted); `--python PATH` and `--pythons` (other interpreters side by side); "
         "`--set name=value`, `--sweep name=1..8` (draws the curve); `--seconds S`, `--yes`, `--json`"),
    ),
    _command(
        "progress", "What you know and what comes back when.",
        ("[SCOPE]", "six tabs: what you would recall now by concept and section, habit, memory, the scheduler, predictions, "
         "decks. Keys: `1` to `6`, Tab, arrows, `q`. `--since DAY`, `--html FILE` (one page that needs no network), "
         "`--plain`, `--json`; for SQL see [sql.md](sql.md)"),
    ),
    _command(
        "web", "The same quiz in your browser, on this machine alone.",
        ("", "serves the quiz as pages for a browser ([web.md](web.md)) and prints one address, until Ctrl-C. `--no-browser` opens none, "
         "`--host ADDRESS` (a phone in your network), `--port N`, `--preview FOLDER` shows a deck as you write it; `--anki-connect` lets browser extensions and note tools add cards, with `--anki-connect-origin`, `--anki-connect-port` and `--anki-connect-no-key`; `--class` serves a class, with `--behind-proxy ADDRESS` and `--idle MINUTES`"),
    ),
    _command(
        "mcp", "Tools for an assistant: the Model Context Protocol.",
        ("", "serves tools over standard input and output to a program that speaks the Model Context Protocol ([mcp.md](mcp.md)): "
         "they read; with `--write` they also ask, grade, rate and draft cards"),
    ),
    _command(
        "status", "What is due today; --oneline for a shell prompt.",
        ("", "today in figures. `--oneline` for a shell prompt, `--json`"),
    ),
    _command(
        "import", "Import decks: Anki, Markdown, tables, deck folders.",
        ("PATH...", "files, folders and archives in any [format](formats.md). `--dry-run`, `--as`, `--deck`, `--map`, "
         "`--no-history`, `--theirs`, `--mine` or `--both` (where you edited a card that its deck changed too), `--replace` (a deck with the same id that came from elsewhere), `--verbose`, `--json`"),
        module="import_",
    ),
    _command(
        "add", "Add a card: quizapp add FRONT BACK.",
        ("[FRONT BACK]", "adds a card to a deck file of your own, and to the quiz at once. `--deck`, `--concept`, `--section`, "
         "`--kind`, `--tag`, `--json`; a cloze has its gaps in double braces; `-` reads a card a line from standard input, its "
         "texts separated by a tab or ` :: `; without texts it opens $EDITOR"),
    ),
    _command(
        "export", "Export a deck: a folder, Anki, a table, Markdown, JSON.",
        ("SCOPE --to PATH", "a deck or `deck/concept`, as folder, `.zip`, `.apkg`, `.csv`, `.tsv`, `.md`, `.gift`, `.json`; `--as` "
         "takes such an ending too. `--as reviews` and `--as cards` write your own log and the state of your cards as "
         "[tables](sql.md), `--as revlogs` your reviews as research uses them. `--as`, `--history`; `--everything FOLDER` exports all that is yours"),
    ),
    _command(
        "deck", "List, show, check, start, preview, pause and remove decks.",
        ("list, show, check, test, new, accept, preview, schema, trust, pause, resume, remove", "decks; `check` reads and exits 1 on errors (`--strict`: on warnings too; "
         "`--format github`: annotations), `test` also "
         "runs every example, output question, program and claim; `new --from DECK/TAG` starts a concept from cards; `accept` lists the drafts that a program wrote ([mcp.md](mcp.md)), and `accept DECK` adds one to the quiz; `pause SCOPE` has no card "
         "of a deck or a concept asked until `resume SCOPE`"),
        module="decks",
    ),
    _command(
        "cards", "List, show, suspend, bury, flag, forget and move cards.",
        ("list, show, suspend, unsuspend, bury, flag, unflag, forget, move", "cards; a card is named by its id or the end of it, such as `start-up`. "
         "`list` takes a scope, `--find WORDS`, and `is:` with `new`, `learning`, `review`, `due`, `leech`, `suspended`, `buried`, `paused` or "
         "`flagged`"),
    ),
    _command(
        "browse", "Search, read, edit, hide and flag cards on the terminal.",
        ("[SCOPE]", "a browser of cards that searches as you type, with `is:due`, `deck:NAME`, `concept:NAME` and `#tag` too; it shows a card with "
         "its memory and history, and edits, suspends, buries, flags, forgets or moves one card or all that are marked. `/` opens it in the quiz"),
    ),
    _command("undo", "Undo your last action, as often as asked.", ("[N]", "undoes your last N actions: answers, marks, pauses, and cards that were added, edited or moved; `--json`")),
    _command(
        "optimize", "Fit the scheduler to your own history; --undo.",
        ("", "fits the scheduler's parameters to your own history, and uses them only where they predict newer reviews better "
         "([scheduling.md](scheduling.md)). `--dry-run`, `--undo` (also of imported parameters), `--json`"),
    ),
    _command(
        "plan", "The coming months: work and memory by desired retention.",
        ("", "simulates the coming months for desired retentions from 0.80 to 0.95. `--months N`, `--seed N`, `--json`"),
        ("[SCOPE] --by DAY", "says what it takes a day to be ready by then, and works towards it: new cards of the scope come first, "
         "as many a day as it takes. `--dry-run` sets no goal, `--by none` ends it, `--json`"),
    ),
    _command(
        "backup", "Copy the database, or list the backups.",
        ("", "copies the database to the backups, `--to FILE` elsewhere; `--list`, `--json`"),
    ),
    _command(
        "restore", "Replace the database by a backup.",
        ("FILE", "replaces the database by a backup; a copy of the old one is kept first"),
    ),
    _command(
        "merge", "Merge another device's events, or those of the shared folder.",
        (
            "[OTHER.db]",
            "merges another device's events, or your own in a class, by its URL; without a name exchanges them with the"
            " shared folder; `--json`",
        ),
    ),
    _command(
        "forget", "Make a scope new again; --erase deletes its history.",
        ("SCOPE", "makes cards new again; `--erase` deletes their history for good, once the scope was typed or `--yes` given"),
    ),
    _command(
        "doctor", "Check the database; --repair, --rebuild.",
        ("", "checks the database. `--repair` rebuilds what is derived from the log, `--rebuild` saves a damaged file; `--json`"),
    ),
    _command(
        "class", "A class on one server: its progress, and what is assigned.",
        ("progress [DECK]", "the progress of the class by concept and section, who is stuck and who is behind; or of one learner. `--csv`, `--json`"),
        ("items [DECK]", "the questions with the most wrong answers, and what was answered, for teachers; `--limit N`, `--csv`, `--json`"),
        ("assign WHAT... --due DAY", "assigns decks, concepts, tags or cards, for teachers; `--opens DAY`, `--group NAME`, `--name NAME`, `--withdraw`"),
        ("group [NAME [LEARNER...]]", "groups of the class; `--remove`"),
        module="classes",
    ),
    _command(
        "db", "Set up a class on a server, add and remove its members.",
        ("init URL", "creates or upgrades a class on a PostgreSQL server, as its database's owner; can be run at any time"),
        ("add NAME", "adds a member; `--teacher`. Asks for the password; without a terminal it creates one and prints it once"),
        ("add --from FILE", "adds all members in a CSV file, or none; `--passwords FILE` writes created passwords to a new file instead of the terminal"),
        ("remove NAME", "removes a member and their role; `--keep` (the default) keeps the history under a pseudonym, `--erase` erases it; `--yes`"),
        ("list", "the members: role, last seen, answers, whether they can connect; `--json`"),
        ("password NAME", "gives a member a new password, which is asked for or created as by `db add`"),
        (
            "password --missing",
            "creates the roles that members lack on this server, as after a restore; `--passwords FILE` as for `db add`",
        ),
    ),
    _command(
        "config", "Settings, where each comes from, and their limits.",
        ("[KEY [VALUE]]", "settings, where each comes from, and their limits. With `--deck DECK` its desired retention and parameters; "
         "`retention 0.85 --deck DECK` sets one for a deck, `retention default --deck DECK` uses the general one again; `--json`"),
    ),
)  # fmt: skip
