"""Lighthouse, as a phone on slow 4G: nothing to complain of, and the page soon there."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
from typing import Any

import pytest

from tests.deep import proof
from tests.deep.sights import Sight, cookie_of, sights, signed_in
from tests.house.sources import ROOT, told
from tests.journeys.conftest import FLAGS
from tests.journeys.eventful import make_eventful
from tools.ensure_chromium import chromium

LIGHTHOUSE = ROOT / "tools" / "deep" / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
# Speed is measured, and written down; the others do not depend on how busy the machine is.
CERTAIN = ("accessibility", "best-practices", "seo")
FIGURES = {
    "first-contentful-paint": "first paint",
    "largest-contentful-paint": "largest paint",
    "total-blocking-time": "blocking",
    "cumulative-layout-shift": "shift",
}
RUNS = int(os.environ.get("RUNS", "3"))


@pytest.fixture(scope="module")
def house(running_house):
    running_house.start_afresh()
    make_eventful(running_house.app)
    for each in sights(running_house.app):  # a server that has been up for a while has drawn each page before
        signed_in(running_house.app, each.reader).get(each.address)
    return running_house


@pytest.fixture(scope="module")
def measured():
    """A row for each page; together they are the result."""
    rows = []
    yield rows
    about = (
        f"Lighthouse 12 as a phone, slow 4G and a slow processor simulated, medians of {RUNS} loads without a cache."
    )
    titles = ("page", *CATEGORIES, *FIGURES.values())
    proof.write("lighthouse", "make deep ONLY=lighthouse", about, proof.table(titles, rows))


@pytest.mark.parametrize("number", range(6))
def test_lighthouse_finds_nothing(house, measured, number, tmp_path):
    sight = sights(house.app)[number]
    reports = [_visited(house, sight, tmp_path) for _ in range(RUNS)]
    scores = [statistics.median(_scores(report)[each] for report in reports) for each in CATEGORIES]
    figures = {each: _median(reports, each) for each in FIGURES}
    measured.append((sight.name, *(f"{score:.0f}" for score in scores), *_spelled(figures)))
    wrong = [each for report in reports for category in CERTAIN for each in _lost_points(report, category)]
    assert not wrong, told(sorted(set(wrong)))
    assert figures["cumulative-layout-shift"] == 0, told(_lost_points(reports[0], "performance"))


def _visited(house: Any, sight: Sight, folder: Any) -> dict[str, Any]:
    """One load, by a browser of its own."""
    cookie = "; ".join(f"{name}={value}" for name, value in cookie_of(house.app, sight.reader).items())
    sent = {"Cookie": cookie, "Accept-Language": "nb"}
    (folder / "sent.json").write_text(json.dumps(sent), encoding="utf-8")
    report = folder / "report.json"
    command = ["node", str(LIGHTHOUSE), f"{house.address}{sight.address}", "--quiet", "--output=json"]
    command += [f"--output-path={report}", f"--extra-headers={folder / 'sent.json'}"]
    command += [f"--chrome-flags=--headless=new {' '.join(FLAGS)}", f"--only-categories={','.join(CATEGORIES)}"]
    subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": str(chromium())}, timeout=300)
    told_of: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    assert told_of["finalDisplayedUrl"].endswith(sight.address), f"{sight.name} led to {told_of['finalDisplayedUrl']}"
    return told_of


def _scores(report: dict[str, Any]) -> dict[str, float]:
    return {each: 100 * (report["categories"][each]["score"] or 0) for each in CATEGORIES}


def _lost_points(report: dict[str, Any], category: str) -> list[str]:
    audits = [(report["audits"][each["id"]], each["weight"]) for each in report["categories"][category]["auditRefs"]]
    return [
        f"{category}: {audit['title']} {json.dumps(audit.get('details', {}).get('items', []))[:300]}"
        for audit, weight in audits
        if weight and audit["score"] is not None and audit["score"] < 1
    ]


def _median(reports: list[dict[str, Any]], figure: str) -> float:
    return float(statistics.median(report["audits"][figure]["numericValue"] for report in reports))


def _spelled(figures: dict[str, float]) -> list[str]:
    first, largest, blocking, shift = (figures[each] for each in FIGURES)
    return [f"{first / 1000:.2f} s", f"{largest / 1000:.2f} s", f"{blocking:.0f} ms", f"{shift:.3f}"]
