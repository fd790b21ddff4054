"""The outbox on its way out: what is due is leased, sent by somebody else, then settled as sent, delayed or given up.

Sending happens between two transactions. A crash in between repeats a message to the same person; it never loses one.
"""

from __future__ import annotations

import collections
import datetime as dt
import logging
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.events import Happened
from app.models import Address, Meeting, Notice, db
from app.models.base import AnyRow, AnySelect
from app.models.transaction import verb
from app.services import addressing, timeline
from app.services.addressing import Bundle, Errand, Outcome
from app.services.channels.letters import GONE, Failed
from app.services.escalations import locked

log = logging.getLogger("trygt.notices")

LEASE = dt.timedelta(seconds=30)
GIVE_UP_AFTER = dt.timedelta(hours=24)
PAUSES_S = (2, 5, 15, 30, 60)
AT_MOST = 500

_UNSENT = sa.and_(Notice.sent_at.is_(None), Notice.given_up_at.is_(None))


def waiting(now: dt.datetime, *, without: Collection[int] = ()) -> list[Bundle]:
    """What is due and leased by nobody, longest waiting first; nothing for the addresses (ids) in `without`."""
    unsent = (
        sa.select(*Notice.__table__.c, Address.target)
        .outerjoin(Address, Address.id == Notice.address_id)
        .where(_free(now), Notice.address_id.not_in(without))
        .limit(AT_MOST)
    )
    due = _rows(unsent.where(Notice.try_at <= now).order_by(Notice.try_at, Notice.id))
    if not due:
        return []
    matters = sa.or_(
        Notice.escalation_id.in_({row.escalation_id for row in due} - {None}),
        Notice.meeting_id.in_({row.meeting_id for row in due} - {None}),
    )
    return _bundled(due, _rows(unsent.where(Notice.try_at > now, matters)))


@verb
def lease(bundles: Iterable[Bundle], *, now: dt.datetime) -> list[Errand]:
    """Take what nobody else has taken meanwhile, for LEASE; after that another may take it."""
    bundles = list(bundles)
    wanted = [number for bundle in bundles for number in bundle.notice_ids]
    rows = sa.select(Notice.id).where(Notice.id.in_(wanted), _free(now)).with_for_update(skip_locked=True)
    ours = set(db.session.connection().execute(rows).scalars())
    _update(ours, leased_until=now + LEASE)
    return addressing.errands(only for bundle in bundles if (only := bundle.only(ours)) is not None)


@verb
def settle(outcomes: Iterable[Outcome], *, now: dt.datetime) -> None:
    """Write what became of errands, with a line on the timeline for what failed first, or was given up."""
    for outcome in sorted(outcomes, key=lambda each: each.errand.bundle.matter):
        bundle = outcome.errand.bundle
        if outcome.failed is None:
            _update(bundle.notice_ids, sent_at=now, leased_until=None)
            _mark(bundle.address_id, reached_at=now)
        else:
            _settle_failure(bundle, outcome.failed, now)


def _settle_failure(bundle: Bundle, failed: Failed, now: dt.datetime) -> None:
    tries = bundle.tries + 1
    is_over = failed.final or now - bundle.newest >= GIVE_UP_AFTER
    if is_over:
        _update(bundle.notice_ids, tries=tries, leased_until=None, given_up_at=now)
    else:
        pause = dt.timedelta(seconds=PAUSES_S[min(tries, len(PAUSES_S)) - 1])
        _update(bundle.notice_ids, tries=tries, leased_until=None, try_at=now + pause)
    if failed.reason == GONE:
        _mark(bundle.address_id, removed_at=now)
    if is_over or tries == 1:
        log.warning("notice failed", extra={"kind": bundle.channel, "reason": failed.reason, "count": tries})
        _tell_timeline(bundle, now, channel=bundle.channel, reason=failed.reason, tries=tries, given_up=is_over)


def _tell_timeline(bundle: Bundle, now: dt.datetime, **facts: Any) -> None:
    if bundle.escalation_id is not None:
        alarm = locked(bundle.escalation_id)
        timeline.record(alarm, Happened.NOTICE_FAILED, by=None, now=now, to_id=bundle.person_id, **facts)
    elif bundle.meeting_id is not None:
        meeting = db.session.get_one(Meeting, bundle.meeting_id, populate_existing=True, with_for_update=True)
        timeline.record(meeting, Happened.NOTICE_FAILED, by=None, now=now, to_id=bundle.person_id, **facts)


def _free(now: dt.datetime) -> sa.ColumnElement[bool]:
    return sa.and_(_UNSENT, sa.or_(Notice.leased_until.is_(None), Notice.leased_until <= now))


def _rows(query: AnySelect) -> Sequence[AnyRow]:
    return db.session.connection().execute(query).all()


def _update(notice_ids: Collection[int], **values: Any) -> None:
    if notice_ids:
        these = sa.and_(Notice.id.in_(notice_ids), _UNSENT)
        db.session.connection().execute(sa.update(Notice.__table__).where(these).values(**values))


def _mark(address_id: int, **values: Any) -> None:
    if address_id:
        db.session.connection().execute(sa.update(Address.__table__).where(Address.id == address_id).values(**values))


def _bundled(due: Sequence[AnyRow], resting: Sequence[AnyRow]) -> list[Bundle]:
    """What rests after a failure goes along, when something newer to the same address about the same matter is due."""
    together: dict[tuple[Any, ...], list[AnyRow]] = collections.defaultdict(list)
    for row in due:
        together[addressing.shared_by(row)].append(row)
    for row in resting:
        if addressing.shared_by(row) in together:
            together[addressing.shared_by(row)].append(row)
    return [addressing.bundle(rows) for rows in together.values()]
