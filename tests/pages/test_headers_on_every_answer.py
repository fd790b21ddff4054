"""Every answer, whatever its status and whoever asks, says how browsers and caches are to treat it."""

import re

import pytest
import time_machine
from werkzeug import exceptions

from app import headers
from app.models.transaction import Busy
from tests.clock import MONDAY_MORNING
from tests.house.sources import told
from tests.pages import every_answer
from tests.pages.every_answer import STATIC
from tests.pages.test_every_word_is_translated import a_week_with_alarms

# What anybody may keep, because it is the same for everybody. Everything else is kept by nobody.
MAY_BE_KEPT = {
    STATIC: "max-age=315360000, public, immutable",
    "offline.manifest": "public, max-age=86400",
    "offline.worker": "no-cache",
}
FAILURES = [
    exceptions.BadRequest(),
    exceptions.Forbidden(),
    exceptions.NotFound(),
    exceptions.Conflict(),
    exceptions.RequestEntityTooLarge(),
    exceptions.TooManyRequests(),
    RuntimeError("secret-of-the-database"),
    Busy("secret-of-the-database"),
]


@pytest.fixture(scope="module")
def answers(workbench):
    with time_machine.travel(MONDAY_MORNING, tick=False):
        prepared = workbench.on("sqlite")
        prepared.stage("a week with alarms", a_week_with_alarms)
        return every_answer.collected(prepared.app)


def _all(answers, is_right):
    wrong = [str(each) for each in answers if not is_right(each)]
    assert not wrong, told(wrong)


def test_every_kind_of_answer_is_among_them(answers):
    assert {each.status for each in answers} >= {200, 302, 303, 304, 400, 401, 403, 404, 405, 413, 422}
    assert len(answers) > 800
    assert {each.endpoint for each in answers if each.status == 200} >= {"board.index", "insight.csv", STATIC}


@pytest.mark.parametrize("name", headers.ALWAYS)
def test_every_answer_carries_the_table_of_headers_once(answers, name):
    _all(answers, lambda each: each.headers.getlist(name) == [headers.ALWAYS[name]])


def test_nothing_of_ours_can_be_framed(answers):
    policies = [each.headers["Content-Security-Policy"].split("; ") for each in answers]
    assert all("frame-ancestors 'none'" in policy for policy in policies)
    assert {each.headers["X-Frame-Options"] for each in answers} == {"DENY"}


def test_no_script_but_our_own_files_runs(answers):
    for each in answers:
        policy = dict(part.split(" ", 1) for part in each.headers["Content-Security-Policy"].split("; "))
        assert (policy["default-src"], policy["object-src"], policy["base-uri"]) == ("'none'",) * 3, str(each)
        assert policy["script-src"] == "'self'", str(each)
        assert "unsafe" not in each.headers["Content-Security-Policy"]


def test_nothing_is_kept_by_a_cache_but_what_is_the_same_for_everybody(answers):
    def is_right(each):
        kept = MAY_BE_KEPT.get(each.endpoint, "no-store") if each.status in (200, 304) else "no-store"
        return each.headers.getlist("Cache-Control") == [kept]

    _all(answers, is_right)


def test_what_may_be_kept_was_said_to_everybody_alike(answers):
    """Else a shared cache could hand one person's page to another."""
    for endpoint in MAY_BE_KEPT.keys() - {STATIC}:
        assert len({each.body for each in answers if each.endpoint == endpoint and each.status == 200}) == 1, endpoint


def test_no_other_origin_may_read_an_answer(answers):
    shared = [each for each in answers if each.endpoint != STATIC and not each.address.startswith("/static/")]
    _all(shared, lambda each: not [name for name, _value in each.headers if name.startswith("Access-Control")])


def test_every_body_says_what_it_is_and_text_says_how_it_is_written(answers):
    def is_right(each):
        kind = each.headers.get("Content-Type", "").replace('"', "")
        return not each.body or ("charset=utf-8" in kind if kind.startswith("text/") else kind != "")

    _all(answers, is_right)


def test_no_answer_tells_what_it_is_made_with(answers):
    named = {name.lower() for each in answers for name, _value in each.headers}
    assert not named & {"server", "x-powered-by", "x-aspnet-version", "via", "x-debug"}
    for each in answers:
        assert "Traceback" not in each.body, str(each)
        assert "Werkzeug" not in each.body, str(each)


def test_every_redirect_stays_within_the_house(answers):
    led = [each for each in answers if "Location" in each.headers]
    assert len(led) > 50
    _all(led, lambda each: re.match(r"/(?!/)", each.headers["Location"]))


def test_a_file_or_a_method_that_nobody_has_listed_is_refused(answers):
    tried = {(each.method, each.address): each for each in answers if each.endpoint == "none"}
    for address in ("/.git/config", "/static/../../etc/passwd", "/static/no-such-file.js"):
        assert tried["GET", address].status == 404, address
    assert [tried[door].status for door in (("PUT", "/board"), ("DELETE", "/meetings/1"), ("TRACE", "/"))] == [405] * 3


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
def test_a_page_that_fails_is_as_well_guarded_and_tells_nothing(app, clock, monkeypatch, error):
    answer = every_answer.failing(app, error, monkeypatch)()
    assert answer.status == getattr(error, "code", 503 if isinstance(error, Busy) else 500)
    for name, value in headers.ALWAYS.items():
        assert answer.headers.getlist(name) == [value]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "secret-of-the-database" not in answer.body
    assert "RuntimeError" not in answer.body


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("scheme", "expected"), [("https", ["max-age=31536000; includeSubDomains"]), ("http", [])])
@pytest.mark.parametrize("address", ["/", "/no-such-page", "/board", "/internal/isalive"])
def test_over_tls_browsers_are_told_to_stay_there(app, address, scheme, expected):
    answer = app.test_client().get(address, base_url=f"{scheme}://localhost")
    assert answer.headers.getlist("Strict-Transport-Security") == expected
