"""An alarm in a crowd, on both databases: one tap sent fifty times, fifty who answer, three workers in one moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from app.demo import SOLVIK
from app.domain.escalation import Action, Source, Urgency
from app.domain.permissions import Role
from app.models import Acknowledgement, Appointment, Escalation, Notice, Person, db
from app.services import engine, escalations
from app.services.people_acting import acting
from app.services.refusals import AlreadyOwned
from tests import alarms, plays
from tests.alarms import MINUTE
from tests.services.conftest import CROWD

pytestmark = pytest.mark.usefixtures("others")
WORKERS = 3


@pytest.fixture
def fifty_leaders(session, now):
    """Fifty people who all lead Kari's office."""
    unit_id = alarms.unit(SOLVIK).id
    leaders = [
        Person(
            name=f"Leder {number}", unit_id=unit_id, sign_in_name=f"l{number}@nav.example", phone="1", created_at=now
        )
        for number in range(CROWD)
    ]
    session.add_all(leaders)
    session.flush()
    session.add_all(
        Appointment(person_id=each.id, unit_id=unit_id, role=Role.LEADER, created_at=now) for each in leaders
    )
    session.commit()
    return [acting(each.id, now=now) for each in leaders]


def test_of_fifty_who_answer_at_once_one_owns_it_and_the_others_are_told_so(session, by, now, fifty_leaders, at_once):
    number = alarms.raised(by.kari, now)
    code = alarms.code(number)
    answers = at_once(
        lambda turn: escalations.acknowledge(number, code, Action.COMING, by=fifty_leaders[turn], now=now)
    )
    assert answers == {(None, None): 1, (AlreadyOwned, None): CROWD - 1}
    assert AlreadyOwned.status == 409
    assert [each.by_id for each in session.query(Acknowledgement)] == [alarms.found(number).owner_id]
    assert alarms.story(number) == ["alarm_raised", "alarm_acknowledged"]
    assert alarms.broken_timelines() == []


@pytest.mark.parametrize("has_meeting", [True, False])
def test_the_same_abort_sent_fifty_times_is_one_alarm(session, by, now, at_once, has_meeting):
    meeting_id = plays.logged(by.kari, now) if has_meeting else None
    told = alarms.alarm(by.kari, urgency=Urgency.DANGER, meeting_id=meeting_id)
    ids = []
    assert at_once(lambda _tap: ids.append(escalations.raise_alarm(told, by=by.kari, now=now))) == {(None, None): CROWD}
    assert set(ids) == set(session.scalars(sa.select(Escalation.id)))
    assert len(set(ids)) == 1
    assert alarms.story(ids[0]) == ["alarm_raised"]
    assert alarms.told(ids[0]) == ["amir", "ingrid", "ola", "vera"]


def test_fifty_taps_about_one_meeting_from_fifty_pages_are_one_alarm(session, by, now, at_once):
    meeting_id = plays.logged(by.kari, now)
    taps = [alarms.alarm(by.kari, meeting_id=meeting_id) for _page in range(CROWD)]
    assert at_once(lambda tap: escalations.raise_alarm(taps[tap], by=by.kari, now=now)) == {(None, None): CROWD}
    assert len(session.scalars(sa.select(Escalation.id)).all()) == 1


def test_three_workers_in_one_moment_make_each_move_once(app, session, by, now):
    started = [
        alarms.raised(by.kari, now, source=Source.THREAT, urgency=urgency) for urgency in Urgency for _ in "12345"
    ]
    ready = threading.Barrier(WORKERS)

    def one(_worker):
        made = 0
        with app.app_context():
            for minute in range(1, 13):
                ready.wait(30)
                made += engine.tick(now + minute * MINUTE)
        return made

    with ThreadPoolExecutor(WORKERS) as workers:
        made = sum(workers.map(one, range(WORKERS)))
    session.rollback()
    assert made == 12 * len(started)
    assert [len(alarms.story(number)) for number in started] == [13] * len(started)
    told = db.session.execute(sa.select(Notice.turn, Notice.person_id, Notice.channel, Notice.address_id)).all()
    assert len(told) == len(set(told))
    assert alarms.broken_timelines() == []
