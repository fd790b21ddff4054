"""The log: each kind of event has a writer, and a partial that tells it."""

from app.domain.events import Happened
from tests.house.sources import ROOT, python

FRAME = {"show", "line"}  # what every kind of line shares


def test_every_kind_of_event_can_be_told():
    missing = [kind.value for kind in Happened if not (ROOT / "templates" / "timeline" / f"{kind.value}.html").exists()]
    assert not missing, f"templates/timeline/ has no partial for {missing}."


def test_every_partial_tells_a_kind_of_event():
    told = {path.stem for path in (ROOT / "templates" / "timeline").glob("*.html")}
    assert sorted(told - FRAME - {kind.value for kind in Happened}) == []


def test_every_kind_of_event_has_a_writer():
    services = "\n".join(path.read_text(encoding="utf-8") for path in python("app/services"))
    missing = [kind.name for kind in Happened if f"Happened.{kind.name}" not in services]
    assert not missing, f"No service writes {missing}."
