"""OpenID Connect with the organisation's provider (Entra ID): the way there, what its answer proves, the way out.

Code flow with PKCE. What the provider says of itself and its keys is remembered for an hour. At most LINES requests
of this process wait for it at once: whoever raises an alarm never queues behind a provider that has gone silent.
Only whoever signs in that way imports this module: its libraries take ten megabytes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import threading
import time
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from app import config
from app.services.refusals_at_the_door import NotProven, ProviderDown

log = logging.getLogger("trygt.access")

DISCOVERY = "/.well-known/openid-configuration"
SCOPE = "openid profile email"
# Signatures that only the provider can make: neither "none" nor a secret that we hold too.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
LEEWAY_S = 60
REMEMBERED_S = 3600
NEW_KEYS_EVERY_S = 60
PATIENCE_S = (2, 5)  # to connect, and to be answered
LINES = 3
TURN_S = 1.0  # how long to wait for one of them
LONGEST_HINT = 4000  # a longer address is turned away by some; the provider then asks whom to sign out

_lines = threading.BoundedSemaphore(LINES)
_remembered: dict[str, tuple[float, dict[str, Any]]] = {}


class Proven(NamedTuple):
    """What the provider has proven: the claims, and the token that says so."""

    claims: dict[str, Any]
    id_token: str


def way_there(state: str, *, nonce: str, verifier: str) -> str:
    """Where the browser goes to sign in. Raises ProviderDown."""
    with _line() as session:
        endpoint = _described(session)["authorization_endpoint"]
        address, _state = session.create_authorization_url(endpoint, state, code_verifier=verifier, nonce=nonce)
    return str(address)


def proven(code: str, *, nonce: str, verifier: str, now: dt.datetime) -> Proven:
    """Who came back with this code. Raises NotProven or ProviderDown."""
    with _line() as session:
        endpoint = _described(session)["token_endpoint"]
        try:
            token = session.fetch_token(endpoint, code=code, code_verifier=verifier, allow_redirects=False)
        except OAuthError as error:
            log.warning("no token for the code", extra={"reason": error.error})
            raise NotProven from error
        id_token = token.get("id_token")
        if not isinstance(id_token, str):
            raise NotProven
        return Proven(_claims(session, id_token, token.get("access_token"), nonce, now), id_token)


def way_out(id_token: str, *, back_to: str) -> str | None:
    """Where the browser goes to sign out of the provider too; None when there is no such place, or no answer."""
    try:
        with _line() as session:
            endpoint = _described(session).get("end_session_endpoint")
    except ProviderDown:
        return None
    if not endpoint:
        return None
    told = {"client_id": config.setting("OIDC_CLIENT_ID"), "post_logout_redirect_uri": back_to}
    if len(id_token) <= LONGEST_HINT:
        told["id_token_hint"] = id_token
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(told)}"


def redirect_uri() -> str:
    """Where the provider sends the browser back to: the address that is registered with it."""
    return f"{config.setting('BASE_URL')}/single-sign-on/answer"


@contextlib.contextmanager
def _line() -> Iterator[OAuth2Session]:
    """A line to the provider. Raises ProviderDown when there is none, or when it breaks."""
    if not _lines.acquire(timeout=TURN_S):
        raise ProviderDown
    try:
        yield OAuth2Session(
            config.setting("OIDC_CLIENT_ID"),
            config.setting("OIDC_CLIENT_SECRET"),
            scope=SCOPE,
            redirect_uri=redirect_uri(),
            code_challenge_method="S256",
            default_timeout=PATIENCE_S,
        )
    except (requests.RequestException, ValueError, KeyError) as error:
        log.warning("no answer from the provider", extra={"reason": type(error).__name__})
        raise ProviderDown from error
    finally:
        _lines.release()


def _claims(
    session: OAuth2Session, id_token: str, access_token: str | None, nonce: str, now: dt.datetime
) -> dict[str, Any]:
    """The claims of a token that is the provider's, for us, of this sign-in, and of now. Raises NotProven."""
    wanted = {
        "iss": {"essential": True, "value": config.setting("OIDC_ISSUER")},
        "aud": {"essential": True, "value": config.setting("OIDC_CLIENT_ID")},
        "sub": {"essential": True},
        "nonce": {"essential": True, "value": nonce},
    }
    told = {"nonce": nonce, "client_id": config.setting("OIDC_CLIENT_ID"), "access_token": access_token}
    try:
        opened = _opened(session, id_token)
        claims = CodeIDToken(opened.claims, opened.header, wanted, told)
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY_S)
    except (JoseError, ValueError) as error:
        log.warning("a token that proves nothing", extra={"reason": type(error).__name__})
        raise NotProven from error
    return dict(claims)


def _opened(session: OAuth2Session, id_token: str) -> jwt.Token:
    """A token whose signature is the provider's. Its keys are asked for anew when it names one that is not known."""
    taken = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        return jwt.decode(id_token, _keys(session), registry=taken)
    except InvalidKeyIdError:
        return jwt.decode(id_token, _keys(session, older_than_s=NEW_KEYS_EVERY_S), registry=taken)


def _keys(session: OAuth2Session, older_than_s: float = REMEMBERED_S) -> KeySet:
    found: Any = _asked(session, _described(session)["jwks_uri"], older_than_s)
    return KeySet.import_key_set(found)


def _described(session: OAuth2Session) -> dict[str, Any]:
    """What the provider says of itself. Raises ValueError when it calls itself something else."""
    issuer = config.setting("OIDC_ISSUER")
    described = _asked(session, issuer.removesuffix("/") + DISCOVERY)
    if described.get("issuer") != issuer:
        raise ValueError("the provider calls itself something else than TRYGT_OIDC_ISSUER")
    return described


def _asked(session: OAuth2Session, address: str, older_than_s: float = REMEMBERED_S) -> dict[str, Any]:
    """What an address of the provider says, remembered for a while."""
    asked_at, known = _remembered.get(address, (float("-inf"), {}))
    if time.monotonic() - asked_at < older_than_s:
        return known
    answer = session.get(address, withhold_token=True, allow_redirects=False)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError("the provider answered with something else than a JSON object")
    _remembered[address] = time.monotonic(), found
    return found
