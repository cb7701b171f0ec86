"""The role of a column or a key by its name, in several languages and programs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MOST_COLUMNS = 100
MOST_NAME = 60  # characters of a column's name

ROLES: dict[str, str] = {
    "ask": """front, question, ask, q, term, word, prompt, vocab, vocabulary, expression, kanji, hanzi, character,
        sentence, concept, key, side 1, side a, foreign, text, stem, cue, recto, pregunta, frente, anverso, palabra,
        término, termino, frage, vorderseite, wort, begriff, vokabel, fremdwort, recto, mot, terme, domanda, fronte,
        parola, termine, pergunta, palavra, termo, вопрос, слово, термин, лицо, pytanie, przód, słowo, pojęcie, fråga,
        ord, framsida, vraag, voorkant, woord, soru, kelime, ön yüz, 問題, 質問, 単語, 表, 问题, 正面, 单词, 词语, 題目,
        질문, 단어, 문제, 앞면, question text, questiontext, question title, flashcard front, enunciado, énoncé""",
    "answer": """back, answer, a, definition, meaning, translation, response, reply, solution, value, side 2, side b,
        gloss, description, answers, correct answer, correct, right answer, correct option, answer key, correctanswer,
        correct options, correct choices, correct answers,
        correct answer s, key answer, respuesta, reverso, dorso, significado, definición, definicion,
        traducción, traduccion, antwort, rückseite, rueckseite, übersetzung, uebersetzung, bedeutung, lösung, loesung,
        réponse, reponse, verso, traduction, définition, signification, risposta, retro, significato, definizione,
        traduzione, resposta, verso, definição, definicao, tradução, traducao, ответ, перевод, определение, значение,
        odpowiedź, tył, tłumaczenie, definicja, znaczenie, svar, översättning, baksida, betydelse, antwoord,
        achterkant, vertaling, betekenis, cevap, anlam, arka yüz, 答え, 解答, 意味, 裏, 答案, 背面, 意思, 释义, 翻译,
        답, 정답, 뜻, 뒷면, 의미, correct choice, respuesta correcta, richtige antwort, bonne réponse, verdict""",
    "explain": """explanation, explain, notes, note, comment, comments, extra, example, examples, details,
        answer explanation, general feedback, remark, rationale, feedback, context, reference, source,
        example sentence, explicación, ejemplo, erklärung,
        beispiel, explication, exemple, spiegazione, esempio, explicação, exemplo, пример, пояснение,
        例文, 例句, 解释, 解析, 해설""",
    "hint": "hint, clue, tip, pista, hinweis, indice, suggerimento, dica, подсказка, 提示, ヒント, 힌트",
    "tags": """tag, tags, labels, keywords, etiquetas, etichette, schlagwörter, schlagworte, étiquettes, tagi, taggar,
        etiketten, теги, метки, 标签, タグ, 태그""",
    "topic": """deck, topic, category, subject, chapter, section, unit, lesson, theme, deck name, set, mazo, tema,
        baralho, mazzo, stapel, paquet, talia, колода, 牌组, デッキ, 덱,
        categoría, kategorie, thema, kapitel, lektion, catégorie, thème, sujet, categoria, категория, тема,
        分类, 章节""",
    "id": "id, guid, uuid, card id, question id, uid",
    "kind": "notetype, note type, card type, type, question type, kind, questiontype",
    "image": """image, images, picture, photo, img, image name, image file, image filename, image link, image url,
        bild, imagen, immagine, imagem, изображение, 图片, 画像""",
    "sound": "audio, sound, audio file, pronunciation audio, sound file",
    "aside": "time limit, time limit sec, time limit in seconds, points, score, marks, time, difficulty",
}
LANGUAGES = """english, german, french, spanish, italian, portuguese, dutch, swedish, danish, norwegian, finnish,
    polish, czech, russian, ukrainian, greek, latin, turkish, arabic, hebrew, hindi, chinese, mandarin, japanese,
    korean, vietnamese, thai, indonesian, hungarian, romanian, englisch, deutsch, französisch, spanisch, italienisch,
    latein, anglais, allemand, français, espagnol,
    italien, inglés, ingles, alemán, español, francés, italiano, inglese,
    tedesco, francese, spagnolo, inglês, português, alemão, русский, английский, 英語,
    日本語, 英语, 中文, 한국어, 영어"""

_OPTION = re.compile(
    r"(?:answer |response )?(?:option|choice|opt|answer|ans|opción|opcion|respuesta|antwort|réponse|alternative)s?"
    r" ?(?:[a-h]|[1-9])(?: text)?|[a-h]"
)
_WRONG = re.compile(r"(?:distractors?|(?:incorrect|wrong|false)(?: ?(?:answer|option|choice)s?)?) ?[1-9]?")

_NUMBER = re.compile(r"[-+]?\d[\d.,]{0,30}%?")
_COUNTERS = frozenset(
    ("", "index", "idx", "unnamed 0", "no", "nr", "num", "number", "numero", "nummer", "row", "n", "sno", "s no",
     "sl no", "serial", "lp", "#", "№", "номер", "numéro", "número", "numer", "číslo", "序号", "编号", "番号", "번호")
)  # fmt: skip
_REMARK = re.compile(r"\s[-–—]\s")  # as in Kahoot's `Question - max 120 characters`
# Names of columns that are hardly ever words to learn: one of them tells that a row is a header.
_TELLING = frozenset(
    """tags, tag, guid, uuid, notetype, note type, card type, deck name, question type, card id, question id, labels,
    keywords, etiquetas, schlagwörter, étiquettes, теги, category, kategorie, categoría, categoria, catégorie, hint,
    image, audio, sound, explanation, notes, difficulty""".replace("\n", " ").split(", ")
)
# Names that no word to learn has, wherever their column is.
_CERTAIN = frozenset(
    ("guid", "uuid", "notetype", "note type", "card type", "deck name", "card id", "note id", "question id")
)
_GROUPING = ("tags", "topic", "kind")  # what few values are of many rows


def _words(text: str) -> list[str]:
    return [" ".join(word.split()) for word in text.split(",")]


_ROLE = {word: role for role, words in reversed(ROLES.items()) for word in _words(words)}
_LANGUAGES = frozenset(_words(LANGUAGES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which columns hold what, by index; `labels` are the names of those that explain."""

    ask: int = 0
    answer: int = 1
    explain: tuple[int, ...] = ()
    options: tuple[int, ...] = ()
    wrong: tuple[int, ...] = ()
    hint: int = -1
    tags: int = -1
    topic: int = -1
    id: int = -1
    kind: int = -1
    image: int = -1
    sound: int = -1
    labels: Mapping[int, str] | None = None

    @property
    def has_two_sides(self) -> bool:
        """Return whether no column has options, wrong answers or the kind of a card."""
        return not (self.options or self.wrong) and self.kind < 0

    @property
    def has_sides_only(self) -> bool:
        """Return whether the columns are a front and a back, and those that are left out."""
        more = self.hint, self.tags, self.topic, self.id
        return self.has_two_sides and not self.has_explanation and max(more) < 0 <= min(self.ask, self.answer)

    @property
    def has_explanation(self) -> bool:
        """Return whether a column explains an answer, or names a file for it."""
        return bool(self.explain) or self.image >= 0 or self.sound >= 0


def plain_name(name: str) -> str:
    """Return a column's name without what no name depends on: case, marks, spacing, `camelCase`, what ` - ` adds."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", _REMARK.split(name, maxsplit=1)[0][:80].strip("\ufeff"))
    return " ".join(re.sub(r"[\W_]+", " ", parted).casefold().split())


def role_of(name: str) -> str:
    """Return what a column's name means: a key of ROLES, `option` or `wrong`; '' for an unknown name."""
    plain = plain_name(name)
    if plain in _ROLE:
        return _ROLE[plain]
    return "option" if _OPTION.fullmatch(plain) else "wrong" if _WRONG.fullmatch(plain) else ""


def layout_of(
    names: Sequence[str], mapping: Mapping[str, str] | None = None, below: Sequence[Sequence[str]] = ()
) -> Layout | None:
    """Return the layout that a header describes; None if the row is not a header.

    `mapping` gives roles to names that are not known, such as {"lemma": "ask"}; `below` are the rows after it. A row
    is a header if it names a front or a back, or languages only, or if a column is unlike its name. What it does not
    name is taken from the first columns that are left.
    """
    if len(names) > MOST_COLUMNS or max(map(len, map(_bare, names)), default=0) > MOST_NAME:
        return None
    plains = [plain_name(name) for name in names]
    filled = [plain for plain in plains if plain]
    if len(set(filled)) != len(filled):
        return None
    roles = _roles(plains, {plain_name(name): role for name, role in (mapping or {}).items()})
    languages = [index for index, plain in enumerate(plains) if plain in _LANGUAGES]
    tongues = len(languages) >= 2 and (languages[:2] == [0, 1] or len(languages) == len(filled))
    if not ("ask" in roles or "answer" in roles or tongues or _is_unlike(names, below)):
        return None
    return _layout(names, roles)


def names_both_sides(names: Sequence[str]) -> bool:
    """Return whether a row names a front, and a back or options, which hardly any row of a table does by chance."""
    roles = {role_of(name) for name in names}
    return "ask" in roles and bool(roles & {"answer", "option"}) and layout_of(names) is not None


def _bare(name: str) -> str:
    return _REMARK.split(name, maxsplit=1)[0]


def _roles(plains: Sequence[str], given: Mapping[str, str]) -> list[str]:
    roles = [given.get(plain) or role_of(plain) for plain in plains]
    if not {"q", "a"} <= set(plains):  # alone, they are rather the first row's words
        roles = ["" if plain in ("q", "a") else role for plain, role in zip(plains, roles, strict=True)]
    letters = [index for index, plain in enumerate(plains) if len(plain) == 1 and plain in "abcdefgh"]
    if len(letters) >= 2:  # A and B are options; Q and A are a question and its answer
        roles = ["option" if index in letters else role for index, role in enumerate(roles)]
    return roles


def _is_unlike(names: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Return whether a column's name or its values tell that a row is a header: numbers under a word, groups, ids."""
    plains = [plain_name(name) for name in names]
    if len(plains) >= 3 and any(plain in _TELLING for plain in plains[2:]):
        return not any(plain_name(field) in _TELLING for row in below[:50] for field in row[2:])
    if any(plain in _CERTAIN for plain in plains) or _has_groups(names, below):
        return True
    rows = [row for row in below if len(row) == len(plains)]
    numbers = [index for index in range(len(plains)) if _all_numbers([row[index] for row in rows])]
    return len(rows) >= 3 and any(plains[index] and not _NUMBER.fullmatch(names[index].strip()) for index in numbers)


def _has_groups(names: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Return whether a column is named after what groups rows, and has few values or such as `Deck::Sub-deck`."""
    return any(
        role_of(name) in _GROUPING and _are_groups(name, [row[index].strip() for row in below if len(row) > index])
        for index, name in enumerate(names[:2])
    )


def _are_groups(name: str, values: Sequence[str]) -> bool:
    if len(values) < 3 or name.strip() in values:
        return False
    return len(set(values)) * 2 <= len(values) or all("::" in value for value in values)


def _all_numbers(values: Sequence[str]) -> bool:
    return bool(values) and all(_NUMBER.fullmatch(value.strip()) for value in values)


def row_numbers(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the first column only numbers the rows, as pandas and spreadsheets write it."""
    if names and plain_name(names[0]) not in _COUNTERS:
        return False
    values = [row[0].strip() for row in rows if row]
    values = [value for value in values if value] if names else values  # a row of a merged cell has none
    if len(values) < 2 or not all(value.isascii() and value.isdigit() and len(value) < 9 for value in values):
        return False
    numbers = [int(value) for value in values]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] in (0, 1)


def _layout(names: Sequence[str], roles: list[str]) -> Layout:
    first = {role: index for index, role in reversed(list(enumerate(roles))) if role}
    free = [
        index for index, role in enumerate(roles) if not role or (role in ("ask", "answer") and first[role] != index)
    ]
    for role in ("ask", "answer"):
        if role not in first:
            spare = free or [index for index, each in enumerate(roles) if each in ("explain", "topic", "hint")]
            first[role] = spare[0] if spare else 1 - first.get("ask", 0)
            free = [index for index in free if index != first[role]]
    taken = {first["ask"], first["answer"]}
    more = tuple(i for i, role in enumerate(roles) if (i in free or role == "explain") and i not in taken)
    single = {role: index for role, index in first.items() if role not in _SEVERAL}
    return Layout(
        **{role: -1 if index in taken and role not in ("ask", "answer") else index for role, index in single.items()},
        explain=more,
        options=tuple(index for index, role in enumerate(roles) if role == "option"),
        wrong=tuple(index for index, role in enumerate(roles) if role == "wrong"),
        labels={
            index: _bare(names[index]).strip() for index in more if roles[index] != "explain" and names[index].strip()
        },
    )


_SEVERAL = ("option", "wrong", "explain", "aside")


def plain_layout(count: int) -> Layout:
    """Return the layout of rows without a header: front, back, then explanations."""
    return Layout(explain=tuple(range(2, count)))
