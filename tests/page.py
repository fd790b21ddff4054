"""A browser without a screen: opens pages as a person does, and proofreads each one in passing."""

from __future__ import annotations

from typing import Any

import flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from tests.filling import Form
from tests.proofreading import name_of, proofread, words


class Page:
    """One page that somebody has opened: what it says, and what one can press."""

    def __init__(self, client: PageClient, response: TestResponse) -> None:
        self.client = client
        self.response = response
        self.status = response.status_code
        self.path = response.request.path
        self.url = response.request.url.removeprefix("http://localhost")
        self.html = response.get_data(as_text=True)
        self.tree: html.HtmlElement = html.document_fromstring(self.html or "<html></html>")

    def __repr__(self) -> str:
        return f"<Page {self.status} {self.url} “{self.heading}”>"

    def __contains__(self, said: str) -> bool:
        return said in self.text

    @property
    def heading(self) -> str:
        return " / ".join(words(heading) for heading in self.tree.xpath("//h1"))

    @property
    def text(self) -> str:
        """The words inside <main>, in reading order."""
        return " ".join(words(part) for part in self.tree.xpath("//main") or [self.tree])

    @property
    def errors(self) -> dict[str, str]:
        """What the error summary says, by field; what is about the whole form stands under ''."""
        complaints = {}
        for item in self.tree.xpath("//*[contains(@class, 'error-summary')]//li"):
            links = item.xpath(".//a[starts-with(@href, '#')]")
            target = self.tree.xpath("//*[@id=$id]", id=links[0].get("href")[1:]) if links else []
            complaints[self._field_of(target[0]) if target else ""] = words(item)
        return complaints

    def _field_of(self, target: html.HtmlElement) -> str:
        names = target.xpath("./@name | .//input/@name | .//select/@name | .//textarea/@name")
        return str(names[0]) if names else str(target.get("id"))

    def all(self, xpath: str, **values: str) -> list[str]:
        """The words of each element that an XPath finds."""
        return [words(each) for each in self.tree.xpath(xpath, **values)]

    def link(self, label: str) -> str:
        """Where the first link with this label leads; part of the label will do."""
        links = [(name_of(link), str(link.get("href"))) for link in self.tree.xpath("//a[@href]")]
        exact = [address for name, address in links if name == label]
        found = exact or [address for name, address in links if label in name]
        assert found, f"{self!r} has no link {label!r}; it has {[name for name, _ in links]}."
        return found[0]

    def has_button(self, label: str) -> bool:
        return any(name_of(button) == label for button in self.tree.xpath("//button"))

    def form(self, button: str) -> Form:
        """The form that a button sends, filled in as the page shows it."""
        return Form.around(self.tree, button, described=repr(self))

    def follow(self, label: str, status: int = 200) -> Page:
        """Presses a link."""
        return self.client.get(self.link(label), status=status)

    def submit(self, button: str, fields: dict[str, Any] | None = None, /, status: int = 200, **more: Any) -> Page:
        """Fills in fields by name, presses a button, and goes where it leads."""
        form = self.form(button).fill({**(fields or {}), **more})
        address = form.action or self.url
        if form.method == "get":
            return self.client.get(address, status=status, query_string=form.entries)
        return self.client.post(address, form.entries, status=status)


class PageClient:
    """Somebody with a browser. `http` is the bare Flask client, for what no page offers."""

    def __init__(self, http: FlaskClient) -> None:
        self.http = http

    def get(self, address: str, *, status: int = 200, **how: Any) -> Page:
        return self._open("GET", address, status, **how)

    def post(self, address: str, entries: Any = None, *, status: int = 200, **how: Any) -> Page:
        """Sends entries as they are, without a page before; Page.submit is what a person does."""
        return self._open("POST", address, status, data=entries, **how)

    def _open(self, method: str, address: str, status: int, **how: Any) -> Page:
        assert not flask.has_app_context(), (
            "A test that holds an app context across requests shares flask.g, so locale and person stick: "
            "close it (or do without the session fixture) before opening a page."
        )
        response = self.http.open(address, method=method, **{"follow_redirects": True, **how})
        page = Page(self, response)
        assert page.status == status, f"Expected {status} from {method} {address}, got {page!r}: {page.text[:400]}"
        if response.mimetype == "text/html" and "<html" in page.html:
            complaints = proofread(page.tree)
            assert not complaints, "\n  ".join([f"{page!r} needs a proofreader:", *complaints])
        return page
