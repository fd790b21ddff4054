"""What can happen to a meeting, and how the lines of a timeline are chained so that none can be rewritten."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import json
from collections.abc import Mapping

NO_EVENT = "0" * 64


class Happened(enum.StrEnum):
    """Every kind of event. Each has one writer in a service and one partial in templates/timeline/."""

    MEETING_PLANNED = "meeting_planned"
    FACTS_CHANGED = "facts_changed"
    ASSESSMENT_LOGGED = "assessment_logged"
    ASSESSED_BY_WORD = "assessed_by_word"
    ASSESSMENT_REOPENED = "assessment_reopened"
    NOTHING_CHANGED = "nothing_changed"
    MEETING_WITHDRAWN = "meeting_withdrawn"
    MEETING_APPROVED = "meeting_approved"
    CHANGES_ASKED = "changes_asked"
    MEETING_STOPPED = "meeting_stopped"
    SEEN = "seen"
    COMMENTED = "commented"


def chained_hash(
    previous: str, *, stream: str, number: int, kind: str, at: dt.datetime, by_id: int | None, facts: Mapping[str, object]
) -> str:
    """SHA-256 (64 hex digits) over one line and the hash of the line before it, NO_EVENT for the first."""
    line = json.dumps(
        [previous, stream, number, kind, at.astimezone(dt.UTC).isoformat(), by_id, facts],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(line.encode()).hexdigest()
