"""The post office: real threads, a real mail server and push service on this machine, and some that are dead."""

import contextlib
import datetime as dt
import importlib
import logging
import time

import pytest
from sqlalchemy.exc import OperationalError

from app.domain.escalation import Urgency
from app.models import Address, db
from app.models.transaction import Busy
from app.post_office import ABREAST, PostOffice
from app.services import channels, delivery, engine
from app.services.channels import gateways, letters
from app.services.timeline import lines
from tests import notices, outside, plays

SOON_S = 5.0
MAIL_TO = "&to=ola@nav.example"


@pytest.fixture(scope="module", autouse=True)
def loaded():
    """The libraries of the channels take a second to load: not in the middle of a race."""
    importlib.import_module("pywebpush")
    assert gateways.may_reach("mailto://mail.example?from=a@nav.example&to=a@nav.example", notices.outside())


@pytest.fixture
def world():
    """Closes what a test opens in the world outside."""
    with contextlib.ExitStack() as opened:
        yield opened


@pytest.fixture
def office_with(app, session, monkeypatch, world):
    """office_with(…settings) is a post office; its threads are gone when the test ends."""

    def open_one(*, console=False, **differs):
        for name, value in {**notices.settings(**differs), "CONSOLE_NOTICES": console}.items():
            monkeypatch.setitem(app.config, name, value)
        office = PostOffice(app)
        world.callback(office.close, 10)
        return office

    return open_one


def _until(is_so, patience_s=SOON_S):
    """Whether it becomes so in time."""
    deadline = time.monotonic() + patience_s
    while not (found := is_so()) and time.monotonic() < deadline:
        db.session.rollback()
        time.sleep(0.01)
    return found


def _all_sent(channel):
    return lambda: all(notice.sent_at for notice in notices.of(channel))


def test_one_round_empties_the_outbox_through_every_channel(office_with, by, cast, now, world, caplog):
    caplog.set_level(logging.INFO, "trygt.notices")
    mail, browser = world.enter_context(outside.mail_server()), world.enter_context(outside.push_service())
    office = office_with(console=True)
    notices.address(mail.url + MAIL_TO, now, person=cast.ola)
    notices.address(browser.subscription, now, person=cast.ola)
    notices.raised(by.kari, now)
    assert office.send_due() == 3
    office.close(SOON_S)
    assert [each.sent_at for channel in ("console", "apprise", "push") for each in notices.of(channel)] == [now] * 3
    assert [len(mail.raw), len(browser.raw)] == [1, 1]
    assert "Avbrutt møte ved Nav Solvik" in caplog.text
    assert office.send_due() == 0


SECRETS = ("Hemmelig tema", "Fjordveien 12", "SAK-4711", "blåbær", "Trusler på telefon")


def test_no_payload_holds_anything_personal(office_with, session, by, cast, now, world, caplog):
    caplog.set_level(logging.DEBUG)
    mail, browser = world.enter_context(outside.mail_server()), world.enter_context(outside.push_service())
    office = office_with(console=True)
    notices.address(mail.url + MAIL_TO, now, person=cast.ola)
    notices.address(mail.url + "&to=vakt@nav.example", now, unit_id=by.kari.unit_id)
    notices.address(browser.subscription, now, person=cast.ola)
    topic, place, reference, code_word, words = SECRETS
    meeting_id = plays.logged(by.kari, now, topic=topic, place=place, case_reference=reference)
    plays.meeting(meeting_id).code_word = code_word
    session.commit()
    notices.raised(by.kari, now, urgency=Urgency.DANGER, form="office", meeting_id=meeting_id, place=place, words=words)
    office.send_due()
    office.close(SOON_S)
    said = [part for letter in mail.letters for part in letter]
    said += [str(shown) for shown in browser.shown] + [each.getMessage() for each in caplog.records]
    carried = b"".join(mail.raw) + "\n".join(said).encode()
    assert b"Nav Solvik" in carried
    names = [part for person in vars(cast).values() for part in (person.name, person.phone, *person.name.split())]
    assert [each for each in (*SECRETS, *names) if each.encode() in carried] == []


def test_a_failing_mail_server_and_dead_push_endpoints_delay_nobody_and_lose_no_alarm(
    office_with, session, by, cast, now, world, monkeypatch, caplog
):
    caplog.set_level(logging.INFO, "trygt.notices")
    monkeypatch.setattr(letters, "PATIENCE_S", 2.0)
    refusing = world.enter_context(outside.mail_server(refuses=True))
    good = world.enter_context(outside.mail_server())
    ended = world.enter_context(outside.push_service(410))
    silent_mail, silent_push = (world.enter_context(outside.silent_host()) for _host in range(2))
    office = office_with(console=True)
    slow = notices.address(f"mailto://{silent_mail}?from=a@nav.example{MAIL_TO}", now, person=cast.ola)
    slow_too = notices.address(outside.subscription(f"http://{silent_push}/x"), now, person=cast.ola)
    failing = notices.address(refusing.url + MAIL_TO, now, person=cast.ola)
    dead = notices.address(ended.subscription, now, person=cast.ola)
    fine = notices.address(good.url + MAIL_TO, now, person=cast.ola)
    alarm = notices.raised(by.kari, now)
    office.send_due()

    def of_address(number):
        return next(each for each in notices.of("apprise") + notices.of("push") if each.address_id == number)

    assert _until(lambda: of_address(fine).sent_at and notices.of("console")[0].sent_at)
    assert [of_address(number).tries for number in (slow, slow_too)] == [0, 0], "the silent hosts were waited for"
    # An alarm on whose timeline a failure is being written just then is passed over, and moved by the next tick.
    assert _until(lambda: engine.tick(now + dt.timedelta(minutes=10)) == 1)
    office.close(SOON_S)
    assert [of_address(number).tries for number in (slow, slow_too, failing, dead)] == [1, 1, 1, 1]
    assert session.get_one(Address, dead, populate_existing=True).removed_at == now
    assert sorted(line["reason"] for line in notices.failures()) == ["gone", "no_answer", "refused", "refused"]
    assert "alarm_climbed" in [line.kind for line in lines(session.get_one(engine.Escalation, alarm))]


def test_a_crowd_at_a_dead_host_does_not_keep_others_waiting(office_with, by, cast, now, world, monkeypatch):
    monkeypatch.setattr(letters, "PATIENCE_S", 1.0)
    monkeypatch.setattr(delivery, "AT_MOST", 10)
    good, silent = world.enter_context(outside.mail_server()), world.enter_context(outside.silent_host())
    office = office_with()
    for number in range(30):
        notices.address(f"mailto://{silent}?from=a@nav.example&to=ola{number}@nav.example", now, person=cast.ola)
    notices.address(good.url + MAIL_TO, now, person=cast.ola)
    notices.raised(by.kari, now)
    while office.send_due():
        pass
    assert _until(lambda: good.raw)
    leased = [each for each in notices.of("apprise") if each.leased_until]
    assert len(leased) <= ABREAST + 1
    assert len(good.raw) == 1


def test_a_channel_that_breaks_is_a_failure_like_any_other(office_with, by, cast, now, monkeypatch):
    def break_(_letter, _allowed):
        raise RuntimeError("a fault of ours")

    monkeypatch.setitem(channels.SENDERS, "apprise", break_)
    office = office_with()
    notices.address("mailto://mail.example?from=a@nav.example", now, person=cast.ola)
    notices.raised(by.kari, now)
    assert office.send_due() == 1
    office.close(SOON_S)
    assert [line["reason"] for line in notices.failures()] == ["broke"]
    assert notices.of("apprise")[0].try_at == now + dt.timedelta(seconds=2)


def test_what_could_not_be_settled_at_once_is_settled_later_and_not_sent_twice(
    office_with, by, cast, now, world, monkeypatch
):
    settle, answers = delivery.settle, iter([Busy("locked"), OperationalError("", {}, Exception())])

    def away_at_first(outcomes, *, now):
        if error := next(answers, None):
            raise error
        settle(outcomes, now=now)

    monkeypatch.setattr(delivery, "settle", away_at_first)
    monkeypatch.setattr("app.post_office.PAUSES_S", (0.01, 0.01, 0.01))
    mail = world.enter_context(outside.mail_server())
    office = office_with()
    notices.address(mail.url + MAIL_TO, now, person=cast.ola)
    notices.raised(by.kari, now)
    office.send_due()
    assert _until(_all_sent("apprise"))
    assert len(mail.raw) == 1


def test_after_a_crash_before_settling_the_message_is_repeated_and_not_lost(
    office_with, by, cast, now, clock, world, monkeypatch
):
    mail = world.enter_context(outside.mail_server())
    office, crashing = office_with(), office_with()
    monkeypatch.setattr(crashing, "_settle", lambda _outcomes: None)
    notices.address(mail.url + MAIL_TO, now, person=cast.ola)
    notices.raised(by.kari, now)
    crashing.send_due()
    crashing.close(SOON_S)
    assert office.send_due() == 0, "still leased"
    clock.shift(delivery.LEASE)
    assert office.send_due() == 1
    office.close(SOON_S)
    assert len(mail.raw) == 2
    assert notices.of("apprise")[0].sent_at == now + delivery.LEASE


def test_three_post_offices_send_each_message_once(office_with, by, cast, now, world):
    mail = world.enter_context(outside.mail_server())
    offices = [office_with() for _worker in range(3)]
    for number in range(9):
        notices.address(f"{mail.url}&to=ola{number}@nav.example", now, person=cast.ola)
    notices.raised(by.kari, now)

    def one_round():
        for office in offices:
            office.send_due()
        return all(each.sent_at for each in notices.of("apprise"))

    assert _until(one_round)
    assert sorted(letter[0] for letter in mail.letters) == [f"ola{number}@nav.example" for number in range(9)]


def test_a_closed_office_takes_on_nothing_more(office_with, by, cast, now):
    office = office_with(console=True)
    office.close()
    began = time.monotonic()
    office.run()
    assert time.monotonic() - began < 0.5


def test_the_console_takes_many_along_at_once(office_with, by, now, caplog):
    office = office_with(console=True)
    for _alarm in range(120):
        notices.raised(by.kari, now)
    office.send_due()
    office.close(SOON_S)
    assert all(each.sent_at for each in notices.of("console"))
    assert len(notices.of("console")) == 120
