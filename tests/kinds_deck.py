"""A deck with a question of every kind, whose experiments give the same result on any machine under any load."""

from pathlib import Path

DECK = """\
concept: naps
title: Naps
sections:
  what: A pause.
  why: It rests.
  how: By waiting.
  example: A cat after lunch.
  when: When tired.
  pros_cons: {pros: [Rest], cons: [Time]}
  related: [sleep]
  conclusion: Rest a while.
generate: []
examples:
  lines: {source: "print('one')\\nprint('two')"}
  seven: {source: "print(5 * 7)  # a comment that is so long that no terminal of eighty columns has room for it"}
  long: {source: "def main():\\n    return 100, 40"}
  short: {source: "def main():\\n    return 100, 80"}
  see: {source: "def main():\\n    return True"}
questions:
  - {id: choice, kind: choice, section: what, ask: What is a pause after lunch?, answer: A nap, distractors: [A race]}
  - {id: multi, kind: multi, section: why, ask: What do they give?, answers: [Rest, Calm], distractors: [Fame]}
  - {id: tf, kind: true_false, section: how, ask: They last for days., answer: false, correction: For minutes.}
  - {id: typed, kind: typed, section: when, ask: Which module starts processes?, answer: multiprocessing}
  - {id: cloze, kind: cloze, section: example, text: "Processes have their own {{memory}}; threads {{share}} one."}
  - {id: match, kind: match, section: pros_cons, ask: Which for which?,
     pairs: [{left: Sums, right: processes}, {left: Waits, right: threads}]}
  - {id: order, kind: order, section: related, ask: In which order?, lines: ["p.start()", "p.join()"]}
  - {id: recall, kind: recall, section: conclusion, ask: Why rest?, answer: It helps.}
  - {id: output, kind: output, section: why, note: o, ask: What is printed?, example: lines, answer: "one\\ntwo"}
  - {id: predict, kind: predict, section: how, note: p, experiment: calls}
  - {id: seen, kind: predict, section: how, note: q, tags: [seen], experiment: sees}
experiments:
  - id: never
    section: how
    claim: It takes a thousand cores.
    ask: How many times as many calls?
    measure: lost_updates
    deterministic: true
    baseline: short
    contender: long
    variants: {long: {example: long}, short: {example: short}}
    only_if: "cores >= 1000"
    expect: {at_least: "2"}
  - id: calls
    section: how
    claim: A long nap misses three times as many calls.
    ask: The calls that the long nap misses compared with the short one, in times?
    measure: lost_updates
    deterministic: true
    baseline: short
    contender: long
    variants: {long: {example: long}, short: {example: short}}
    expect: {at_least: "2", at_most: "4"}
    explain: Missed calls add up.
  - id: sees
    section: how
    claim: A change is seen by everyone.
    ask: Is the change seen?
    measure: visibility
    deterministic: true
    variants: {see: {example: see}}
    expect: {equals: "seen"}
"""


def write_kinds(folder: Path) -> Path:
    """Write the deck `naps`."""
    folder.mkdir()
    (folder / "deck.yaml").write_text("format: 1\ndeck: naps\ntitle: Short naps\n")
    (folder / "naps.yaml").write_text(DECK)
    return folder


def write_slow_kinds(folder: Path, seconds: float = 0.4) -> Path:
    """Write the deck `naps` with trials that take so many seconds that a run can be watched and stopped."""
    file = write_kinds(folder) / "naps.yaml"
    text = file.read_text()
    for returned in ("return 100, 40", "return 100, 80"):
        assert returned in text
        text = text.replace(returned, f"__import__('time').sleep({seconds})\\n    {returned}")
    file.write_text(text)
    return folder
