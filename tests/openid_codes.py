"""What the provider of the tests keeps: its one client, and the codes that it has given out."""

from __future__ import annotations

import secrets
from typing import Any

from authlib.oauth2.rfc6749 import grants

CLIENT_ID, CLIENT_SECRET = "trygt-mote", "a secret of ours"


class Client:
    """The one client that is registered."""

    def __init__(self, redirect_uri: str) -> None:
        self.redirect_uri = redirect_uri

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(client_secret, CLIENT_SECRET)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class Code:
    """A code that has been given out: for whom, with which nonce and challenge."""

    auth_time = acr = amr = None

    def __init__(self, code: str, asked: Any, sub: str) -> None:
        told = asked.payload.data
        self.code, self.sub, self.nonce = code, sub, told.get("nonce")
        self.code_challenge, self.code_challenge_method = told["code_challenge"], told["code_challenge_method"]
        self.redirect_uri, self.scope = asked.payload.redirect_uri, asked.payload.scope

    def get_redirect_uri(self) -> str:
        return str(self.redirect_uri)

    def get_scope(self) -> str:
        return str(self.scope)

    def get_nonce(self) -> Any:
        return self.nonce

    def get_auth_time(self) -> None:
        return self.auth_time

    get_acr = get_amr = get_auth_time


def grant(codes: dict[str, Code]) -> type:
    """The one grant, which keeps its codes here and takes each of them once."""

    class Grant(grants.AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]

        def save_authorization_code(self, code: str, request: Any) -> None:
            codes[code] = Code(code, request, request.user)

        def query_authorization_code(self, code: str, _client: Any) -> Code | None:
            return codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            del codes[authorization_code.code]

        def authenticate_user(self, authorization_code: Code) -> str:
            return authorization_code.sub

    return Grant
