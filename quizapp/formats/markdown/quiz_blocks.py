"""Splits a Markdown quiz into its questions: what asks, the options, and what is said to be the answer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from quizapp.formats.markdown.obsidian_cloze import masked

MOST_LINE = 2000  # characters of a line that may begin anything

_WORDS = (
    "answers?|solutions?|correct answers?|right answers?|explanation|antwort|lösung|réponse|respuesta|resposta|risposta"
    "|ответ|答案|解答|答え|정답"
)
_LISTS = (
    "answers|solutions|correct answers|answer keys?|answers? and explanations?|antworten|lösungen|réponses|respuestas"
    "|respostas|risposte|ответы|答案|解答"
)
_KEY = re.compile(rf"(#{{1,6}})[ \t]+\**(?:{_LISTS})\**[ \t:#]*", re.I)
_ANSWER_HEADING = re.compile(rf"#{{1,6}}[ \t]+\**(?:{_WORDS})\**[ \t]*(?:[:：][ \t]*(.*?))?[ \t#]*", re.I)
_ANSWER_LABEL = re.compile(
    rf"[ \t>]*(?:[*_]{{0,3}}|✅[ \t]*)(?:{_WORDS})[ \t]*(?:[:：][ \t]*[*_]{{0,3}}|[*_]{{1,3}}[ \t]*[:：])[ \t]*(.*)",
    re.I,
)
_ASKED = re.compile(r"(?m)^(?=#{2,6} \**Q(?:uestion)? ?\d{1,5}[.:)])")
_HEADED = re.compile(
    r"(?P<level>#{1,6})[ \t]+(?:\**)(?:Q(?:uestion)?[ .:]{0,2})?(?P<number>\d{1,5})(?:[.):]|\**[ \t]|[ \t]*-)[ \t]*"
    r"(?P<text>.*?)[ \t#]*",
    re.I,
)
_ITEM = re.compile(r"[ \t]{0,3}(?P<number>\d{1,5})[.)][ \t]+(?P<level>#{1,6})[ \t]+(?P<text>.*?)[ \t#]*")
_NUMBERED = re.compile(
    r"(?P<level>)\**(?:Q(?:uestion)?[ .:]{0,2})?(?P<number>\d{1,5})[.):][ \t]*\**[ \t]*(?P<text>\S.*)", re.I
)
_CONTENTS = re.compile(r"\W*(?:table of )?contents\W*|\W*toc\W*|\W*index\W*", re.I)
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t#]*")
_BOX = re.compile(r"[ \t]{0,3}[-*+][ \t\xa0]{1,4}\[([ xX✓✔])\](?:[ \t\xa0]+(.*)|)")
_LETTER = re.compile(
    r"[ \t]{0,4}(?:(?:[-*+][ \t]{1,4})?\**\(?([A-Ha-h])[.):]|[-*+][ \t]{1,4}([1-9])[.):])\**[ \t]+(.*)"
)
_RULE = re.compile(r"[ \t]*(?:-{3,}|\*{3,}|_{3,})[ \t]*")
_TO_TOP = re.compile(
    r"[ \t]*(?:\*\*)?\[[^\]\n]{0,10}(?:back to top|to top|⬆)[^\]\n]{0,20}\]\([^)\n]{0,100}\)(?:\*\*)?[ \t]*", re.I
)
_DETAILS = re.compile(r"<(/?)details\b[^<>]{0,200}>", re.I)


@dataclass(slots=True)
class Option:
    """An option: its lines, its letter where it has one, and whether its box is ticked."""

    lines: list[str]
    letter: str = ""
    ticked: bool | None = None


@dataclass(slots=True)
class Question:
    """A question as the document has it; `answer` is None where nothing says what is right."""

    number: int
    line: int
    topic: str
    asks: list[str] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    after: list[str] = field(default_factory=list)  # the text below the options
    answer: list[str] | None = None
    whole: bool = False  # the heading is all that asks, and the text below it answers

    def settle(self) -> None:
        """Take the text below a heading that is all that asks for its answer, where nothing else is."""
        if self.whole and self.answer is None and not self.options and any(line.strip() for line in self.asks[1:]):
            self.asks, self.answer = self.asks[:1], self.asks[1:]


@dataclass(slots=True)
class Quiz:
    """A document: its title, its questions, and the answers of a list at its end by their numbers."""

    title: str = ""
    questions: list[Question] = field(default_factory=list)
    key: dict[int, list[str]] = field(default_factory=dict)
    outside: list[int] = field(default_factory=list)  # lines of texts between the questions


def quiz_of(text: str) -> Quiz:
    """Return the questions of a document: under numbered headings, in numbered items with a heading, or numbered."""
    lines = text.split("\n")
    plain = "".join(map(masked, _ASKED.split(text))).split("\n")  # code that never ends, ends at the next question
    return _Splitter(lines, plain, _starts_in(plain)).quiz()


def _starts_in(plain: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    """Return how questions begin in a document: with headings where any line has them."""
    lines = [line for line in plain if len(line) < MOST_LINE and "#" in line[:12]]
    headed = tuple(pattern for pattern in (_HEADED, _ITEM) if any(map(pattern.fullmatch, lines)))
    return headed or (_NUMBERED,)


@dataclass(slots=True)
class _Splitter:
    lines: Sequence[str]
    plain: Sequence[str]
    starts: tuple[re.Pattern[str], ...]
    found: Quiz = field(default_factory=Quiz)
    topic: str = ""
    level: int = 0  # of the headings that ask
    question: Question | None = None
    in_key: int = 0  # the number of the answer that is read, below the heading of a list of answers; 0 before the first
    reads_key: bool = False
    depth: int = 0  # of <details>
    outside: bool = False

    def quiz(self) -> Quiz:
        for index, line in enumerate(self.plain):
            bare = line if len(line) < MOST_LINE else ""
            edges = _DETAILS.findall(bare) if "<" in bare else []
            hidden = bool(edges or self.depth)
            self.depth = max(self.depth + sum(-1 if end else 1 for end in edges), 0)
            if hidden:
                self._answered(index)
            elif not (self._key(bare, self.lines[index]) or self._question(bare, index) or self._heading(bare, index)):
                self._text(index, bare)
        for question in self.found.questions:
            question.settle()
        return self.found

    def _key(self, bare: str, line: str) -> bool:
        """Take a heading over a list of answers, and the lines of that list."""
        heading = _KEY.fullmatch(bare) if bare[:1] == "#" else None
        above = heading and (not self.level or len(heading[1]) <= self.level)
        last = self.question is not None and (self.question.number > 1 or self.question.answer is not None)
        if heading and self.found.questions and (above or last):
            self.reads_key, self.question, self.in_key = True, None, 0
            return True
        if not self.reads_key:
            return False
        item = re.match(r"[ \t]*[-*]?[ \t]*\**(?:Q(?:uestion)?[ .]?)?(\d{1,5})[.):]?\**[ \t]*[:.)-]?[ \t]+(.*)", bare)
        if item:
            self.in_key = int(item[1])
            self.found.key.setdefault(self.in_key, []).append(line[item.start(2) :])
        elif _HEADING.fullmatch(bare):
            self.reads_key = False
            return False
        elif self.in_key:
            self.found.key[self.in_key].append(line)
        return True

    def _question(self, bare: str, index: int) -> bool:
        """Take a line that begins a question."""
        start, match = next(
            ((each, found) for each in self.starts if (found := each.fullmatch(bare))), (_NUMBERED, None)
        )
        if not match:
            return False
        own, level = int(match["number"]), len(match["level"] or "")
        if start is _NUMBERED and self.question and own != self.question.number + 1:
            return False  # an item of a list in a question
        text = self.lines[index][match.start("text") : match.end("text")].strip().removesuffix("**")
        self.level = self.level or level
        self.question = Question(own, index + 1, self.topic, [text], whole=start is _ITEM)
        self.found.questions.append(self.question)
        self.reads_key = self.outside = False
        return True

    def _heading(self, bare: str, index: int) -> bool:
        """Take a heading that asks nothing: an answer's, the title, or a topic."""
        heading = _HEADING.fullmatch(bare) if bare[:1] == "#" else None
        if not heading:
            return False
        answer = _ANSWER_HEADING.fullmatch(bare)
        line = self.lines[index]
        if answer and self.question:
            said = line[answer.start(1) : answer.end(1)] if answer[1] else ""
            self.question.answer = [*(self.question.answer or []), *filter(None, [said])]
            return True
        if self.question and self.level and len(heading[1]) > self.level:
            return False  # a part of the question
        self.question = None
        name = line[heading.start(2) : heading.end(2)]
        if not self.found.title and not self.found.questions:
            self.found.title = name
        elif not _CONTENTS.fullmatch(name):
            self.topic = name.replace("/", " ")
        return True

    def _answered(self, index: int) -> None:
        """Take a line of a <details>, which hides an answer."""
        if self.question is None:
            self._out(index)
            return
        line = re.sub(
            r"</?(?:details|p|div)\b[^<>]{0,200}>|<summary\b[^<>]{0,200}>.{0,500}?</summary>",
            "",
            self.lines[index],
            flags=re.I,
        )
        answer = self.question.answer = self.question.answer if self.question.answer is not None else []
        label = _ANSWER_HEADING.fullmatch(line.strip()) or _ANSWER_LABEL.fullmatch(line.strip())
        answer.append(label[1] or "" if label else line)

    def _text(self, index: int, bare: str) -> None:
        question, line = self.question, self.lines[index]
        if question is None:
            self._out(index)
        elif question.answer is not None:
            question.answer.append("" if _RULE.fullmatch(bare) or _TO_TOP.fullmatch(bare) else line)
        elif label := _ANSWER_LABEL.fullmatch(bare):
            question.answer = [line[label.start(1) :]]
        elif option := _option(bare, question, line):
            question.options.append(option)
        elif _RULE.fullmatch(bare) or _TO_TOP.fullmatch(bare):
            pass
        else:
            _into(question).append(line)

    def _out(self, index: int) -> None:
        if self.lines[index].strip() and self.found.questions and not self.outside:
            self.found.outside.append(index + 1)
            self.outside = True


def _option(bare: str, question: Question, line: str) -> Option | None:
    """Return an option that a line begins: with a box, or with the letter that comes next."""
    box = _BOX.fullmatch(bare)
    if box:
        return Option([line[box.start(2) :] if box[2] is not None else ""], ticked=box[1] != " ")
    letter = _LETTER.fullmatch(bare)
    if not letter or (question.options and not question.options[-1].letter):
        return None
    own = (letter[1] or letter[2]).upper()
    expected = chr(ord("A" if letter[1] else "1") + len(question.options))
    return Option([line[letter.start(3) :]], letter=own) if own == expected else None


def _into(question: Question) -> list[str]:
    """Return where a line of text belongs that begins nothing."""
    return question.options[-1].lines if question.options else question.asks


def parted(lines: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    """Yield the paragraphs and blocks of code of lines, each with whether it is code."""
    run: list[str] = []
    fence = ""
    for line in lines:
        mark = re.match(r"[ \t]*(`{3,}|~{3,})", line)
        if fence:
            run.append(line)
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                yield True, run
                run, fence = [], ""
        elif mark:
            if run:
                yield False, run
            run, fence = [line], mark[1]
        elif line.strip():
            run.append(line)
        elif run:
            yield False, run
            run = []
    if run:
        yield bool(fence), run
