"""Finds which of the eight sections a heading means."""

import re
import unicodedata
from functools import cache, lru_cache

from quizapp.core.model import SectionName
from quizapp.formats.markdown import section_words

_WORD = re.compile(r"[^\W\d_\u3041-\u30ff\u4e00-\u9fff]+")
_CJK = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")


LONGEST = 80  # characters of a title that may be that of a section
_REMEMBERED = 4096  # titles, which several readers look at


# The patterns are compiled when a heading is first looked at: every import loads the table of readers.
@cache
def _sections(*, latin: bool) -> tuple[tuple[SectionName, re.Pattern[str]], ...]:
    """Return the patterns of the languages in Latin letters, or of all."""
    languages = [
        words for name, words in section_words.SECTIONS.items() if not latin or name not in section_words.OTHERS
    ]
    return tuple((name, re.compile("|".join(each[name] for each in languages))) for name in section_words.ORDER)


@cache
def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source)


def folded(text: str) -> str:
    """Return a text as the patterns compare it: case-folded, without the accents of Latin and Cyrillic letters."""
    if text.isascii():
        return text.casefold()
    parts = unicodedata.normalize("NFD", text.casefold().replace("’", "'"))
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", parts))


def plain_heading(text: str) -> str:
    """Return a heading's words without numbers, emoji and marks."""
    bare = re.sub(r"^[\W_]*(?:\d+(?:\.\d+)*[.):]?\s+|\d+[.):、．]\s*)*[\W_]*", "", text)
    return re.sub(r"[\s:#*_]+$", "", bare).strip() or text.strip("#* ")


@lru_cache(_REMEMBERED)
def section_of(heading: str) -> SectionName | None:
    """Return the section that a heading's wording means, or None."""
    text = folded(plain_heading(heading))
    return next((name for name, pattern in _sections(latin=text.isascii()) if pattern.search(text)), None)


@lru_cache(_REMEMBERED)
def names_section(heading: str) -> SectionName | None:
    """Return the section that a heading names and nothing else: `What is it?`, and not `What is a closure?`."""
    name = section_of(heading) if len(heading) <= LONGEST else None
    if name is None:
        return None
    text = folded(plain_heading(heading))
    told = [found.span() for _, pattern in _sections(latin=text.isascii()) for found in pattern.finditer(text)]
    words = [found for found in _WORD.finditer(text) if not _overlaps(told, *found.span())]
    rest = "".join(" " if _overlaps(told, index, index + 1) else letter for index, letter in enumerate(text))
    is_about = any(found[0] not in section_words.FILLERS for found in words)
    return None if is_about or _CJK.search(_pattern(section_words.CJK_FILLERS).sub("", rest)) else name


def _overlaps(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < stop and begin < end for begin, stop in spans)


def side_of(heading: str) -> str:
    """Return `pros` or `cons` where a heading names that side alone, and '' otherwise."""
    text = folded(plain_heading(heading))
    good, bad = (bool(_pattern(side).search(text)) for side in (section_words.PROS, section_words.CONS))
    return "" if good == bad or _pattern(section_words.BOTH_SIDES).search(text) else "pros" if good else "cons"


def is_practical(heading: str) -> bool:
    """Return whether code that shows the concept is under a heading."""
    return bool(_pattern(section_words.PRACTICAL).search(folded(heading)))
