"""Tables of cards: separators, quotes, encodings, headers, settings; written and read back."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.formats import registry
from quizapp.formats.common import question_fields
from quizapp.formats.common.card_deck import CardDeck, ImportedCard
from quizapp.formats.common.deck_builder import Draft, digest, gather
from quizapp.formats.common.few_cards import MANY
from quizapp.formats.common.text_source import ProblemLog
from quizapp.formats.tables import table_reader, table_writer
from tests.formats.texts import is_undamaged

HERE = Path("words.csv")
SAMPLES = Path(__file__).parents[3] / "data/samples"


def cards(text: str | bytes, **options: object) -> list[ImportedCard]:
    content = text.encode() if isinstance(text, str) else text
    deck, _ = table_reader.read_cards(HERE, content, **options)  # type: ignore[arg-type]
    return [card for topic in deck.topics for card in topic.cards] if deck else []


def sides(text: str | bytes, **options: object) -> list[tuple[str, str]]:
    return [(card.body["ask"], card.body["answer"]) for card in cards(text, **options)]


def codes(text: str | bytes) -> list[str]:
    _, problems = table_reader.read_cards(HERE, text.encode() if isinstance(text, str) else text)
    return [f"{each.code} {each.severity} {each.location.line}" for each in problems]


def test_sample() -> None:
    """A header, quoted quotes and line breaks, a column of explanations, tags."""
    deck, problems = table_reader.read_cards(SAMPLES / "table.csv", (SAMPLES / "table.csv").read_bytes())
    assert deck is not None and problems == ()
    mercury, io, hello = deck.topics[0].cards
    assert mercury.body == {
        "kind": "recall",
        "ask": "mercury",
        "answer": "The planet nearest to the sun",
        "explain": "Mercury has no moon,\nand hardly any air.",
    }
    assert (mercury.place.line, io.place.line, io.tags) == (2, 4, ("moons", "jupiter"))
    assert hello.body["ask"] == 'say "hello"'


def test_sample_of_anki() -> None:
    """Settings at the top, HTML, nested decks, reversed notes, deletions; ids from the guid."""
    deck, problems = table_reader.read_cards(SAMPLES / "anki-notes.txt", (SAMPLES / "anki-notes.txt").read_bytes())
    assert deck is not None and problems == ()
    assert [(topic.title, len(topic.cards)) for topic in deck.topics] == [("French/Food", 3), ("French", 2)]
    bread, milk, reverse = deck.topics[0].cards
    assert (bread.body["answer"], bread.id, bread.tags) == ("bread\n(a loaf)", digest("uE2!x~"), ("food",))
    assert (reverse.body["ask"], reverse.note) == ("milk", milk.note)
    assert [card.body["text"] for card in deck.topics[1].cards] == [
        "Je {{suis::to be}} à Paris.",
        "Je suis à {{Paris}}.",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\nc,d", [("a", "b"), ("c", "d")]),
        ("a\tb, c\nd\te", [("a", "b, c"), ("d", "e")]),
        ("a;b\nc;d,e", [("a", "b"), ("c", "d,e")]),
        ("a|b\nc|d", [("a", "b"), ("c", "d")]),
        ("| Front | Back |\n|---|:-:|\n| a | b |", [("a", "b")]),
        ("a - b\nc - d", [("a", "b"), ("c", "d")]),
        ('a,"b ""c"",\nd"\r\ne,f\r\n', [("a", 'b "c",\nd'), ("e", "f")]),
        ('a, "b, c"\nd, e', [("a", "b, c"), ("d", "e")]),
        ('"x" y\tb\nc\td', [('"x" y', "b"), ("c", "d")]),
        ('a\t"b\nc\td', [("a", '"b'), ("c", "d")]),
        ("a,b\nc,d, and e", [("a", "b"), ("c", "d, and e")]),
        ("Frage;Antwort\na;b", [("a", "b")]),
        ("单词,意思\na,b", [("a", "b")]),
        ("Back,Front\na,b", [("b", "a")]),
        ("English,Deutsch\na,b", [("a", "b")]),
        ("a,b\nquestion,Frage", [("a", "b"), ("question", "Frage")]),
        ("Word,Kanji No.\na,b", [("a", "b")]),
        ("#separator:semicolon\na;b,c", [("a", "b,c")]),
        ("#separator:tab\n#columns:Back\tFront\na\tb", [("b", "a")]),
        ("no header,<b>\n<br>,a tag", [("no header", "<b>"), ("<br>", "a tag")]),
    ],
)
def test_separators_quotes_and_headers(text: str, expected: list[tuple[str, str]]) -> None:
    """Separators are detected, quotes are respected, headers are recognised."""
    assert sides(text) == expected


def test_unusual_separators() -> None:
    """As in Quizlet's export; column names given by the user."""
    assert sides("a=>b##c=>d", separator="=>", row_separator="##") == [("a", "b"), ("c", "d")]
    assert sides("lemma,pos,sense\na,n,b", mapping={"lemma": "ask", "sense": "answer"}) == [("a", "b")]
    assert cards("lemma,pos,sense\na,n,b", mapping={"lemma": "ask", "sense": "answer"})[0].body["explain"] == "pos: n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_certain_encodings(encoding: str) -> None:
    """Without a warning."""
    assert sides("Größe,größer\né,日本".encode(encoding)) == [("Größe", "größer"), ("é", "日本")]
    assert codes("Größe,größer".encode(encoding)) == []


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-16-le", "utf-16-be"])
def test_guessed_encodings(encoding: str) -> None:
    """With a warning that names them."""
    assert sides("a,b\nGröße,größer".encode(encoding)) == [("a", "b"), ("Größe", "größer")]
    assert [code.split()[:2] for code in codes("a,b\nGröße,größer".encode(encoding))] == [
        ["encoding-guessed", "warning"]
    ]


def test_invalid_rows_are_listed() -> None:
    """With their lines; blank ones are not."""
    assert sorted(codes('a,b\n,c\n\nd,"e\nf,g\n')) == ["open-quote warning 4", "unplaced warning 2"]
    assert codes("") == ["no-cards error 1"]


def test_options_in_columns() -> None:
    """The answer by letter, number or text; several answers; wrong ones in their own columns."""
    text = 'Question,A,B,C,Answer\nq1,x,y,z,B\nq2,x,y,z,"A,C"\nq3,x,y,z,z\nq4,,,,free'
    assert [(card.body["kind"], card.body.get("answer", card.body.get("answers"))) for card in cards(text)] == [
        ("choice", "y"),
        ("multi", ["x", "z"]),
        ("choice", "z"),
        ("recall", "free"),
    ]
    wrong = cards("front,back,wrong 1,wrong 2\nq,a,b,c")[0].body
    assert (wrong["answer"], wrong["distractors"]) == ("a", ["b", "c"])
    assert cards("question,option1,option2,correct_answer\nq,x,y,2")[0].body["answer"] == "y"


def test_other_columns_become_the_explanation() -> None:
    """Of twenty columns."""
    row = ",".join(f"v{index}" for index in range(20))
    assert cards(f"{row}\n{row}")[0].body["explain"] == "\n\n".join(f"v{index}" for index in range(2, 20))


def test_hostile_tables_are_read_in_time() -> None:
    """Open quotes, one line of ten megabytes, a million separators, control characters, NUL."""
    assert len(cards('"a,b\n' * 5_000)) == 5_000
    assert len(cards("a," + "x" * 10_000_000)) == 1
    assert cards("," * 1_000_000) == []
    assert len(cards("a" + ",b" * 1_000_000)) == 1
    assert sides("a\x1b[31m,b\x07") == [("a[31m", "b")]
    assert codes("a,b\0") == ["nul-byte error 1"]
    assert len(cards("{{c1::a}}" * 100_000 + "\tb")) == 1
    assert len(codes(",x\n" * 5_000)) == 1001


TEXT = (
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.just("\n"), max_size=20)
    .map(str.strip)
    .filter(is_undamaged)
)
WORD = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=8)
FULL = TEXT.filter(lambda text: text and "{{c" not in text)


@st.composite
def decks(draw: st.DrawFn) -> CardDeck:
    """Generate decks that a table can hold."""
    drafts = []
    for line in range(1, draw(st.integers(1, 6)) + 1):
        kind = draw(st.sampled_from(["recall", "choice", "cloze"]))
        explain = draw(TEXT)
        if kind == "recall":
            body = question_fields.recall(draw(FULL), draw(FULL), explain)
        elif kind == "choice":
            body = (
                question_fields.options(draw(FULL), [draw(FULL)], draw(st.lists(FULL, min_size=1, max_size=3)), explain)
                or {}
            )
        else:
            gaps = question_fields.Gap((draw(WORD),), draw(WORD | st.just("")))
            body = (
                question_fields.cloze(
                    [f"{draw(WORD)} ", gaps, f" {draw(WORD)} ", question_fields.Gap((draw(WORD),))], explain
                )
                or {}
            )
        tags = tuple(draw(st.lists(WORD, max_size=2)))
        drafts.append(Draft(body=body, line=line, tags=tags, topic=draw(st.sampled_from(["", "one", "two/three"]))))
    deck = gather(HERE, drafts, ProblemLog(""))
    assert deck is not None
    return deck


def content(deck: CardDeck) -> list[object]:
    """Return a deck without source locations, which change when it is written."""
    held = [(topic.id, topic.title, card.id, card.body, card.tags) for topic in deck.topics for card in topic.cards]
    return [deck.id, deck.title, held]


@given(decks(), st.sampled_from([table_writer.write_csv, table_writer.write_tsv]))
def test_written_table_is_read_back(deck: CardDeck, write: Callable[[CardDeck], bytes]) -> None:
    """The same questions, ids, tags and topics."""
    again, problems = table_reader.read_cards(HERE, write(deck))
    assert again is not None and problems == ()
    assert content(again) == content(deck)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\t\tuno\tun\ntwo\t\tdos\t\n", [("one", "uno", "un"), ("two", "dos", "")]),
        ("one;;;uno\ntwo;dos;;\n", [("one", "uno", ""), ("two", "dos", "")]),
        ("one,uno\t\t\ntwo,dos\t\t\n", [("one", "uno", ""), ("two", "dos", "")]),
        ("#separator:tab\n#tags column:4\none\t\tuno\ta b\n", [("one", "uno", "")]),
    ],
)
def test_back_is_the_next_filled_field(text: str, expected: list[tuple[str, str, str]]) -> None:
    """Without column names. Tabs at the end of a line separate nothing."""
    assert table_reader.recognise(HERE, text.encode())
    found = [(card.body["ask"], card.body["answer"], card.body.get("explain", "")) for card in cards(text)]
    assert found == expected


def test_empty_back_in_a_named_column_is_listed() -> None:
    assert sides("front,back,notes\na,,b\nc,d,\n") == [("c", "d")]
    assert codes("front,back,notes\na,,b\nc,d,\n") == ["unplaced warning 2"]


def test_comments_in_an_anki_file() -> None:
    """Those among the settings are ignored; one with fields is a card; one without, further down, is listed."""
    text = '#separator:tab\n#name:Stars\n# mine\na\tb\n#c\td\n"#e"\tf\n#g\n'
    assert sides(text) == [("a", "b"), ("#c", "d"), ("#e", "f")]
    assert codes(text) == ["unplaced warning 7"]
    assert sides("#separator:tab\n#html:false\n#include\treads\nmain\tstarts\n") == [
        ("#include", "reads"),
        ("main", "starts"),
    ]
    assert sides("a\tb\n#c\td\n") == [("a", "b"), ("#c", "d")]


def test_two_languages_in_the_first_row_are_a_header() -> None:
    header = "korean,english,example,example_translation,category"
    text = f"{header}\n봄,fork_server,봄이 와요.,ForkServer comes.,seasons\n-는,topic,,,\n"
    assert table_reader.recognise(HERE, text.encode())
    first, second = cards(text)
    assert (first.body["ask"], first.body["answer"], second.body["ask"]) == ("봄", "fork_server", "-는")
    assert "example_translation: ForkServer comes." in first.body["explain"]


def test_table_may_have_a_row_of_prose() -> None:
    rows = "".join(f"word {index},meaning {index}\n" for index in range(20))
    assert table_reader.recognise(HERE, f"{rows}-는,topic\n# heading,in Markdown\n".encode())
    assert not table_reader.recognise(HERE, ("# Notes\n" + "- a point, made\n" * 9).encode())


def test_file_extension_of_a_table_decides(tmp_path: Path) -> None:
    """Whatever its cells look like: braces of formulas made it a question bank."""
    path = tmp_path / "notes.txt"
    path.write_text("#separator:tab\n#html:true\nthe set \\({ =a ~b }\\)\tempty {=}\nc\td\n")
    assert registry.format_of(path) == "table"
    path.write_text("#tags: a, b\nQ: a\nA: b\n")
    assert registry.format_of(path) == "hashcards"


def test_deletions_beyond_the_limit_are_reported() -> None:
    """A row of 203 deletions becomes 200 questions, one of 60 becomes 60; the rest is listed with its line."""
    many = " ".join(f"{{{{c{n}::w{n}}}}}" for n in range(1, 204))
    deck, problems = table_reader.read_cards(HERE, f"front,back\n{many},b\n".encode())
    assert deck is not None and len(deck.topics[0].cards) == question_fields.MOST_DELETIONS == 200
    assert [(each.location.line, each.message) for each in problems] == [
        (2, "what a text has beyond 200 deletions, 3 more, could not be placed")
    ]
    assert "{{w200}}" in deck.topics[0].cards[-1].body["text"]
    few = " ".join(f"{{{{c{n}::w{n}}}}}" for n in range(60))
    assert len(cards(f"front,back\n{few},b\n")) == 60


def test_question_with_too_many_gaps_becomes_a_recall_card() -> None:
    """Nothing is lost: all 51 answers are shown."""
    (card,) = cards("front,back\n" + " ".join(f"{{{{c1::w{n}}}}}" for n in range(51)) + ",b\n")
    assert (card.body["kind"], card.body["answer"].split()) == ("recall", [f"w{n}" for n in range(51)])
    assert card.body["ask"].split() == ["[…]"] * 51
    (card,) = cards("front,back\n" + " ".join(f"{{{{c1::w{n}}}}}" for n in range(50)) + ",b\n")
    assert card.body["kind"] == "cloze"


FENCED = [
    'front,back\n"Read:\n```\nx = 1\n```",one\nWhat is a lock?,A mutex.\n',
    'front;back\n"Read:\n\n~~~\nQ: x\nA: y\n~~~";one\n"---";two\n',
    'Frage\tAntwort\n"a\n```sh\n?\n:: x\n```"\t"}"\nb\tc\n',
    '"What prints?\n```\nprint(1)\n```",1\n"And?\n```\nprint(2)\n```",2\n"Last?","3"\n',
]


@pytest.mark.parametrize("text", FENCED)
def test_content_of_cells_does_not_decide_the_format(tmp_path: Path, text: str) -> None:
    """Code in fences, or the start of another format: quotes are parsed first."""
    path = tmp_path / "cards.txt"
    path.write_text(text)
    assert registry.format_of(path) == "table"
    assert len(cards(text)) == (3 if text == FENCED[-1] else 2)


@pytest.mark.parametrize("mark", [";", "|", "\\t"])
def test_sep_line_of_excel_sets_the_separator(tmp_path: Path, mark: str) -> None:
    separator = "\t" if mark == "\\t" else mark
    text = f'sep={mark}\r\nFrage{separator}Antwort\r\na{separator}"b{separator} c"\r\n'
    assert sides(text) == [("a", f"b{separator} c")]
    (tmp_path / "x.csv").write_text(text)
    assert registry.format_of(tmp_path / "x.csv") == "table"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("country,flag,tags\nFrance,tricolour,europe\nJapan,disc,asia\n", [("France", "tricolour"), ("Japan", "disc")]),
        ("pays,capitale,catégorie\nFrance,Paris,europe\n", [("France", "Paris")]),
        ("symbol,element,weight\nH,hydrogen,1.008\nHe,helium,4.0026\nLi,lithium,6.94\n", [("H", "hydrogen")]),
        ("set,Menge,noun\ntag,Tag,noun\n", [("set", "Menge"), ("tag", "Tag")]),
        ("pi,3.14\ne,2.72\nphi,1.62\n", [("pi", "3.14")]),
        (",front,back\n0,a,b\n1,c,d\n", [("a", "b"), ("c", "d")]),
        ("Nr.,Frage,Antwort\n1,a,b\n2,c,d\n", [("a", "b"), ("c", "d")]),
        ("1,mesa,table\n2,silla,chair\n3,casa,house\n", [("mesa", "table"), ("silla", "chair"), ("casa", "house")]),
        ("1,one\n2,two\n3,three\n", [("1", "one"), ("2", "two"), ("3", "three")]),
        ("7,a,b\n9,c,d\n", [("7", "a"), ("9", "c")]),
    ],
)
def test_headers_and_row_numbers_are_no_cards(text: str, expected: list[tuple[str, str]]) -> None:
    """A known column name, or numbers under a word, mark a header; columns of row numbers are ignored."""
    assert sides(text)[: len(expected)] == expected
    assert len(cards(text)) == text.count("\n") - (expected[0][1] not in text.split("\n")[0].split(","))


def test_columns_of_kahoot() -> None:
    """Instructions above the header are listed; the time limit is no answer."""
    limit = '"Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs"'
    names = [f"Answer {number} - max 75 characters" for number in range(1, 5)]
    text = (
        "Quiz template\nAdd questions, at least one answer alternative\n"
        f",Question - max 120 characters,{','.join(names)},{limit},Correct answer(s) - choose at least one\n"
        '1,Sky?,red,blue,,,20,2\n2,Primes?,2,4,5,9,20,"1,3"\n'
    )
    first, second = cards(text)
    assert first.body == {"kind": "choice", "ask": "Sky?", "answer": "blue", "distractors": ["red"]}
    assert (second.body["answers"], second.body["distractors"]) == (["2", "5"], ["4", "9"])
    assert codes(text) == ["unplaced warning 1", "unplaced warning 2"]


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("front,back\nWhat is a*b*c?,x\n", r"What is a\*b\*c?"),
        ("front,back\nWhat is List<String>?,x\n", "What is List<String>?"),
        ("front,back\n__init__,x\n", r"\_\_init\_\_"),
        ("front,back\n$a*b*c$,x\n", "$a*b*c$"),
        ("front,back\n**bold** words,x\na*b*c,y\n", "**bold** words"),
        ('front,back\n"`a` and `b`\n```\nx\n```",y\n', "`a` and `b`\n```\nx\n```"),
        ("#separator:comma\n#html:false\n<b>a</b> &amp; *x*y*,b\n", r"<b>a</b> \&amp; \*x\*y\*"),
        ("#separator:comma\n#html:true\n<b>a</b> &amp; c,b\n", "**a** & c"),
    ],
)
def test_cells_are_plain_text_unless_markdown_or_html(text: str, ask: str) -> None:
    assert cards(text)[0].body["ask"] == ask


def test_files_named_in_a_row_belong_to_its_card() -> None:
    text = "word,meaning,image,audio\ncat,Katze,cat 1.png,cat.mp3\ndog,Hund,,\n"
    cat, dog = cards(text)
    assert cat.body["explain"] == "![](<cat 1.png>)\n\n[sound:cat.mp3]" and "explain" not in dog.body
    assert cat.media == ("cat 1.png", "cat.mp3")


HEADERS = [
    "deck,foo,bar\nA::B,{0},{1}\nA::B,{2},{3}\nA::C,{4},{5}\n",
    "guid\tnotetype\tfoo\tbar\nk1!\tBasic\t{0}\t{1}\nk2!\tBasic\t{2}\t{3}\nk3!\tBasic\t{4}\t{5}\n",
    "tags;foo;bar\nnoun;{0};{1}\nnoun;{2};{3}\nnoun;{4};{5}\n",
    "numéro;lemme;glose\n1;{0};{1}\n2;{2};{3}\n3;{4};{5}\n",
    "idx,lemma,gloss,uid\n0,{0},{1},x1\n1,{2},{3},x2\n2,{4},{5},x3\n",
    "番号,単語,意味,タグ\n1,{0},{1},名詞\n2,{2},{3},名詞\n3,{4},{5},名詞\n",
    "lp;słowo;tłumaczenie;tagi\n1;{0};{1};x\n2;{2};{3};y\n3;{4};{5};z\n",
    "# exported on Monday\nfront,back\n{0},{1}\n{2},{3}\n{4},{5}\n",
    "Quiz template,,\n,Add the questions\nquestion,answer 1,correct answer\n{0},x,{1}\n{2},y,{3}\n{4},z,{5}\n",
]


@pytest.mark.parametrize("text", HEADERS)
def test_what_gives_a_header_away(tmp_path: Path, text: str) -> None:
    """A name that no word to learn has, groups under it, a count, and rows above that name no sides."""
    words = ("Haus", "house", "Baum", "tree", "Hund", "dog")
    path = tmp_path / "words.csv"
    path.write_text(text.format(*words), "utf-8")
    assert registry.format_of(path) == "table"
    assert sides(text.format(*words)) == [("Haus", "house"), ("Baum", "tree"), ("Hund", "dog")]


def test_words_that_are_names_of_columns_too() -> None:
    """In a list of words they are words: nothing below shows that they group the rows."""
    assert sides("tag,day\ndeck,cover\nset,group\nunit,measure\n")[0] == ("tag", "day")


LARGE = "".join(f"Question {number},Answer {number}\n" for number in range(MANY))
ODD_ROWS = """Question 7,Answer 7
Question 8,another
no back,
"two
lines","a, b"
*a* #b,<c>
x,y,z
"open,1
last,2
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", f"front,back\n{LARGE}{ODD_ROWS}"),
        ("b-c.csv", LARGE + ODD_ROWS),
        ("anki.txt", "#separator:comma\n#html:false\n#deck:A::B\n#tags:x y\n" + LARGE + ODD_ROWS),
        ("tags.csv", "front,back,tags\n" + LARGE.replace("\n", ",x\n") + ODD_ROWS),
    ],
)
def test_cards_of_a_large_table_are_generated_one_by_one(tmp_path: Path, name: str, text: str) -> None:
    """They and their problems are the same as those of the table as a whole."""
    path = tmp_path / name
    path.write_text(text)
    imported = registry.read_path(path)
    (deck,) = imported.card_decks
    (topic,) = deck.topics
    assert not isinstance(topic.cards, tuple)
    streamed = replace(deck, topics=(replace(topic, cards=tuple(topic.cards)),))
    whole, problems = table_reader.read_cards(path, path.read_bytes())
    assert streamed == whole
    assert set(imported.late_problems()) == set(problems) and imported.problems == ()
    assert {"duplicate-card", "open-quote"} <= {each.code for each in problems}


@pytest.mark.parametrize("more", ["![](x.png),y\n", "[sound:x.mp3],y\n", "{{c1::x}},y\n"])
def test_a_large_table_that_shows_files_is_read_as_a_whole(tmp_path: Path, more: str) -> None:
    path = tmp_path / "a.csv"
    (tmp_path / "x.png").write_bytes(b"png")
    path.write_text(f"front,back\n{more}{LARGE}")
    (deck,) = registry.read_path(path).card_decks
    assert isinstance(deck.topics[0].cards, tuple) and len(deck.topics[0].cards) == MANY + 1
    assert list(deck.media) == (["x.png"] if "png" in more else [])


def test_a_large_table_with_lists_is_read_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("front,back,deck\n" + LARGE.replace("\n", ",A\n") + "x,y,B\n")
    (deck,) = registry.read_path(path).card_decks
    assert [(topic.title, len(tuple(topic.cards))) for topic in deck.topics] == [("A", MANY), ("B", 1)]
