"""The names of the pictures that Anki makes of formulas; the expected ones are Anki's own."""

import pytest

from quizapp.core.formulas.anki_pictures import pictures_of


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (r"[latex]\frac{a}{b}[/latex]", ["a7487d7e62f90136b78ae3fbf0a008396f146e13"]),
        ("[$]x^2 &lt; y[/$] [$$]a<br>b[/$$]",
         ["18fb733efbc0ce48826adfd11bc019f9a0c5cc6d", "866e0dc0863e65655847d39def866c3f97395bd9"]),
        ("[latex]<div>a</div>b&nbsp;c<br/>d <b>x</b>[/latex]", ["f658ab6292577d4c26dee5c384ad063808896826"]),
        (r"\(x\) and [latex] without an end", []),
    ],
)  # fmt: skip
def test_names_depend_on_the_formula(text: str, names: list[str]) -> None:
    assert pictures_of(text) == tuple(f"latex-{name}.png" for name in names)
