"""Whatever says where to go next leads within the house, and to a page: never to another site."""

import pytest
import sqlalchemy as sa

from app.models import ChosenMeasure
from app.views.kept import safe_path
from tests import plays

EVIL = "evil.example"
ASTRAY = [
    f"https://{EVIL}/",
    f"//{EVIL}",
    f"///{EVIL}",
    f"////{EVIL}/board",
    f"/\\{EVIL}",
    f"\\/{EVIL}",
    f"\\\\{EVIL}",
    f"/%2f{EVIL}",
    f"/%5c{EVIL}",
    f"/%09/{EVIL}",
    f"/\t/{EVIL}",
    f"/\n/{EVIL}",
    f"\x00//{EVIL}",
    f" //{EVIL}",
    f"http:{EVIL}",
    f"https:/{EVIL}",
    f"/board@{EVIL}",
    f"/board//{EVIL}",
    f"/.{EVIL}",
    f"@{EVIL}",
    f"/;//{EVIL}",
    "javascript:alert(1)",
    "data:text/html,x",
    "/static/../board",
    "/sign-out",
    "/board\r\nLocation: https://evil.example/",
    "/board%0d%0aLocation: https://evil.example/",
    "board",
    "",
    None,
]
FITTING = ["/board", "/board?level=high", "/meetings/new", "/escalations/open"]

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def demo_house(app, monkeypatch):
    monkeypatch.setitem(app.config, "DEMO", True)
    return app


@pytest.mark.parametrize("where", ASTRAY, ids=repr)
def test_only_a_page_of_ours_is_a_safe_path(app, where):
    with app.test_request_context():
        assert safe_path(where) == "/"


@pytest.mark.parametrize("where", FITTING)
def test_a_page_of_ours_is(app, where):
    with app.test_request_context():
        assert safe_path(where) == where


def _signed_in(browser, page, where):
    """Kari, signed in with a tap from the page that she was given."""
    entries = {**dict(page.form("KN Kari Nordvik Veileder, Nav Solvik").entries), "next": where}
    return browser.post("/cast-sign-in", data=entries)


@pytest.mark.usefixtures("demo_house", "cast")
@pytest.mark.parametrize("where", [each for each in ASTRAY if each], ids=repr)
def test_signing_in_leads_nowhere_else(client, where):
    page = client.get("/")
    answer = _signed_in(client.http, page, where)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


@pytest.mark.usefixtures("demo_house", "cast")
def test_signing_in_leads_to_the_page_that_was_asked_for(client):
    answer = _signed_in(client.http, client.get("/"), "/board?level=high")
    assert answer.headers["Location"] == "/board?level=high"


@pytest.mark.parametrize("where", [each for each in ASTRAY if each and each.isprintable()], ids=repr)
@pytest.mark.parametrize("door", ["language", "theme"])
def test_choosing_a_language_or_a_theme_leads_nowhere_else(sign_in, cast, where, door):
    """They lead back to where one was, which the browser says in a header that a page elsewhere can choose."""
    browser = sign_in(cast.kari)
    token = browser.get("/account").tree.xpath("//input[@name='csrf_token']/@value")[0]
    for referrer in (where, f"http://localhost{where}"):
        answer = browser.http.post(f"/account/{door}", data={"csrf_token": token}, headers={"Referer": referrer})
        assert answer.status_code == 303
        assert EVIL not in answer.headers["Location"]


@pytest.mark.parametrize("where", [each for each in ASTRAY if each], ids=repr)
def test_ticking_a_measure_leads_nowhere_else(sign_in, cast, stage, stored, where):
    stage(plays.logged, cast.kari, plays.HIGH, measures=("prep_call",))
    [measure] = stored(sa.select(ChosenMeasure.id))
    browser = sign_in(cast.kari)
    token = browser.get("/account").tree.xpath("//input[@name='csrf_token']/@value")[0]
    sent = {"csrf_token": token, "back": where, "key": plays.key()}
    answer = browser.http.post(f"/measures/{measure}/completion", data=sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/measures")
