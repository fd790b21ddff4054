"""What a machine is told in deploy/ and in the pages about running fits the program: settings, commands, addresses."""

import configparser
import re

import pytest
import yaml

from tests.house.sources import ROOT, files, told

DEPLOY = ROOT / "deploy"
MANIFEST = DEPLOY / "nais.yaml"
CONTAINER = DEPLOY / "Containerfile"
UNITS = sorted((DEPLOY / "systemd").iterdir())
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TOLD = [path for path in files() if path.is_relative_to(DEPLOY)] + PAGES
FROM_OUTSIDE = {"run", "shell", "routes"}  # Flask's own


def _settings():
    config = (ROOT / "app" / "config.py").read_text(encoding="utf-8")
    return {f"TRYGT_{word}" for word in re.findall(r"_(?:read|switch|words|date)\(\"([A-Z0-9_]+)\"", config)}


def _manifests():
    return {each["metadata"]["name"]: each for each in yaml.safe_load_all(MANIFEST.read_text(encoding="utf-8"))}


def _unit(path):
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str
    unit.read(path, encoding="utf-8")
    return unit


def _command(app, words):
    """The command that these words begin with, or None."""
    found = app.cli
    for word in words:
        if not hasattr(found, "commands") or word not in found.commands:
            return None if hasattr(found, "commands") else found
        found = found.commands[word]
    return None if hasattr(found, "commands") else found


def test_there_is_something_to_look_at():
    assert len(_settings()) > 25
    assert len(TOLD) > 10


@pytest.mark.parametrize("path", TOLD, ids=lambda path: path.name)
def test_every_setting_that_is_told_exists(path):
    named = set(re.findall(r"TRYGT_[A-Z0-9_]*[A-Z0-9]", path.read_text(encoding="utf-8")))
    unknown = named - _settings()
    assert not unknown, told([f"{path.name} tells of settings that app/config.py does not read:", *sorted(unknown)])


@pytest.mark.parametrize("path", TOLD, ids=lambda path: path.name)
def test_every_command_that_is_told_exists(path, one_app):
    text = path.read_text(encoding="utf-8")
    lines = re.findall(r"(?:`|ExecStart(?:Pre)?=\S*|^|\s)flask((?: --app wsgi)?(?: [a-z][a-z-]+)+)", text, re.MULTILINE)
    lines += [" " + " ".join(command[1:]) for command in _commands_of_manifests()] if path == MANIFEST else []
    asked = [line.replace(" --app wsgi", "").split() for line in lines]
    unknown = [" ".join(words) for words in asked if words[0] not in FROM_OUTSIDE and _command(one_app, words) is None]
    groups = {word for word, command in one_app.cli.commands.items() if hasattr(command, "commands")}
    unknown = [each for each in unknown if each not in groups]
    assert not unknown, told([f"{path.name} tells of commands that flask does not know:", *unknown])


def _commands_of_manifests():
    return [each["spec"]["command"] for each in _manifests().values() if "command" in each["spec"]]


def test_every_address_that_a_platform_asks_for_exists(one_app):
    web = _manifests()["trygt-mote"]["spec"]
    asked = [web[probe]["path"] for probe in ("liveness", "readiness", "startup", "prometheus")]
    asked += [url.removeprefix("https://{{ host }}") for url in web["azure"]["application"]["replyURLs"]]
    doors = one_app.url_map.bind("localhost")
    for path in asked:
        assert doors.match(path.partition("?")[0], method="GET")


def test_a_silent_engine_takes_no_pages_away():
    web = _manifests()["trygt-mote"]["spec"]
    assert web["readiness"]["path"] == web["startup"]["path"] == "/internal/isready?of=web"


@pytest.mark.parametrize("name", ["trygt-mote", "trygt-mote-worker"])
def test_there_are_always_two_of_each(name):
    spec = _manifests()[name]["spec"]
    assert spec["replicas"]["min"] >= 2
    assert spec["resources"]["limits"]["memory"]


def test_the_worker_serves_nothing_and_nobody_is_let_in():
    worker = _manifests()["trygt-mote-worker"]["spec"]
    assert worker["command"] == ["flask", "alarms", "work"]
    assert "ingresses" not in worker
    assert "inbound" not in worker["accessPolicy"]


def test_no_secret_stands_in_a_manifest():
    for manifest in _manifests().values():
        for each in manifest["spec"].get("env", []):
            assert not re.search(r"KEY|SECRET|DATABASE_URL|MAIL_URL", each["name"]) or each["value"].startswith("$(")


def test_the_container_is_nobody_and_holds_what_the_locks_say():
    lines = CONTAINER.read_text(encoding="utf-8")
    assert "--require-hashes -r requirements/run.txt" in lines
    assert int(re.search(r"^USER (\d+):\d+$", lines, re.MULTILINE)[1]) > 0
    copied = re.findall(r"^COPY (?!--from)(\S+) \S+$", lines, re.MULTILINE)
    assert {"app", "forms", "templates", "wsgi.py", "requirements/run.txt"} == set(copied)
    assert not [path for path in copied if not (ROOT / path).exists()]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_of_systemd_can_be_read_and_is_nobody_in_particular(path):
    unit = _unit(path)
    assert unit["Unit"]["Description"].startswith("Trygt møte: ")
    if path.suffix == ".service":
        service = unit["Service"]
        assert service["User"] == "trygt"
        assert service["NoNewPrivileges"] == service["ProtectHome"] == "yes"
        assert service["ExecStart"].startswith("/srv/trygt/.venv/bin/flask --app wsgi ")
    else:
        assert path.with_suffix(".service") in UNITS


def test_whoever_serves_has_room_for_all_connections_that_it_takes():
    from app.cli.running import SERVING

    limit = int(_unit(DEPLOY / "systemd" / "trygt-web.service")["Service"]["LimitNOFILE"])
    assert limit > 2 * SERVING["connection_limit"]
