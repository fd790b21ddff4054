"""An uploaded table waits for its owner's yes, for an hour, and is used once."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.models import Upload, db
from app.models.transaction import verb
from app.services import uploads
from app.services.refusals import UploadGone

ROWS = [{"line": 2, "name": "Åse"}]
HOUR = dt.timedelta(hours=1)


def kept(by, now, kind="people", unit_id=None):
    return uploads.keep(kind, ROWS, filename="folk.csv", unit_id=unit_id, by=by, now=now)


def count():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Upload))


def test_what_was_shown_is_what_is_taken(by, now):
    upload_id = kept(by.anders, now)
    assert uploads.waiting(upload_id, "people", by=by.anders, now=now).content == ROWS
    assert uploads.take(upload_id, "people", by=by.anders, now=now) == ROWS


def test_a_table_is_taken_once(by, now):
    upload_id = kept(by.anders, now)
    uploads.take(upload_id, "people", by=by.anders, now=now)
    with pytest.raises(UploadGone):
        uploads.take(upload_id, "people", by=by.anders, now=now)
    assert count() == 0


def test_a_verb_that_fails_leaves_the_table_to_be_tried_again(by, now):
    upload_id = kept(by.anders, now)

    @verb
    def fail():
        uploads.take(upload_id, "people", by=by.anders, now=now)
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fail()
    assert uploads.waiting(upload_id, "people", by=by.anders, now=now).content == ROWS


def test_anothers_table_is_no_different_from_none(by, now):
    upload_id = kept(by.ola, now, "training", unit_id=by.ola.unit_id)
    for asked in (
        {"kind": "training", "unit_id": by.ola.unit_id, "by": by.marit},
        {"kind": "people", "unit_id": by.ola.unit_id, "by": by.ola},
        {"kind": "training", "unit_id": by.marit.unit_id, "by": by.ola},
        {"kind": "training", "unit_id": None, "by": by.ola},
    ):
        with pytest.raises(UploadGone):
            uploads.waiting(upload_id, now=now, **asked)


def test_a_table_waits_for_an_hour_and_is_then_forgotten(by, now):
    upload_id = kept(by.anders, now)
    assert uploads.waiting(upload_id, "people", by=by.anders, now=now + HOUR - dt.timedelta(seconds=1))
    with pytest.raises(UploadGone):
        uploads.waiting(upload_id, "people", by=by.anders, now=now + HOUR)
    kept(by.anders, now + HOUR)
    assert count() == 1


def test_fifty_thousand_lines_are_kept(by, now):
    rows = [{"line": number, "name": "Åse Ødegård", "address": "ase.odegard@nav.example"} for number in range(50_000)]
    upload_id = uploads.keep("people", rows, filename="folk.csv", by=by.anders, now=now)
    assert uploads.take(upload_id, "people", by=by.anders, now=now) == rows
