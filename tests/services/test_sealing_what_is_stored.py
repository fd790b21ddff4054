"""The migration that seals: what was stored in the clear before it is sealed by it, and readable again without it."""

import contextlib
import json

import flask_migrate
import pytest
import sqlalchemy as sa

from app import config, create_app
from app.models import db
from app.models.sealed import ring
from tests.postgres import throw_away_server
from tests.workbench import KEYS, SETTINGS

BEFORE, AFTER = "0008", "0009"
AT = "2026-01-05 10:00:00"
UNIT = "INSERT INTO units (id, name, kind) VALUES (1, 'Nav Eksempel', 'office')"
PERSON = (
    "INSERT INTO people (id, unit_id, name, sign_in_name, locale, failed_sign_ins, created_at)"
    f" VALUES (1, 1, 'Kari', 'kari@example.no', 'nb', 0, '{AT}')"
)
MEETING = (
    "INSERT INTO meetings (id, unit_id, employee_id, form, starts_at, ends_at, topic, place, case_reference,"
    " created_at, timeline_length, timeline_hash) VALUES"
    f" (:id, 1, 1, 'office', '{AT}', '2026-01-05 11:00:00', :topic, 'Møterom 2', :reference, '{AT}', 0, 'x')"
)
DRAFT = (
    "INSERT INTO assessments (id, meeting_id, round, checklist_version, form, answers, confirmed, choices, findings,"
    f" created_at, updated_at) VALUES (1, 1, 1, '1', 'office', '{{}}', '[]', :choices, '[]', '{AT}', '{AT}')"
)
ADDRESS = (
    "INSERT INTO addresses (id, channel, person_id, target, label, created_at)"
    f" VALUES (:id, :channel, 1, :target, 'Telefon', '{AT}')"
)
CHOICES = {"grounds": {"x": "Hemmelig grunn"}}
BROWSER = '{"endpoint":"https://push.example/1","keys":{"auth":"a","p256dh":"b"}}'
MANY = 1203


@pytest.fixture(
    params=[pytest.param("sqlite", marks=pytest.mark.sqlite), pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
def before(request, tmp_path):
    """An app whose database is as it was before the migration, with words in it."""
    with contextlib.ExitStack() as closing:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path / 'before.db'}"
        else:
            url = closing.enter_context(throw_away_server())
        app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": url, "INSTANCE": tmp_path})
        closing.enter_context(app.app_context())
        flask_migrate.upgrade(revision=BEFORE)
        with db.engine.begin() as connection:
            for statement in (UNIT, PERSON):
                connection.execute(sa.text(statement))
            rows = [{"id": number + 1, "topic": f"Hemmelig {number}", "reference": None} for number in range(MANY)]
            rows[0]["reference"] = "SAK-17"
            connection.execute(sa.text(MEETING), rows)
            connection.execute(sa.text(DRAFT), {"choices": json.dumps(CHOICES)})
            connection.execute(sa.text(ADDRESS), {"id": 1, "channel": "push", "target": BROWSER})
            connection.execute(sa.text(ADDRESS), {"id": 2, "channel": "apprise", "target": "mailtos://hemmelig"})
        yield app
        db.session.remove()
        db.engine.dispose()


def _rows(statement):
    with db.engine.connect() as connection:
        return connection.execute(sa.text(statement)).all()


def test_what_was_in_the_clear_is_sealed_and_can_be_found(before):
    flask_migrate.upgrade(revision=AFTER)
    stored = _rows("SELECT topic, place, case_reference, case_mark FROM meetings ORDER BY id")
    assert len(stored) == MANY
    assert [ring().open(row.topic, "meetings.topic") for row in stored] == [f"Hemmelig {n}" for n in range(MANY)]
    assert ring().open(stored[0].case_reference, "meetings.case_reference") == "SAK-17"
    assert stored[0].case_mark == ring().mark("sak17", "meetings.case_mark")
    assert (stored[1].case_reference, stored[1].case_mark) == (None, None)
    ((choices,),) = _rows("SELECT CAST(choices AS text) FROM assessments")
    assert json.loads(ring().open(json.loads(choices), "assessments.choices")) == CHOICES
    addresses = _rows("SELECT target, target_mark FROM addresses ORDER BY id")
    assert addresses[0].target_mark == ring().mark("https://push.example/1", "addresses.target_mark")
    assert addresses[1].target_mark is None
    assert "emmelig" not in repr([stored, choices, addresses])


def test_and_goes_back_to_what_it_was(before):
    earlier = _rows("SELECT * FROM meetings ORDER BY id")
    flask_migrate.upgrade(revision=AFTER)
    flask_migrate.downgrade(revision=BEFORE)
    assert _rows("SELECT * FROM meetings ORDER BY id") == earlier
    ((choices,),) = _rows("SELECT CAST(choices AS text) FROM assessments")
    assert json.loads(choices) == CHOICES


@pytest.mark.parametrize("written", [None, "k1:short"])
def test_nobody_is_served_without_keys(written, tmp_path):
    with pytest.raises(config.NoEncryptionKeys, match="TRYGT_ENCRYPTION_KEYS"):
        create_app({**SETTINGS, "ENCRYPTION_KEYS": written, "INSTANCE": tmp_path})


def test_keys_that_lie_beside_the_database_are_the_demos_alone(tmp_path):
    (tmp_path / config.KEPT_KEYS).write_text(KEYS)
    without = {**SETTINGS, "ENCRYPTION_KEYS": None, "INSTANCE": tmp_path}
    assert create_app({**without, "DEMO": True}).config["KEYRING"].active == "tests"
    with pytest.raises(config.NoEncryptionKeys):
        create_app(without)
