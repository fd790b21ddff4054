"""What every HTML page must get right: read in passing, each time a test opens one."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree, html

LANGUAGES = {"nb", "nn", "en"}
REFERENCES = (
    "for",
    "aria-describedby",
    "aria-labelledby",
    "aria-controls",
    "aria-errormessage",
    "list",
    "headers",
)
UNSEEN = ("script", "style", "template", "svg", "head")
LEFTOVER = re.compile(r"%\(|\{\{|\{%|\bNone\b|\bUndefined\b|<bound method|<function |object at 0x")
NAMELESS_INPUTS = ("hidden", "submit", "button", "reset", "image")


def proofread(page: html.HtmlElement) -> list[str]:
    """Everything that is wrong with a page, in words; an empty list when it may be shown to people."""
    return [complaint for rule in RULES for complaint in rule(page)]


def words(element: html.HtmlElement) -> str:
    """The words of an element as a reader meets them: without scripts, and with single spaces."""
    parts = element.xpath(".//text()[not(ancestor::script or ancestor::style or ancestor::template or ancestor::svg)]")
    return " ".join(" ".join(parts).split())


def name_of(element: html.HtmlElement) -> str:
    """What a screen reader calls an element."""
    pointed = element.get("aria-labelledby", "").split()
    labels = [words(label) for each in pointed for label in element.getroottree().xpath("//*[@id=$id]", id=each)]
    hidden = element.xpath("./ancestor-or-self::*/@alt | .//img/@alt | .//svg/title/text()")
    named = [*labels, element.get("aria-label", ""), words(element), *hidden, element.get("title", "")]
    return next((name.strip() for name in named if name.strip()), "")


def _sketch(element: html.HtmlElement) -> str:
    source = html.tostring(element, encoding="unicode", with_tail=False)
    return source if len(source) <= 120 else f"{source[:117]}…"


def _language(page: html.HtmlElement) -> Iterator[str]:
    if page.get("lang") not in LANGUAGES:
        yield f"<html> must say its language (one of {sorted(LANGUAGES)}), not {page.get('lang')!r}."


def _title_and_heading(page: html.HtmlElement) -> Iterator[str]:
    titles = [words(title) for title in page.xpath("/html/head/title")]
    headings = [words(heading) for heading in page.xpath("//h1")]
    if len(titles) != 1 or len(headings) != 1:
        yield f"A page has one title and one h1; this one has the titles {titles} and the h1s {headings}."
    elif not headings[0]:
        yield "The h1 is empty."
    elif page.xpath("//h1/@data-own-words"):
        if headings[0] in titles[0]:
            yield f"The title stays in the history of the browser, so it does not say {headings[0]!r}."
    elif not re.sub(r"^[^:]+: (?=.)", "", titles[0]).startswith(headings[0]) and not titles[0].startswith(headings[0]):
        yield f"The title starts with the h1, so that a tab and a page agree: {titles[0]!r}, {headings[0]!r}."


def _heading_levels(page: html.HtmlElement) -> Iterator[str]:
    headings = page.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")
    for above, below in pairwise(headings):
        if int(below.tag[1]) > int(above.tag[1]) + 1:
            yield f"Headings do not jump: {words(below)!r} is {below.tag} right after an {above.tag}."
    yield from (f"A heading without words: {_sketch(each)}" for each in headings if not name_of(each))


def _landmarks(page: html.HtmlElement) -> Iterator[str]:
    if len(page.xpath("//main")) != 1:
        yield "A page has exactly one <main>."


def _unique_ids(page: html.HtmlElement) -> Iterator[str]:
    seen: Counter[str] = Counter(page.xpath("//@id"))
    yield from (f"The id {name!r} stands {times} times." for name, times in seen.items() if times > 1)
    yield from (f"An id may not be empty or hold a space: {name!r}." for name in seen if not name or " " in name)


def _references(page: html.HtmlElement) -> Iterator[str]:
    ids = set(page.xpath("//@id"))
    for attribute in REFERENCES:
        for element in page.xpath(f"//*[@{attribute}]"):
            for target in element.get(attribute).split():
                if target not in ids:
                    yield f"{attribute}={target!r} points at nothing: {_sketch(element)}"
    for link in page.xpath("//a[starts-with(@href, '#')]"):
        if link.get("href")[1:] not in ids:
            yield f"This link jumps to nothing: {_sketch(link)}"


def _labels(page: html.HtmlElement) -> Iterator[str]:
    labelled = {label.get("for") for label in page.xpath("//label[@for]") if words(label)}
    for field in page.xpath("//input | //select | //textarea"):
        if field.tag == "input" and field.get("type", "text") in NAMELESS_INPUTS:
            continue
        wrapped = any(words(label) for label in field.xpath("ancestor::label"))
        if not (wrapped or field.get("id") in labelled or field.get("aria-label") or field.get("aria-labelledby")):
            yield f"A field without a label: {_sketch(field)}"


def _radio_groups(page: html.HtmlElement) -> Iterator[str]:
    for radio in page.xpath("//input[@type='radio']"):
        if not radio.xpath("ancestor::fieldset[legend] | ancestor::*[@role='radiogroup']"):
            yield f"Radio buttons stand in a fieldset with a legend: {_sketch(radio)}"


def _names(page: html.HtmlElement) -> Iterator[str]:
    for element in page.xpath("//a[@href] | //button | //summary | //legend | //label"):
        if not name_of(element):
            yield f"Nobody can tell what this is for, it has no words: {_sketch(element)}"
    yield from (f"An image without alt: {_sketch(image)}" for image in page.xpath("//img[not(@alt)]"))


def _nothing_inline(page: html.HtmlElement) -> Iterator[str]:
    for element in page.iter(etree.Element):
        handlers = [name for name in element.keys() if name == "style" or name.startswith("on")]  # noqa: SIM118
        if handlers:
            yield f"The content security policy forbids {', '.join(handlers)}: {_sketch(element)}"
    yield from (f"A script inside the page: {_sketch(each)}" for each in page.xpath("//script[not(@src)]"))
    yield from (f"Styles inside the page: {_sketch(each)}" for each in page.xpath("//style"))


def _leftovers(page: html.HtmlElement) -> Iterator[str]:
    shown = [(part, part.getparent()) for part in page.xpath("//text()[normalize-space()]")]
    shown = [(part, parent) for part, parent in shown if parent is not None and parent.tag not in UNSEEN]
    shown += [(value, value.getparent()) for value in page.xpath("//@value | //@href | //@aria-label | //@title")]
    for text, element in shown:
        if LEFTOVER.search(text):
            yield f"This was not meant for readers: {text.strip()!r} in {_sketch(element)}"


def _forms(page: html.HtmlElement) -> Iterator[str]:
    for form in page.xpath("//form"):
        posts = form.get("method", "get").lower() == "post"
        tokens = form.xpath(".//input[@name='csrf_token' and string-length(@value) > 0]")
        if posts and len(tokens) != 1:
            yield f"A form that posts carries one csrf_token: {_sketch(form)}"
        if not posts and form.xpath(".//input[@name='csrf_token']"):
            yield f"A form that gets would put the csrf_token into the address: {_sketch(form)}"
    for nested in page.xpath("//form//form | //a//a | //a//button | //button//a | //button//button"):
        yield f"Things one can press do not lie inside one another: {_sketch(nested)}"


RULES = (
    _language,
    _title_and_heading,
    _heading_levels,
    _landmarks,
    _unique_ids,
    _references,
    _labels,
    _radio_groups,
    _names,
    _nothing_inline,
    _leftovers,
    _forms,
)
