"""Small rooms: files end before one is tired."""

import ast

from tests.house.sources import name, python, templates, told, tree

PYTHON_LINES = 250
TEMPLATE_LINES = 100
FUNCTION_LINES = 40


def _lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def test_python_files_are_short():
    long = [f"{name(path)}: {_lines(path)} lines" for path in python() if _lines(path) > PYTHON_LINES]
    assert not long, told([f"At most {PYTHON_LINES} lines; about 200 is the aim. Find the second subject in:", *long])


def test_templates_are_short():
    long = [f"{name(path)}: {_lines(path)} lines" for path in templates() if _lines(path) > TEMPLATE_LINES]
    assert not long, told(
        [f"At most {TEMPLATE_LINES} lines; about 80 is the aim. Give a macro its own file in:", *long]
    )


def test_functions_are_short():
    long = [
        f"{name(path)}:{node.lineno} {node.name}: {length} lines"
        for path in python()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    ]
    assert not long, told([f"At most {FUNCTION_LINES} lines; about 25 is the aim. Name the steps of:", *long])
