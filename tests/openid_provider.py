"""An OpenID provider on loopback, in the manner of Entra ID: discovery, keys, code flow with PKCE, signing out.

Made with the server half of Authlib. Whoever is in `person` is signed in there already, as at work; what it says
can be twisted by tests: `claims` are added to each token, `make_token` signs them, `is_down` breaks every answer.
"""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import waitress
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, abort, jsonify, redirect, request
from joserfc import jwk, jwt

from app.domain import group_mapping
from app.services import openid
from tests.openid_codes import CLIENT_ID, CLIENT_SECRET, Client, Code, grant

GROUPS = """
[[groups]]
id = "solvik"
unit = "Nav Solvik"
role = "employee"

[[groups]]
id = "solvik-leaders"
unit = "Nav Solvik"
role = "leader"

[[groups]]
id = "tindeby"
unit = "Nav Tindeby"
role = "employee"

[[groups]]
id = "a-closed-office"
unit = "Nav som er lagt ned"
role = "employee"
"""


class Provider:
    """A running provider. `directory` holds people by sub, each with the claims of their tokens."""

    def __init__(self, redirect_uri: str) -> None:
        self.client = Client(redirect_uri)
        self.codes: dict[str, Code] = {}
        self.key = self.fresh_key()
        self.be_as_new()
        self.server = waitress.create_server(self._app(), host="127.0.0.1", port=0, threads=8)
        self.issuer = f"http://127.0.0.1:{self.server.effective_port}"
        self._thread = threading.Thread(target=self.server.run, name="openid provider", daemon=True)
        self._thread.start()

    def be_as_new(self) -> None:
        """Nobody in the directory, nothing twisted, and nothing remembered of it by the app."""
        self.directory: dict[str, dict[str, Any]] = {}
        self.person: str | None = None
        self.codes.clear()
        self.asked: list[str] = []
        self.claims: dict[str, Any] = {}
        self.left_out: set[str] = set()
        self.is_down = False
        self.make_token: Callable[[dict[str, Any]], str] = self.signed
        self.be_forgotten()

    @staticmethod
    def be_forgotten() -> None:
        """As when an hour has passed: the app asks anew."""
        openid._remembered.clear()

    def close(self) -> None:
        self.server.close()
        self._thread.join(5)

    def hire(self, sub: str, name: str, address: str, *groups: str) -> None:
        """Somebody of the directory, who is signed in there from now on."""
        self.directory[sub] = {"name": name, "preferred_username": address, "groups": list(groups)}
        self.person = sub

    def answer(self, address: str) -> str:
        """What a browser that is sent to `address` is sent back to: path and query. Raises AssertionError on a page."""
        answer = requests.get(address, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        parts = urlsplit(answer.headers["Location"])
        return f"{parts.path}?{parts.query}"

    @staticmethod
    def fresh_key() -> jwk.RSAKey:
        return jwk.RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig", "alg": "RS256"})

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def _app(self) -> Flask:
        app = Flask("provider")
        os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # the server half refuses to speak without TLS
        self.server_half = AuthorizationServer(app, query_client=self._client, save_token=lambda *_about: None)
        self.server_half.register_grant(grant(self.codes), [CodeChallenge(required=True), _IdToken(self)])
        app.before_request(self._notice)
        app.get("/.well-known/openid-configuration")(self._describe)
        app.get("/keys")(lambda: jsonify(keys=[self.key.as_dict(private=False)]))
        app.get("/authorize")(self._authorize)
        app.post("/token")(self.server_half.create_token_response)
        app.get("/end")(self._end)
        return app

    def _notice(self) -> None:
        self.asked.append(request.path)
        if self.is_down:
            abort(503)

    def _describe(self) -> Any:
        return jsonify(
            issuer=self.issuer,
            authorization_endpoint=f"{self.issuer}/authorize",
            token_endpoint=f"{self.issuer}/token",
            jwks_uri=f"{self.issuer}/keys",
            end_session_endpoint=f"{self.issuer}/end",
            id_token_signing_alg_values_supported=["RS256", "none"],
        )

    def _authorize(self) -> Any:
        found = self.server_half.get_consent_grant(end_user=self.person)
        return self.server_half.create_authorization_response(grant=found, grant_user=self.person)

    def _end(self) -> Any:
        self.person = None
        return redirect(request.args["post_logout_redirect_uri"])

    def _client(self, client_id: str) -> Client | None:
        return self.client if client_id == CLIENT_ID else None


class _IdToken(OpenIDCode):
    """What the tokens say."""

    def __init__(self, provider: Provider) -> None:
        super().__init__(require_nonce=True)
        self.provider = provider

    def exists_nonce(self, _nonce: str, _request: Any) -> bool:
        return False

    def encode_id_token(self, token: dict[str, Any], asked: Any) -> str:
        provider, now = self.provider, int(time.time())
        claims = {
            "iss": provider.issuer,
            "aud": CLIENT_ID,
            "sub": asked.user,
            "nonce": asked.authorization_code.nonce,
            "iat": now,
            "nbf": now,
            "exp": now + 3600,
            **UserInfo(provider.directory[asked.user]),
            **provider.claims,
        }
        return provider.make_token({name: claims[name] for name in claims if name not in provider.left_out})


def settings(provider: Provider) -> dict[str, Any]:
    """What the app is told so that it lets people in from this provider."""
    return {
        "OIDC_ISSUER": provider.issuer,
        "OIDC_CLIENT_ID": CLIENT_ID,
        "OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "OIDC_GROUPS": group_mapping.read(GROUPS),
        "BASE_URL": "http://localhost",
    }


def query_of(address: str) -> dict[str, str]:
    """The query of an address, each name once."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
