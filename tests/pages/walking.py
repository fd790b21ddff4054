"""Walking through the pages as a person does, and what walkers say that they must not."""

from __future__ import annotations

from typing import Any

from tests.page import Page, PageClient

FACTS = {"form": "office", "topic": "Samtale om tiltak", "place": "Møterom 2"}

# Numbers with two right check digits; the second has 40 added to the day.
IDENTITY_NUMBERS = ["15076510013", "150765 10013", "15.07.65 100 13", "55076510007", "550765 10007"]
REFUSED = "Her står det et fødselsnummer eller D-nummer."

NEXT, SHOW, LOG = "Neste", "Vis hva tiltakene gjør", "Logg vurderingen"


def plan(browser: PageClient, **differs: Any) -> Page:
    """Fill in the facts of a new meeting; the first page of questions follows."""
    return browser.get("/meetings/new").submit(NEXT, {**FACTS, **differs})


def answer(page: Page, **differs: str) -> Page:
    """Answer one page of questions calmly, but for what differs, and go on."""
    groups = {name: fields for name, fields in page.form(NEXT).fields.items() if fields[0].get("type") == "radio"}
    calm = {name: fields[0].get("value") for name, fields in groups.items()}
    return page.submit(NEXT, {**calm, **{name: said for name, said in differs.items() if name in groups}})


def answer_all(page: Page, **differs: str) -> Page:
    """Answer all five pages; the page to check one's answers on follows."""
    for _section in range(5):
        page = answer(page, **differs)
    return page


def meeting_of(page: Page) -> int:
    """The id of the meeting that a page is about."""
    return int(page.path.split("/")[2])


def token(browser: PageClient) -> str:
    """What the forms of this browser carry against forgery, for those who send without a page."""
    return str(browser.get("/account").tree.xpath("//input[@name='csrf_token']/@value")[0])


def speak(browser: PageClient, locale: str) -> Page:
    """Choose a language; there is a button for it at the top and at the bottom of every page."""
    return browser.post("/account/language", {"csrf_token": token(browser), "locale": locale})


def marked(page: Page) -> dict[str, str]:
    """The answers that a page shows as tapped, by question."""
    return {each.get("name"): each.get("value") for each in page.tree.xpath("//input[@type='radio'][@checked]")}


def in_the_cookie(browser: PageClient) -> dict[str, Any]:
    """What a browser's cookie holds: it is signed, and can be read by whoever has it."""
    with browser.http.session_transaction() as cookie:
        return dict(cookie)
