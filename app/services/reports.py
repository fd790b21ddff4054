"""The right of access: what is stored about oneself, and about a client by the reference of their case."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.access_log import Looked, Shown
from app.domain.permissions import Permission
from app.models import Escalation, Meeting, SignIn, db
from app.models.sealed import has_mark
from app.services import access_log, case_records, people, readings
from app.services.case_records import Record
from app.services.people_acting import Actor
from app.services.readings import As
from app.services.refusals import Missing

MOST_LOOKS = 100_000
SHOWN = (Shown.JUDGEMENT, Shown.WORDS, Shown.REFERENCE)


def about_oneself(*, by: Actor) -> Record:
    """Everything that is stored about a person as an employee, and who has looked at it."""
    mine = sa.select(Meeting).where(Meeting.employee_id == by.id).order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    apart = sa.select(Escalation).where(Escalation.employee_id == by.id, Escalation.meeting_id.is_(None))
    devices = sa.select(SignIn.device, SignIn.created_at, SignIn.seen_at).where(SignIn.person_id == by.id)
    return {
        "person": people.profile(by.id)._asdict(),
        "meetings": case_records.of_meetings(db.session.scalars(mine).all()),
        "alarms": case_records.of_alarms(db.session.scalars(apart.order_by(Escalation.id.desc())).all()),
        "looked_at_by": [_look(line) for line in access_log.about_me(by=by, at_most=MOST_LOOKS).rows],
        "sign_ins": [row._asdict() for row in db.session.execute(devices.order_by(SignIn.id.desc()))],
    }


def meetings_with_reference(reference: str, *, by: Actor) -> Sequence[Meeting]:
    """The meetings with this case reference in the units where this person may see it, newest first."""
    area = sorted(by.area(Permission.SEE_CLIENT_REFERENCE))
    found = sa.select(Meeting).where(Meeting.unit_id.in_(area), has_mark(Meeting.case_mark, reference))
    return db.session.scalars(found.order_by(Meeting.starts_at.desc(), Meeting.id.desc())).all()


def about_reference(reference: str, *, by: Actor, now: dt.datetime) -> Record:
    """What is stored under a case reference. Each meeting that it shows is a line in the access log of its own."""
    record, shows = gathered_about(reference, by=by, now=now)
    for stream, unit_id, about_id in shows:
        access_log.look(
            Looked.REPORT_OPENED, stream=stream, unit_id=unit_id, about_id=about_id, shown=SHOWN, by=by, now=now
        )
    return record


def gathered_about(reference: str, *, by: Actor, now: dt.datetime) -> tuple[Record, list[tuple[str, int, int | None]]]:
    """The same, unwritten: for a file that is made now and fetched later. With it comes whose meetings it shows:
    timeline, unit and employee, without one's own.
    """
    meetings = meetings_with_reference(reference, by=by)
    record = {"case_reference": reference, "made_at": now, "meetings": case_records.of_meetings(meetings)}
    return record, [(each.stream, each.unit_id, each.employee_id) for each in meetings if each.employee_id != by.id]


def archive(
    meeting_id: int,
    *,
    draw: Callable[[Record], str],
    print_: Callable[[str, Record], bytes],
    by: Actor,
    now: dt.datetime,
) -> bytes:
    """A meeting with all that belongs to it as a ZIP: JSON, the lines with their hashes, a page and a PDF, checksums.

    `draw` makes the page, `print_` the PDF of it. For its employee, and for who leads there (logged). Raises Missing
    for everybody else.
    """
    reading = readings.open_meeting(meeting_id, by=by, now=now)
    if reading.capacity is As.SAFETY_REP:
        raise Missing
    (record,) = case_records.of_meetings([reading.meeting])
    streams = [reading.meeting.stream, *(f"escalation/{alarm['id']}" for alarm in record["alarms"])]
    page = draw(record)
    files = {
        "case.json": as_json(record).encode(),
        "events.json": as_json({stream: case_records.timeline_of(stream) for stream in streams}).encode(),
        "case.html": page.encode(),
        "case.pdf": print_(page, record),
    }
    checksums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    files["manifest.json"] = as_json({"made_at": now, "about": reading.meeting.stream, "sha256": checksums}).encode()
    if reading.capacity is As.LEADER:
        access_log.look_at(reading.meeting, Looked.CASE_EXPORTED, (*SHOWN, Shown.RECORD), by=by, now=now)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(zipfile.ZipInfo(name, now.timetuple()[:6]), content)
    return packed.getvalue()


def as_json(record: Record) -> str:
    """The record as JSON, laid out for people, in UTF-8; times in ISO 8601, UTC."""
    return json.dumps(record, ensure_ascii=False, indent=2, default=_in_iso) + "\n"


def _in_iso(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _look(line: Any) -> Record:
    return {"at": line.at, "by": line.by_name, "what": line.action, "shown": line.shown.split()}
