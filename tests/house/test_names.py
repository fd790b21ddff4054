"""Names say what a thing is; these words say nothing."""

import ast
import re

from tests.house.sources import name, python, templates, told, tree

EMPTY_WORDS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "core",
    "manager",
    "handler",
    "data",
    "info",
    "process",
}
DEFINED = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def _words(identifier: str) -> set[str]:
    """KeyHandler and handle_key are both made of words."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", identifier)}


def test_no_module_or_template_has_an_empty_name():
    empty = [name(path) for path in [*python(), *templates()] if EMPTY_WORDS & _words(path.stem)]
    assert not empty, told(["Name these after what they hold:", *empty])


def test_no_class_or_function_has_an_empty_name():
    empty = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in python()
        for node in ast.walk(tree(path))
        if isinstance(node, DEFINED) and _is_empty(node)
    ]
    assert not empty, told(["Name these after what they are or do:", *empty])


def _is_empty(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    if isinstance(node, ast.ClassDef):
        return bool(EMPTY_WORDS & _words(node.name))
    return node.name.strip("_") in EMPTY_WORDS


def test_the_first_line_of_a_module_says_what_belongs_there():
    silent = [name(path) for path in python() if not (ast.get_docstring(tree(path)) or "").splitlines()[:1]]
    assert not silent, told(["Start with a docstring of one line:", *silent])


def test_modules_are_named_in_lower_case_without_dashes():
    odd = [name(path) for path in python() if not re.fullmatch(r"[a-z][a-z0-9_]*|__init__|__main__", path.stem)]
    assert not odd, told(["Python cannot import, or people cannot guess:", *odd])
