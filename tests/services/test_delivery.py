"""The outbox on its way out: leased, sent by somebody, settled. Nothing is sent here: the tests say how it went."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.domain.escalation import Action
from app.models import Address, Escalation, Person, db
from app.services import delivery, engine, escalations, watches
from app.services.addressing import Outcome
from app.services.channels.letters import GONE, Failed
from app.services.timeline import lines
from tests import notices, plays

SECOND = dt.timedelta(seconds=1)
MAIL = "mailto://mail.example?from=a@nav.example&to=ola@nav.example"


@pytest.fixture(autouse=True)
def no_console(app, monkeypatch):
    monkeypatch.setitem(app.config, "CONSOLE_NOTICES", False)


@pytest.fixture
def mail(by, cast, now):
    """The id of Ola's mail address; somebody else's address must not get in the way."""
    notices.address("mailto://mail.example?from=a@nav.example&to=marit@nav.example", now, person=cast.marit)
    return notices.address(MAIL, now, person=cast.ola)


@pytest.fixture
def alarm(by, now, mail):
    return notices.raised(by.kari, now)


def _leased(now):
    return delivery.lease(delivery.waiting(now), now=now)


def _fail(now, reason="refused", *, final=False):
    """Everything that is due is tried, and fails; tells how many errands that were."""
    errands = _leased(now)
    delivery.settle([Outcome(each, Failed(reason, final=final)) for each in errands], now=now)
    return len(errands)


def _succeed(now):
    errands = _leased(now)
    delivery.settle([Outcome(each) for each in errands], now=now)
    return len(errands)


def test_a_new_alarm_waits_to_be_sent_to_the_leaders_address(alarm, mail, cast, now):
    (errand,) = _leased(now)
    assert [errand.bundle.address_id, errand.bundle.escalation_id] == [mail, alarm]
    assert [errand.letter.target, errand.letter.person_id, errand.moot] == [MAIL, cast.ola.id, None]


def test_each_reader_is_told_in_their_own_language_and_a_unit_in_bokmal(session, by, cast, now):
    session.get_one(Person, cast.ola.id).locale = "en"
    session.commit()
    notices.address(MAIL, now, person=cast.ola)
    notices.address("mailto://mail.example?from=a@nav.example&to=vakt@nav.example", now, unit_id=by.kari.unit_id)
    notices.raised(by.kari, now, is_drill=True)
    assert [errand.letter.sentence for errand in _leased(now)] == [
        "DRILL: Meeting broken off at Nav Solvik. Open Trygt møte.",
        "ØVELSE: Avbrutt møte ved Nav Solvik. Åpne Trygt møte.",
    ]


def test_in_the_app_it_is_told_at_once(alarm, now):
    (notice,) = notices.of("in_app")
    assert notice.sent_at == now


def test_what_was_sent_is_marked_and_its_address_was_reached(session, alarm, mail, now):
    assert _succeed(now) == 1
    (notice,) = notices.of("apprise")
    assert [notice.sent_at, notice.leased_until, notice.tries] == [now, None, 0]
    assert session.get_one(Address, mail, populate_existing=True).reached_at == now
    assert delivery.waiting(now + dt.timedelta(days=1)) == []
    assert notices.failures() == []


def test_what_is_leased_waits_for_nobody_else(alarm, now):
    assert len(_leased(now)) == 1
    assert delivery.waiting(now + delivery.LEASE - SECOND) == []


def test_a_lease_that_was_left_behind_by_a_crash_runs_out(alarm, now):
    assert len(_leased(now)) == 1
    assert _succeed(now + delivery.LEASE) == 1
    assert notices.of("apprise")[0].sent_at == now + delivery.LEASE


def test_two_who_saw_the_same_lease_it_once(alarm, now):
    seen = delivery.waiting(now)
    assert [len(delivery.lease(seen, now=now)) for _worker in range(2)] == [1, 0]


def test_a_failure_is_tried_again_after_longer_and_longer_pauses(alarm, now):
    pauses = []
    for _try in range(7):
        assert _fail(now) == 1
        (notice,) = notices.of("apprise")
        assert delivery.waiting(notice.try_at - SECOND / 2) == []
        pauses.append((notice.try_at - now).total_seconds())
        now = notice.try_at
    assert pauses == [2, 5, 15, 30, 60, 60, 60]


def test_the_first_failure_is_on_the_timeline_of_the_alarm(session, alarm, cast, now):
    _fail(now)
    _fail(now + 5 * SECOND)
    expected = {"channel": "apprise", "reason": "refused", "tries": 1, "given_up": False, "to_id": cast.ola.id}
    assert notices.failures() == [expected]
    assert lines(session.get_one(Escalation, alarm))[0].kind == "notice_failed"


def test_a_failure_does_not_touch_the_alarm_itself(session, alarm, now):
    before = session.get_one(Escalation, alarm, populate_existing=True).next_at
    _fail(now)
    assert session.get_one(Escalation, alarm, populate_existing=True).next_at == before


def test_what_has_failed_for_a_whole_day_is_given_up_and_says_so(alarm, now):
    _fail(now)
    a_day_later = now + delivery.GIVE_UP_AFTER
    assert _fail(a_day_later) == 1
    assert notices.of("apprise")[0].given_up_at == a_day_later
    assert [line["given_up"] for line in notices.failures()] == [False, True]
    assert delivery.waiting(a_day_later + dt.timedelta(days=1)) == []


def test_nothing_is_given_up_while_the_alarm_still_rings(alarm, now):
    _fail(now)
    a_day_later = now + delivery.GIVE_UP_AFTER
    assert engine.tick(a_day_later) == 1
    _fail(a_day_later)
    assert [notice.given_up_at for notice in notices.of("apprise")] == [None, None]


def test_a_reminder_takes_along_what_failed_before_it(alarm, now):
    _fail(now)
    _fail(now + 2 * SECOND)
    later = now + 61 * SECOND
    engine.tick(later)
    assert _succeed(later) == 1
    assert [notice.sent_at for notice in notices.of("apprise")] == [later, later]


def test_a_reminder_that_fails_too_adds_no_line(alarm, now):
    _fail(now)
    later = now + 61 * SECOND
    engine.tick(later)
    _fail(later)
    assert len(notices.failures()) == 1


def test_a_new_outage_adds_a_line(alarm, now):
    _fail(now)
    _succeed(now + 2 * SECOND)
    later = now + 61 * SECOND
    engine.tick(later)
    _fail(later)
    assert len(notices.failures()) == 2


def test_an_address_that_is_gone_is_removed_and_that_is_said(session, alarm, mail, now):
    _fail(now, GONE, final=True)
    assert session.get_one(Address, mail, populate_existing=True).removed_at == now
    assert notices.of("apprise")[0].given_up_at == now
    assert [(line["reason"], line["given_up"]) for line in notices.failures()] == [("gone", True)]


def test_nobody_is_told_any_more_of_an_alarm_that_is_closed(by, alarm, now):
    _fail(now)
    situation = escalations.situation(db.session.get_one(Escalation, alarm)).code
    assert escalations.acknowledge(alarm, situation, Action.COMING, by=by.ola, now=now)
    escalations.report(alarm, "Alt er rolig.", by=by.ola, now=now)
    escalations.close(alarm, "Alt er rolig.", by=by.ola, now=now)
    assert [errand.moot for errand in _leased(now + 10 * SECOND)] == ["closed"]


def test_an_address_that_was_removed_meanwhile_is_told_nothing(session, alarm, mail, now):
    session.get_one(Address, mail).removed_at = now
    session.commit()
    assert [errand.moot for errand in _leased(now)] == ["removed"]


def test_whoever_has_left_is_told_nothing(session, alarm, cast, now):
    session.get_one(Person, cast.ola.id).deactivated_at = now
    session.commit()
    assert [errand.moot for errand in _leased(now)] == ["removed"]


def test_addresses_can_be_passed_over(alarm, mail, now):
    assert delivery.waiting(now, without=[mail]) == []
    assert len(delivery.waiting(now, without=[mail + 1])) == 1


def test_a_reminder_to_an_employee_goes_to_nobody_else(by, cast, mail, now):
    own = notices.address("mailto://mail.example?from=a@nav.example&to=kari@nav.example", now, person=cast.kari)
    meeting_id = _under_way(by.kari, now)
    due = plays.meeting(meeting_id).check_due_at
    assert watches.look_after(meeting_id, now=due)
    (errand,) = _leased(due)
    assert errand.bundle.address_id == own
    assert errand.letter.path == f"/meetings/{meeting_id}"
    assert errand.letter.sentence == "Er alt bra? Meld deg ferdig, eller be om mer tid. Åpne Trygt møte."


def test_a_reminder_of_a_meeting_that_is_finished_is_moot_and_its_failure_is_told(by, cast, now):
    notices.address("mailto://mail.example?from=a@nav.example&to=kari@nav.example", now, person=cast.kari)
    meeting_id = _under_way(by.kari, now)
    due = plays.meeting(meeting_id).check_due_at
    watches.look_after(meeting_id, now=due)
    _fail(due)
    watches.finish(meeting_id, key=plays.key(), by=by.kari, now=due)
    assert [errand.moot for errand in _leased(due + 10 * SECOND)] == ["finished"]
    assert [line["to_id"] for line in notices.failures()] == [cast.kari.id]


def _under_way(kari, now):
    meeting_id = plays.logged(kari, now)
    meeting = plays.meeting(meeting_id)
    watches.start(meeting_id, key=plays.key(), by=kari, now=meeting.starts_at)
    return meeting_id


def test_three_workers_at_once_lease_each_notice_once(app, session, by, cast, now):
    for number in range(20):
        notices.address(f"mailto://mail.example?from=a@nav.example&to=ola{number}@nav.example", now, person=cast.ola)
    notices.raised(by.kari, now)
    ready = threading.Barrier(3)

    def one(_worker):
        with app.app_context():
            seen = delivery.waiting(now)
            ready.wait(10)
            return [number for errand in delivery.lease(seen, now=now) for number in errand.bundle.notice_ids]

    with ThreadPoolExecutor(3) as workers:
        leased = [number for numbers in workers.map(one, range(3)) for number in numbers]
    assert sorted(leased) == [notice.id for notice in notices.of("apprise")]
    assert len(leased) == 20
