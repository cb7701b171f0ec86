"""Formulas in LaTeX as Unicode."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizapp.core.formulas.definitions import defined_in
from quizapp.core.formulas.readable import is_mathematics, may_be_mathematics, readable


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        (r"$\frac{a+b}{2}$", "(a+b)/2"), (r"$a+\frac{b}{2}$", "a+b/2"), (r"$\frac{1}{2}mv^2$", "½mv²"),
        (r"$x\frac{a}{b}$", "x(a/b)"), (r"\(\left(\frac{a}{b}\right)^2\)", "(a/b)²"),
        (r"$\frac{n(n+1)}{2}$", "n(n+1)/2"),
        (r"\[x=\frac{-b\pm\sqrt{b^2-4ac}}{2a}\]", "x = (-b ± √(b²-4ac))/(2a)"),
        (r"$$\sum_{i=1}^{n} i^2$$", "∑ᵢ₌₁ⁿ i²"), (r"$e^{i\pi}$", "e^(iπ)"), (r"$2^{2^n}$", "2^(2ⁿ)"),
        (r"$\sqrt[3]{x+1}$", "∛(x+1)"), (r"$\lim_{x\to 0}\frac{\sin x}{x}$", "lim_(x→0) (sin x)/x"),
        (r"$f:\mathbb{R}^n\to\mathbb{R}$", "f:ℝⁿ → ℝ"), (r"$\text{if a_b} \neq 0$", "if a_b ≠ 0"),
        (r"$\begin{pmatrix}1&2\\3&4\end{pmatrix}$", "(1 2; 3 4)"), (r"$\hat{\beta}$", "β̂"), (r"$a \not\in A$", "a ∉ A"),
        (r"$\begin{align}a&=b\\c&=d\end{align}$", "a = b\nc = d"), (r"$\ce{2H2 + O2 -> 2H2O}$", "2H₂ + O₂ → 2H₂O"),
        (r"$n \choose k$", "binom(n, k)"), (r"[$]\frac{a}{b}[/$]", "a/b"), (r"[latex]$x^2$[/latex]", "x²"),
        (r"$\newcommand{\R}{\mathbb{R}}\R^n$", "ℝⁿ"),
    ],
)  # fmt: skip
def test_a_formula_is_shown_in_unicode(formula: str, shown: str) -> None:
    assert readable(formula, {}) == shown


@pytest.mark.parametrize(
    "formula",
    [
        r"$\unknown{x}$",
        r"$\frac{a}{b$",
        r"$\\$",
        r"$\begin{tikzpicture}x\end{tikzpicture}$",
        "$" + "{" * 400 + "}" * 400 + "$",
    ],
)  # fmt: skip
def test_what_is_unknown_or_damaged_stays_as_it_is_written(formula: str) -> None:
    assert readable(formula, {}) == formula


def test_commands_that_a_text_defines_are_filled_in() -> None:
    definitions = defined_in(
        r"\newcommand{\norm}[1]{\left\|#1\right\|} \def\R{\mathbb{R}} \DeclareMathOperator{\tr}{tr}"
    )
    assert readable(r"$\norm{x}\in\R$", definitions) == "‖x‖ ∈ ℝ"
    assert readable(r"$\tr A$", definitions) == "tr A"


def test_a_command_that_uses_itself_ends() -> None:
    assert readable(r"$\a$", defined_in(r"\newcommand{\a}{\a\a}")) == r"$\a$"


LETTERS = st.sampled_from("abcxyz")
EXPRESSIONS = st.recursive(
    LETTERS,
    lambda parts: st.one_of(
        st.builds(r"\frac{{{}}}{{{}}}".format, parts, parts),
        st.builds(r"\sqrt{{{}}}".format, parts),
        st.builds("{}+{}".format, parts, LETTERS),
        st.builds("{}^{{{}}}".format, LETTERS, parts),
    ),
    max_leaves=8,
)


@given(EXPRESSIONS, EXPRESSIONS)
def test_different_formulas_look_different(one: str, other: str) -> None:
    if one != other:
        assert readable(f"${one}$", {}) != readable(f"${other}$", {})


@given(st.text(st.sampled_from("\\{}$^_&%~abfrcleftxy12 +-=()[]'\n"), max_size=60))
@example("\\\\&")
def test_any_text_is_shown_somehow(inside: str) -> None:
    assert readable(f"${inside}$", {}).strip()


@pytest.mark.parametrize(
    ("formula", "is_one"),
    [
        (r"$\alpha$", True), ("$x^2$", True), ("$a_i$", True), ("$x_{12}$", True), (r"\(x\)", False),
        ("$a*b*c$", False),
        ("$HOME/bin:$", False), ("$foo_bar$", False), (r"$\\$", False), (r"$\d+$", False),
    ],
)  # fmt: skip
def test_dollars_alone_are_no_evidence_of_mathematics(formula: str, is_one: bool) -> None:
    assert is_mathematics(formula) == is_one


@pytest.mark.parametrize(
    ("formula", "after", "may_be"),
    [
        ("$x$", "", True),
        ("$n$", "t", True),
        ("$HOME/bin:$", "P", False),
        ("${a}/$", "{", False),
        ("$5 to 10$", " ", False),
    ],
)  # fmt: skip
def test_what_is_beside_mathematics_need_not_be_one(formula: str, after: str, may_be: bool) -> None:
    assert may_be_mathematics(formula, after) == may_be
