"""Who may know whom. `make layers` keeps the arrows between packages; these keep what it cannot say."""

import ast
import subprocess
import sys

from tests.house.sources import ROOT, imported, name, python, told, tree

OWN_CLOCK = {"app/clock.py"}
PLAIN_LIBRARIES = ("stdnum",)  # arithmetic of numbers, no framework
OF_FEW = ("authlib", "openpyxl", "pywebpush", "requests", "typst", "webauthn")
CLOCKS = {"now", "utcnow", "today", "time", "time_ns"}


def _belongs(module: str, allowed: tuple[str, ...]) -> bool:
    top = module.split(".", maxsplit=1)[0]
    return top in sys.stdlib_module_names or any(module == each or module.startswith(f"{each}.") for each in allowed)


def test_the_domain_knows_only_python_and_itself():
    strangers = [
        f"{name(path)} imports {module}"
        for path in python("app/domain")
        for module in imported(path)
        if not _belongs(module, ("app.domain", *PLAIN_LIBRARIES))
    ]
    assert not strangers, told(["The domain is plain Python. Hand these things in as arguments:", *strangers])


def test_checklists_know_only_the_domain():
    strangers = [
        f"{name(path)} imports {module}"
        for path in python("app/checklists")
        for module in imported(path)
        if not _belongs(module, ("app.domain", "app.checklists"))
    ]
    assert not strangers, told(["Checklists are content that a leader can read:", *strangers])


def test_what_few_people_need_is_not_loaded_with_the_app():
    asked = "import sys, app; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    heavy = sorted(set(OF_FEW) & set(loaded.split()))
    assert not heavy, told(["Every process pays for these in memory and in its start; import them where used:", *heavy])


def test_the_clock_is_read_in_one_place():
    readers = [
        f"{name(path)}:{node.lineno} reads {ast.unparse(node)}"
        for path in python("app", "forms")
        if name(path) not in OWN_CLOCK
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and _reads_a_clock(node.func)
    ]
    assert not readers, told(["Only app/clock.py reads the clock; take now= as an argument:", *readers])


def _reads_a_clock(called: ast.expr) -> bool:
    if not isinstance(called, ast.Attribute) or called.attr not in CLOCKS:
        return False
    owner = ast.unparse(called.value)
    return owner in {"time", "datetime", "date"} or owner.endswith((".datetime", ".date"))


def test_the_domain_and_the_services_are_told_the_time():
    readers = [
        f"{name(path)}:{node.lineno}"
        for path in python("app/domain", "app/services", "app/models")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"clock.now", "now"}
    ]
    assert not readers, told(["Time is an argument (now=) here; a view or a command reads the clock:", *readers])
