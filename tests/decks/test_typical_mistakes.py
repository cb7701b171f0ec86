"""Mistakes that authors make: each is reported at its line and column, with what was expected and what to do.

A mistake is an edit of a sound deck. `⟦` marks the place where the problem must be reported; it is removed before the
file is written.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from quizapp.decks.author_checks import check_deck
from quizapp.errors import Problem

SOUND = {
    "deck.yaml": """\
format: 1
deck: demo
title: Demo
language: en
version: 1.2
authors: [Tess]
order: [locks, threads]
paths:
  web: {title: For the web, concepts: [locks, threads]}
""",
    "locks.yaml": """\
concept: locks
title: Locks
tags: [sync]
sections:
  what: A lock lets one thread in at a time. The others wait.
  why: Without a lock, updates get lost.
  how: |
    A thread acquires the lock, works, and releases it.
    Waiting threads then compete for it.
  example: |
    A key to a room.

    ![The key](key.png)
  when: When threads change shared data.
  pros_cons:
    pros: [No lost updates]
    cons: [Waiting]
  related: [threads, free text]
  conclusion: One at a time.
examples:
  one:
    source: |
      def main():
          return sum(range(n))
  two:
    source: |
      print("two")
questions:
  - id: keeps-out
    kind: choice
    section: what
    ask: How many threads does a lock let in?
    answer: One
    distractors: [Two, All]
  - id: all-of-these
    kind: multi
    section: why
    ask: What gets lost?
    answers: [Updates]
    distractors: [Threads]
  - id: two-at-once
    kind: true_false
    section: what
    ask: Two threads can hold a lock.
    answer: false
    correction: One thread at a time holds it.
  - id: gap
    kind: cloze
    section: how
    text: A thread {{acquires}} the lock and {{releases}} it.
  - id: module
    kind: typed
    section: how
    ask: How many locks?
    answer: "1"
    tolerance: 0.5
  - id: steps
    kind: order
    section: how
    ask: Order these.
    lines: [acquire, work, release]
  - id: tools
    kind: match
    section: when
    ask: Match.
    pairs:
      - {left: Lock, right: one}
      - {left: Semaphore, right: several}
  - id: prints
    kind: output
    section: example
    ask: What does this print?
    example: two
    answer: two
  - id: guess
    kind: predict
    section: why
    experiment: speed
  - id: mend
    kind: program
    section: how
    ask: Mend it.
    given: |
      value = 0
    solution: |
      value = 1
    checks: |
      import answer


      def check_value():
          assert answer.value == 1
experiments:
  - id: speed
    section: why
    claim: Locks cost time.
    ask: How many times faster with {workers} workers?
    measure: ratio
    parameters: {workers: [2, 4]}
    baseline: slow
    contender: fast
    work: n
    variants:
      slow: {example: one}
      fast: {example: one}
    expect: {at_least: "1.5", at_most: "cores + 2"}
    rival: "1"
    misconceptions:
      - when: "<= 1"
        says: It is faster.
claims:
  - section: why
    says: Without a lock, updates get lost.
    proved_by: speed
""",
    "threads.yaml": """\
concept: threads
title: Threads
requires: [locks]
sections:
  what: A thread runs code.
  why: It waits cheaply.
  how: The system switches between them.
  example: Cooks in one kitchen.
  when: For waiting.
  pros_cons: {pros: [Cheap], cons: [Shared memory]}
  related: [locks]
  conclusion: Threads wait.
""",
    "media/key.png": "a picture",
}


@dataclass(frozen=True)
class Mistake:
    """An edit of a file of the sound deck, and words of the problem that it must give."""

    file: str
    old: str
    new: str
    code: str
    message: str
    hint: str


def in_locks(old: str, new: str, code: str, message: str, hint: str) -> Mistake:
    """Return a mistake in the file of a concept."""
    return Mistake("locks.yaml", old, new, code, message, hint)


def in_info(old: str, new: str, code: str, message: str, hint: str) -> Mistake:
    """Return a mistake in deck.yaml."""
    return Mistake("deck.yaml", old, new, code, message, hint)


MISTAKES = {
    # Keys
    "a typo in a key": in_locks("title: Locks", "⟦titel: Locks", "unknown-key", "`titel`", "Did you mean `title`?"),
    "a typo in a section": in_locks(
        "  conclusion:", "  ⟦conclusoin:", "unknown-key", "`conclusoin`", "Did you mean `conclusion`?"
    ),
    "a typo in a key of a question": in_locks(
        "    distractors: [Two", "    ⟦distractor: [Two", "unknown-key", "`distractor`", "Did you mean `distractors`?"
    ),
    "a key of another format": in_locks(
        "    ask: How many threads", "    ⟦question: How many threads", "unknown-key", "`question`", "Write `ask:`."
    ),
    "options with the number of the right one": in_locks(
        "    answer: One\n    distractors: [Two, All]",
        "    answer: 1\n    ⟦options: [One, Two]",
        "unknown-key",
        "`options`",
        "the wrong ones as `distractors:`",
    ),
    "a duplicate key": in_locks(
        "tags: [sync]", "tags: [sync]\n⟦tags: [os]", "duplicate-key", "`tags`", "First used on line 3"
    ),
    "a missing section": in_locks(
        "sections:\n  what: A lock lets one thread in at a time. The others wait.\n",
        "⟦sections:\n",
        "missing-section",
        "missing section `what`",
        "Add `what:` here.",
    ),
    "an empty section": in_locks("conclusion: One at a time.", 'conclusion: ⟦""', "empty-section", "`conclusion`", ""),
    "a section without a value": in_locks(
        "  conclusion: One at a time.", "  conclusion:⟦", "wrong-type", "`conclusion` should be text", "no value"
    ),
    "a missing title": in_locks("concept: locks\ntitle: Locks\n", "⟦concept: locks\n", "missing-key", "`title`", "Add"),
    # Indentation and YAML
    "a section that is not indented": in_locks(
        "  conclusion: One", "⟦conclusion: One", "unknown-key", "`conclusion`", "Indent it below `sections:`"
    ),
    "a key of the concept that is indented": in_locks(
        "examples:\n  one:\n",
        "  ⟦examples: {}\nexamples:\n  one:\n",
        "unknown-key",
        "`examples`",
        "Move it to the left",
    ),
    "a key indented too far": in_locks(
        "    section: what\n    ask: How", "    section: what\n      ask⟦: How", "yaml-syntax", "mapping", "Quote"
    ),
    "a key indented too little": in_locks(
        "  why: Without", " ⟦why: Without", "yaml-syntax", "", "line 5 has 2 spaces, and this one 1"
    ),
    "a tab": in_locks("  why: Without", "⟦\twhy: Without", "yaml-syntax", "tab", "Indent with spaces"),
    "an unquoted colon": in_locks(
        "ask: Match.", "ask: Match⟦: all of them.", "yaml-syntax", "mapping values", "Quote the text after the key"
    ),
    "an unquoted colon in a list": in_locks(
        "lines: [acquire, work, release]",
        "lines:\n      - ⟦first: acquire\n      - work",
        "wrong-type",
        "`lines, item 1` should be text",
        "quote the text if it contains `: `",
    ),
    "a text that begins with a brace": in_locks(
        "ask: Order these.", "ask: {these} ⟦are to be ordered.", "yaml-syntax", "", "Quote the whole text"
    ),
    "a text that begins with a bracket": in_locks(
        "answer: One\n", "answer: ⟦[One]\n", "wrong-type", "`answer` should be text", "quote the text"
    ),
    "a text that begins with a backtick": in_locks(
        "ask: Order these.", "ask: ⟦`acquire` comes when?", "yaml-syntax", "", "begins with a backtick"
    ),
    "a text that begins with an asterisk": in_locks(
        "ask: Order these.", "ask: ⟦*args are what?", "alias-not-allowed", "anchors", "Quote a text"
    ),
    "a text that begins with an exclamation mark": in_locks(
        "ask: Order these.", "ask: ⟦!important these", "yaml-tag", "tags", "quote the text"
    ),
    "an anchor": in_locks("tags: [sync]", "tags: ⟦&t [sync]", "alias-not-allowed", "anchors", "written in full"),
    "a single quote that is not doubled": in_locks(
        "ask: Order these.", "ask: 'don'⟦t mix them'", "yaml-syntax", "", "two single quotes"
    ),
    "a double quote that is not closed": in_locks(
        "ask: Order these.", 'ask: ⟦"Order these.', "yaml-syntax", "not closed", "Close it"
    ),
    "a bracket that is not closed": in_locks(
        "tags: [sync]", "tags: ⟦[sync", "yaml-syntax", "not closed", "Close it"
    ),
    "a backslash within double quotes": in_locks(
        "ask: Order these.", 'ask: "What is ⟦\\d?"', "yaml-syntax", "escape", "single quotes"
    ),
    "a second document": in_locks("questions:\n", "⟦---\nquestions:\n", "several-documents", "second", "Remove"),
    "a list instead of a mapping": Mistake(
        "threads.yaml", SOUND["threads.yaml"], "⟦- concept: threads\n", "not-a-mapping", "mapping", "key: value"
    ),
    "an empty file": Mistake("threads.yaml", SOUND["threads.yaml"], "⟦", "empty-file", "empty", "deck new"),
    # Types
    "a text instead of a list": in_locks(
        "tags: [sync]", "tags: ⟦sync, os", "wrong-type", "`tags` should be a list", 'Write `tags: ["sync, os"]`.'
    ),
    "authors as a text": in_info(
        "authors: [Tess]", "authors: ⟦Tess", "wrong-type", "should be a list", "Write `authors: [Tess]`."
    ),
    "a number with a comma": in_locks(
        "tolerance: 0.5", "tolerance: ⟦0,5", "wrong-type", "`tolerance` should be a number", "Write `0.5`"
    ),
    "neither true nor false": in_locks(
        "answer: false", "answer: ⟦maybe", "wrong-type", "should be true or false", "`maybe`"
    ),
    "one value of a parameter": in_locks(
        "{workers: [2, 4]}", "{workers: ⟦4}", "wrong-type", "should be a list", "Write `workers: [4]`."
    ),
    "an unknown section of a question": in_locks(
        "section: when\n", "section: ⟦whenn\n", "wrong-type", "one of 'what'", "Did you mean `when`?"
    ),
    "a format in words": in_info("format: 1", "format: ⟦one", "wrong-type", "a whole number", "`one`"),
    "a newer format": in_info("format: 1", "format: ⟦2", "unknown-format", "deck format 2", "Update quizapp"),
    "a language without words": in_info(
        "language: en", "language: ⟦english", "unknown-language", "generated in English", "There are: de, en,"
    ),
    # Questions
    "an unknown kind": in_locks("kind: choice", "kind: ⟦choise", "unknown-kind", "`choise`", "Did you mean `choice`?"),
    "no kind": in_locks(
        "  - id: keeps-out\n    kind: choice\n", "  - ⟦id: keeps-out\n", "unknown-kind", "no kind", "Add `kind:`"
    ),
    "an id twice": in_locks(
        "id: tools", "id: ⟦keeps-out", "duplicate-question", "duplicate question `keeps-out`", "First defined on line"
    ),
    "an id with a capital letter": in_locks("id: tools", "id: ⟦Tools", "bad-id", "`Tools`", "lower-case"),
    "the answer among the wrong options": in_locks(
        "distractors: [Two, All]", "distractors: ⟦[One, All]", "choice-answer-among-distractors", "`One`", "Remove it"
    ),
    "no wrong options": in_locks(
        "distractors: [Two, All]", "distractors: ⟦[]", "choice-no-distractors", "nothing to choose", "Add wrong"
    ),
    "a wrong option twice": in_locks(
        "distractors: [Two, All]", "distractors: ⟦[Two, Two]", "choice-duplicate-distractors", "twice", "Remove"
    ),
    "no right option": in_locks("answers: [Updates]", "answers: ⟦[]", "multi-no-answers", "no", ""),
    "a false statement without its correction": in_locks(
        "answer: false\n    correction: One thread at a time holds it.",
        "answer: ⟦false",
        "true-false-no-correction",
        "no correction",
        "Add `correction:`",
    ),
    "a cloze with single braces": in_locks(
        "text: A thread {{acquires}} the lock and {{releases}} it.",
        "text: ⟦A thread {acquires} the lock.",
        "cloze-no-gap",
        "no gap",
        "double braces",
    ),
    "a gap that is not closed": in_locks(
        "text: A thread {{acquires}}",
        "text: ⟦A thread {{acquires}",
        "cloze-swallowed",
        "`{{acquires`",
        "Write `{{acquires}}`",
    ),
    "a pair alone": in_locks(
        "    pairs:\n      - {left: Lock, right: one}\n      - {left: Semaphore, right: several}\n",
        "    pairs:\n      ⟦- {left: Lock, right: one}\n",
        "match-too-few-pairs",
        "fewer than two",
        "at least two",
    ),
    "an example that is not there": in_locks(
        "example: two\n    answer", "example: ⟦too\n    answer", "dangling-example", "`too`", "Did you mean `two`?"
    ),
    "an experiment that is not there": in_locks(
        "experiment: speed\n", "experiment: ⟦sped\n", "dangling-experiment", "`sped`", "Did you mean `speed`?"
    ),
    "a program that Python cannot compile": in_locks(
        "      value = 1\n", "      value =⟦\n", "program-syntax", "invalid syntax", "Correct it"
    ),
    "an example that Python cannot compile": in_locks(
        '      print("two")', '      print⟦("two"', "example-syntax", "never closed", "Correct this line"
    ),
    # Concepts of the deck
    "a prerequisite that is not there": Mistake(
        "threads.yaml", "[locks]\nsections", "[⟦lock]\nsections", "unknown-concept", "`lock`", "Did you mean `locks`?"
    ),
    "concepts that require each other": in_locks(
        "tags: [sync]", "requires: [⟦threads]", "requires-cycle", "locks -> threads", "Choose the one"
    ),
    "a concept twice": Mistake(
        "threads.yaml", "concept: threads", "concept: ⟦locks", "duplicate-concept", "`locks`", "First defined at"
    ),
    "an order of unknown concepts": in_info(
        "order: [locks,", "order: [⟦lockz,", "unknown-concept", "`lockz`", "Did you mean `locks`?"
    ),
    "an order against the prerequisites": in_info(
        "order: [locks, threads]", "order: [⟦threads, locks]", "order-before-requires", "before `locks`", "Move it"
    ),
    "a path without a prerequisite": in_info(
        "concepts: [locks, threads]", "concepts: [⟦threads]", "path-not-closed", "not `locks`", "Add `locks`"
    ),
    "a misspelt related concept": in_locks(
        "related: [threads,", "related: [⟦thraeds,", "unknown-related", "`thraeds`", "Did you mean `threads`?"
    ),
    # Experiments and claims
    "an unknown measure": in_locks("measure: ratio", "measure: ⟦ration", "unknown-measure", "`ration`", "`ratio`"),
    "an unknown variant": in_locks("baseline: slow", "baseline: ⟦slo", "unknown-variant", "baseline", "slow, fast"),
    "a variant of an unknown example": in_locks(
        "slow: {example: one}", "slow: {example: ⟦on}", "dangling-example", "`on`", "Did you mean `one`?"
    ),
    "an unknown name in a bound": in_locks(
        'at_most: "cores + 2"', 'at_most: ⟦"core + 2"', "bad-expectation", "`core`", "cores"
    ),
    "a bound that is no arithmetic": in_locks(
        'at_least: "1.5"', "at_least: ⟦faster", "bad-expectation", "`faster`", "Names: cores"
    ),
    "bounds in the wrong order": in_locks(
        'expect: {at_least: "1.5", at_most: "cores + 2"}',
        'expect: ⟦{at_least: "3", at_most: "1.5"}',
        "wrong-bounds",
        "at least 3 and at most 1.5",
        "Exchange the bounds",
    ),
    "no bounds": in_locks(
        'expect: {at_least: "1.5", at_most: "cores + 2"}', "expect: ⟦{}", "no-bounds", "expects nothing", "at_least"
    ),
    "an invalid only_if": in_locks(
        "work: n", "only_if: ⟦minor is 14\n    work: n", "bad-expectation", "understood", "Names:"
    ),
    "a misconception without a comparison": in_locks(
        'when: "<= 1"', "when: ⟦slower", "bad-comparison", "comparison", "Write `<= 1`"
    ),
    "a placeholder that is no parameter": in_locks(
        "with {workers} workers?", "with {worker} workers?", "ask-placeholder", "`{worker}`", "Parameters: workers"
    ),
    "work that no code uses": in_locks("work: n", "work: ⟦size", "work-unused", "`size`", "as the size of the work"),
    "an unknown way to predict": in_locks(
        "measure: ratio", "measure: ratio\n    predict: ⟦choose", "wrong-type", "'point'", "Did you mean `choice`?"
    ),
    "a claim that is not in its section": in_locks(
        "says: Without a lock, updates get lost.",
        "says: ⟦Without locks, updates are lost.",
        "claim-not-found",
        "`why` does not contain",
        "`says: Without a lock, updates get lost.`",
    ),
    "a claim of another section": in_locks(
        "  - section: why\n    says: W", "  - section: how\n    says: ⟦W", "claim-not-found", "`how`", "`section: why`"
    ),
    "a claim without a proof": in_locks(
        "    proved_by: speed\n", "", "claim-without-proof", "exactly one of", "Write `proved_by:`"
    ),
    # What other formats and word processors write
    "a key without its colon": in_locks(
        "title: Locks", "⟦title Locks", "yaml-syntax", "`title Locks` is not a key", "Write `title: Locks`."
    ),
    "a section without its colon": in_locks(
        "conclusion: One", "⟦conclusion One", "yaml-syntax", "not a key", "Write `conclusion: One at a time.`"
    ),
    "a colon without a space": in_locks(
        "title: Locks", "⟦title:Locks", "yaml-syntax", "`title:Locks`", "`title: Locks`: a space follows the colon"
    ),
    "a hyphen without a space": in_locks(
        "- id: tools", "⟦-id: tools", "yaml-syntax", "", "Write `- id: tools`: a space follows the hyphen."
    ),
    "a text that leaves its block": in_locks(
        "    Waiting threads", "  ⟦Waiting threads", "yaml-syntax", "`Waiting threads then", "by 4 spaces"
    ),
    "a block that is not indented": in_locks(
        "    A thread acquires the lock, works", "  ⟦A thread acquires the lock, works", "yaml-syntax", "",
        "two spaces more"
    ),
    "some lines of a list": in_locks(
        "sections:\n  what: A lock lets one thread in at a time. The others wait.\n  why",
        "sections:\n  - what: A lock.\n  ⟦why", "yaml-syntax", "", "begin all of them with it, or none",
    ),
    "a no-break space": in_locks(
        "  why: Without", "⟦\u00a0\u00a0why: Without", "yaml-syntax", "U+00A0", "plain spaces"
    ),
    "a text that begins with a hyphen": in_locks(
        "ask: Match.", "ask: ⟦- which?", "yaml-syntax", "", "Quote the text: it begins with `- `."
    ),
    "a text that begins with a question mark": in_locks(
        "ask: Match.", "ask: ⟦? which", "yaml-syntax", "", "Quote the text: it begins with `? `."
    ),
    "a text that begins with a comparison": in_locks(
        "ask: Match.", "ask: > ⟦5 or less?", "yaml-syntax", "", "Quote the text: it begins with `>`."
    ),
    "a text that begins with a percent sign": in_locks(
        "ask: Match.", "ask: ⟦%d of them?", "yaml-syntax", "", "begins with `%`"
    ),
    "a kind of another format": in_locks(
        "kind: match", "kind: ⟦multiple_choice", "unknown-kind", "`multiple_choice`", "Write `kind: choice`."
    ),
    "a gap with the number of Anki": in_locks(
        "text: A thread {{acquires}}", "text: ⟦A thread {{c1::acquires}}", "cloze-numbered", "`c1`",
        "Write `{{acquires}}`"
    ),
    "a gap with three braces": in_locks(
        "text: A thread {{acquires}}", "text: ⟦A thread {{{acquires}}}", "cloze-braces", "`acquires`",
        "Write `{{acquires}}`"
    ),
    "a block of code that is not closed": in_locks(
        "    A key to a room.\n", "    A key to a room.\n\n    ⟦```python\n    key = 1\n", "fence-not-closed",
        "```", "after the code"
    ),
    "pairs as a mapping": in_locks(
        "    pairs:\n      - {left: Lock, right: one}\n      - {left: Semaphore, right: several}\n",
        "    pairs: ⟦{Lock: one, Semaphore: several}\n", "wrong-type", "should be a list", "Begin each item with `- `",
    ),
    "a list of parameters": in_locks(
        "{workers: [2, 4]}", "⟦[2, 4]", "wrong-type", "`parameters` should be a mapping", "without `- `"
    ),
    "bounds as a text": in_locks(
        'expect: {at_least: "1.5", at_most: "cores + 2"}', 'expect: ⟦">= 1.5"', "wrong-type", "",
        "`at_least`, `at_most`"
    ),
    "a variant as a text": in_locks(
        "slow: {example: one}", "slow: ⟦one", "wrong-type", "`slow` should be a mapping", "Its keys: `example`"
    ),
    "an example as a text": in_locks(
        '  two:\n    source: |\n      print("two")', '  two: ⟦|\n    print("two")', "wrong-type", "",
        "Its keys: `source`"
    ),
    "a variant that is compared with itself": in_locks(
        "contender: fast", "contender: ⟦slow", "same-variant", "compared with itself", "slow, fast"
    ),
    "a concept that requires itself": in_locks(
        "tags: [sync]", "requires: [⟦locks]", "requires-cycle", "locks -> locks", "the one",
    ),
    "a pair twice": in_locks(
        "      - {left: Lock, right: one}\n      - {left: Semaphore,",
        "      ⟦- {left: Lock, right: one}\n      - {left: Lock,",
        "match-duplicate-left", "twice", "different",
    ),
    "a gap without an answer": in_locks(
        "text: A thread {{acquires}}", "text: ⟦A thread {{}}", "cloze-empty-gap", "no answer", "between the braces"
    ),
    "a key of an unknown word": in_locks(
        "id: tools", "id: tools\n    ⟦difficulty: hard", "unknown-key", "`difficulty`", "Remove",
    ),
    "a control character": in_locks("title: Locks", "title: Lo⟦\x07cks", "control-character", "U+0007", "Remove it"),
    "a negative tolerance": in_locks("tolerance: 0.5", "tolerance: ⟦-1", "negative-tolerance", "-1", "at least 0"),
    "one line to order": in_locks(
        "lines: [acquire, work, release]", "lines: ⟦[acquire]", "order-too-few-lines", "fewer than two", "two lines"
    ),
    "a path of concepts without its title": in_info(
        "  web: {title: For the web, concepts", "  ⟦web: {concepts", "missing-key", "`title`", "Add `title:`"
    ),
    # Media
    "a picture that is not there": in_locks(
        "(key.png)", "(⟦diagram.png)", "media-missing", "`diagram.png` is not in the folder", "Put it there"
    ),
    "a picture in other capital letters": in_locks(
        "(key.png)", "(⟦Key.png)", "media-missing", "`Key.png`", "Did you mean `![what it shows](key.png)`?"
    ),
}  # fmt: skip

PLACES = {  # where the mark cannot be within the text that was replaced
    "a placeholder that is no parameter": ("    ask: How many times", len("    ask: ")),
    "a claim without a proof": ("  - section: why\n    says", len("  - ")),
}


def written(folder: Path, files: dict[str, str]) -> Path:
    """Write the files of a deck and return its folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def found_in(folder: Path, files: dict[str, str]) -> tuple[Problem, ...]:
    """Write a deck and return its problems."""
    return check_deck(written(folder, files)).problems


def place_of(text: str, at: int) -> tuple[int, int]:
    """Return the line and the column, from 1, of a place in a text."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def test_the_deck_without_a_mistake_has_no_problem(tmp_path: Path) -> None:
    """Else a mistake would not be the cause of its problem."""
    assert found_in(tmp_path, SOUND) == ()


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_reported_at_its_place_with_what_to_do(name: str, tmp_path: Path) -> None:
    """With its code, its file, line and column, what was found, and a hint."""
    mistake = MISTAKES[name]
    assert SOUND[mistake.file].count(mistake.old) == 1, "the edit is not unique"
    marked = SOUND[mistake.file].replace(mistake.old, mistake.new)
    text = marked.replace("⟦", "")
    if name in PLACES:
        anchor, offset = PLACES[name]
        line, column = place_of(text, text.index(anchor) + offset)
    else:
        line, column = place_of(marked, marked.index("⟦"))
    problems = found_in(tmp_path, SOUND | {mistake.file: text})
    at_place = [
        each for each in problems if (each.location.line, each.location.column) == (line, column)
        and each.code == mistake.code and each.location.file == str(tmp_path / mistake.file)
    ]  # fmt: skip
    assert len(at_place) == 1, f"expected {mistake.code} at {line}:{column}, found {problems}"
    assert mistake.message in at_place[0].message
    assert mistake.hint in at_place[0].hint
    assert at_place[0].hint
    assert len(problems) <= 5


def test_there_are_as_many_mistakes_as_promised() -> None:
    """The table does not shrink."""
    assert len(MISTAKES) >= 109


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("distractors: [Two, All]", "distractors: [yes, no, off]"),
        lambda text: text.replace("answer: One", "answer: 2026-01-01"),
        lambda text: text.replace('answer: "1"', "answer: 010"),
        lambda text: text.replace("answer: One", "answer: 1:30"),
    ],
    ids=["byte order mark", "CRLF", "yes and no", "a date", "a leading zero", "a time"],
)
def test_what_other_programs_stumble_over_is_no_problem(change: object, tmp_path: Path) -> None:
    """Texts stay as they are written."""
    files = SOUND | {"locks.yaml": change(SOUND["locks.yaml"])}  # type: ignore[operator]
    assert found_in(tmp_path, files) == ()
    loaded = check_deck(tmp_path).deck
    assert loaded is not None
    choice = loaded.concepts[0].questions[0]
    text = files["locks.yaml"]
    assert f"answer: {choice.answer}" in text
    assert all(each in text for each in choice.distractors)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_lines_are_counted_alike_with_both_line_ends(ends: str, tmp_path: Path) -> None:
    """An editor on Windows writes the other ones."""
    text = SOUND["locks.yaml"].replace("print(", "print((").replace("\n", ends)
    (problem,) = found_in(tmp_path, SOUND | {"locks.yaml": text})
    assert (problem.code, problem.location.line, problem.location.column) == ("example-syntax", 27, 12)


def test_a_file_in_another_encoding_is_reported_at_its_first_such_character(tmp_path: Path) -> None:
    """Latin-1, and UTF-16 as an editor on Windows saves it."""
    written(tmp_path, SOUND)
    text = SOUND["threads.yaml"].replace("Cooks in one", "Köche in einer")
    (tmp_path / "threads.yaml").write_bytes(text.encode("latin-1"))
    (problem, *_) = check_deck(tmp_path / "threads.yaml").problems
    assert (problem.code, problem.location.line, problem.location.column) == ("not-utf8", 8, 13)
    (tmp_path / "threads.yaml").write_bytes(text.encode("utf-16"))
    assert [each.code for each in check_deck(tmp_path / "threads.yaml").problems] == ["utf-16"]


def test_a_concept_is_checked_within_its_deck(tmp_path: Path) -> None:
    """Its references are looked up there, and the problems of other files are not listed."""
    broken = SOUND["locks.yaml"].replace("titel", "title").replace("answer: One", "answr: One")
    written(tmp_path, SOUND | {"locks.yaml": broken})
    assert check_deck(tmp_path / "threads.yaml").problems == ()
    assert [each.code for each in check_deck(tmp_path / "locks.yaml").problems] == ["missing-key", "unknown-key"]
    text = SOUND["threads.yaml"].replace("[locks]\nsections", "[lock]\nsections")
    (tmp_path / "threads.yaml").write_text(text, "utf-8")
    assert [each.code for each in check_deck(tmp_path / "threads.yaml").problems] == ["unknown-concept"]


def test_what_several_files_have_to_do_with_is_reported_in_each_of_them(tmp_path: Path) -> None:
    """Concepts that require each other, and two of one id: also where one of the files alone is checked."""
    written(tmp_path, SOUND)
    text = SOUND["locks.yaml"].replace("tags: [sync]", "requires: [threads]\ntags: [sync]")
    (tmp_path / "locks.yaml").write_text(text, "utf-8")
    for name in ("locks.yaml", "threads.yaml"):
        (problem,) = check_deck(tmp_path / name).problems
        assert (problem.code, problem.location.file) == ("requires-cycle", str(tmp_path / name))
    (tmp_path / "locks.yaml").write_text(SOUND["locks.yaml"], "utf-8")
    (tmp_path / "more.yaml").write_text(SOUND["threads.yaml"], "utf-8")
    for name, other in (("more.yaml", "threads.yaml"), ("threads.yaml", "more.yaml")):
        (problem,) = check_deck(tmp_path / name).problems
        assert (problem.code, problem.location.file) == ("duplicate-concept", str(tmp_path / name))
        assert str(tmp_path / other) in problem.hint


def test_files_in_subfolders_are_reported_unless_they_are_ignored(tmp_path: Path) -> None:
    """They are not read; another deck in a subfolder, hidden folders and `media` are left alone."""
    other = {".github/ci.yml": "on: push", "media/x.yaml": "a: 1", "sub/deck.yaml": "format: 1", "sub/a.yaml": "a: 1"}
    assert found_in(tmp_path, SOUND | other) == ()
    problems = found_in(tmp_path, {"drafts/new/race.yaml": "concept: race\n"})
    assert [(each.code, each.severity, each.location.file) for each in problems] == [
        ("file-in-subfolder", "warning", str(tmp_path / "drafts/new/race.yaml"))
    ]
    assert "`ignore: [drafts]`" in problems[0].hint
    assert found_in(tmp_path, {"deck.yaml": SOUND["deck.yaml"] + "ignore: [drafts]\n"}) == ()


def test_settings_of_other_programs_are_left_alone(tmp_path: Path) -> None:
    """By their names, and by `ignore` in deck.yaml; anything else is one problem that says so."""
    known = {"mkdocs.yml": "site_name: x", ".pre-commit-config.yaml": "repos: []", "compose.yaml": "services: {}"}
    assert found_in(tmp_path, SOUND | known) == ()
    problems = found_in(tmp_path, {"settings.yaml": "theme: dark\nplugins: [a]\n"})
    assert [(each.code, each.location.line) for each in problems] == [("not-a-concept", 1)]
    assert "`ignore: [settings.yaml]`" in problems[0].hint
    assert found_in(tmp_path, {"deck.yaml": SOUND["deck.yaml"] + 'ignore: ["set*.yaml"]\n'}) == ()


def test_a_concept_may_have_the_name_of_settings(tmp_path: Path) -> None:
    """A deck about containers has a concept `compose`."""
    concept = SOUND["threads.yaml"].replace("concept: threads", "concept: compose").replace("why:", "wy:")
    found = found_in(tmp_path, SOUND | {"compose.yaml": concept})
    assert {each.code for each in found} == {"missing-section", "unknown-key"}


def test_a_folder_with_another_name_of_deck_yaml_says_which(tmp_path: Path) -> None:
    """The hint names the file to rename."""
    files = {name: text for name, text in SOUND.items() if name != "deck.yaml"} | {"deck.yml": SOUND["deck.yaml"]}
    (problem,) = found_in(tmp_path, files)
    assert (problem.code, problem.hint) == ("no-deck-file", "Rename deck.yml to deck.yaml.")
