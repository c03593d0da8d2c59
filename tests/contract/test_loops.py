"""A test whose assertions all stand inside loops runs over something."""

import ast
from pathlib import Path

TESTS = Path(__file__).parents[1]
LITERALS = (ast.Tuple, ast.List, ast.Set, ast.Dict)


def test_every_loop_that_holds_all_assertions_of_a_test_refuses_emptiness():
    """Such a loop goes over ``each(...)`` (tests/loops.py) or over values or a range that are written out."""
    functions = [
        (path, function)
        for path in TESTS.glob("*/test_*.py")
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef) and function.name.startswith("test_")
    ]

    assert len(functions) > 1000
    assert [f"{path.name}::{function.name}" for path, function in functions if may_prove_nothing(function)] == []


def may_prove_nothing(function) -> bool:
    loops = outermost_loops(function)
    return None not in loops and any(not refuses_emptiness(loop) for loop in loops)


def outermost_loops(function) -> set:
    """The outermost loop around each assertion; None for an assertion outside of loops."""
    found = set()

    def walk(node, loop):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Assert) or asserts_in_its_head(child):
                found.add(loop)
            if not isinstance(child, ast.FunctionDef | ast.Lambda):
                walk(child, loop or (child if isinstance(child, ast.For) else None))

    walk(function, None)
    return found


def asserts_in_its_head(node) -> bool:
    """``with pytest.raises(...)`` and the counts of queries assert too."""
    heads = [ast.unparse(item) for item in node.items] if isinstance(node, ast.With) else []
    return any("raises" in head or "assert" in head for head in heads)


def refuses_emptiness(loop: ast.For) -> bool:
    return isinstance(loop.iter, LITERALS) or ast.unparse(loop.iter).startswith(("each(", "range("))
