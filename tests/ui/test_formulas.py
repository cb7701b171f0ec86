"""Formulas in the texts of cards on the screen."""

import pytest
from rich.console import Console

from quizapp.ui.text import flowing, inline, prose


def shown(text: str, preamble: str = "") -> str:
    console = Console(width=80, color_system=None)
    with console.capture() as captured:
        console.print(prose(text, preamble))
    return "\n".join(line.rstrip() for line in captured.get().rstrip().split("\n"))


@pytest.mark.parametrize(
    ("text", "on_screen"),
    [
        (r"Let $x$ be real. What is $\frac{x}{2}$?", "Let x be real. What is x/2?"),
        ("the $n$th element $a_n$", "the nth element aₙ"),
        ("`$x^2$` and $y^2$", "$x^2$ and y²"),
        ("$$\na\n- b\n= \\frac{1}{2}\n$$", "a - b = ½"),
        (r"$$\begin{align}a&=b\\c&=d\end{align}$$", "a = b\nc = d"),
        ("$\\newcommand{\\R}{\\mathbb{R}}$\nLet $f:\\R^n\\to\\R$.", "Let f:ℝⁿ → ℝ."),
        ("\\newcommand{\\R}{\\mathbb{R}}\nLet $x\\in\\R$.", "Let x ∈ ℝ."),
    ],
)
def test_formulas_are_readable(text: str, on_screen: str) -> None:
    assert shown(text) == on_screen


@pytest.mark.parametrize(
    "text",
    [
        r"\(x\)", "$a*b*c$", r"$\\$", "costs $5 and $6", "$HOME/bin:$PATH", r"regex ^a(b)$ and \d+$",
        r"$\newcommand{\a}{b}$", r"How to define one? \newcommand{\x}{y}", r"$\unknown{x}$",
    ],
)  # fmt: skip
def test_what_is_no_mathematics_for_certain_stays_as_it_is_written(text: str) -> None:
    assert shown(text) == text
    assert inline(text).plain == text


def test_an_answer_knows_the_commands_that_its_question_defines() -> None:
    assert shown(r"$x\in\R$", r"\newcommand{\R}{\mathbb{R}} Where is $x$?") == "x ∈ ℝ"


def test_options_and_sections_have_readable_formulas_too() -> None:
    assert inline(r"$\frac{a}{b}$ or `$x^2$`").plain == "a/b or $x^2$"
    console = Console(width=80, color_system=None)
    with console.capture() as captured:
        console.print(flowing("Area: $\\pi r^2$"))
    assert captured.get().strip() == "Area: πr²"
