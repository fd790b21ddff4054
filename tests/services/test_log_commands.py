"""`flask log …`: what a person types to prove the record, and what is kept elsewhere."""

import pytest

from app.cli.log import log
from tests import plays
from tests.tampering import tamper


@pytest.fixture
def run(app):
    def command(*words):
        with app.app_context():
            return app.test_cli_runner().invoke(log, words)

    return command


@pytest.fixture
def written(app, cast, now):
    with app.app_context():
        return plays.logged(plays.actor(cast.kari, now), now, plays.HIGH)


def test_a_whole_record_is_called_whole(run, written):
    answer = run("verify")
    assert answer.exit_code == 0
    assert answer.output.startswith("whole: 2 lines in 1 timelines")


def test_a_broken_one_is_told_line_by_line_and_ends_with_status_1(app, run, written):
    with app.app_context():
        tamper("DELETE FROM events WHERE number = 1")
    answer = run("verify")
    assert answer.exit_code == 1
    assert f"broken: meeting/{written}, line 1: removed" in answer.output


def test_what_anchor_prints_is_what_verify_takes(run, written):
    line = run("anchor").output.split()[0]
    assert run("verify", "--anchor", line).exit_code == 0
    assert run("anchor").output == "Nothing new to anchor.\n"
    assert run("verify", "--anchor", "1:" + "0" * 64).exit_code == 1


def test_an_anchor_that_cannot_be_read_is_refused(run, written):
    answer = run("verify", "--anchor", "first")
    assert answer.exit_code == 2
    assert "NUMBER:HASH" in answer.output
