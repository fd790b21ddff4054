"""Whoever sends another name than ours gets no page, and no link, redirect or mail of ours ever leads there."""

import re

import pytest

from app import create_app, hosts
from app.models import db
from tests.pages import every_answer, touring
from tests.workbench import SETTINGS

EVIL = "evil.example"
ADDRESSES = ("/", "/board", "/account", "/no-such-page", "/static/no-such-file.js")
FORGED = [
    {"Host": EVIL},
    {"Host": f"{EVIL}:443"},
    {"Host": f"moter.example.no.{EVIL}"},
    {"Host": f"evil-{'moter.example.no'}"},
    {"Host": f"moter.example.no@{EVIL}"},
    {"Host": f"moter.example.no:80@{EVIL}"},
    {"Host": f"moter.example.no/{EVIL}"},
    {"Host": f"{EVIL}#moter.example.no"},
    {"Host": "moter.example.no\t"},
    {"Host": ""},
    {"X-Forwarded-Host": EVIL},
]
# Believed by nobody: no proxy of ours is asked for these.
NEVER_READ = [
    {"X-Forwarded-Host": EVIL},
    {"Forwarded": f"host={EVIL};proto=https"},
    {"X-Host": EVIL},
    {"X-Original-Host": EVIL},
    {"X-HTTP-Host-Override": EVIL},
    {"X-Original-URL": f"https://{EVIL}/"},
    {"X-Rewrite-URL": f"https://{EVIL}/"},
    {"X-Forwarded-Prefix": f"//{EVIL}"},
    {"X-Forwarded-Server": EVIL},
]


@pytest.fixture
def served(app):
    """served(**settings) is the app as it is set up somewhere, on the database of the test."""
    made = []

    def serve(**settings):
        uri, folder = app.config["SQLALCHEMY_DATABASE_URI"], app.config["INSTANCE"]
        made.append(create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": uri, "INSTANCE": folder, **settings}))
        return made[-1]

    yield serve
    for each in made:
        with each.app_context():
            db.engine.dispose()


def _names(answer):
    return answer.get_data(as_text=True) + str(answer.headers)


pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.mark.parametrize("forged", FORGED, ids=str)
def test_a_name_that_is_not_ours_gets_no_page(served, forged):
    browser = served(BASE_URL="https://moter.example.no", TRUSTED_PROXIES=1).test_client()
    for address in ADDRESSES:
        answer = browser.get(address, headers={"Host": "moter.example.no", **forged})
        assert answer.status_code == 400, address
        assert EVIL not in _names(answer)
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("moter.example.no", 200),
        ("moter.example.no:443", 200),
        ("MOTER.example.no", 200),
        ("en.lokal.example", 200),
        ("lokal.example", 200),
        ("ulokal.example", 400),
        ("localhost", 400),
    ],
)
def test_our_own_names_are_those_that_are_set(served, host, status):
    house = served(BASE_URL="https://moter.example.no", OWN_HOSTS=frozenset({".lokal.example"}))
    assert house.test_client().get("/", headers={"Host": host}).status_code == status


@pytest.mark.parametrize("address", ["/internal/isalive", "/internal/isready?of=web", "/internal/metrics"])
def test_the_platform_may_ask_by_any_name(served, address):
    house = served(BASE_URL="https://moter.example.no")
    assert house.test_client().get(address, headers={"Host": "10.0.3.7:8080"}).status_code == 200


def test_without_a_list_any_name_is_answered(served):
    assert hosts.names(frozenset(), "") == frozenset()
    assert served().test_client().get("/", headers={"Host": "192.168.1.4"}).status_code == 200


@pytest.mark.parametrize("forged", NEVER_READ, ids=str)
def test_headers_that_no_proxy_of_ours_has_set_are_not_read(app, clock, cast, sign_in, forged):
    for browser in (app.test_client(), sign_in(cast.ola).http):
        for address in ADDRESSES:
            answer = browser.get(address, headers=forged)
            assert answer.status_code != 500
            assert EVIL not in _names(answer)


def test_no_page_holds_the_name_that_it_was_asked_for_by(app, clock, cast, sign_in):
    """Links and forms are relative, so that a cache that mixes names up mixes up nothing else."""
    browser = sign_in(cast.ola).http
    for _endpoint, method, address in every_answer._doors(app):
        if method == "GET":
            told = browser.get(address, headers={"Host": "another-name.example"})
            assert "another-name.example" not in _names(told), address


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (
            {"BASE_URL": "https://moter.example.no", "OWN_HOSTS": {"localhost"}},
            "https://moter.example.no/password?link=",
        ),
        ({}, "http://localhost/password?link="),
    ],
)
def test_the_link_to_a_password_leads_to_our_own_address(served, cast, clock, settings, expected):
    house = served(**settings)
    anders = touring.signed_in(house, "anders")
    page = anders.get(f"/administration/people/{cast.kari.id}").get_data(as_text=True)
    fields = dict(re.findall(r'name="(csrf_token|key)" value="([^"]+)"', page))
    made = anders.post(f"/administration/people/{cast.kari.id}/password-link", data=fields)
    assert expected in made.get_data(as_text=True)
