"""Changing keys while people write: nothing is lost, it can be stopped at any point, and the old key can go."""

import threading

import pytest
import sqlalchemy as sa

from app.domain.events import NO_EVENT, chained_hash
from app.keyring import BadKeys, Keyring, Unreadable, fresh
from app.models import Event, Meeting, db
from app.models.sealed import has_mark
from app.services import keys, meetings
from tests import plays
from tests.workbench import KEYS

OLD, NEW = KEYS, fresh("fresh")


@pytest.fixture
def with_keys(app):
    """with_keys(written) gives the app these keys, as a restart with another setting does; put back afterwards."""
    before = app.config["KEYRING"]

    def take(written):
        app.config["KEYRING"] = Keyring.read(written)

    yield take
    app.config["KEYRING"] = before


def _rotate():
    return sum(keys.rotate())


def test_old_and_new_are_both_read_while_keys_are_changed(session, by, now, with_keys):
    old = plays.planned(by.kari, now, topic="Før", case_reference="SAK-1")
    with_keys(f"{NEW} {OLD}")
    new = plays.planned(by.kari, now, topic="Etter", case_reference="SAK-1")
    assert [plays.meeting(old).topic, plays.meeting(new).topic] == ["Før", "Etter"]
    assert set(keys.in_use()) == {"tests", "fresh"}
    found = session.scalars(sa.select(Meeting.id).where(has_mark(Meeting.case_mark, "sak 1")))
    assert sorted(found) == [old, new]


def test_after_rotation_the_old_key_can_go(session, by, now, others, with_keys):
    meeting_id = plays.logged(by.kari, now, plays.HIGH, topic="Tema", case_reference="SAK-1")
    choices = plays.current_assessment(meeting_id).choices
    with_keys(f"{NEW} {OLD}")
    assert _rotate() > 0
    with_keys(NEW)
    assert set(keys.in_use()) == {"fresh"}
    assert [plays.meeting(meeting_id).topic, plays.meeting(meeting_id).place] == ["Tema", "Møterom 2"]
    session.expire_all()
    assert plays.current_assessment(meeting_id).choices == choices
    assert session.scalars(sa.select(Meeting.id).where(has_mark(Meeting.case_mark, "SAK-1"))).all() == [meeting_id]


def test_without_its_key_nothing_is_read(by, now, with_keys):
    meeting_id = plays.planned(by.kari, now)
    with_keys(NEW)
    with pytest.raises(Unreadable):
        plays.meeting(meeting_id)


def test_a_rotation_that_was_stopped_goes_on_where_it_was(by, now, with_keys, monkeypatch):
    monkeypatch.setattr(keys, "BATCH", 2)
    for number in range(7):
        plays.planned(by.kari, now, topic=f"Nr. {number}")
    with_keys(f"{NEW} {OLD}")
    begun = keys.rotate()
    next(begun)
    next(begun)
    begun.close()
    held = keys.in_use()
    assert held["tests"] > 0
    assert held["fresh"] > 0
    left = _rotate()
    assert 0 < left < 15
    assert set(keys.in_use()) == {"fresh"}
    assert _rotate() == 0


def test_the_timeline_is_whole_after_rotation(session, by, now, with_keys):
    meeting_id = plays.logged(by.kari, now, plays.HIGH)
    with_keys(f"{NEW} {OLD}")
    _rotate()
    previous = NO_EVENT
    for line in session.scalars(sa.select(Event).filter_by(stream=f"meeting/{meeting_id}").order_by(Event.number)):
        about = {name: getattr(line, name) for name in ("stream", "number", "kind", "at", "by_id", "facts")}
        assert line.hash == chained_hash(previous, **about)
        previous = line.hash
    assert plays.meeting(meeting_id).timeline_hash == previous


class Writer(threading.Thread):
    """Somebody who changes meetings of their own and plans new ones; remembers what they were told is stored."""

    def __init__(self, app, name, kari, now, mine):
        super().__init__(name=name)
        self.app, self.kari, self.at, self.mine = app, kari, now, mine
        self.stored, self.rotated, self.finished = {}, threading.Event(), False

    def run(self):
        with self.app.app_context():
            turn = 0
            while turn < 15 or not self.rotated.is_set():
                turn += 1
                self._write(self.mine[turn % len(self.mine)], f"{self.name}, gang {turn}")
        self.finished = True

    def _write(self, meeting_id, topic):
        facts = plays.facts(self.at, topic=topic, case_reference=topic)
        meetings.change_facts(meeting_id, facts, key=plays.key(), by=self.kari, now=self.at)
        self.stored[meeting_id] = topic
        self.stored[meetings.plan(facts, key=plays.key(), by=self.kari, now=self.at)] = topic


def test_rotation_beside_people_who_write_loses_nothing(app, session, by, now, with_keys, monkeypatch):
    monkeypatch.setattr(keys, "BATCH", 5)
    planned = [plays.planned(by.kari, now, topic="Utgangspunkt") for _meeting in range(39)]
    with_keys(f"{NEW} {OLD}")
    writers = [Writer(app, f"Skriver {number}", by.kari, now, planned[number::3]) for number in range(3)]
    for writer in writers:
        writer.start()
    _rotate()
    for writer in writers:
        writer.rotated.set()
        writer.join(60)
    assert [writer.finished for writer in writers] == [True] * 3
    with_keys(NEW)
    session.rollback()
    stored = dict.fromkeys(planned, "Utgangspunkt")
    for writer in writers:
        stored |= writer.stored
    assert dict(session.execute(sa.select(Meeting.id, Meeting.topic)).all()) == stored
    assert set(keys.in_use()) == {"fresh"}
    (meeting_id, topic), *_others = writers[1].stored.items()
    assert meeting_id in session.scalars(sa.select(Meeting.id).where(has_mark(Meeting.case_mark, topic))).all()


def test_what_somebody_wrote_meanwhile_stands(app, session, by, now, with_keys, monkeypatch):
    """The row is read, somebody else writes it, and only then is it to be stored anew."""
    meeting_id = plays.planned(by.kari, now, topic="Gammelt")
    with_keys(f"{NEW} {OLD}")
    write, kari = keys._write, by.kari

    def somebody_is_quicker(statement, rows):
        if statement.table.name == "meetings" and not changed:
            changed.append(1)
            about = {"key": plays.key(), "by": kari, "now": now}
            meetings.change_facts(meeting_id, plays.facts(now, topic="Nytt"), **about)
        write(statement, rows)

    changed = []
    monkeypatch.setattr(keys, "_write", somebody_is_quicker)
    _rotate()
    assert changed == [1]
    assert plays.meeting(meeting_id).topic == "Nytt"
    assert set(keys.in_use()) == {"fresh"}


def test_the_commands_say_what_is_sealed_with_what(app, with_keys, by, now):
    plays.planned(by.kari, now)
    db.session.commit()
    with_keys(f"{NEW} {OLD}")
    runner = app.test_cli_runner()
    assert "fresh: 0 (seals)" in runner.invoke(args=["keys", "show"]).output
    rotated = runner.invoke(args=["keys", "rotate"])
    assert rotated.exit_code == 0
    assert "anew with fresh" in rotated.output
    assert "tests" not in runner.invoke(args=["keys", "show"]).output


def test_a_new_key_is_one_that_the_setting_takes(app):
    made = app.test_cli_runner().invoke(args=["keys", "new", "--name", "k2"]).output.strip()
    assert Keyring.read(made).active == "k2"


@pytest.mark.parametrize(
    "written", ["", "k1", "k1:", "k1:AAAA", f"k1:{'A' * 43}=", "K1:" + KEYS.split(":")[1], f"{KEYS} {KEYS}", "k1:%%%"]
)
def test_what_is_no_key_is_refused(written):
    with pytest.raises(BadKeys):
        Keyring.read(written)
