"""Idempotency keys: one form does its work once, and a key is nobody else's and nothing else's."""

import contextlib

import pytest
import sqlalchemy as sa

from app.domain.choices import Choices
from app.models import Submission
from app.models.transaction import verb
from app.services import assessments, submissions
from app.services.refusals import Replayed, UsedKey
from tests import plays


@verb
def _send(key, content, outcome, who, now, **kind):
    submissions.claim(key, content, outcome, by=who, now=now, **kind)


def test_a_fresh_key_is_used_up(session, by, now):
    key = plays.key()
    _send(key, ["a"], 7, by.kari, now)
    row = session.scalars(sa.select(Submission)).one()
    assert [row.key, row.person_id, row.outcome, row.at] == [key, by.kari.id, 7, now]


def test_what_was_sent_is_not_kept(session, by, now):
    _send(plays.key(), ["Samtale om noe hemmelig"], 7, by.kari, now)
    assert "hemmelig" not in str(vars(session.scalars(sa.select(Submission)).one()))


def test_the_same_again_leads_to_the_first_outcome(by, now):
    key = plays.key()
    _send(key, ["a"], 7, by.kari, now)
    with pytest.raises(Replayed) as again:
        _send(key, ["a"], 7, by.kari, now)
    assert again.value.outcome == 7


def test_what_was_made_a_second_time_leads_to_what_was_made_first(by, now):
    key = plays.key()
    _send(key, ["a"], 7, by.kari, now, is_new=True)
    with pytest.raises(Replayed) as again:
        _send(key, ["a"], 8, by.kari, now, is_new=True)
    assert again.value.outcome == 7


def test_the_same_content_about_something_else_is_refused(by, now):
    key = plays.key()
    _send(key, ["a"], 7, by.kari, now)
    with pytest.raises(UsedKey):
        _send(key, ["a"], 8, by.kari, now)


def test_a_key_logs_one_meeting_and_no_other_with_the_same_answers(session, by, now):
    meetings, key = [plays.answered(by.kari, now) for _ in range(2)], plays.key()
    for meeting_id, refusal in zip(meetings, (None, UsedKey), strict=True):
        seen = assessments.mark_of_answers(plays.current_assessment(meeting_id))
        with pytest.raises(refusal) if refusal else contextlib.nullcontext():
            assessments.log(meeting_id, Choices(), seen=seen, key=key, by=by.kari, now=now)
    assert [plays.current_assessment(each).logged_at for each in meetings] == [now, None]


def test_other_content_with_the_same_key_is_refused(by, now):
    key = plays.key()
    _send(key, {"topic": "a"}, 7, by.kari, now)
    with pytest.raises(UsedKey):
        _send(key, {"topic": "b"}, 7, by.kari, now)


def test_the_order_of_fields_is_not_content(by, now):
    key = plays.key()
    _send(key, {"a": 1, "b": 2}, 7, by.kari, now)
    with pytest.raises(Replayed):
        _send(key, {"b": 2, "a": 1}, 7, by.kari, now)


def test_another_persons_key_tells_nothing(by, now):
    key = plays.key()
    _send(key, ["a"], 7, by.kari, now)
    with pytest.raises(UsedKey):
        _send(key, ["a"], 8, by.amir, now)


def test_two_keys_do_the_work_twice(session, by, now):
    _send(plays.key(), ["a"], 7, by.kari, now)
    _send(plays.key(), ["a"], 8, by.kari, now)
    assert session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 2


def test_a_key_of_a_verb_that_failed_is_free_again(session, by, now):
    @verb
    def send_and_fail():
        submissions.claim("a" * 32, ["a"], 7, by=by.kari, now=now)
        raise LookupError

    with pytest.raises(LookupError):
        send_and_fail()
    _send("a" * 32, ["b"], 8, by.kari, now)
    assert session.scalars(sa.select(Submission)).one().outcome == 8
