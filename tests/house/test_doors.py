"""Every door has a lock or stands in PUBLIC, and a lock keeps strangers out."""

from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from app import access, demo
from app.domain.permissions import GRANTS, Permission
from app.models import Person, db
from tests.house.sources import told

MADE_UP = {"Id": "1", "UUIDConverter": "00000000-0000-0000-0000-000000000000"}


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
    browser = one_app.test_client()
    passed = [
        f"{method} {address}: {answer.status}"
        for endpoint, method, address in _addresses(one_app)
        if doors[endpoint] is not None
        for answer in [browser.open(address, method=method)]
        if answer.status_code != 401 and not _shows_the_way_in(one_app, answer)
    ]
    assert not passed, told(["Whoever has not signed in is shown the way to sign in, or 401:", *passed])


def _shows_the_way_in(app, answer):
    if answer.status_code not in {302, 303}:
        return False
    endpoint, _values = app.url_map.bind("localhost").match(urlsplit(answer.headers["Location"]).path)
    return endpoint in access.PUBLIC


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("who", ["kari", "ola", "anders"])
def test_no_post_without_a_token_gets_past_a_form(app, sign_in, who, now):
    with app.app_context():
        demo.seed(db.session, now)
        person = db.session.scalar(sa.select(Person).where(Person.sign_in_name.startswith(f"{who}@")))
        before = _rows()
    browser = sign_in(person).http
    taken = [
        f"{method} {address}: {answer.status}"
        for _endpoint, method, address in _addresses(app)
        if method != "GET"
        for answer in [browser.open(address, method=method)]
        if answer.status_code not in {400, 401, 403, 404, 405, 409, 422}
    ]
    assert not taken, told([f"A page elsewhere could make {who}'s browser post these:", *taken])
    with app.app_context():
        assert _rows() == before


def _rows():
    """How many rows each table has, but for sign-ins."""
    tables = [table for table in db.metadata.sorted_tables if table.name != "sign_ins"]
    return {table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables}


def _addresses(app):
    """Endpoint, method and address of every door."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, _address(rule)
