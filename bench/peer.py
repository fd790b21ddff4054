"""The same form in Django with crispy-forms, in its own venv, measured in turn with ours over a pipe."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from app.checklists import CURRENT

HERE = Path(__file__).parent / "peers"
PYTHON = HERE / ".venv" / "bin" / "python"


class Django:
    """The peer at work; None of it runs here. Use as a context manager."""

    def __init__(self, folder: Path) -> None:
        asked = CURRENT.asked("home_visit").values()
        questions = [
            {"id": each.id, "title": each.text, "options": [[option.id, option.label] for option in each.options]}
            for each in asked
        ]
        told = folder / "questions.json"
        told.write_text(json.dumps(questions), encoding="utf-8")
        self.count = len(questions)
        self._process = subprocess.Popen(
            [PYTHON, HERE / "django_crispy.py", folder, told], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._line()

    def __enter__(self) -> Django:
        return self

    def __exit__(self, *_trouble: object) -> None:
        self._process.stdin.close()  # type: ignore[union-attr]
        self._process.wait(timeout=10)

    def asked(self, kind: str, count: int) -> tuple[float, int]:
        """CPU seconds for so many requests of a kind, and the bytes of the last page."""
        self._process.stdin.write(f"{kind} {count}\n")  # type: ignore[union-attr]
        self._process.stdin.flush()  # type: ignore[union-attr]
        seconds, weight = self._line().split()
        return float(seconds), int(weight)

    def _line(self) -> str:
        line = self._process.stdout.readline()  # type: ignore[union-attr]
        if not line:
            raise RuntimeError("the peer has stopped; see what it said above")
        return line


class Request:
    """One kind of the peer's requests, among what is measured."""

    def __init__(self, peer: Django, kind: str) -> None:
        self.peer, self.kind, self.name = peer, kind, f"Django + crispy {kind}"

    def seconds(self, count: int) -> float:
        return self.peer.asked(self.kind, count)[0]


def is_there() -> bool:
    """Whether make has set the peer's venv up."""
    return PYTHON.exists()
