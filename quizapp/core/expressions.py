"""The arithmetic of an experiment's expectations: numbers, named facts, operators, min() and max(), nothing else."""

import ast
import operator
import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache

MOST_CHARACTERS = 200
MOST_DEPTH = 20


class NoValueError(ValueError):
    """An expression that is well formed but has no value for these facts, such as a division by zero."""


_BINARY: Mapping[type[ast.AST], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARE: Mapping[type[ast.AST], Callable[[float, float], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
}
_CALLS: Mapping[str, Callable[..., float]] = {"min": min, "max": max}


@lru_cache(maxsize=512)  # a search over schedules evaluates the same few expressions for thousands of states
def _parsed(expression: str) -> ast.expr:
    if len(expression) > MOST_CHARACTERS:
        raise ValueError(f"longer than {MOST_CHARACTERS} characters")
    try:
        return ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, RecursionError, MemoryError):
        raise ValueError("this is not arithmetic") from None


def _walk(node: ast.expr, facts: Mapping[str, float], depth: int = 0) -> float:
    if depth > MOST_DEPTH:
        raise ValueError("nested too deeply")

    def value(child: ast.expr) -> float:
        return _walk(child, facts, depth + 1)

    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.Name(id=name) if name in facts:
            return float(facts[name])
        case ast.Name(id=name):
            raise ValueError(f"`{name}` is not known; known are: {', '.join(sorted(facts))}")
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _BINARY[type(op)](value(left), value(right))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -value(operand)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return float(not value(operand))
        case ast.BoolOp(op=op, values=values):
            results = [value(each) for each in values]
            return float(all(results) if isinstance(op, ast.And) else any(results))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARE:
            return float(_COMPARE[type(op)](value(left), value(right)))
        case ast.IfExp(test=test, body=body, orelse=orelse):
            chosen, other = value(body), value(orelse)
            return chosen if value(test) else other
        case ast.Call(func=ast.Name(id=name), args=[_, *_] as arguments, keywords=[]) if name in _CALLS:
            return float(_CALLS[name](*[value(each) for each in arguments]))
    raise ValueError("only numbers, names, + - * /, comparisons, and/or/not, if/else, min() and max() are understood")


def evaluate(expression: str, facts: Mapping[str, float]) -> float:
    """Return the value of an expression over named facts.

    Raises NoValueError where it has no value for these facts, ValueError where it is not this arithmetic.
    """
    try:
        return _walk(_parsed(expression), facts)
    except (ZeroDivisionError, OverflowError, TypeError):
        raise NoValueError(
            "it has no value here: a division by zero, a number too large, or min() of one thing"
        ) from None


def names_in(expression: str) -> frozenset[str]:
    """Return the names of facts in an expression. Raises ValueError where it is not this arithmetic."""
    called = {*_CALLS}
    return frozenset(node.id for node in ast.walk(_parsed(expression)) if isinstance(node, ast.Name)) - called


def check(expression: str, names: Collection[str]) -> str | None:
    """Return what is wrong with an expression over these names, or None."""
    try:
        evaluate(expression, {name: 1.0 + index for index, name in enumerate(sorted(names))})
    except NoValueError:  # other facts may give it one
        return None
    except ValueError as error:
        return str(error)
    return None


_COMPARISON = re.compile(r"\s*(<=|>=|<|>|==)\s*(.+)")


def matches(comparison: str, value: float, facts: Mapping[str, float] | None = None) -> bool:
    """Return whether a value meets a comparison such as `<= 1` or a range such as `0.9..1.1`. Raises ValueError."""
    known = facts or {}
    low, dots, high = comparison.partition("..")
    if dots:
        return evaluate(low, known) <= value <= evaluate(high, known)
    found = _COMPARISON.fullmatch(comparison)
    if not found:
        raise ValueError("write a comparison such as `<= 1`, or a range such as `0.9..1.1`")
    tests: Mapping[str, Callable[[float, float], bool]] = {
        "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt, "==": operator.eq,
    }  # fmt: skip
    return tests[found[1]](value, evaluate(found[2], known))


def check_comparison(text: str) -> str | None:
    """Return what is wrong with a comparison, or None."""
    try:
        matches(text, 1.0)
    except ValueError as error:
        return str(error)
    return None
