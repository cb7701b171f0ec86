"""The cards of a deck."""

import json
from collections.abc import Callable
from random import Random

import pytest

from quizapp.core.card import Card
from quizapp.decks.cards import cards_of
from quizapp.questions.base import surroundings
from quizapp.questions.registry import kind_named, question_from
from tests.decks.conftest import CompleteDeck

Cards = Callable[[str], dict[str, Card]]

MEMORY = """
questions:
  - id: memory
    kind: choice
    section: what
    ask: Whose memory does a process use?
    answer: Its own
    distractors: [That of its parent, That of the kernel]
"""
OTHERS = "".join(f"\n# other-{n}.yaml\nconcept: other-{n}\ntitle: Other {n}\n" for n in range(3))


@pytest.fixture
def cards(deck: CompleteDeck) -> Cards:
    """Return the cards of the files in a text, by id."""

    def load(text: str) -> dict[str, Card]:
        loaded = deck(text)
        assert loaded.deck is not None, loaded.problems
        found = cards_of(loaded.deck, loaded.locations)
        assert len({card.card for card in found}) == len(found)
        return {card.card: card for card in found}

    return load


def sections(**changed: str) -> str:
    """Return the sections of a concept as YAML, some of them changed."""
    texts = {
        "what": "A program in memory of its own.", "why": "It runs in parallel.", "how": "The system starts it.",
        "example": "Two kitchens, each with its own cook.", "when": "For heavy calculation.",
        "pros_cons": "{pros: [Parallel], cons: [Slow to start]}", "related": "[free text]", "conclusion": "Isolation.",
    }  # fmt: skip
    return "sections:\n" + "".join(f"  {name}: {text}\n" for name, text in (texts | changed).items())


def process(rest: str = "", **changed: str) -> str:
    """Return the file of the concept `process`."""
    return f"# process.yaml\nconcept: process\ntitle: Process\n{rest.strip()}\n{sections(**changed)}"


def test_written_questions_come_first_then_the_sections_in_order(cards: Cards) -> None:
    """Ids show where a card comes from; positions count through the deck."""
    found = cards(process(MEMORY))
    assert list(found) == [
        "demo/process/memory",
        "demo/process/what/recall/1",
        "demo/process/why/recall/1",
        "demo/process/how/recall/1",
        "demo/process/example/recall/1",
        "demo/process/when/recall/1",
        "demo/process/pros_cons/multi/1",
        "demo/process/related/recall/1",
        "demo/process/conclusion/recall/1",
    ]
    assert [card.position for card in found.values()] == list(range(9))


def test_a_card_has_the_line_of_its_question_or_its_concept(cards: Cards) -> None:
    """A generated card points to the concept."""
    first, second, *_ = cards(process(MEMORY)).values()
    assert first.file == second.file
    assert (first.line, second.line) == (4, 1)


@pytest.mark.parametrize(("generate", "generated"), [("[why, what]", ["what", "why"]), ("[]", [])])
def test_generate_chooses_the_sections(cards: Cards, generate: str, generated: list[str]) -> None:
    """Cards are in the order of the sections; an empty list generates none."""
    found = cards(process(f"generate: {generate}\n{MEMORY}"))
    assert list(found) == ["demo/process/memory", *(f"demo/process/{name}/recall/1" for name in generated)]


def test_editing_a_section_changes_no_other_card(cards: Cards) -> None:
    """The id and content of the other cards stay, and so does their history."""
    before, after = cards(process(MEMORY)), cards(process(MEMORY, why="Quite another reason."))
    assert [name for name in before if before[name] != after[name]] == ["demo/process/why/recall/1"]


@pytest.mark.parametrize(
    ("named", "asked"),
    [
        ("", ["What is Process? Say it in a sentence.", "Why does Process matter?"]),
        ("phrase: a process", ["What is a process? Say it in a sentence.", "Why does a process matter?"]),
        ("phrase: threads\nplural: true", ["What are threads? Say it in a sentence.", "Why do threads matter?"]),
    ],
)
def test_a_generated_question_names_the_concept_by_its_phrase(cards: Cards, named: str, asked: list[str]) -> None:
    """In the singular unless the phrase is plural; without a phrase it is the title."""
    found = cards(process(f"{named}\ngenerate: [what, why]\n{MEMORY}"))
    assert [card.body["ask"] for card in found.values()][1:] == asked


def test_a_phrase_begins_a_sentence_with_a_capital_letter(cards: Cards) -> None:
    """And is left as it is within one."""
    found = cards(process("phrase: a process\ngenerate: [conclusion, pros_cons]"))
    asked = {card.section: card.body["ask"] for card in found.values()}
    assert asked["conclusion"].startswith("A process in one sentence")
    assert asked["pros_cons"] == "Which of these speak for a process?"


@pytest.mark.parametrize(
    ("rest", "first"),
    [(MEMORY, "memory"), ("", "pros_cons/multi/1"), ("generate: [what, why]", "what/recall/1")],
)
def test_a_recall_is_not_the_first_question_after_the_page(cards: Cards, rest: str, first: str) -> None:
    """Unless there are only recalls: the page, which holds the answer, is shown just before the first question."""
    found = cards(process(rest))
    assert next(iter(found)) == f"demo/process/{first}"


@pytest.mark.parametrize("written", ["recall", "choice"])
def test_written_questions_keep_their_order_behind_the_first(cards: Cards, written: str) -> None:
    """A recall that was written first comes second, if another kind of question follows it."""
    recall = "  - {id: say, kind: recall, section: why, ask: Why?, answer: So.}\n"
    options = 'answer: "yes", distractors: ["no", maybe]'
    choice = f"  - {{id: pick, kind: choice, section: what, ask: Which?, {options}}}\n"
    both = recall + choice if written == "recall" else choice + recall
    found = cards(process(f"generate: []\nquestions:\n{both}"))
    assert list(found) == ["demo/process/pick", "demo/process/say"]


def test_an_analogy_is_a_choice_between_four_near_concepts(cards: Cards) -> None:
    """Near are those that it names, those that name it, and those with a tag of its own, before those beside it."""
    far = "".join(f"\n# far-{n}.yaml\nconcept: far-{n}\ntitle: Far {n}\n{sections()}" for n in range(4))
    named = f"\n# named.yaml\nconcept: named\ntitle: Named\n{sections()}"
    namer = f"\n# namer.yaml\nconcept: namer\ntitle: Namer\nrequires: [process]\n{sections()}"
    tagged = f"\n# tagged.yaml\nconcept: tagged\ntitle: Tagged\ntags: [os]\n{sections()}"
    card = cards(process("tags: [os]", related="[named]") + far + tagged + namer + named)[
        "demo/process/example/choice/1"
    ]
    assert card.body["answer"] == "Process"
    assert card.body["distractors"] == ["Named", "Namer", "Tagged"]


def test_no_list_of_cards_is_an_option_of_an_analogy(cards: Cards) -> None:
    """It is no concept, so the example is recalled here."""
    listed = "\n# words.yaml\ncards: words\ntitle: Words\nquestions: [{id: a, kind: recall, ask: b, answer: c}]\n"
    assert "demo/process/example/recall/1" in cards(process() + OTHERS.split("# other-2")[0] + listed)


@pytest.mark.parametrize(
    ("example", "others"), [("Two kitchens.", OTHERS.split("# other-2")[0]), ("A process is like a kitchen.", OTHERS)]
)
def test_an_analogy_without_a_fair_choice_is_recalled(cards: Cards, example: str, others: str) -> None:
    """With fewer than three other concepts, or an example that contains the answer."""
    found = cards(process(example=example) + others)
    assert "demo/process/example/recall/1" in found
    assert "demo/process/example/choice/1" not in found


def test_pros_are_picked_from_pros_and_cons(cards: Cards) -> None:
    """The pros are the answers and the cons the distractors."""
    body = cards(process())["demo/process/pros_cons/multi/1"].body
    assert (body["answers"], body["distractors"]) == (["Parallel"], ["Slow to start"])


def test_no_card_of_pros_without_cons(cards: Cards) -> None:
    """There would be no distractors."""
    assert "demo/process/pros_cons/multi/1" not in cards(process(pros_cons="{pros: [Parallel], cons: []}"))


def test_every_card_is_stored_as_json_and_accepts_its_own_solution(deck: CompleteDeck) -> None:
    """Written and generated cards."""
    loaded = deck(process(MEMORY) + OTHERS)
    assert loaded.deck is not None
    around = {concept.concept: surroundings(concept) for concept in loaded.deck.concepts}
    for card in cards_of(loaded.deck, loaded.locations):
        body = json.loads(json.dumps(card.body))
        assert body == card.body
        question, kind = question_from(body), kind_named(card.kind)
        assert list(kind.faults(question)) == []
        shown = kind.show(question, around[card.concept], Random(1))
        solution = kind.solution(question, shown)
        assert solution is not None
        assert kind.grade(question, shown, solution).correct in (True, None)


@pytest.mark.parametrize("written", ["media/x.png", "x.png", "<x.png>"])
def test_a_file_that_a_text_shows_belongs_to_the_card(cards: Cards, written: str) -> None:
    """With or without the folder `media`, and in a section too; a list may name the folder as well."""
    made = cards(f"""
# process.yaml
concept: process
questions:
  - {{id: a, kind: recall, section: what, ask: "![x]({written})", answer: b}}
  - {{id: b, kind: recall, section: what, ask: "![x]({written})", answer: b, media: [media/x.png, media/y.ogg]}}
""")
    assert [made[f"demo/process/{name}"].body["media"] for name in "ab"] == [["x.png"], ["x.png", "y.ogg"]]
