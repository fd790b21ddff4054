"""A token proves who somebody is only when the provider signed it, for us, for this trip, and for now."""

import base64
import json

import pytest
from joserfc import jwk, jwt

from tests.openid_codes import CLIENT_ID, CLIENT_SECRET

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
UNPROVEN = "Vi kunne ikke bekrefte hvem du er."


@pytest.fixture(autouse=True)
def nina(provider):
    """Somebody who would come in if nothing were wrong."""
    provider.hire("nina", "Nina Solberg", "nina@nav.example", "solvik")


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of-another-trip"},
        {"nonce": ""},
        {"iss": "https://evil.example"},
        {"iss": "http://127.0.0.1"},
        {"aud": "another-client"},
        {"aud": ["another-client"]},
        {"aud": []},
        {"aud": "another-client", "azp": CLIENT_ID},
        {"aud": [CLIENT_ID, "another-client"]},
        {"aud": [CLIENT_ID, "another-client"], "azp": "another-client"},
        {"azp": "another-client"},
        {"exp": 1},
        {"exp": "tomorrow"},
        {"nbf": 4_000_000_000},
        {"iat": 4_000_000_000},
        {"sub": ""},
        {"sub": ["nina"]},
        {"at_hash": "of-another-token"},
    ],
    ids=str,
)
def test_a_token_with_a_wrong_claim_is_refused(provider, arrive, nobody_came_in, claims):
    provider.claims |= claims
    nobody_came_in(arrive(status=403), UNPROVEN)


@pytest.mark.parametrize("claim", ["iss", "aud", "sub", "exp", "iat", "nonce"])
def test_a_token_that_lacks_a_claim_is_refused(provider, arrive, nobody_came_in, claim):
    provider.left_out = {claim}
    nobody_came_in(arrive(status=403), UNPROVEN)


def test_a_token_that_ran_out_a_minute_ago_is_refused(provider, arrive, now, nobody_came_in):
    provider.claims["exp"] = int(now.timestamp()) - 61
    nobody_came_in(arrive(status=403), UNPROVEN)


def _unsigned(claims):
    parts = [json.dumps(each).encode() for each in ({"alg": "none", "typ": "JWT"}, claims)]
    return ".".join(base64.urlsafe_b64encode(each).decode().rstrip("=") for each in parts) + "."


def _with_our_secret(claims):
    return jwt.encode({"alg": "HS256"}, claims, jwk.OctKey.import_key(CLIENT_SECRET), ["HS256"])


def _with_a_key_of_ones_own(claims):
    key = jwk.RSAKey.generate_key(2048, {"kid": "theirs"})
    return jwt.encode({"alg": "RS256", "kid": "theirs", "jwk": key.as_dict(private=False)}, claims, key)


@pytest.mark.parametrize("forge", [_unsigned, _with_our_secret, _with_a_key_of_ones_own])
def test_a_token_that_the_provider_did_not_sign_is_refused(provider, arrive, nobody_came_in, forge):
    provider.make_token = forge
    nobody_came_in(arrive(status=403), UNPROVEN)


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(provider, arrive, nobody_came_in):
    public = jwk.OctKey.import_key(json.dumps(provider.key.as_dict(private=False)))
    provider.make_token = lambda claims: jwt.encode(
        {"alg": "HS256", "kid": provider.key.kid}, claims, public, ["HS256"]
    )
    nobody_came_in(arrive(status=403), UNPROVEN)


def test_a_token_under_the_providers_name_for_a_key_is_refused(provider, arrive, nobody_came_in):
    stranger = jwk.RSAKey.generate_key(2048, {"kid": provider.key.kid})
    provider.make_token = lambda claims: jwt.encode({"alg": "RS256", "kid": provider.key.kid}, claims, stranger)
    nobody_came_in(arrive(status=403), UNPROVEN)


def test_a_changed_token_is_refused(provider, arrive, nobody_came_in):
    provider.make_token = lambda claims: provider.signed(claims).replace(".", ".eyJ", 1)
    nobody_came_in(arrive(status=403), UNPROVEN)


@pytest.mark.parametrize("token", ["", "a.b.c", "x", "æ.ø.å"])
def test_what_is_no_token_is_refused(provider, arrive, nobody_came_in, token):
    provider.make_token = lambda _claims: token
    nobody_came_in(arrive(status=403), UNPROVEN)
