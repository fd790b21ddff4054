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
    MEETING_STARTED = "meeting_started"
    MEETING_EXTENDED = "meeting_extended"
    SIGN_OF_LIFE = "sign_of_life"
    END_REMINDED = "end_reminded"
    MEETING_FINISHED = "meeting_finished"
    OUTCOME_TOLD = "outcome_told"
    MEASURE_DONE = "measure_done"
    MEASURE_REOPENED = "measure_reopened"
    MEASURE_JUDGED = "measure_judged"
    ALARM_OF_MEETING = "alarm_of_meeting"
    ALARM_RAISED = "alarm_raised"
    ALARM_CLIMBED = "alarm_climbed"
    ALARM_REACHED_TOP = "alarm_reached_top"
    ALARM_REMINDED = "alarm_reminded"
    ALARM_DECLINED = "alarm_declined"
    ALARM_MISREAD = "alarm_misread"
    ALARM_ACKNOWLEDGED = "alarm_acknowledged"
    ALARM_LAPSED = "alarm_lapsed"
    ALARM_OFFERED = "alarm_offered"
    ALARM_TAKEN_OVER = "alarm_taken_over"
    ALARM_RELEASED = "alarm_released"
    STATUS_REPORTED = "status_reported"
    ALARM_CLOSED = "alarm_closed"
    FOLLOWED_UP = "followed_up"
    DEPUTY_APPOINTED = "deputy_appointed"
    DEPUTY_ENDED = "deputy_ended"
    ABSENCE_REGISTERED = "absence_registered"
    TRAINING_RECORDED = "training_recorded"
    TRAININGS_IMPORTED = "trainings_imported"
    PLACE_ADDED = "place_added"
    PLACE_CHANGED = "place_changed"
    PLACE_TESTED = "place_tested"
    PLACE_ARCHIVED = "place_archived"
    UNIT_ADDED = "unit_added"
    UNIT_RENAMED = "unit_renamed"
    UNIT_MOVED = "unit_moved"
    UNIT_PHONE_CHANGED = "unit_phone_changed"
    UNIT_CLOSED = "unit_closed"
    PERSON_ADDED = "person_added"
    PEOPLE_IMPORTED = "people_imported"
    PERSON_CHANGED = "person_changed"
    PERSON_DEACTIVATED = "person_deactivated"
    PERSON_REACTIVATED = "person_reactivated"
    ACCESS_LINK_MADE = "access_link_made"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    ROLE_GIVEN = "role_given"
    ROLE_ENDED = "role_ended"
    TRANSFER_PLANNED = "transfer_planned"
    TRANSFER_DROPPED = "transfer_dropped"
    TRANSFERRED = "transferred"
    NOTICE_FAILED = "notice_failed"
    HELD = "held"
    RELEASED_FROM_HOLD = "released_from_hold"
    REMOVED_ON_TIME = "removed_on_time"


def chained_hash(
    previous: str,
    *,
    stream: str,
    number: int,
    kind: str,
    at: dt.datetime,
    by_id: int | None,
    facts: Mapping[str, object],
) -> str:
    """SHA-256 (64 hex digits) over one line and the hash of the line before it, NO_EVENT for the first."""
    line = json.dumps(
        [previous, stream, number, kind, at.astimezone(dt.UTC).isoformat(), by_id, facts],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(line.encode()).hexdigest()
