"""Draws the sign-in page. Whoever opens it is nobody so far: but for token and keys it is the same for everybody."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template, session

from app import cookies, demo, filters, ready_made
from app.ready_made import ReadyMade, stand_in
from app.views import menu
from forms.base import new_key
from forms.sign_in import CastForm, SignInForm
from forms.single_sign_on import SingleSignOnForm

TEMPLATE = "sign_in/show.html"


def opened(next_path: str | None) -> str | bytes:
    """The page as somebody opens it: a ready-made one, filled in."""
    if "_flashes" in session:
        return drawn(next_path=next_path)
    known = {"theme": filters.theme(), **menu.open_doors()}
    ways = _ways_in()
    cast = tuple(player["id"] for player in ways["cast"])
    key = (TEMPLATE, *known.values(), cast, ways["has_single_sign_on"], ways["has_local_accounts"])
    page = ready_made.kept(key, lambda: _with_gaps({**ways, **known}))
    fillings: dict[Any, object] = {"key": new_key(), "other_key": new_key()}
    return page.sent({"token": cookies.token(), "next": next_path or "", **fillings})


def drawn(
    form: SignInForm | None = None,
    *,
    single_sign_on_form: SingleSignOnForm | None = None,
    next_path: str | None = None,
    kept: str | None = None,
    not_sent: bool = False,
) -> str:
    """The sign-in page; `kept` is what was typed when the sign-in ran out, `not_sent` an alarm that was not raised."""
    carried = {"next": next_path or "", "kept": kept or ""}
    return render_template(
        TEMPLATE,
        form=form or SignInForm(formdata=None, data=carried),
        single_sign_on_form=single_sign_on_form or SingleSignOnForm(formdata=None, data=carried),
        cast_form=CastForm(formdata=None, data=carried, prefix=""),
        has_kept=bool(kept),
        not_sent=not_sent,
        **_ways_in(),
    )


def _ways_in() -> dict[str, Any]:
    config = current_app.config
    return {
        "cast": demo.cast_to_choose_from() if config["DEMO"] else [],
        "has_single_sign_on": bool(config["OIDC_ISSUER"]),
        "has_local_accounts": config["LOCAL_ACCOUNTS"],
    }


def _with_gaps(known: dict[str, Any]) -> ReadyMade:
    """The page drawn for nobody, with a stand-in for whatever differs from one opening to the next."""
    carried = {"next": stand_in("next"), "kept": ""}
    stand_ins = {gap: stand_in(gap) for gap in ("next", "key", "other_key")} | {"token": cookies.token()}
    page = ready_made.drawn(
        TEMPLATE,
        form=SignInForm(formdata=None, data={**carried, "key": stand_ins["key"]}),
        single_sign_on_form=SingleSignOnForm(formdata=None, data={**carried, "key": stand_ins["other_key"]}),
        cast_form=CastForm(formdata=None, data=carried, prefix=""),
        has_kept=False,
        not_sent=False,
        person=None,
        **known,
    )
    # Not every house has every way in.
    return ReadyMade(page, {gap: each for gap, each in stand_ins.items() if each in page})
