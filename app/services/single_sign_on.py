"""Signing in where the organisation signs in: the way there, the way back, and the way out."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
from typing import Any, NamedTuple

from sqlalchemy import exc

from app import config
from app.domain.group_mapping import Claims
from app.models.transaction import verb
from app.services import directory_people, round_trips, sign_ins
from app.services.directory_people import Told
from app.services.refusals_at_the_door import TooManyGroups

log = logging.getLogger("trygt.access")

ERRAND = "single_sign_on"


class Departure(NamedTuple):
    """Where the browser goes, and the state that it must come back with."""

    address: str
    state: str


def set_out(*, next_path: str | None, kept: str | None, now: dt.datetime) -> Departure:
    """Begin a sign-in at the provider; what was typed and where to go wait here. Raises ProviderDown."""
    from app.services import openid

    state, nonce, verifier = (round_trips.fresh() for _each in range(3))
    address = openid.way_there(state, nonce=nonce, verifier=verifier)
    carried = {"nonce": nonce, "verifier": verifier, "next": next_path, "kept": kept}
    round_trips.set_out(ERRAND, carried, state=state, now=now)
    return Departure(address, state)


def come_back(state: str, *, now: dt.datetime) -> dict[str, Any]:
    """What was set out with: nonce, verifier, next and kept. Raises NotThisBrowser."""
    return round_trips.come_back(ERRAND, state, now=now)


def arrive(code: str, trip: dict[str, Any], *, device: str, locale: str, now: dt.datetime) -> str:
    """Sign in whoever the code stands for, and return the key for the cookie.

    Raises what openid.proven() and directory_people.brought_up_to_date() raise, or TooManyGroups.
    """
    from app.services import openid

    found = openid.proven(code, nonce=trip["nonce"], verifier=trip["verifier"], now=now)
    return let_in(_told(found.claims), found.id_token, device=device, locale=locale, now=now)


def let_in(told: Told, id_token: str, *, device: str, locale: str, now: dt.datetime) -> str:
    """Sign in somebody as the directory tells of them. Raises what brought_up_to_date() raises."""
    try:
        return _let_in(told, id_token, device=device, locale=locale, now=now)
    except exc.IntegrityError:  # the same person came in on another device a moment ago
        return _let_in(told, id_token, device=device, locale=locale, now=now)


def way_out(id_token: str | None) -> str | None:
    """Where to sign out of the provider too; None for whoever did not come from there, or when it does not answer."""
    if not id_token or not config.setting("OIDC_ISSUER"):
        return None
    from app.services import openid

    return openid.way_out(id_token, back_to=f"{config.setting('BASE_URL')}/")


@verb
def _let_in(told: Told, id_token: str, *, device: str, locale: str, now: dt.datetime) -> str:
    person_id = directory_people.brought_up_to_date(told, locale=locale, now=now)
    log.info("signed in", extra={"person": person_id, "kind": "single_sign_on"})
    return sign_ins.create_for(person_id, device=device, id_token=id_token, now=now)


def _told(claims: dict[str, Any]) -> Told:
    """What the directory says, by the names that the mapping gives its claims. Raises TooManyGroups."""
    names: Claims = config.setting("OIDC_GROUPS").claims
    groups = claims.get(names.groups)
    if groups is None and names.groups in claims.get("_claim_names", {}):
        raise TooManyGroups  # Entra ID leaves more than 200 out, and says only where they could be asked for
    listed = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
    return Told(
        subject_hash=_hash_of(json.dumps([claims["iss"], claims["sub"]])),
        address=str(claims.get(names.address) or ""),
        name=str(claims.get(names.name) or ""),
        phone=str(claims.get(names.phone) or "") if names.phone else None,
        groups=frozenset(map(str, listed)),
    )


def _hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
