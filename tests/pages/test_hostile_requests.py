"""Nothing that somebody sends breaks a page: every route, method, place, field, header and cookie, as each role.

A few hundred requests in `make test`; `make fuzz` sends many thousands.
"""

import os
import secrets
import urllib.parse

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import cookies, demo
from app.domain.escalation import Source, Urgency
from app.models import db
from app.services import escalations
from app.services.escalations.raising import Alarm
from tests import fuzzing, plays
from tests.clock import MONDAY_MORNING
from tests.pages import touring

READERS = (None, "kari", "ola", "vera", "anders")
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))
TOKEN = "csrf_token"
OF_BODY = {"Content-Type", "Content-Length", "Transfer-Encoding"}
SQLITE, POSTGRESQL = (pytest.param(each, marks=getattr(pytest.mark, each)) for each in ("sqlite", "postgresql"))


def _play():
    demo.seed(db.session, MONDAY_MORNING)
    kari = plays.actor(plays.people().kari, MONDAY_MORNING)
    alarm = Alarm("a" * 32, Source.ABORT, Urgency.SAFE, kari.id, kari.unit_id, meeting_id=1)
    escalations.raise_alarm(alarm, by=kari, now=MONDAY_MORNING)


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def house(workbench, clock, request):
    prepared = workbench.on(request.param)
    prepared.stage("hostile", _play)
    return House(prepared, request.param == "sqlite")


class House:
    """The app with the demo's week and an alarm, somebody of each role signed in, and the forms that they see."""

    def __init__(self, prepared, starts_afresh):
        self.app = prepared.app
        self.browsers = {who: touring.signed_in(self.app, who) for who in READERS}
        self.tokens = {who: self._token(who) for who in READERS}
        self.forms = list(self._forms())
        scene = f"signed_in_{secrets.token_hex(4)}"
        prepared.remember(scene)
        self.start_afresh = (lambda: prepared.recall(scene)) if starts_afresh else (lambda: None)

    def send(self, address, sent, form, method="POST", **how):
        """The answer, which is never a fault of ours and never leads astray."""
        body = _body(sent["body"], form) if method not in ("GET", "HEAD") else {}
        browser = self.app.test_client()
        for cookie in self.browsers[sent["who"]]._cookies.values():
            browser.set_cookie(cookie.key, cookie.value)
        for name, value in sent["cookies"].items():
            browser.set_cookie(name, value[:3000])
        headers = {name: value[:4000] for name, value in sent["headers"].items() if not (body and name in OF_BODY)}
        answer = browser.open(address, method=method, headers=headers, **how, **body)
        told = answer.get_data(as_text=True)
        assert answer.status_code < 500, told[:2000]
        assert "Traceback" not in told
        assert "evil.example" not in answer.headers.get("Location", "").split("?")[0]
        assert "Set-Cookie: a=b" not in str(answer.headers)
        return answer

    def _token(self, who):
        answer = self.browsers[who].get("/account")
        found = touring._tree(answer).xpath(f"//input[@name='{TOKEN}']/@value") if answer.status_code == 200 else []
        return found[0] if found else "none"

    def _forms(self):
        """Each form of the house once, with who saw it, where it goes and what its page filled in."""
        doors, seen = self.app.url_map.bind("localhost"), set()
        for visit in touring.pages(self.app, READERS):
            for action, form in touring._actions(visit.page, visit.address).items() if visit.page is not None else ():
                endpoint = doors.match(action.split("?")[0], method="POST")[0]
                if (visit.who, endpoint) not in seen:
                    seen.add((visit.who, endpoint))
                    yield visit.who, action, {**dict(form.form_values()), TOKEN: self.tokens[visit.who]}


def _body(kind, form):
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return {"data": form, "content_type": kind}
    return {"json": form} if kind == "application/json" else {"data": repr(form).encode(), "content_type": kind}


def _address(rule, places):
    given_places = iter(places)
    return "".join(
        urllib.parse.quote(next(given_places), safe="", errors="replace") or "x" if is_dynamic else text
        for is_dynamic, text in rule._trace
        if text != "|"
    )


how_hard = settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@how_hard
@given(data=st.data())
def test_nothing_that_is_sent_to_any_door_breaks_a_page(house, data):
    sent = data.draw(fuzzing.requests(house.app, READERS))
    (rule, method), form = sent["door"], {TOKEN: house.tokens[sent["who"]], **sent["form"]}
    house.start_afresh()
    house.send(_address(rule, sent["places"]), sent, form, method, query_string=sent["query"])


@how_hard
@given(data=st.data())
def test_no_form_breaks_when_some_of_it_is_hostile(house, data):
    sent = data.draw(fuzzing.changed(house.forms))
    house.start_afresh()
    house.send(sent["address"], sent, {**sent["entries"], **sent["changes"]})


def test_the_forms_are_found(house):
    assert len(house.forms) > 30
    sent = {"who": "kari", "body": fuzzing.BODIES[0], "headers": {}, "cookies": {}}
    done = [house.send(action, sent, entries).status_code for who, action, entries in house.forms if who == "kari"]
    assert done.count(303) > 3


def test_cookies_that_somebody_makes_long_are_read_and_not_remembered(client):
    client.http.set_cookie("theme", "dark")
    assert 'class="dark"' in client.get("/").html
    before = cookies._taken_apart.cache_info()
    client.http.set_cookie("long", "x" * cookies.SHORT)
    assert 'class="dark"' in client.get("/").html
    assert cookies._taken_apart.cache_info() == before
