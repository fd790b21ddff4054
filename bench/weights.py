"""What a page weighs on the wire: raw, gzip and brotli, and what a first and a repeated view fetch."""

from __future__ import annotations

import gzip
import re

import brotli

from app.compression import BROTLI_QUALITY, GZIP_LEVEL
from bench.house import House
from bench.wire import Browser

SECTION = "/meetings/{}/assessment/client"


def weights(house: House) -> list[str]:
    """Lines for the report: the HTML of a section page, its resources, and the two views in KB."""
    [(meeting, _mark)] = house.plan("kari", 1)
    browser = house.browser("kari")
    html = browser.get(SECTION.format(meeting)).body
    resources = sorted(set(re.findall(rb'(?:href|src)="(/static/[^"#]+)', html)))
    fetched = {path.decode(): _served(browser, path.decode()) for path in resources}
    page = len(gzip.compress(html, GZIP_LEVEL))
    first = page + sum(fetched.values())
    squeezed = len(brotli.compress(html, quality=BROTLI_QUALITY))
    lines = [f"- section page, HTML: {_kb(len(html))} raw, {_kb(page)} gzip, {_kb(squeezed)} brotli"]
    lines += [f"- {path.rsplit('/', 1)[1]}: {_kb(size)}" for path, size in fetched.items()]
    lines.append(
        f"- first view {_kb(first)} in {1 + len(fetched)} requests; "
        f"repeated view {_kb(page)} in 1 (the rest is immutable)"
    )
    return lines


def _served(browser: Browser, path: str) -> int:
    answer = browser.send(browser.request(path, headers={"Accept-Encoding": "br, gzip"}))
    return len(answer.body)


def _kb(size: int) -> str:
    return f"{size / 1000:.1f} KB"
