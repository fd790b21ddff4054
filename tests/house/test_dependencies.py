"""setup.cfg says what is needed, requirements/ says which version exactly, and both say the same."""

import configparser
import re

from tests.house.sources import ROOT

NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")


def _declared(*extras):
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    sections = [
        setup["options"]["install_requires"],
        *(setup["options.extras_require"][each] for each in extras),
    ]
    return {_plain(line) for section in sections for line in section.split("\n") if line.strip()}


def _locked(file):
    lines = (ROOT / "requirements" / file).read_text(encoding="utf-8").splitlines()
    return {_plain(line): line.split("==")[1].split()[0] for line in lines if NAME.match(line)}


def _plain(requirement):
    return re.sub(r"[-_.]+", "-", NAME.match(requirement.strip()).group()).lower()


def test_whatever_is_declared_is_locked():
    missing = _declared() - _locked("run.txt").keys()
    assert not missing, f"Run make lock: {sorted(missing)} are in setup.cfg and not in requirements/run.txt."
    missing = _declared("test", "dev") - _locked("test.txt").keys()
    assert not missing, f"Run make lock: {sorted(missing)} are in setup.cfg and not in requirements/test.txt."


def test_the_app_is_tested_with_the_versions_that_it_runs_with():
    run, test = _locked("run.txt"), _locked("test.txt")
    different = {
        package: (version, test.get(package)) for package, version in run.items() if test.get(package) != version
    }
    assert not different, f"Run make lock: {different} (run.txt, test.txt)."


def test_every_locked_version_has_a_hash():
    for file in ("run.txt", "test.txt"):
        text = (ROOT / "requirements" / file).read_text(encoding="utf-8")
        blocks = re.split(r"\n(?=[a-z0-9])", text)
        bare = [block.split("\n")[0] for block in blocks if NAME.match(block) and "--hash=sha256:" not in block]
        assert not bare, f"requirements/{file} has versions without a hash: {bare}"
