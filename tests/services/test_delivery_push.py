"""Web push against a push service on this machine, and the endpoints that are never asked."""

import json

import pytest
import requests

from app.services import channels
from app.services.channels import letters, push
from app.services.channels.letters import Failed, Letter
from tests import notices, outside

SENTENCE = "Avbrutt møte ved Nav Solvik. Åpne Trygt møte."


def _push_letter(subscription):
    return Letter("push", json.dumps(subscription), 4, SENTENCE, "/escalations/7", "escalation/7")


def _why_not(letter, allowed):
    with pytest.raises(Failed) as failed:
        channels.send(letter, allowed)
    return failed.value.reason, failed.value.final


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
