"""Which of the eight sections a heading means, by its wording."""

import re

from quizapp.core.model import SectionName

_WORDS = (
    (SectionName.PROS_CONS, r"\bpros?\b|\bcons?\b|advantages?\b|strengths?\b|weakness|trade-?offs?|benefits|drawbacks?"
                            r"|downsides?|upsides?|limitations?|caveats?|pitfalls?|\bconsequences\b|\bgotchas?\b"),
    (SectionName.RELATED, r"\brelated\b|\bsee also\b|\bfurther\b|\brelationships?\b|\bconnect(?:ed|ions?)\b"),
    (SectionName.CONCLUSION, r"conclu|summary|summing|take-?aways?|in short|wrap|tl;?\s?dr|\bremember\b|nutshell"
                             r"|recap"),
    (SectionName.WHEN, r"\bwhen\b|use[- ]cases?|applica(?:tions?|bility)\b|\busage\b|\bhow to use\b|\bused for\b"
                       r"|\bwhere .*\bused?\b|\bknown uses\b"),
    (SectionName.WHY, r"\bwhy\b|importance|motivation|\bimportant\b|\bpurpose\b|\bmatters?\b|significance"),
    (SectionName.HOW, r"\bhow\b|mechani[sc]|under the hood|\binternals?\b|\bworks\b|\bworking\b"),
    (SectionName.EXAMPLE, r"analog|\bexamples?\b|\bmetaphor\b|\billustration\b|imagine|think of it"),
    (SectionName.WHAT, r"\bwhat\b|definition|overview|meaning|introduction|description|\bintro\b|\bdefined\b"
                         r"|\bintent\b|\bintuition\b"),
)  # fmt: skip
_KNOWN = tuple((name, re.compile(pattern)) for name, pattern in _WORDS)
_PRACTICAL = re.compile(
    r"practical|code example|example code|in practice|hands-on|code snippet|\bin code\b", re.IGNORECASE
)
_GOOD = re.compile(r"\bpros?\b|(?<!dis)advantages?\b|strengths?\b|benefits|upsides?")
_BAD = re.compile(
    r"\bcons?\b|disadvantages?\b|weakness|drawbacks?|downsides?|limitations?|caveats?|pitfalls?|\bgotchas?\b"
)

_BOTH = re.compile(r"trade-?offs?|\bconsequences\b")


def plain_heading(text: str) -> str:
    """Return a heading's words without numbers, emoji and marks."""
    bare = re.sub(r"^[\W_]*(?:\d+(?:\.\d+)*[.):]?\s+|\d+[.):]\s*)*[\W_]*", "", text)
    return re.sub(r"[\s:#*_]+$", "", bare).strip() or text.strip("#* ")


def section_of(heading: str) -> SectionName | None:
    """Return the section that a heading's wording means, or None."""
    text = plain_heading(heading).casefold()
    return next((name for name, pattern in _KNOWN if pattern.search(text)), None)


def side_of(heading: str) -> str:
    """Return `pros` or `cons` where a heading names that side alone, and '' otherwise."""
    text = plain_heading(heading).casefold()
    good, bad = bool(_GOOD.search(text)), bool(_BAD.search(text))
    return "" if good == bad or _BOTH.search(text) else "pros" if good else "cons"


def is_practical(heading: str) -> bool:
    """Return whether code that shows the concept stands under a heading."""
    return bool(_PRACTICAL.search(heading))
