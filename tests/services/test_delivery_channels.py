"""The channels one by one, against a real mail server and a real push service on this machine."""

import logging

import pytest
import requests

from app.domain.escalation import Source
from app.services import channels
from app.services.channels import gateways, letters, push, wording
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


def _push_letter(subscription):
    return _letter("push", notices.json.dumps(subscription))


def test_a_push_arrives_at_the_browser_encrypted():
    with outside.push_service() as service:
        channels.send(_push_letter(service.subscription), notices.outside())
    assert service.shown == [{"title": "Trygt møte", "body": SENTENCE, "url": "/escalations/7", "tag": "escalation/7"}]
    assert b"Solvik" not in service.raw[0]


@pytest.mark.parametrize(
    ("status", "expected"), [(404, ("gone", True)), (410, ("gone", True)), (500, ("refused", False))]
)
def test_what_a_push_service_says(status, expected):
    with outside.push_service(status) as service:
        assert _why_not(_push_letter(service.subscription), notices.outside()) == expected


def test_no_redirect_is_followed(monkeypatch):
    asked = []
    straight = requests.Session.request
    monkeypatch.setattr(requests.Session, "request", lambda *a, **k: asked.append(k) or straight(*a, **k))
    with outside.push_service(307) as service:
        assert _why_not(_push_letter(service.subscription), notices.outside()) == ("refused", False)
    assert len(service.raw) == 1
    assert [each["allow_redirects"] for each in asked] == [False]


def test_a_silent_push_service_is_left_after_a_while(monkeypatch):
    monkeypatch.setattr(letters, "PATIENCE_S", 0.1)
    with outside.silent_host() as host:
        subscription = outside.subscription(f"http://{host}/ola")
        assert _why_not(_push_letter(subscription), notices.outside()) == ("no_answer", False)


def test_push_without_keys_of_ours_is_a_failure_that_says_so():
    letter = _push_letter(outside.subscription("http://127.0.0.1:9/ola"))
    assert _why_not(letter, notices.outside(vapid_private_key=None)) == ("not_set_up", False)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://db5p.notify.windows.com/w/?token=abc",
    ],
)
def test_the_push_services_of_the_browsers_are_allowed(one_app, endpoint):
    assert push.may_reach(endpoint, channels.outside(one_app.config))


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "http://fcm.googleapis.com/fcm/send/abc",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com@127.0.0.1/x",
        "https://127.0.0.1/?https://fcm.googleapis.com",
        "https://evil.example/x.push.apple.com",
        "https://push.apple.com.evil.example/",
        "https://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://[::1]:x/",
    ],
)
def test_any_other_endpoint_is_refused(one_app, endpoint):
    allowed = channels.outside({**one_app.config, "VAPID_PRIVATE_KEY": notices.VAPID, "VAPID_SUBJECT": "mailto:a@b.no"})
    assert not push.may_reach(endpoint, allowed)
    assert _why_not(_push_letter(outside.subscription(endpoint)), allowed) == ("not_allowed", False)


def test_a_new_key_pair_fits_together():
    private = push.new_private_key()
    assert push.public_key(private) == push.public_key(private)
    assert len(push.public_key(private)) == 87
    assert push.new_private_key() != private


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {},
        "text",
        {"endpoint": "https://a.example"},
        {"endpoint": "https://a.example", "keys": {"p256dh": "AAAA", "auth": "AAAAAAAAAAAAAAAAAAAAAA"}},
        {**outside.subscription("https://a.example"), "endpoint": 7},
        {**outside.subscription("https://a.example", auth=b"short")},
    ],
)
def test_what_is_no_subscription(sent):
    assert push.subscription_of(sent) is None


def test_a_lane_is_a_host():
    assert channels.lane("console", None) == "console"
    assert channels.lane("apprise", ALLOWED[0]) == channels.lane("apprise", "mailtos://other:pw@mail.example/x")
    assert channels.lane("apprise", ALLOWED[0]) != channels.lane("apprise", "mailtos://user:secret@else.example")
    subscription = outside.subscription("https://web.push.apple.com/abc")
    assert channels.lane("push", notices.json.dumps(subscription)) == "push web.push.apple.com"


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


def test_every_source_has_a_sentence():
    assert wording.ALARMS.keys() == set(Source)
