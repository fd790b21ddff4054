"""One address may try to sign in only so often; an alarm may be raised as often as anybody taps."""

import pytest

from tests.workbench import migrated_app


@pytest.fixture
def limited(tmp_path):
    return migrated_app(f"sqlite:///{tmp_path / 'limited.db'}", tmp_path, RATELIMIT_ENABLED=True).test_client()


def test_many_tries_to_sign_in_from_one_address_are_stopped(limited):
    tries = [limited.post("/sign-in").status_code for _ in range(25)]
    assert tries[0] == 422
    assert tries[-1] == 429


def test_aborts_are_never_limited(limited):
    taps = {limited.post("/aborts").status_code for _ in range(100)}
    assert taps == {401}


def test_another_app_in_the_same_process_is_not_limited_with_it(client, limited):
    assert limited.post("/sign-in").status_code in {422, 429}
    assert {client.http.post("/sign-in").status_code for _ in range(25)} == {422}
