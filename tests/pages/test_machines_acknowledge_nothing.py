"""Scanners of mail, previews of links, prefetching browsers and replaying proxies: none of them takes an alarm."""

import json
import re

import pytest

from app import access
from app.models import Acknowledgement, Escalation, db
from app.services import abort_tokens, delivery
from app.services.channels import push
from tests import notices, plays
from tests.filling import Form

BASE = "https://trygt.example"
LINK = re.compile(rf"{BASE}(\S+)")
SUBSCRIPTION = {"endpoint": "http://127.0.0.1:9/push", "keys": {"p256dh": "BPubKey", "auth": "secret"}}


@pytest.fixture
def meeting_id(app, cast, now):
    """Kari's meeting, in danger since a moment ago; her leader and deputy have addresses outside the app."""
    with app.app_context():
        notices.address("mailto://mail.example?from=a@nav.example&to=ola@nav.example", now, person=cast.ola)
        notices.address(SUBSCRIPTION, now, person=cast.ingrid)
        kari = plays.actor(cast.kari, now)
        meeting_id = plays.logged(kari, now)
        notices.raised(kari, now, meeting_id=meeting_id, form="office", urgency="danger")
        return meeting_id


@pytest.fixture
def links(app, meeting_id, now):
    """Every address that stands in what is sent out of the house."""
    with app.app_context():
        letters = [errand.letter for errand in delivery.lease(delivery.waiting(now), now=now)]
    in_mail = {path for letter in letters for path in LINK.findall(letter.with_link(BASE))}
    in_push = {json.loads(push._payload(letter))["url"] for letter in letters}
    assert len(letters) > 2
    return sorted(in_mail | in_push)


def assert_nobody_has_it(app):
    with app.app_context():
        assert [alarm.status for alarm in db.session.query(Escalation)] == ["ringing"]
        assert db.session.query(Acknowledgement).count() == 0


def forms_of(page):
    """Every form of a page with each of its buttons, filled in as the page shows it, and once more with every guess."""
    for form in page.tree.xpath("//form"):
        named = page.tree.xpath("//button[@form=$id]", id=form.get("id")) if form.get("id") else []
        for button in [*form.xpath(".//button"), *named]:
            filled = Form(form, button, repr(page))
            guesses = {field.get("name"): field.get("value", "x") for field in form.xpath(".//input[@type='radio']")}
            words = {field.get("name"): "Jeg kommer" for field in form.xpath(".//textarea[@name]")}
            yield filled, [filled.entries, {**filled.entries, **guesses, **words}]


def post_everything(browser, page):
    """What a machine does that presses every button it finds."""
    for form, bodies in forms_of(page):
        for body in bodies:
            if form.method == "post" and not form.action.startswith("/sign-out"):
                browser.http.post(form.action or page.url, data=body)


def test_there_is_something_to_press(links, meeting_id):
    assert links == ["/escalations/1"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_opening_every_link_of_a_notice_as_a_stranger(app, client, links, method):
    for link in links:
        client.http.open(link, method=method, follow_redirects=True)
    assert_nobody_has_it(app)


@pytest.mark.parametrize("who", ["ola", "ingrid", "tor", "kari", "vera"])
def test_opening_every_link_of_a_notice_and_all_that_it_leads_to_while_signed_in(app, sign_in, cast, links, who):
    browser = sign_in(getattr(cast, who))
    for link in links:
        for leads_to in {link, *browser.get(link).tree.xpath("//a/@href")}:
            if leads_to.startswith("/"):
                browser.http.get(leads_to, follow_redirects=True)
    assert_nobody_has_it(app)


def reachable(browser, addresses):
    """Every page that can be come to from these addresses by following links, each once, with its address."""
    waiting, known = list(addresses), set(addresses)
    while waiting:
        address = waiting.pop()
        answer = browser.http.get(address, follow_redirects=True)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            page = browser.get(answer.request.path)
            yield page
            found = {link.split("#")[0] for link in page.tree.xpath("//a/@href") if link.startswith("/")} - known
            known |= found
            waiting += sorted(found)


def test_posting_every_form_that_is_reachable_without_signing_in(app, client, links, one_app):
    public = [rule for rule in one_app.url_map.iter_rules() if rule.endpoint in access.PUBLIC and not rule.arguments]
    begun = {rule.rule for rule in public if "GET" in rule.methods} | {"/", *links}
    pages = list(reachable(client, sorted(begun)))
    assert sum(bool(list(forms_of(page))) for page in pages) >= 5
    for page in pages:
        post_everything(client, page)
    with app.app_context():
        assert db.session.query(Acknowledgement).count() == 0
        assert {alarm.status for alarm in db.session.query(Escalation)} == {"ringing"}


def test_posting_every_form_that_the_token_of_a_meeting_opens(app, client, meeting_id):
    with app.app_context():
        token = abort_tokens.of_meeting(meeting_id)
    page = client.post("/aborts/state", {"token": token})
    post_everything(client, page)
    assert_nobody_has_it(app)


def test_posting_straight_at_every_address_of_the_alarm_with_and_without_the_token(app, client, meeting_id, one_app):
    with app.app_context():
        token = abort_tokens.of_meeting(meeting_id)
    said = {"read-back-understood": "abort-danger-office", "read-back-action": "coming", "phone-person": "4"}
    doors = [rule for rule in one_app.url_map.iter_rules() if rule.rule.startswith("/escalations/<int:escalation_id>/")]
    posts = [rule.rule.replace("<int:escalation_id>", "1") for rule in doors if "POST" in rule.methods]
    assert len(posts) > 5
    for address in posts:
        for proof in ({}, {"token": token}, {"csrf_token": token}):
            assert client.http.post(address, data={**said, **proof}).status_code == 401, address
    assert_nobody_has_it(app)


@pytest.mark.parametrize("who", ["ola", "ingrid"])
def test_sending_the_read_back_as_it_was_drawn_takes_nothing(app, sign_in, cast, meeting_id, who):
    browser = sign_in(getattr(cast, who))
    form = browser.get("/escalations/1").form("Jeg har forstått og tar det")
    browser.post(form.action, form.entries, status=422)
    assert_nobody_has_it(app)
