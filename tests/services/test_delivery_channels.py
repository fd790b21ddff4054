"""The channels one by one, against a real mail server and a real push service on this machine."""

import json
import logging

import pytest

from app.domain.escalation import Source
from app.services import channels
from app.services.channels import gateways, letters, wording
from app.services.channels.letters import Failed, Letter
from tests import notices, outside

SENTENCE = "Avbrutt møte ved Nav Solvik. Åpne Trygt møte."


def _letter(channel, target):
    return Letter(channel, target, 4, SENTENCE, "/escalations/7", "escalation/7")


def _why_not(letter, allowed):
    with pytest.raises(Failed) as failed:
        channels.send(letter, allowed)
    return failed.value.reason, failed.value.final


ALLOWED = (
    "mailtos://user:secret@mail.example",
    "mailto://mail.example?from=a@nav.example&to=ola@nav.example",
    "MAILTOS://user:secret@mail.example?mode=ssl",
    "workflows://host.logic.azure.example:443/flow/signature",
    "ola@nav.example",
)


@pytest.mark.parametrize("target", ALLOWED)
def test_an_address_that_may_be_kept(target):
    assert gateways.may_reach(target, notices.outside(mail_url="mailtos://mail.example?from=a@nav.example"))


REFUSED = (
    "",
    "ola",
    "ola@nav",
    "http://127.0.0.1/",
    "https://example.com/hook",
    "json://example.com/",
    "jsons://example.com/",
    "form://example.com/",
    "file:///etc/passwd",
    "exec://ls",
    "syslog://",
    "dbus://",
    "windows://",
    "apprise://example.com/token",
    "twilio://a:b@c/d",
    "mailto://mail.example?from=a@nav.example,json://example.com/",
    "mailto://mail.example?from=a@nav.example json://example.com/",
    "json://example.com/?mailto://mail.example",
    "mailto://",
)


@pytest.mark.parametrize("target", REFUSED)
def test_any_other_scheme_is_refused(target):
    assert not gateways.may_reach(target, notices.outside())


OPENING = (
    "pgppub=/etc/passwd",
    "pgp=encrypt",
    "wkd=yes",
    "verify=no",
    "cto=9999",
    "rto=9999",
    "redirect=yes",
    "bcc=somebody@else.example",
    "%2BX-Header=1",
    "PGPPUB=/etc/passwd",
)


@pytest.mark.parametrize("option", OPENING)
@pytest.mark.parametrize("joint", ["?", "?to=ola@nav.example&", "?to=ola@nav.example;", "/#?", "/;?to=a@nav.example;"])
def test_an_option_that_opens_a_file_or_a_page_is_refused(option, joint):
    assert not gateways.may_reach(f"mailtos://user:secret@mail.example{joint}{option}", notices.outside())


def test_a_template_from_a_file_is_refused():
    plain = "workflows://host.example/flow/signature"
    assert gateways.may_reach(plain, notices.outside())
    assert not gateways.may_reach(f"{plain}?template=/etc/passwd", notices.outside())


def test_what_is_refused_is_refused_again_when_sending():
    allowed = notices.outside(notice_schemes=frozenset({"workflows"}))
    assert _why_not(_letter("apprise", ALLOWED[0]), allowed) == ("not_allowed", False)


def test_a_plain_mail_address_needs_the_houses_own_mail_server():
    assert not gateways.may_reach("ola@nav.example", notices.outside())
    assert _why_not(_letter("apprise", "ola@nav.example"), notices.outside()) == ("not_allowed", False)


def test_mail_arrives_with_the_sentence_as_its_subject_and_a_link():
    with outside.mail_server() as server:
        channels.send(_letter("apprise", "ola@nav.example"), notices.outside(mail_url=server.url))
    ((receiver, subject, text),) = server.letters
    assert [receiver, subject] == ["ola@nav.example", SENTENCE]
    assert SENTENCE in text
    assert "https://trygt.example/escalations/7" in text


def test_without_an_address_of_the_app_there_is_no_link():
    with outside.mail_server() as server:
        channels.send(_letter("apprise", "ola@nav.example"), notices.outside(mail_url=server.url, base_url=""))
    assert "http" not in server.letters[0][2]


def test_a_mail_server_that_refuses_is_a_failure():
    with outside.mail_server(refuses=True) as server:
        allowed = notices.outside(mail_url=server.url)
        assert _why_not(_letter("apprise", "ola@nav.example"), allowed) == ("refused", False)


def test_nobody_listening_is_a_failure():
    target = f"mailto://127.0.0.1:{outside.free_port()}?from=a@nav.example&to=ola@nav.example"
    assert _why_not(_letter("apprise", target), notices.outside()) == ("refused", False)


def test_no_conversation_takes_longer_than_ten_seconds_a_step():
    assert letters.PATIENCE_S <= 10
    gateway = gateways._gateway(ALLOWED[0], notices.outside())
    assert gateway.socket_connect_timeout == gateway.socket_read_timeout == letters.PATIENCE_S


def test_a_silent_mail_server_is_left_after_a_while(monkeypatch):
    monkeypatch.setattr(letters, "PATIENCE_S", 0.1)
    with outside.silent_host() as host:
        target = f"mailto://{host}?from=a@nav.example&to=ola@nav.example"
        assert _why_not(_letter("apprise", target), notices.outside()) == ("refused", False)


def test_apprise_writes_no_log_that_could_name_a_receiver(caplog):
    caplog.set_level(logging.DEBUG)
    with outside.mail_server(refuses=True) as server:
        _why_not(_letter("apprise", "ola@nav.example"), notices.outside(mail_url=server.url))
    assert not [each for each in caplog.records if each.name != "mail.log" and "ola@" in each.getMessage()]


def test_a_lane_is_a_host():
    assert channels.lane("console", None) == "console"
    assert channels.lane("apprise", ALLOWED[0]) == channels.lane("apprise", "mailtos://other:pw@mail.example/x")
    assert channels.lane("apprise", ALLOWED[0]) != channels.lane("apprise", "mailtos://user:secret@else.example")
    subscription = outside.subscription("https://web.push.apple.com/abc")
    assert channels.lane("push", json.dumps(subscription)) == "push web.push.apple.com"


def test_the_console_says_the_sentence_and_no_name(caplog):
    caplog.set_level(logging.INFO, "trygt.notices")
    channels.send(_letter("console", None), notices.outside())
    (record,) = caplog.records
    assert record.getMessage() == f"{SENTENCE}\nhttps://trygt.example/escalations/7"
    assert [record.person, record.stream] == [4, "escalation/7"]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("abort", SENTENCE),
        ("threat", "Trussel ved Nav Solvik. Åpne Trygt møte."),
        ("overdue", "Noen ved Nav Solvik har ikke meldt seg ferdig. Åpne Trygt møte."),
        ("undecided", "Et møte ved Nav Solvik venter på svar. Åpne Trygt møte."),
    ],
)
def test_what_is_said_of_each_source(one_app, source, sentence):
    with one_app.app_context():
        assert wording.of_alarm(source, "Nav Solvik", is_drill=False, locale="nb") == sentence
        assert wording.of_alarm(source, "Nav Solvik", is_drill=True, locale="nb") == f"ØVELSE: {sentence}"


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("nb", "ØVELSE: Avbrutt møte ved Nav Solvik. Åpne Trygt møte."),
        ("nn", "ØVING: Avbrote møte ved Nav Solvik. Opne Trygt møte."),
        ("en", "DRILL: Meeting broken off at Nav Solvik. Open Trygt møte."),
    ],
)
def test_it_is_said_in_the_readers_language(one_app, locale, sentence):
    with one_app.app_context():
        assert wording.of_alarm("abort", "Nav Solvik", is_drill=True, locale=locale) == sentence


def test_every_source_has_a_sentence():
    assert wording.ALARMS.keys() == set(Source)
