"""Generates the reference page of the deck format from the models that validate decks."""

import dataclasses

from quizapp.core import model
from quizapp.core.measures import FACTS, MEASURES
from quizapp.core.question import Question
from quizapp.decks.problems import CODES
from quizapp.questions.registry import all_kinds

_PARTS = (
    ("deck.yaml", model.DeckInfo),
    ("A learning path", model.LearningPath),
    ("A concept", model.Concept),
    ("Its sections", model.Sections),
    ("Pros and cons", model.ProsCons),
    ("An example", model.Example),
    ("An experiment", model.Experiment),
    ("A variant", model.Variant),
    ("What an experiment expects", model.Expectation),
    ("A misconception", model.Misconception),
    ("A claim", model.Claim),
    ("A list of cards", model.CardList),
)

_EXPERIMENT = """\
examples:
  in-turn:
    source: |
      def main():
          for _ in range(4):
              sum(range(n))
  at-once:
    source: |
      from multiprocessing import Process


      def work():
          sum(range(n))


      def main():
          processes = [Process(target=work) for _ in range(4)]
          for process in processes:
              process.start()
          for process in processes:
              process.join()
experiments:
  - id: parallel
    section: why
    claim: Processes compute in parallel, where cores are free.
    ask: How many times faster are four processes than one that does the same work?
    measure: ratio
    needs_cores: true
    baseline: serial
    contender: processes
    variants:
      serial: {example: in-turn}
      processes: {example: at-once}
    work: n
    work_seconds: 0.4
    expect: {at_least: "0.6 * min(4, cores)"}
    rival: 1
    misconceptions:
      - when: "<= 1"
        says: The GIL holds threads back, not processes; each has an interpreter of its own.
    explain: Each process runs on a core of its own, as far as there are cores.
"""

_WHOLE = (
    "A whole experiment with its programs. A variant is one of the programs that an experiment compares: a name that",
    "`baseline` and `contender` use, and the example that it runs. `n` is set so that the baseline computes for 0.4 s.",
)

_IMAGES = (
    "Put the file into the folder `media` of the deck and write `![what it shows](name.png)` in any text of a section",
    "or a question; a name with blanks is written `<my name.png>`. `![...](media/name.png)`, which editors display, is",
    "the same file. Capital letters matter. The file is installed, shown and exported with the card; a question needs",
    "`media:` only for a file that no text names.",
)


def _rows(cls: type, without: frozenset[str] = frozenset()) -> list[str]:
    rows = ["| key | required | meaning |", "| --- | --- | --- |"]
    for field in dataclasses.fields(cls):
        if field.name not in without:
            needed = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
            about = field.metadata.get("doc", "").replace("|", "\\|")
            rows.append(f"| `{field.name}` | {'yes' if needed else ''} | {about} |")
    return rows


def reference() -> str:
    """Return the page as Markdown."""
    lines = [
        "# The deck format: reference",
        "",
        "Generated from the models that validate decks by `python -m quizapp.decks.publish`; do not edit it by hand.",
        "A deck is a folder with a `deck.yaml` and a YAML file for each concept or list of cards.",
    ]
    for title, cls in _PARTS:
        lines += ["", f"## {title}", "", *_rows(cls)]
        if cls is model.Experiment:
            lines += ["", *_WHOLE, "", "```yaml", _EXPERIMENT.rstrip(), "```"]
    lines += ["", "## Images and sounds", "", *_IMAGES]
    return "\n".join([*lines, *_measures(), *_questions(), *_codes()]) + "\n"


def _measures() -> list[str]:
    lines = ["", "## Measures", "", "What an experiment can measure; see docs/lab.md.", ""]
    lines += ["| measure | unit | what is measured |", "| --- | --- | --- |"]
    lines += [f"| `{name}` | {each.unit} | {each.about} |" for name, each in MEASURES.items()]
    lines += ["", "Expectations are arithmetic over the parameters and:", "", "| fact | meaning |", "| --- | --- |"]
    return [*lines, *(f"| `{name}` | {about} |" for name, about in FACTS.items())]


def _questions() -> list[str]:
    lines = ["", "## Questions", "", "Every question has:", "", "| key | required | meaning |", "| --- | --- | --- |"]
    lines += ["| `kind` | yes | One of the kinds below. |", *_rows(Question)[2:]]
    common = frozenset(field.name for field in dataclasses.fields(Question))
    for module in all_kinds():
        own = common - ({"ask"} if module.NAME in ("cloze", "predict") else set())
        lines += ["", f"### {module.NAME}", "", f"The learner {module.ABOUT}.", "", *_rows(module.MODEL, own)]
        lines += ["", "```yaml", module.EXAMPLE.rstrip(), "```"]
    return lines


def _codes() -> list[str]:
    lines = ["", "## Problems", "", "What `quizapp deck check` reports; kinds of questions add their own codes.", ""]
    return [
        *lines,
        "| code | meaning |",
        "| --- | --- |",
        *(f"| `{code}` | {about} |" for code, about in CODES.items()),
    ]
