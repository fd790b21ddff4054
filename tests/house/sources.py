"""What the house tests read: the files of the project, and Python files as syntax trees."""

import ast
import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("app", "forms", "templates", "tests", "tools", "requirements", "docs", "bench", "deploy", ".ci")


@functools.cache
def files() -> tuple[Path, ...]:
    """Every file that is, or would be, in the repository."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:  # an unpacked archive
        found = [*ROOT.glob("*"), *(each for folder in FOLDERS for each in (ROOT / folder).rglob("*"))]
    return tuple(sorted({path for path in found if path.is_file()}))


def python(*folders: str) -> list[Path]:
    """The Python files below some folders, without the migrations, which Alembic lays out."""
    wanted = [ROOT / folder for folder in folders or ("app", "forms", "tests", "tools")]
    return [
        path
        for path in files()
        if path.suffix == ".py"
        and any(path.is_relative_to(folder) for folder in wanted)
        and "versions" not in path.parts
    ]


def templates() -> list[Path]:
    return [path for path in files() if path.is_relative_to(ROOT / "templates")]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(path: Path) -> Iterator[str]:
    """The full names of the modules that a file imports."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}: import from full names, not from dots."
            yield node.module or ""


def told(complaints: list[str], most: int = 25) -> str:
    """Complaints as an assertion shows them: one a line, and not more than one can take."""
    shown = complaints[:most]
    if len(complaints) > most:
        shown.append(f"… and {len(complaints) - most} more")
    return "\n  " + "\n  ".join(shown)
