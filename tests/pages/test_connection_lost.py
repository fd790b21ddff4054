"""A connection that is lost when a page has been made takes nothing away from whoever asked for it."""

import psycopg
import pytest
import sqlalchemy as sa

from app.models import Escalation, db
from tests.databases import POSTGRESQL

# A file has no connection to lose.
pytestmark = pytest.mark.parametrize("database", [POSTGRESQL], indirect=True)


@pytest.fixture
def cut_off(app, monkeypatch):
    """The server ends the page's connection when the answer is ready."""

    def cut(response):
        mine = db.session.connection().connection.dbapi_connection.info.backend_pid
        with db.engine.connect() as other:
            other.execute(sa.text("SELECT pg_terminate_backend(:mine, 5000)"), {"mine": mine})
        return response

    monkeypatch.setitem(app.after_request_funcs, None, [cut, *app.after_request_funcs[None]])
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)


def test_a_page_comes_all_the_same(app, cast, sign_in, cut_off):
    kari = sign_in(cast.kari)
    assert kari.http.get("/meetings").status_code == 200
    with app.app_context():
        assert db.engine.pool.checkedout() == 0


def test_what_was_stored_is_said_to_be_stored(app, cast, sign_in, cut_off):
    kari = sign_in(cast.kari)
    sent = {"client_key": "c" * 32, "urgency": "danger", "reader": ""}
    answer = kari.http.post("/aborts", data=sent, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303
    with app.app_context():
        assert db.session.scalar(sa.select(Escalation.client_key)) == "c" * 32


def test_whoever_asks_while_the_server_is_away_is_told_when_to_try_again(app, cast, sign_in, monkeypatch):
    def refused(*_args, **_named):
        raise psycopg.OperationalError("connection refused")

    kari = sign_in(cast.kari)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    with app.app_context():
        db.engine.dispose()
    monkeypatch.setattr(psycopg, "connect", refused)
    for answer in (kari.http.get("/meetings"), kari.http.post("/meetings", data={"topic": "Samtale"})):
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert "Vi får ikke lagret akkurat nå" in answer.text
