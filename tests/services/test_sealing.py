"""What people write is sealed at rest, on both databases: a copy of the database tells nobody's words."""

import hashlib
import json

import pytest
import sqlalchemy as sa

from app import demo
from app.domain.escalation import Source, Urgency
from app.domain.levels import Level
from app.keyring import Unreadable
from app.models import Meeting, Reaction, Submission, db
from app.models.sealed import Sealed, SealedJson, has_mark
from app.services import addresses, assessments, escalations, keys, meetings
from app.services.escalations.raising import Alarm
from tests import plays
from tests.notices import outside


def _everything_stored(session):
    """Every value of every table, as the database itself has it."""
    session.commit()
    return "\n".join(
        str(value)
        for table in db.metadata.sorted_tables
        for row in session.execute(sa.text(f'SELECT * FROM "{table.name}"'))
        for value in row
    )


def _write_everywhere(by, now):
    """Something secret in every place where people write about a meeting or an alarm."""
    facts = {"topic": "Hemmelig tema", "place": "Hemmelig sted", "case_reference": "HEMMELIG-17"}
    meeting_id = plays.answered(by.kari, now, plays.HIGH, **facts)
    assessments.choose(meeting_id, plays.enough(meeting_id, now=now), by=by.kari)
    plays.log_as_it_is(meeting_id, ("two_staff",), by=by.kari, now=now)
    spoken = plays.planned(by.kari, now, topic="Hemmelig samtale")
    assessments.log_by_word(spoken, "Hemmelig Leder", Level.LOW, key=plays.key(), by=by.kari, now=now)
    db.session.add(
        Reaction(assessment_id=1, kind="comment", words="Hemmelig kommentar", by_id=by.ola.id, at=now),
    )
    alarm = Alarm("a" * 32, Source.ABORT, Urgency.SAFE, by.kari.id, by.kari.unit_id, words="Hemmelig fare")
    escalations.raise_alarm(alarm, by=by.kari, now=now)
    addresses.add("mailtos://ola:hemmelig@example.no", "Hemmelig innboks", allowed=outside(), by=by.kari, now=now)
    db.session.commit()
    return meeting_id


def test_no_copy_of_the_database_tells_what_somebody_wrote(session, by, now, others):
    _write_everywhere(by, now)
    stored = _everything_stored(session)
    assert "Kari Nordvik" in stored  # names of employees are not sealed: they sign in with them
    assert [line for line in stored.splitlines() if "emmelig" in line.casefold()] == []
    assert "Vi har snakket om det" not in stored


def test_the_demo_stores_nothing_that_somebody_wrote_in_the_clear(app, now):
    with app.app_context():
        demo.seed(db.session, now)
        unsealed = keys.in_use()
        assert set(unsealed) == {"tests"}
        assert unsealed["tests"] > 40


def test_what_is_sealed_reads_as_it_was_written(session, by, now):
    meeting_id = _write_everywhere(by, now)
    session.expire_all()
    meeting = plays.meeting(meeting_id)
    assert [meeting.topic, meeting.case_reference] == ["Hemmelig tema", "HEMMELIG-17"]
    grounds = plays.current_assessment(meeting_id).choices["grounds"]
    assert set(grounds.values()) <= {"Vi har snakket om det i teamet."}


@pytest.mark.parametrize("spelled", ["HEMMELIG-17", "hemmelig 17", " Hemmelig17 "])
def test_a_case_is_found_by_its_reference_however_it_is_spelled(session, by, now, others, spelled):
    meeting_id = plays.planned(by.kari, now, case_reference="HEMMELIG-17")
    assert session.scalars(sa.select(Meeting.id).where(has_mark(Meeting.case_mark, spelled))).all() == [meeting_id]


@pytest.mark.parametrize("wrong", ["HEMMELIG-18", "", "–"])
def test_another_reference_finds_nothing(session, by, now, others, wrong):
    plays.planned(by.kari, now, case_reference="HEMMELIG-17")
    plays.planned(by.kari, now, case_reference=None)
    assert session.scalars(sa.select(Meeting.id).where(has_mark(Meeting.case_mark, wrong))).all() == []


def test_a_changed_reference_is_found_by_the_new_one_only(session, by, now):
    meeting_id = plays.planned(by.kari, now, case_reference="SAK-1")
    about = {"key": plays.key(), "by": by.kari, "now": now}
    meetings.change_facts(meeting_id, plays.facts(now, case_reference="SAK-2"), **about)
    found = [
        session.scalars(sa.select(Meeting.id).where(has_mark(Meeting.case_mark, asked))).all()
        for asked in ("SAK-1", "SAK-2")
    ]
    assert found == [[], [meeting_id]]


def test_a_value_moved_to_another_column_is_refused(session, by, now):
    meeting_id = plays.planned(by.kari, now)
    session.execute(sa.text("UPDATE meetings SET place = topic WHERE id = :id"), {"id": meeting_id})
    session.commit()
    with pytest.raises(Unreadable, match=r"meetings\.place"):
        plays.meeting(meeting_id)


@pytest.mark.parametrize("stored", ["i klartekst", "v1.gone.AAAA", "v1.tests.ikke-base64", "v1.tests." + "A" * 60])
def test_what_is_not_sealed_or_has_been_changed_is_refused(session, by, now, stored):
    meeting_id = plays.planned(by.kari, now)
    session.execute(sa.text("UPDATE meetings SET topic = :words WHERE id = :id"), {"words": stored, "id": meeting_id})
    session.commit()
    with pytest.raises(Unreadable):
        plays.meeting(meeting_id)


def test_a_sealed_column_is_never_compared_in_sql(session, by, now):
    with pytest.raises(sa.exc.StatementError, match="look for its mark"):
        session.execute(sa.select(Meeting.id).where(Meeting.topic == "Samtale")).all()


def test_the_same_words_are_sealed_differently_each_time(session, by, now):
    for _meeting in range(2):
        plays.planned(by.kari, now, topic="Det samme")
    session.commit()
    first, second = session.scalars(sa.text("SELECT topic FROM meetings ORDER BY id")).all()
    assert first != second


def test_a_form_leaves_no_hash_that_can_be_guessed_at(session, by, now):
    key = plays.key()
    about = {"key": key, "by": by.kari, "now": now}
    meeting_id = plays.planned(by.kari, now)
    meetings.withdraw(meeting_id, **about)
    used = session.scalars(sa.select(Submission.content_hash).where(Submission.key == key)).one()
    assert used != hashlib.sha256(json.dumps("withdraw").encode()).hexdigest()


# Text that stays readable for the database, and why. Everything else that people write is sealed.
IN_THE_CLEAR = {
    "names of employees, units and their rooms, which sign-in, lists and chains are made of": {
        "people.name", "people.sign_in_name", "people.password_hash", "people.phone", "people.locale",
        "units.name", "units.phone", "escalation_links.name", "escalation_links.phone", "sign_ins.device",
        "places.name",
    },
    "codes, with commas between them": {"acknowledgements.understood", "access_lines.shown"},
    "what a passkey is known by, public by design": {"passkeys.credential_id", "passkeys.public_key"},
    "what the engine says of itself": {"heartbeats.name", "heartbeats.said"},
}  # fmt: skip


def test_every_text_is_a_code_or_a_hash_or_sealed_or_stands_among_the_exceptions():
    known = set().union(*IN_THE_CLEAR.values())
    long = [
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, sa.String) and (column.type.length or 999) not in {40, 64}
        and not isinstance(column.type, Sealed)
    ]  # fmt: skip
    assert sorted(set(long) - known) == [], (
        'Free text is kept as Sealed("table.column"); add it to IN_THE_CLEAR only with a reason.'
    )


def test_every_sealed_column_is_bound_to_its_own_name():
    misnamed = [
        f"{table.name}.{column.name}: {column.type.where}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Sealed | SealedJson) and column.type.where != f"{table.name}.{column.name}"
    ]
    assert misnamed == []
