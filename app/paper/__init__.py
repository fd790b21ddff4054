"""Paper: what a printed template says, as a PDF that is tagged, searchable and good to keep (PDF/UA-1, PDF/A-2a).

The template is drawn as a page first, and read again from its HTML: so no sentence stands twice, and what people wrote
comes to the press as data, never as source. The press is a process of its own (app/paper/press.py): it
needs memory that the web and the alarms keep for themselves, and when it fails, nothing fails with it.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess  # nosec B404 - starts our own press, with nothing from outside in its arguments
import sys
from pathlib import Path

from app.paper.letters import legible
from app.paper.reading import blocks

PRESS = Path(__file__).parent / "press.py"
PATIENCE_S = 120.0


class PressFailed(RuntimeError):
    """There is no PDF; what the press said is in the message, and none of the text that it was given."""


def pdf(page: str, *, title: str, language: str, made_at: dt.datetime) -> bytes:
    """The HTML of a template that stands alone, as a PDF in this language (nb, nn or en).

    Takes about half a second, and a second for each hundred sheets. Raises PressFailed, and ValueError for HTML with
    an element that nobody has taught the reader (app/paper/reading.py).
    """
    order = {
        "title": legible(title),
        "language": language,
        "made_at": int(made_at.timestamp()),
        "blocks": blocks(page),
    }
    written = json.dumps(order)
    try:
        done = subprocess.run(  # noqa: S603 # nosec B603
            [sys.executable, "-I", str(PRESS)],
            input=written.encode(),
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PressFailed("the press took too long") from error
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF"):
        raise PressFailed(done.stderr.decode(errors="replace")[-300:])
    return done.stdout
