"""Every door has a lock or stands in PUBLIC, and a lock keeps strangers out."""

import pytest

from app import access
from app.domain.permissions import GRANTS, Permission
from tests.house.sources import told

MADE_UP = {"IntegerConverter": "1", "UUIDConverter": "00000000-0000-0000-0000-000000000000"}


@pytest.fixture
def doors(one_app):
    """The permission of each endpoint, None without one."""
    return {endpoint: getattr(view, "permission", None) for endpoint, view in one_app.view_functions.items()}


def _address(rule):
    """A rule's address with something made up in each place."""
    parts = [
        MADE_UP.get(type(rule._converters[text]).__name__, "made-up") if is_dynamic else text
        for is_dynamic, text in rule._trace
        if text != "|"
    ]
    return "".join(parts)


def test_every_door_has_a_lock_or_is_public(doors):
    open_doors = sorted(each for each, permission in doors.items() if permission is None and each not in access.PUBLIC)
    assert not open_doors, told(["Say @requires(Permission.…), or add to app.access.PUBLIC:", *open_doors])


def test_no_public_door_pretends_to_have_a_lock(doors):
    both = sorted(each for each in access.PUBLIC if doors.get(each))
    assert not both, told(["In app.access.PUBLIC, so this @requires holds nobody back:", *both])


def test_public_names_only_doors_that_exist(doors):
    assert sorted(access.PUBLIC - doors.keys()) == []


def test_every_lock_asks_for_a_permission_that_somebody_has(doors):
    for endpoint, permission in doors.items():
        assert permission is None or isinstance(permission, Permission), endpoint
        assert permission is None or GRANTS[permission], f"{endpoint}: nobody is granted {permission}."


def test_a_stranger_gets_past_no_lock(one_app, doors):
    one_app.config["WTF_CSRF_ENABLED"], before = False, one_app.config.get("WTF_CSRF_ENABLED", True)
    try:
        passed = [f"{method} {address}: {status}" for method, address, status in _knock(one_app, doors)]
    finally:
        one_app.config["WTF_CSRF_ENABLED"] = before
    assert not passed, told(["Whoever has not signed in is shown the way to sign in, or 401:", *passed])


def _knock(app, doors):
    browser = app.test_client()
    for rule in app.url_map.iter_rules():
        if doors[rule.endpoint] is None:
            continue
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            answer = browser.open(_address(rule), method=method)
            to_the_sign_in = answer.status_code in {302, 303} and "/sign-in" in answer.headers["Location"]
            if answer.status_code != 401 and not to_the_sign_in:
                yield method, _address(rule), answer.status_code


def test_nothing_is_exempt_from_csrf(one_app):
    csrf = one_app.extensions.get("csrf")
    assert csrf is not None, "Flask-WTF's CSRFProtect guards every POST; it is not there."
    assert not csrf._exempt_views, f"These views take forged posts: {csrf._exempt_views}"
    assert not csrf._exempt_blueprints, f"These blueprints take forged posts: {csrf._exempt_blueprints}"
