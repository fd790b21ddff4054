"""Filling in a form as a person would: only what the page offers, and nothing that it holds is lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lxml import html

from tests.proofreading import name_of

BUTTONS = "//button | //input[@type='submit']"
FIELDS = ".//input[@name] | .//select[@name] | .//textarea[@name]"


@dataclass
class Form:
    """One form on one page, with the button that sends it."""

    element: html.HtmlElement
    button: html.HtmlElement
    described: str

    @classmethod
    def around(cls, page: html.HtmlElement, label: str, described: str) -> Form:
        buttons = {button: name_of(button) or button.get("value", "") for button in page.xpath(BUTTONS)}
        found = [button for button, name in buttons.items() if name == label]
        assert found, f"{described} has no button {label!r}; it has {list(buttons.values())}."
        assert len(found) == 1, f"{described} has {len(found)} buttons {label!r}; a person could not choose either."
        assert found[0].get("disabled") is None, f"The button {label!r} on {described} is disabled."
        owner = found[0].get("form")
        forms = page.xpath("//form[@id=$id]", id=owner) if owner else found[0].xpath("ancestor::form[1]")
        assert forms, f"The button {label!r} on {described} belongs to no form."
        return cls(forms[0], found[0], described)

    @property
    def action(self) -> str:
        return str(self.button.get("formaction") or self.element.get("action") or "")

    @property
    def method(self) -> str:
        return str(self.button.get("formmethod") or self.element.get("method") or "get").lower()

    @property
    def fields(self) -> dict[str, list[html.HtmlElement]]:
        """The fields of the form by name; radio buttons and checkboxes share theirs."""
        owned = self.element.xpath(FIELDS)
        if self.element.get("id"):
            owned += self.element.xpath("//*[@form=$id and @name][not(self::button)]", id=self.element.get("id"))
        fields: dict[str, list[html.HtmlElement]] = {}
        for field in owned:
            if field.get("disabled") is None and not field.xpath("ancestor::fieldset[@disabled]"):
                fields.setdefault(field.get("name"), []).append(field)
        return fields

    @property
    def entries(self) -> dict[str, list[str]]:
        """What pressing the button sends."""
        sent = {name: _values(fields) for name, fields in self.fields.items()}
        if self.button.get("name"):
            sent[self.button.get("name")] = [self.button.get("value", "")]
        return {name: values for name, values in sent.items() if values}

    def fill(self, answers: dict[str, Any]) -> Form:
        fields = self.fields
        for name, answer in answers.items():
            assert name in fields, f"{self.described} has no field {name!r} in this form; it has {sorted(fields)}."
            _answer(fields[name], answer)
        return self


def _kind(field: html.HtmlElement) -> str:
    return str(field.get("type", "text")) if field.tag == "input" else str(field.tag)


def _values(fields: Iterable[html.HtmlElement]) -> list[str]:
    values: list[str] = []
    for field in fields:
        match _kind(field):
            case "radio" | "checkbox":
                values += [field.get("value", "on")] if field.get("checked") is not None else []
            case "select":
                values += _chosen(field)
            case "textarea":
                values.append((field.text or "").removeprefix("\n"))
            case "submit" | "button" | "reset" | "file":
                pass
            case _:
                values.append(field.get("value", ""))
    return values


def _chosen(select: html.HtmlElement) -> list[str]:
    options = select.xpath(".//option")
    chosen = [option for option in options if option.get("selected") is not None]
    if not chosen and select.get("multiple") is None:
        chosen = options[:1]
    return [option.get("value", option.text or "") for option in chosen]


def _answer(fields: list[html.HtmlElement], answer: Any) -> None:
    kind = _kind(fields[0])
    if kind in ("radio", "checkbox"):
        _tick(fields, _as_ticks(fields, answer))
    elif kind == "select":
        _choose(
            fields[0],
            {str(each) for each in (answer if isinstance(answer, list | set | tuple) else [answer])},
        )
    elif kind == "textarea":
        fields[0].text = str(answer)
    else:
        assert kind != "hidden", f"A person cannot change the hidden field {fields[0].get('name')!r}."
        fields[0].set("value", str(answer))


def _as_ticks(fields: list[html.HtmlElement], answer: Any) -> set[str]:
    if isinstance(answer, bool):
        return {field.get("value", "on") for field in fields} if answer else set()
    return {str(each) for each in (answer if isinstance(answer, list | set | tuple) else [answer])}


def _tick(fields: list[html.HtmlElement], wanted: set[str]) -> None:
    offered = {field.get("value", "on") for field in fields}
    assert wanted <= offered, f"{fields[0].get('name')!r} offers {sorted(offered)}, not {sorted(wanted - offered)}."
    for field in fields:
        field.attrib.pop("checked", None)
        if field.get("value", "on") in wanted:
            field.set("checked", "checked")


def _choose(select: html.HtmlElement, wanted: set[str]) -> None:
    options = {option.get("value", option.text or ""): option for option in select.xpath(".//option")}
    assert wanted <= options.keys(), f"{select.get('name')!r} offers {list(options)}, not {sorted(wanted)}."
    for value, option in options.items():
        option.attrib.pop("selected", None)
        if value in wanted:
            option.set("selected", "selected")
