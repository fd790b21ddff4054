"""What is there before a fault: the cast, meetings that wait to be logged, tokens, and browsers that are signed in."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

from flask import Flask

from app.models import Meeting, db
from app.models.transaction import verb
from app.services import abort_tokens
from bench.drill.clients import aborts, aborts_by_token, logs
from bench.house import House, token_of
from bench.wire import Browser

BY_TOKEN, DRAFTS = 800, 1500


@dataclasses.dataclass
class Scene:
    """What the clients need to know, made by a child so that no connection is carried over a fork."""

    logging: dict[str, Any]
    aborting: dict[str, Any]
    tokens: list[str]

    @property
    def reading(self) -> str:
        """A page of questions that whoever logs may open: the last of the drafts, which nobody gets to."""
        return f"/meetings/{self.logging['drafts'][-1][0]}/assessment/client"


def prepared(url: str, folder: Path, drafts: int = DRAFTS, by_token: int = BY_TOKEN) -> Scene:
    """Set the scene in a database."""
    told = folder / "scene.json"
    if (pid := os.fork()) == 0:
        house = House(url, folder)
        planned = house.plan("kari", drafts)
        with house.app.app_context():
            tokens = _tokens([number for number, _mark in house.plan("sunniva", by_token)])
        signed_in = [_signed_in(house, name) for name in ("kari", "amir")]
        told.write_text(json.dumps([{**signed_in[0], "drafts": planned}, signed_in[1], tokens]), encoding="utf-8")
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        raise RuntimeError("the scene could not be set")
    return Scene(*json.loads(told.read_text(encoding="utf-8")))


def warm_up(app: Flask, scene: Scene) -> None:
    """One form of each kind, without a socket, before anything is forked or killed."""
    errands = (
        (scene.logging["cookie"], next(logs([scene.logging["drafts"].pop(0)], scene.logging["token"]))),
        (scene.aborting["cookie"], next(aborts(scene.aborting["token"]))),
        ("", next(aborts_by_token([scene.tokens.pop()]))),
    )
    for cookie, errand in errands:
        browser = Browser(app)
        browser.cookies = dict(each.split("=", 1) for each in cookie.split("; ") if each)
        asked = browser.request(errand.path, errand.form, {"Accept": errand.accepts})
        if browser.send(asked).status != errand.stored:
            raise RuntimeError(f"{errand.path} was not stored")


def _signed_in(house: House, name: str) -> dict[str, str]:
    browser = house.browser(name)
    token = token_of(browser)
    return {"cookie": "; ".join(f"{key}={value}" for key, value in browser.cookies.items()), "token": token}


@verb
def _tokens(meeting_ids: list[int]) -> list[str]:
    for number in meeting_ids:
        abort_tokens.issue(db.session.get_one(Meeting, number))
    db.session.flush()
    return [str(abort_tokens.of_meeting(number)) for number in meeting_ids]
