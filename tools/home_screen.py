"""Draws the icons for a home screen from the shield. Run it again when the shield changes; the results are kept."""

import base64
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools.ensure_chromium import chromium

ICONS = Path(__file__).resolve().parent.parent / "app" / "static" / "icons"
SIZES = (192, 512)
# The shield keeps within the middle 60 %: a phone may cut the icon into a circle.
PAGE = """<body style="margin:0;display:grid;place-items:center;height:100vh;background:#f5f6f7">
<img style="width:60vw" src="data:image/svg+xml;base64,{shield}">"""


def main() -> None:
    shield = base64.b64encode((ICONS / "shield.svg").read_bytes()).decode()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for size in SIZES:
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(PAGE.format(shield=shield))
            page.screenshot(path=ICONS / f"shield-{size}.png")
        browser.close()


if __name__ == "__main__":
    main()
