"""Which installed deck a file is, and what of it the file replaces."""

import json
import zipfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Run
from tests.formats.anki import packages
from tests.usecases.deck_import.test_card_identity import answer, counts, histories, imported

LOCK, FORK = "What is a lock?,A mutex\n", "What is a fork?,A copy\n"
CELL, QUARK = "What is a cell?,A part\n", "What is a quark?,A bit\n"


def table(file: Path, *rows: str) -> Path:
    """Write a table."""
    file.parent.mkdir(exist_ok=True)
    file.write_text("front,back\n" + "".join(rows))
    return file


def decks(quizapp: Run) -> list[str]:
    """Return the ids of the imported decks."""
    return [each["deck"] for each in json.loads(quizapp("deck", "list", "--json").stdout) if each["source"]][1:]


def test_two_files_of_one_name_are_two_decks_even_if_they_share_cards(quizapp: Run, tmp_path: Path) -> None:
    """The learner is told how to make one deck of them; each file finds its own deck again."""
    first = table(tmp_path / "a/cards.csv", LOCK, FORK, CELL)
    second = table(tmp_path / "b/cards.csv", LOCK, FORK, QUARK)
    imported(quizapp, first)
    answer(quizapp, "cards", 3)
    done = json.loads(quizapp("import", str(second), "--json").stdout)
    assert (done["decks"][0]["deck"], *counts(done["decks"][0])) == ("b-cards", 3, 0, 0, 0)
    (problem,) = done["problems"]
    assert (problem["code"], f"import {second} --deck cards" in problem["hint"]) == ("same-name", True)
    for file, deck in ((first, "cards"), (second, "b-cards")):
        table(file, LOCK, FORK)
        again = imported(quizapp, file)  # the same content as the other file has by then
        assert (again["deck"], *counts(again)) == (deck, 0, 0, 2, 1)
    assert decks(quizapp) == ["cards", "b-cards"]


def test_a_file_that_was_added_to_a_deck_replaces_its_own_cards_alone(quizapp: Run, tmp_path: Path) -> None:
    """With --deck at first; afterwards both files find the deck, and neither retires cards of the other."""
    first, second = table(tmp_path / "a/cards.csv", LOCK, CELL), table(tmp_path / "b/cards.csv", FORK, QUARK)
    imported(quizapp, first)
    assert counts(imported(quizapp, second, "--deck", "cards")) == (2, 0, 0, 0)
    assert counts(imported(quizapp, table(second, FORK))) == (0, 0, 1, 1)
    assert counts(imported(quizapp, table(first, LOCK))) == (0, 0, 1, 1)
    assert decks(quizapp) == ["cards"]
    assert json.loads(quizapp("deck", "list", "--json").stdout)[-1]["source"] == str(first)
    assert len(json.loads(quizapp("cards", "list", "cards", "--json").stdout)) == 2


def test_a_list_whose_cards_moved_is_gone(quizapp: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A nested deck that was renamed leaves no empty list, and a top deck that was renamed no empty deck."""
    quizapp("import", str(packages.packed(tmp_path, "anki2")))
    before = histories(quizapp)
    for number, names in enumerate(({11: "Science::Organs"}, {10: "Knowledge", 11: "Knowledge::Organs"})):
        monkeypatch.setattr(packages, "DECKS", packages.DECKS | names)
        (tmp_path / str(number)).mkdir()
        assert quizapp("import", str(packages.packed(tmp_path / str(number), "anki2"))).returncode == 0
    (deck,) = [each for each in decks(quizapp) if each in ("science", "knowledge")]
    shown = json.loads(quizapp("deck", "show", deck, "--json").stdout)
    assert all(each["questions"] for each in shown)
    assert [each["title"] for each in shown if "Organs" in each["title"] or "Parts" in each["title"]] == ["Organs"]
    assert histories(quizapp) == before


def mochi(file: Path, decks_of: dict[str, list[tuple[str, str]]]) -> Path:
    """Write a package of Mochi: deck -> id and text of its cards."""
    found = [
        {"id": f"deck-{name}", "name": name, "cards": [{"id": own, "content": text} for own, text in cards]}
        for name, cards in decks_of.items()
    ]
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("data.json", json.dumps({"version": 2, "decks": found}))
    return file


def mnemosyne(file: Path, decks_of: dict[str, list[tuple[str, str]]]) -> Path:
    """Write a package of Mnemosyne, which has one deck: its name, ids and texts."""
    ((name, cards),) = decks_of.items()
    facts = "".join(
        f"<log type='16' o_id='fact-{own}'><f>{text.split(chr(10))[0]}</f><b>{text.split(chr(10))[-1]}</b></log>"
        f"<log type='6' card_t='1' fact='fact-{own}' fact_v='1.1' o_id='{own}' tags='' gr='-1' e='2.5' ac_rp='0'></log>"
        for own, text in cards
    )
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("cards.xml", f"<openSM2sync number_of_entries='9'>{facts}</openSM2sync>")
        archive.writestr("METADATA", f"card_set_name:{name}\n")
    return file


ONE, TWO = ("aaaaaaaa1", "What is a lock?\n---\nA mutex"), ("bbbbbbbb2", "What is a fork?\n---\nA copy")


def test_a_card_of_mochi_is_the_same_in_another_deck(quizapp: Run, tmp_path: Path) -> None:
    """Its id is its identity, though its text changed at the same time."""
    file = mochi(tmp_path / "x.mochi", {"First": [ONE], "Second": [TWO]})
    assert quizapp("import", str(file)).returncode == 0
    answer(quizapp, "first", 1)
    before = histories(quizapp)
    mochi(file, {"First": [("cccccccc3", "Why?\n---\nSo")], "Second": [TWO, (ONE[0], "Quite another?\n---\nYes")]})
    done = json.loads(quizapp("import", str(file), "--json").stdout)
    assert {each["deck"]: counts(each) for each in done["decks"]} == {"first": (1, 0, 0, 0), "second": (0, 1, 1, 0)}
    assert histories(quizapp) == before != {}


@pytest.mark.parametrize(("write", "name"), [(mochi, "x.mochi"), (mnemosyne, "x.cards")])
def test_a_package_under_another_title_is_the_same_deck(quizapp: Run, tmp_path: Path, write, name: str) -> None:  # type: ignore[no-untyped-def]
    """From another file, too."""
    (tmp_path / "new").mkdir()
    assert quizapp("import", str(write(tmp_path / name, {"Old": [ONE, TWO]}))).returncode == 0
    answer(quizapp, "old", 2)
    before = histories(quizapp)
    again = imported(quizapp, write(tmp_path / "new" / name, {"New": [(ONE[0], "Quite another?\nYes"), TWO]}))
    assert again["added"] == 0
    assert histories(quizapp) == before != {}


ANSWERS = st.sampled_from(["one", "two", "three four"])
ROWS = st.lists(
    st.tuples(st.text("abcdef ", min_size=1, max_size=12).map(str.strip).filter(bool), ANSWERS),
    min_size=1, max_size=8, unique_by=lambda row: row[0],
)  # fmt: skip


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.randoms(use_true_random=False), st.integers(1, 8))
def test_rows_in_another_order_and_fewer_of_them_rename_nothing(
    quizapp: Run, tmp_path: Path, rows: list[tuple[str, str]], random: Random, count: int
) -> None:
    """What is still there is unchanged, and what is gone retires, however alike the cards are."""
    name = f"t{len(list(tmp_path.iterdir()))}"
    file = table(tmp_path / f"{name}.csv", *(f"{question},{answer}\n" for question, answer in rows))
    imported(quizapp, file, "--deck", name)
    left = random.sample(rows, min(count, len(rows)))
    table(file, *(f"{question},{answer}\n" for question, answer in left))
    assert counts(imported(quizapp, file, "--deck", name)) == (0, 0, len(left), len(rows) - len(left))


@pytest.mark.parametrize("suffix", [".apkg", ".csv"])
def test_an_export_does_not_take_the_place_of_the_source(quizapp: Run, tmp_path: Path, suffix: str) -> None:
    """A package that quizapp wrote: deck and cards stay those of the file that they came from, which retires them."""
    if suffix == ".apkg":
        original, fewer = packages.packed(tmp_path, "anki21"), packages.CARDS[1:]
    else:
        original = table(tmp_path / "science.csv", LOCK, FORK)
    first = quizapp("import", str(original), "--json").stdout
    names = [each["deck"] for each in json.loads(first)["decks"]]
    before = quizapp("deck", "list", "--json").stdout
    copy = tmp_path / "copy.apkg"
    for name in names:
        assert quizapp("export", name, "--to", str(copy), "--history").returncode == 0
        done = imported(quizapp, copy)
        assert (done["deck"], *counts(done)[:2], done["retired"]) == (name, 0, 0, 0)
    assert quizapp("deck", "list", "--json").stdout == before
    if suffix == ".apkg":
        packages.packed(tmp_path, "anki21", cards=fewer)
    else:
        table(original, LOCK)
    again = json.loads(quizapp("import", str(original), "--json").stdout)["decks"]
    assert sum(each["retired"] for each in again) == 1


def test_an_export_is_the_source_where_there_is_no_other(quizapp: Run, tmp_path: Path) -> None:
    """In another database."""
    quizapp("import", str(packages.packed(tmp_path, "anki21")))
    copy, elsewhere = tmp_path / "copy.apkg", {"QUIZAPP_DB": str(tmp_path / "elsewhere" / "quiz.db")}
    assert quizapp("export", "science", "--to", str(copy)).returncode == 0
    assert quizapp("import", str(copy), **elsewhere).returncode == 0
    listed = json.loads(quizapp("deck", "list", "--json", **elsewhere).stdout)
    assert [each["source"] for each in listed if each["deck"] == "science"] == [str(copy)]
