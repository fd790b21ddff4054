"""What is due to be removed: one select for each class, page by page, the same for a trial and for the run itself."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import sqlalchemy as sa

from app.domain.retention import Kept
from app.models import (
    AccessLine,
    Assessment,
    Escalation,
    FollowUp,
    Hold,
    Meeting,
    Notice,
    SignIn,
    Submission,
    db,
)
from app.models.base import AnySelect


@dataclasses.dataclass(frozen=True)
class Due:
    """One thing whose time has come: its key (mostly an id), its unit if it has one, since when."""

    kept: Kept
    key: Any
    unit_id: int | None
    since: dt.datetime

    @property
    def name(self) -> str:
        """What it is called in a list: a timeline's own name where it has one."""
        prefix = {Kept.DRAFT: "meeting", Kept.ASSESSMENT: "meeting", Kept.ALARM: "escalation"}.get(self.kept, self.kept)
        return f"{prefix}/{str(self.key)[:12]}"


def due(
    kept: Kept, days: int, *, now: dt.datetime, after: Any = None, only: list[Any] | None = None, at_most: int = 100
) -> list[Due]:
    """What has been kept longer than `days`, in order of its key, beginning after `after`; `only`: of these keys."""
    wanted = SELECTS[kept](now - dt.timedelta(days=days))
    key = next(iter(wanted.selected_columns))
    if after is not None:
        wanted = wanted.where(key > after)
    if only is not None:
        wanted = wanted.where(key.in_(only))
    rows = db.session.execute(wanted.order_by(key).limit(at_most))
    return [Due(kept, *row) for row in rows]


def _held(stream: Any) -> sa.Exists:
    return sa.exists().where(Hold.stream == stream, Hold.lifted_at.is_(None))


def _stream(prefix: str, number: Any) -> Any:
    return sa.literal(f"{prefix}/") + sa.cast(number, sa.String(20))


def _meetings(before: dt.datetime) -> AnySelect:
    """Meetings that are over, that nobody warned about, and that nothing holds. Never the newest: its id stays used."""
    newest = sa.select(sa.func.max(Meeting.id)).scalar_subquery()
    return sa.select(Meeting.id, Meeting.unit_id, Meeting.ends_at).where(
        Meeting.ends_at < before,
        Meeting.check_due_at.is_(None),
        Meeting.id != newest,
        ~sa.exists().where(Escalation.meeting_id == Meeting.id),
        ~_held(_stream("meeting", Meeting.id)),
    )


def _drafts(before: dt.datetime) -> AnySelect:
    logged = sa.exists().where(Assessment.meeting_id == Meeting.id, Assessment.logged_at.is_not(None))
    fresh = sa.exists().where(Assessment.meeting_id == Meeting.id, Assessment.updated_at >= before)
    return _meetings(before).where(~logged, ~fresh)


def _assessments(before: dt.datetime) -> AnySelect:
    logged = sa.exists().where(Assessment.meeting_id == Meeting.id, Assessment.logged_at.is_not(None))
    return _meetings(before).where(logged)


def _alarms(before: dt.datetime) -> AnySelect:
    newest = sa.select(sa.func.max(Escalation.id)).scalar_subquery()
    to_do = sa.exists().where(FollowUp.escalation_id == Escalation.id, FollowUp.done_at.is_(None))
    return sa.select(Escalation.id, Escalation.unit_id, Escalation.closed_at).where(
        Escalation.closed_at < before,
        Escalation.id != newest,
        ~to_do,
        ~_held(_stream("escalation", Escalation.id)),
        ~_held(_stream("meeting", Escalation.meeting_id)),
    )


def _notices(before: dt.datetime) -> AnySelect:
    """Notices of closed alarms, and of meetings: those that no longer wait to be sent."""
    at_rest = sa.or_(Escalation.closed_at < before, sa.and_(Notice.escalation_id.is_(None), Notice.queued_at < before))
    waits = sa.and_(Notice.sent_at.is_(None), Notice.given_up_at.is_(None))
    return (
        sa.select(Notice.id, Escalation.unit_id, Notice.queued_at)
        .outerjoin(Escalation, Escalation.id == Notice.escalation_id)
        .where(at_rest, ~waits, ~_held(_stream("escalation", Notice.escalation_id)))
    )


def _sign_ins(before: dt.datetime) -> AnySelect:
    return sa.select(SignIn.id, sa.null(), SignIn.seen_at).where(SignIn.seen_at < before)


def _submissions(before: dt.datetime) -> AnySelect:
    return sa.select(Submission.key, sa.null(), Submission.at).where(Submission.at < before)


def _access_lines(before: dt.datetime) -> AnySelect:
    newest = sa.select(sa.func.max(AccessLine.id)).scalar_subquery()
    return sa.select(AccessLine.id, AccessLine.unit_id, AccessLine.at).where(
        AccessLine.at < before, AccessLine.id != newest
    )


SELECTS = {
    Kept.DRAFT: _drafts,
    Kept.ASSESSMENT: _assessments,
    Kept.ALARM: _alarms,
    Kept.NOTICE: _notices,
    Kept.SIGN_IN: _sign_ins,
    Kept.SUBMISSION: _submissions,
    Kept.ACCESS_LINE: _access_lines,
}
