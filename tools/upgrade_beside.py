"""Runs the tests of the version before the newest migration, its own code, on the newest schema: `make upgrade-beside`.

That version is taken from git's history, given our migrations in place of its own, and asked to pass its own tests of
verbs and pages on both databases. `python -m tools.upgrade_beside [FOLDER OR FILE …]` runs some of them.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
VERSIONS = Path("app/migrations/versions")
ABOUT_MIGRATIONS = ("tests/services/test_migrations.py", "tests/services/test_upgrading.py")
EVERYTHING = ("tests/services", "tests/pages")


def main(asked: list[str]) -> int:
    """What pytest says; 1 with a sentence when history does not reach back so far."""
    newest = max(path.name for path in (ROOT / VERSIONS).glob("[0-9]*.py"))
    brought_by = _git("log", "--diff-filter=A", "--format=%H", "-1", "--", str(VERSIONS / newest)).strip()
    if not brought_by or _git("cat-file", "-t", f"{brought_by}^").strip() != "commit":
        print(f"The history here does not reach back to before {newest}: fetch more of it.", file=sys.stderr)
        return 1
    print(f"The code before {newest} ({_git('log', '--format=%h %s', '-1', f'{brought_by}^').strip()}) on that schema:")
    with tempfile.TemporaryDirectory(prefix="before") as name:
        before = Path(name)
        _unpack(f"{brought_by}^", before)
        shutil.rmtree(before / VERSIONS)
        shutil.copytree(ROOT / VERSIONS, before / VERSIONS)
        return _tests(before, asked or list(EVERYTHING))


def _unpack(commit: str, folder: Path) -> None:
    archive = folder / "before.tar"
    _git("archive", "--output", str(archive), commit)
    shutil.unpack_archive(archive, folder, filter="data")
    archive.unlink()
    for catalogue in folder.glob("app/translations/*/LC_MESSAGES/messages.po"):
        command = ["-m", "babel.messages.frontend", "--quiet", "compile", "-i", str(catalogue)]
        subprocess.run([sys.executable, *command, "-o", str(catalogue.with_suffix(".mo"))], check=True)


def _tests(folder: Path, wanted: list[str]) -> int:
    left_out = [word for path in ABOUT_MIGRATIONS for word in ("--ignore", path)]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *left_out, *wanted]
    return subprocess.run(command, cwd=folder, check=False).returncode


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=False, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
