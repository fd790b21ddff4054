"""Takes the pictures in docs/screenshots: moments of the demo, on a phone and at a desk. Run by `make screenshots`."""

from __future__ import annotations

import base64
import itertools
import shutil
import struct
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.live import LiveHouse
from tools.ensure_chromium import MISSING, chromium

FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"
DESK = {"viewport": {"width": 1280, "height": 900}, "device_scale_factor": 1}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]
MEETING = "/meetings/new?form=office&place=Møterom+2"
DIFFERS = {"topic_kind": "conflict", "message": "may_disappoint", "staffing": "alone_ok"}

# A picture of a page has few colours: 256 of them make it a third as large, and nobody sees it.
PALETTE = """async picture => {
  const image = new Image();
  image.src = "data:image/png;base64," + picture;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const pixels = new Uint32Array(canvas.getImageData(0, 0, image.width, image.height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const parts = pixel => [pixel & 255, pixel >> 8 & 255, pixel >> 16 & 255];
  const palette = [...counts].sort((one, other) => other[1] - one[1]).slice(0, 256).map(([pixel]) => parts(pixel));
  const distance = (one, other) => one.reduce((sum, each, place) => sum + (each - other[place]) ** 2, 0);
  const place = new Map();
  for (const pixel of counts.keys()) {
    const colour = parts(pixel);
    const distances = palette.map(each => distance(each, colour));
    place.set(pixel, distances.indexOf(Math.min(...distances)));
  }
  const indexed = Uint8Array.from(pixels, pixel => place.get(pixel));
  let text = "";
  for (const each of indexed) text += String.fromCharCode(each);
  return [image.width, image.height, palette.flat(), btoa(text)];
}"""


def main() -> int:
    """0 when the pictures are taken, 1 with a sentence on stderr when there is no browser."""
    program = chromium()
    if not program:
        print(MISSING, file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="trygt"))
    house = LiveHouse(folder, "--with-years")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for name, page in itertools.chain(moments(browser, house.address), overviews(browser, house.address)):
            picture = smaller(page, page.screenshot())
            (FOLDER / f"{name}.png").write_bytes(picture)
            print(f"docs/screenshots/{name}.png: {len(picture) // 1024} KB")
        browser.close()
    house.close()
    shutil.rmtree(folder, ignore_errors=True)
    return 0


def moments(browser: Browser, address: str) -> Iterator[tuple[str, Page]]:
    """The names of the pictures, each with a page that shows what it is to show."""
    page = _phone(browser, address, "Kari Nordvik")
    page.goto("/meetings")
    yield "start", page
    page.goto(MEETING)
    page.locator("#topic").fill("Samtale om avslag")
    page.locator("main form button[type=submit]").click()
    while page.locator("form[data-answers]").count():
        yield from _answered(page)
    page.locator("a[href$='/result']").click()
    page.locator("[name=measures]").nth(1).check()
    page.locator(".before-after .level-low").wait_for()
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    yield "result", page
    page = _phone(browser, address, "Ola Berg")
    page.goto("/board")
    page.locator(".card__link").first.click()
    page.locator("[name=outcome]").first.check()
    page.locator("textarea").first.fill("Greit. Jeg er på kontoret til dere er ferdige.")
    page.evaluate("document.activeElement.blur()")
    page.get_by_role("heading", name="Tiltak", exact=True).evaluate("each => each.scrollIntoView()")
    yield "decision", page


def overviews(browser: Browser, address: str) -> Iterator[tuple[str, Page]]:
    """What a leader sees of the unit: the board, and the year in figures; on a phone and at a desk."""
    for where, screen in (("", {}), ("-desk", DESK)):
        page = _phone(browser, address, "Ola Berg", **screen)
        page.goto("/board")
        yield f"board{where}", page
        page = _phone(browser, address, "Tor Lund", **screen)
        page.goto("/insight")
        page.get_by_role("heading", name="Kort sagt", exact=True).evaluate("each => each.scrollIntoView()")
        yield f"insight{where}", page


def _answered(page: Page) -> Iterator[tuple[str, Page]]:
    """Answers one page of the checklist and goes on; the second of them is a picture."""
    for group in page.locator("form[data-answers] [role=radiogroup]").all():
        wanted = DIFFERS.get(group.get_attribute("id") or "")
        (group.locator(f"[value={wanted}]") if wanted else group.locator("input").first).check()
    if page.url.endswith("/meeting"):
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        yield "section", page
    page.locator("form[data-answers] button[type=submit]").first.click()


def _phone(browser: Browser, address: str, name: str, **differs: Any) -> Page:
    """A page in the browser of somebody of the cast, light, on a phone unless the screen differs."""
    screen = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, **differs}
    context = browser.new_context(
        base_url=address,
        locale="nb-NO",
        timezone_id="Europe/Oslo",
        service_workers="block",
        color_scheme="light",
        **screen,
    )
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name=name).click()
    page.get_by_role("button", name=name).wait_for(state="detached")
    return page


def smaller(page: Page, picture: bytes) -> bytes:
    """The same picture as a PNG with a palette."""
    blank = page.context.new_page()
    width, height, palette, indexed = blank.evaluate(PALETTE, base64.b64encode(picture).decode())
    blank.close()
    pixels: bytes = base64.b64decode(indexed)
    rows = b"".join(b"\0" + pixels[start : start + width] for start in range(0, len(pixels), width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = [(b"IHDR", header), (b"PLTE", bytes(palette)), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    signature = b"\x89PNG\r\n\x1a\n"
    image: bytes = signature + b"".join(_chunk(*each) for each in parts)
    return image


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


if __name__ == "__main__":
    sys.exit(main())
