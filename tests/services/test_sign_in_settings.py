"""Settings that nobody could sign in with keep the app from starting, with a sentence that says what to do."""

import concurrent.futures
import threading

import pytest
import requests

from app import create_app, single_sign_on_settings
from app.services import openid
from app.services.refusals_at_the_door import ProviderDown
from tests.workbench import SETTINGS

FILE = '[[groups]]\nid = "a"\nunit = "Nav Solvik"\nrole = "employee"\n'
WHOLE = {
    "OIDC_ISSUER": "https://login.microsoftonline.com/tenant/v2.0",
    "OIDC_CLIENT_ID": "trygt",
    "OIDC_CLIENT_SECRET": "a secret",
    "BASE_URL": "https://trygt.example",
}


@pytest.fixture
def start(tmp_path):
    """start(settings) makes the app with a file of groups that says this."""

    def make(text=FILE, /, **differs):
        file = tmp_path / "groups.toml"
        file.write_text(text, encoding="utf-8")
        told = {**SETTINGS, **WHOLE, "OIDC_GROUPS": str(file), "SQLALCHEMY_DATABASE_URI": "sqlite://", **differs}
        return create_app(told)

    return make


def test_whole_settings_start_the_app_with_its_groups_read(start):
    assert [line.unit for line in start().config["OIDC_GROUPS"].lines] == ["Nav Solvik"]


@pytest.mark.parametrize("name", ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_GROUPS", "BASE_URL"])
def test_a_setting_that_is_missing_is_named(start, name):
    with pytest.raises(SystemExit, match=f"TRYGT_{name} must be set"):
        start(**{name: None})


def test_what_is_wrong_in_the_file_is_said(start):
    with pytest.raises(SystemExit, match=r"TRYGT_OIDC_GROUPS, .*groups\.toml: .*role is one of"):
        start(FILE.replace("employee", "boss"))


def test_a_file_that_is_not_there_is_said(start):
    with pytest.raises(SystemExit, match="No such file"):
        start(OIDC_GROUPS="/nowhere/groups.toml")


@pytest.mark.parametrize(
    "issuer", ["http://login.example", "login.example", "https://", "http://169.254.169.254/", "file:///etc/passwd"]
)
def test_a_provider_without_tls_is_refused(start, issuer):
    with pytest.raises(SystemExit, match="https://"):
        start(OIDC_ISSUER=issuer)


def test_a_provider_on_this_machine_needs_no_tls(start):
    assert start(OIDC_ISSUER="http://127.0.0.1:8080").config["OIDC_GROUPS"]


def test_somebody_must_be_able_to_sign_in(start):
    with pytest.raises(SystemExit, match="nobody could sign in"):
        start(OIDC_ISSUER=None, LOCAL_ACCOUNTS=False)
    assert start(OIDC_ISSUER=None, LOCAL_ACCOUNTS=False, DEMO=True, INSTANCE="/nowhere")
    assert single_sign_on_settings.check({**WHOLE, "OIDC_ISSUER": None, "LOCAL_ACCOUNTS": True, "DEMO": False}) is None


def test_a_provider_that_has_gone_silent_holds_no_more_than_its_lines(start, monkeypatch):
    silent, held, at_once = threading.Event(), [], []

    def silence(*_about, **how):
        held.append(how["timeout"])
        at_once.append(len(held))
        silent.wait(30)
        held.pop()
        raise requests.Timeout

    monkeypatch.setattr(requests.Session, "request", silence)
    monkeypatch.setattr(openid, "TURN_S", 0.01)
    app = start()

    def ask(_number):
        with app.app_context(), pytest.raises(ProviderDown):
            openid.way_there("s", nonce="n", verifier="v" * 64)
        silent.set()  # whoever found no line says so while the others wait

    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        list(threads.map(ask, range(8)))
    assert max(at_once) == openid.LINES


def test_a_line_is_free_again_after_every_failure(start, monkeypatch):
    def broken(*_about, **_how):
        raise requests.ConnectionError

    monkeypatch.setattr(requests.Session, "request", broken)
    with start().app_context():
        for _time in range(2 * openid.LINES):
            with pytest.raises(ProviderDown):
                openid.way_there("s", nonce="n", verifier="v" * 64)


def test_the_file_is_shown_beside_the_units(app, cast, monkeypatch):
    from app.domain import group_mapping

    monkeypatch.setitem(app.config, "OIDC_GROUPS", group_mapping.read(FILE))
    assert app.test_cli_runner().invoke(args=["users", "groups"]).output == "a: employee in Nav Solvik\n"
    monkeypatch.setitem(app.config, "OIDC_GROUPS", group_mapping.read(FILE.replace("Solvik", "Solhov")))
    found = app.test_cli_runner().invoke(args=["users", "groups"])
    assert [found.exit_code, found.output.splitlines()[0]] == [1, "a: employee in 'Nav Solhov', WHICH IS NO OPEN UNIT"]
