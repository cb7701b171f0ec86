"""The preset of a deck: parameters of FSRS in any version, and the desired retention."""

from pathlib import Path

import pytest

from quizapp.core import fsrs
from quizapp.formats.anki import reader
from quizapp.formats.common.card_deck import ImportedPreset
from quizapp.formats.common.reader import ReadOptions
from tests.core.test_fsrs import FSRS_4_5, FSRS_5
from tests.formats.anki.packages import CARDS, CREATED, GENERATIONS, DeckOptions, Group, packed

FSRS_6 = (*fsrs.DEFAULTS[:20], 0.21)
GROUPS = {
    "fsrsParams6": FSRS_6,
    "fsrsParams5": FSRS_5,
    "fsrsWeights": FSRS_4_5,
}


def in_science(group: Group, retention: float = 0.0, uses: bool | None = True) -> DeckOptions:
    """A collection whose decks all have one group of options; those of `Science` have a retention of their own."""
    return DeckOptions({7: group}, {10: (7, retention), 11: (7, retention)}, uses)


def read_preset(path: Path) -> tuple[ImportedPreset | None, list[str]]:
    """The preset of the deck `Science`, and what was said of it."""
    found = reader.read(path, ReadOptions())
    (deck,) = (deck for deck in found.card_decks if deck.title == "Science")
    return deck.preset, [problem.message for problem in found.problems if problem.code == "anki-preset"]


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize("version", GROUPS)
def test_a_deck_has_the_preset_of_its_options(tmp_path: Path, generation: str, version: str) -> None:
    """The parameters become those of FSRS-6; no digit is lost on the way through 32 bits."""
    group = Group(parameters=GROUPS[version], retention=0.86, version=version)
    preset, said = read_preset(packed(tmp_path, generation, options=in_science(group)))
    assert said == []
    assert preset is not None and (preset.program, preset.name, preset.retention) == ("anki", "Mine", 0.86)
    assert preset.parameters == pytest.approx(fsrs.from_earlier(GROUPS[version]), rel=1e-6)
    if version == "fsrsParams6":
        assert preset.parameters == FSRS_6


@pytest.mark.parametrize("generation", GENERATIONS)
def test_a_deck_may_have_a_retention_of_its_own(tmp_path: Path, generation: str) -> None:
    """It counts more than that of its options, and that of its cards counts more than both."""
    options = in_science(Group(retention=0.86), 0.93)
    assert read_preset(packed(tmp_path, generation, options=options))[0] == ImportedPreset(
        program="anki", name="Mine", retention=0.93
    )
    cards = [(*card[:13], '{"s":14.5,"d":6.1,"dr":0.81}' if card[4] else "") for card in CARDS]
    preset, _ = read_preset(packed(tmp_path, generation, options=options, cards=cards))
    assert preset is not None and preset.retention == 0.81


@pytest.mark.parametrize("generation", GENERATIONS)
def test_a_collection_without_fsrs_has_no_preset(tmp_path: Path, generation: str) -> None:
    """Switched off, whatever its cards have from before; where nothing says so, the cards decide."""
    group = Group(parameters=FSRS_6, retention=0.86)
    assert read_preset(packed(tmp_path, generation, options=in_science(group, uses=False))) == (None, [])
    preset, _ = read_preset(packed(tmp_path, generation, options=in_science(group, uses=None)))
    assert preset is not None and preset.parameters == FSRS_6
    cards = [(*card[:13], "") for card in CARDS]
    assert read_preset(packed(tmp_path, generation, options=in_science(group, uses=None), cards=cards)) == (None, [])


@pytest.mark.parametrize("generation", GENERATIONS)
def test_parameters_that_cannot_be_used_are_listed(tmp_path: Path, generation: str) -> None:
    """The desired retention is taken nevertheless."""
    group = Group(parameters=FSRS_6[:18], retention=0.86)
    preset, said = read_preset(packed(tmp_path, generation, options=in_science(group)))
    assert preset == ImportedPreset(program="anki", name="Mine", retention=0.86)
    assert said == [
        "the FSRS parameters of the preset `Mine` cannot be used: there are 18; expected 17 (FSRS-4.5), 19 (FSRS-5) "
        "or 21 (FSRS-6)"
    ]


@pytest.mark.parametrize("generation", GENERATIONS)
def test_parameters_that_are_not_in_the_file_are_missed(tmp_path: Path, generation: str) -> None:
    """Where the decay of its cards shows that there were some."""
    cards = [(*card[:13], '{"s":14.5,"d":6.1,"dr":0.9,"decay":0.5}') for card in CARDS]
    preset, said = read_preset(packed(tmp_path, generation, cards=cards))
    assert preset == ImportedPreset(program="anki", retention=0.9)
    assert said == ["the FSRS parameters of `Science` are not in the file: later reviews use the default ones"]
    cards = [(*card[:13], '{"s":14.5,"d":6.1,"dr":0.9,"decay":0.154}') for card in CARDS]
    assert read_preset(packed(tmp_path, generation, cards=cards)) == (preset, [])


@pytest.mark.parametrize("generation", GENERATIONS)
def test_most_cards_decide_between_presets(tmp_path: Path, generation: str) -> None:
    """New cards do not count; how many have another one is told."""
    groups = {7: Group("Many", FSRS_6, 0.9), 8: Group("Few", retention=0.8)}
    learnt = [(110 + n, 2, 10, n, 2, 2, 30, 12, 2500, 3, 1, 0, 0, "") for n in range(2)]
    cards = [*learnt, (103, 3, 11, 0, 1, 1, CREATED + 600, -600, 0, 1, 0, 0, 0, "")]
    options = DeckOptions(groups, {10: (7, 0.0), 11: (8, 0.0)}, True)
    preset, said = read_preset(packed(tmp_path, generation, options=options, cards=cards))
    assert preset == ImportedPreset(program="anki", name="Many", parameters=FSRS_6, retention=0.9)
    assert said == ["other presets than `Many` in `Science`, of 1 of 3 cards"]
