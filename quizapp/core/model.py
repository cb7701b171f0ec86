"""What a deck is made of. These dataclasses are the deck format's only definition.

The standard library alone is imported here: the quiz needs them at start-up, while validation, the
JSON Schema and the reference page are derived from them elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal


def doc(text: str, **keywords: Any) -> Any:
    """Return a dataclass field whose description goes into the JSON Schema and the reference page."""
    return field(metadata={"doc": text}, **keywords)


class SectionName(StrEnum):
    """The eight sections of a concept, in their order."""

    WHAT = "what"
    WHY = "why"
    HOW = "how"
    EXAMPLE = "example"
    WHEN = "when"
    PROS_CONS = "pros_cons"
    RELATED = "related"
    CONCLUSION = "conclusion"


SECTION_TITLES: Mapping[str, str] = {
    "what": "What is it?",
    "why": "Why it matters",
    "how": "How it works",
    "example": "Example or analogy",
    "when": "When to use it",
    "pros_cons": "Pros and cons",
    "related": "Related concepts",
    "conclusion": "Conclusion",
}


@dataclass(frozen=True, kw_only=True)
class ProsCons:
    """The two sides of a concept."""

    pros: list[str] = doc("What speaks for it, a line each.")
    cons: list[str] = doc("What speaks against it, a line each.")


@dataclass(frozen=True, kw_only=True)
class Sections:
    """The eight sections; text is Markdown."""

    what: str = doc("What it is, in a sentence or a few.")
    why: str = doc("Why it matters.")
    how: str = doc("How it works.")
    example: str = doc("An example or an analogy.")
    when: str = doc("When to use it, and when not.")
    pros_cons: ProsCons = doc("What speaks for it and against it.")
    related: list[str] = doc("Concept ids of this deck, or free text for other ideas.")
    conclusion: str = doc("What to take away.")


@dataclass(frozen=True, kw_only=True)
class Example:
    """Named code that sections, questions and experiments point to."""

    source: str = doc(
        "The code. Where it defines main(), an experiment times main() alone; prepare() runs before it, where defined."
    )
    language: str = doc("The language, for highlighting; only python is run.", default="python")
    title: str = doc("What the code shows, in a few words.", default="")


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One of the programs that an experiment compares."""

    example: str = doc("The name of an example of this concept.")
    interpreter: str = doc(
        "The version of Python that runs it, such as `3.13`, `3.13t` (free-threaded) or `pypy3.10`; left out, the "
        "learner's. Where it is not installed the claim cannot be shown.",
        default="",
    )


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """What the claim expects; each bound is arithmetic over the parameters and `cores`."""

    at_least: str = doc("The measured value is expected to be at least this.", default="")
    at_most: str = doc("The measured value is expected to be at most this.", default="")
    equals: str = doc("For the measure `output`: what is expected to be printed.", default="")


@dataclass(frozen=True, kw_only=True)
class Misconception:
    """A range of predictions that gives a wrong idea away."""

    when: str = doc("A comparison of the prediction, such as `<= 1`.")
    says: str = doc("The answer to that idea.")


Number = int | float


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """A claim made testable: variants of a program, what is measured, what is expected."""

    id: str = doc("Unique in its concept: lower case, digits, hyphens.")
    section: SectionName = doc("The section whose claim this is.")
    claim: str = doc("A sentence that can be tested.")
    ask: str = doc("What the learner predicts; {name} is replaced by a parameter.")
    measure: str = doc("What is measured; see the measures below.")
    variants: dict[str, Variant] = doc("The programs that are run, by name.")
    parameters: dict[str, list[Number]] = doc(
        "Names given to the code as globals, each with the values to draw from.", default_factory=dict
    )
    baseline: str = doc(
        "The variant to compare with. With it the figure is a ratio, without it a reading in the measure's unit.",
        default="",
    )
    contender: str = doc("The variant that is compared with the baseline.", default="")
    only_if: str = doc(
        "Arithmetic over the facts of the machine, such as `minor >= 14`; where it is 0 the claim cannot be shown.",
        default="",
    )
    work: str = doc(
        "A global that scales the work; it is set so that the work of the baseline takes `work_seconds`; what the "
        "baseline takes without work does not count. Left out, none.",
        default="",
    )
    work_seconds: float = doc("How long the work of the baseline takes where `work` is named, in seconds.", default=0.1)
    needs_cores: bool = doc("Whether the claim depends on free cores of the machine.", default=False)
    deterministic: bool = doc(
        "Whether the result is the same whatever else the machine does, such as an order that a Barrier forces; then "
        "no load rules out a verdict. For the measures `output`, `visibility` and `lost_updates`.",
        default=False,
    )
    expect: Expectation = doc("What the claim expects on a machine like this.", default_factory=Expectation)
    rival: str = doc(
        "What the misconception predicts: arithmetic as in `expect`, a range such as `0.9..1.1`, or a text for a text. "
        "Bounds that admit it too are a problem: they could not tell the claim from the misconception.",
        default="",
    )
    predict: Literal["point", "choice", "interval"] = doc("How the learner predicts.", default="point")
    bins: list[Number] = doc(
        "Edges of the ranges that a choice offers, such as [0.9, 1.25, 2]; left out, those of the measure.",
        default_factory=list,
    )
    unit: str = doc("The unit of the measured value; left out, that of the measure.", default="")
    misconceptions: list[Misconception] = doc("Predictions that give a wrong idea away.", default_factory=list)
    explain: str = doc("Why it comes out as it does; shown after the measurement.", default="")


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A sentence of a section that can be tested, and what proves it, or why nothing can."""

    section: SectionName = doc("The section that contains it.")
    says: str = doc("The exact words of the section.")
    proved_by: str = doc("An experiment of this concept, or concept/experiment of another.", default="")
    unproved: str = doc("Why no experiment can prove it.", default="")


@dataclass(frozen=True, kw_only=True)
class LearningPath:
    """A way through a deck for those who do not need all of it."""

    title: str = doc("Who the path is for, or where it leads, in a few words.")
    concepts: list[str] = doc(
        "Concept ids, with everything that they require. They are introduced in the order of the deck."
    )


@dataclass(frozen=True, kw_only=True)
class DeckInfo:
    """The content of deck.yaml."""

    format: int = doc("The version of the deck format: 1.")
    deck: str = doc("The deck's id: lower case, digits, hyphens; never changes.")
    title: str = doc("The deck's title.")
    description: str = doc("One line that says who it is for.", default="")
    language: str = doc(
        "The language of the text, such as `en` or `pt-BR`. It chooses the words of generated questions: those of de, "
        "en, es, fr, it, nl, pl, pt or sv.",
        default="en",
    )
    licence: str = doc("The licence of the content, such as CC-BY-4.0.", default="")
    authors: list[str] = doc("Who wrote it.", default_factory=list)
    order: list[str] = doc(
        "Concept ids in the order in which they are introduced; what is not named comes last.", default_factory=list
    )
    version: str = doc("The version of the deck's content, as its authors count, such as 1.2.", default="")
    ignore: list[str] = doc(
        "YAML files of the folder that belong to other programs, such as `notes.yaml` or `drafts/*`.",
        default_factory=list,
    )
    paths: dict[str, LearningPath] = doc(
        "Learning paths, by id. The id is a tag of each of its concepts, so `#id` is the path's scope.",
        default_factory=dict,
    )


@dataclass(frozen=True, kw_only=True)
class Concept:
    """One idea: its eight sections, code, questions and experiments."""

    concept: str = doc("The concept's id, unique in its deck: lower case, digits, hyphens.")
    title: str = doc("The concept's title.")
    phrase: str = doc(
        "The words for the concept within a sentence, such as `a process`, `threads` or `the GIL`; generated questions "
        "use them. Left out, the title.",
        default="",
    )
    plural: bool = doc("Whether the phrase, or else the title, is plural: `What are threads?`", default=False)
    sections: Sections = doc("The eight sections.")
    requires: list[str] = doc("Concepts of this deck to meet first.", default_factory=list)
    tags: list[str] = doc("Words to find it by: `#tag` is a scope.", default_factory=list)
    examples: dict[str, Example] = doc("Named code.", default_factory=dict)
    questions: list[Any] = doc("Questions written by hand.", default_factory=list)  # of questions.base.Question
    generate: list[SectionName] | None = doc(
        "Sections from which questions are generated; left out, all that can.", default=None
    )
    experiments: list[Experiment] = doc("What the learner can prove.", default_factory=list)
    claims: list[Claim] = doc("Which experiment proves which sentence.", default_factory=list)
    draft: bool = doc("Whether sections may still be empty: that is a warning then, and no error.", default=False)

    @property
    def is_list(self) -> bool:
        """Whether this is a list of cards, which has no sections to read."""
        return self.sections == NO_SECTIONS and not self.draft


@dataclass(frozen=True, kw_only=True)
class CardList:
    """Cards that belong to no concept, such as those that came from another program."""

    cards: str = doc("The list's id, unique among the deck's lists and concepts: lower case, digits, hyphens.")
    title: str = doc("The list's title.")
    part: int = doc("Which part of a long list this file is: a file has at most 2 MB.", default=1)
    tags: list[str] = doc("Words to find it by: `#tag` is a scope.", default_factory=list)
    examples: dict[str, Example] = doc("Named code that its questions run.", default_factory=dict)
    questions: list[Any] = doc("The questions, as in a concept; they test no section.", default_factory=list)


NO_SECTIONS = Sections(
    what="", why="", how="", example="", when="", pros_cons=ProsCons(pros=[], cons=[]), related=[], conclusion=""
)


def concept_of(cards: CardList) -> Concept:
    """Return a list of cards as the rest of the program has it: a concept that teaches nothing."""
    return Concept(
        concept=cards.cards,
        title=cards.title,
        tags=cards.tags,
        sections=NO_SECTIONS,
        examples=cards.examples,
        questions=cards.questions,
        generate=[],
    )


@dataclass(frozen=True, kw_only=True)
class Deck:
    """A whole deck: its description, and its concepts and lists of cards in the order of introduction."""

    info: DeckInfo
    concepts: tuple[Concept, ...]


class Rating(StrEnum):
    """The learner's rating of one review, FSRS's four."""

    AGAIN = "again"
    HARD = "hard"
    GOOD = "good"
    EASY = "easy"


class State(StrEnum):
    """The state of a card in its learning."""

    NEW = "new"
    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"
