"""Settings: every one has its name here, comes from the environment as TRYGT_<NAME>, and stands in the README."""

from __future__ import annotations

import datetime as dt
import os
import pathlib
from typing import Any

import click
from flask import current_app

from app import single_sign_on_settings
from app.domain import office_hours
from app.domain.retention import Kept, terms
from app.keyring import BadKeys, Keyring

INSTANCE = pathlib.Path(__file__).parent.parent / "instance"
SHORTEST_SECRET = 32
KEPT_KEYS = "encryption_keys"

# What may carry a notice out of the app: mail, Teams, gateways to SMS. Never plain HTTP, files or programs.
NOTICE_SCHEMES = "mailtos mailto workflows twilio vonage sinch 46elks msgbird clicksend"
# The push services of the browsers; a subscription that points anywhere else is refused.
PUSH_ORIGINS = (
    "https://fcm.googleapis.com https://updates.push.services.mozilla.com https://*.push.services.mozilla.com"
    " https://*.push.apple.com https://*.notify.windows.com"
)


class WeakSecretKey(SystemExit):
    """The app was started without a secret key that protects its cookies."""

    def __init__(self) -> None:
        super().__init__(
            f"TRYGT_SECRET_KEY is missing or weak: set at least {SHORTEST_SECRET} random characters, for example\n"
            "  TRYGT_SECRET_KEY=$(python3 -c 'import secrets; print(secrets.token_urlsafe(48))')"
        )


class NoEncryptionKeys(SystemExit):
    """The app was started without keys for what it seals, or with keys that are not keys."""

    def __init__(self, why: str = "missing") -> None:
        super().__init__(
            f"TRYGT_ENCRYPTION_KEYS: {why}. Make a key, and keep it as safely as the backups, but elsewhere:\n"
            "  flask --app wsgi keys new"
        )


def settings(overrides: dict[str, Any] | None = None) -> dict[str, Any]:
    """Flask's configuration from the environment, with overrides for tests on top.

    Raises WeakSecretKey when the app would serve people with a key that can be guessed, and
    NoEncryptionKeys when it could not seal what they write. On the command line such a key is merely
    left out: that process cannot serve a page, or read what is sealed.
    """
    found: dict[str, Any] = {
        "DEMO": _switch("DEMO"),
        "SECRET_KEY": _read("SECRET_KEY") or _kept_secret(),
        "SQLALCHEMY_DATABASE_URI": _read("DATABASE_URL") or f"sqlite:///{INSTANCE / 'trygt.db'}",
        **_sessions(),
        "SECURE_COOKIES": _switch("SECURE_COOKIES", default=not _switch("DEMO")),
        **_notices(),
        **_addresses(),
        "HEARTBEAT_URL": _read("HEARTBEAT_URL"),
        **_accounted_for(),
        **_single_sign_on(),
        "INSTANCE": INSTANCE,
        "OFFICE_HOURS": office_hours.read(_read("OFFICE_HOURS") or "08-16"),
        "ALARM_TEST_DAYS": int(_read("ALARM_TEST_DAYS") or 31),
        "MAX_CONTENT_LENGTH": 256 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "ARGON2": {"time_cost": 3, "memory_cost": 65536, "parallelism": 1},
        "ENCRYPTION_KEYS": _read("ENCRYPTION_KEYS"),
        **(overrides or {}),
    }
    if is_weak(found["SECRET_KEY"]):
        if not click.get_current_context(silent=True):
            raise WeakSecretKey
        found["SECRET_KEY"] = None
    found["KEYRING"] = keyring(found)
    single_sign_on_settings.check(found)
    if found["KEYRING"] is None and not click.get_current_context(silent=True):
        raise NoEncryptionKeys
    return {**found, **_follows(found)}


def setting(name: str) -> Any:
    """A setting of the app that is at work: how services read one without knowing the framework. Raises KeyError."""
    return current_app.config[name]


def keyring(found: dict[str, Any]) -> Keyring | None:
    """The keys of these settings; the demo's own lie beside its database. Raises NoEncryptionKeys for odd ones."""
    kept = pathlib.Path(found["INSTANCE"]) / KEPT_KEYS
    written = found["ENCRYPTION_KEYS"] or (kept.read_text() if found["DEMO"] and kept.exists() else None)
    try:
        return Keyring.read(written) if written else None
    except BadKeys as error:
        raise NoEncryptionKeys(str(error)) from error


def is_weak(secret: str | None) -> bool:
    """Whether a secret is too short or too uniform to protect a cookie."""
    return secret is None or len(secret) < SHORTEST_SECRET or len(set(secret)) < SHORTEST_SECRET // 3


def cookie_name(name: str, *, is_secure: bool) -> str:
    """A cookie's name. Over TLS it says that this host alone may set it: no neighbour of ours can plant one."""
    return f"__Host-{name}" if is_secure else name


def _follows(found: dict[str, Any]) -> dict[str, Any]:
    """What Flask and its companions are told, given the settings of ours."""
    return {
        "SESSION_COOKIE_NAME": cookie_name("trygt", is_secure=found["SECURE_COOKIES"]),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": found["SECURE_COOKIES"],
        "PERMANENT_SESSION_LIFETIME": dt.timedelta(hours=found["SESSION_LONGEST_HOURS"]),
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "SQLALCHEMY_ENGINE_OPTIONS": found.get("SQLALCHEMY_ENGINE_OPTIONS")
        or _engine_options(found["SQLALCHEMY_DATABASE_URI"]),
        "BABEL_DEFAULT_LOCALE": "nb",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Oslo",
        "BABEL_TRANSLATION_DIRECTORIES": str(pathlib.Path(__file__).parent / "translations"),
        "TEMPLATES_AUTO_RELOAD": False,
    }


def _engine_options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 2.0, "check_same_thread": False}}
    return {
        "pool_size": 10,
        "pool_use_lifo": True,  # what the few in use have prepared, they need not prepare again
        "connect_args": {
            "options": "-c statement_timeout=5000 -c lock_timeout=2000 -c timezone=UTC",
            "connect_timeout": 3,
        },
    }


def _addresses() -> dict[str, Any]:
    """What the app is called from outside, and how many proxies may say so."""
    return {
        "TRUSTED_PROXIES": int(_read("TRUSTED_PROXIES") or 0),
        "BASE_URL": (_read("BASE_URL") or "").rstrip("/"),
        "OWN_HOSTS": _words("TRUSTED_HOSTS", ""),
    }


def _sessions() -> dict[str, int]:
    """How long a sign-in may lie idle, and how long it may last however much it is used, in hours."""
    return {
        "SESSION_IDLE_HOURS": int(_read("SESSION_IDLE_HOURS") or 12),
        "SESSION_LONGEST_HOURS": int(_read("SESSION_LONGEST_HOURS") or 168),
    }


def _notices() -> dict[str, Any]:
    """What may carry a notice out of the app."""
    return {
        "CONSOLE_NOTICES": _switch("CONSOLE_NOTICES", default=True),
        "NOTICE_SCHEMES": _words("NOTICE_SCHEMES", NOTICE_SCHEMES),
        "MAIL_URL": _read("MAIL_URL"),
        "PUSH_ORIGINS": _words("PUSH_ORIGINS", PUSH_ORIGINS),
        "VAPID_PRIVATE_KEY": _read("VAPID_PRIVATE_KEY"),
        "VAPID_SUBJECT": _read("VAPID_SUBJECT"),
    }


def _read(name: str) -> str | None:
    return os.environ.get(f"TRYGT_{name}") or None


def _switch(name: str, *, default: bool = False) -> bool:
    value = _read(name)
    return default if value is None else value.lower() in {"1", "true", "yes", "on"}


def _date(name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(_read(name) or "") if _read(name) else None
    except ValueError:
        raise SystemExit(f"TRYGT_{name}: write a date, such as 2026-09-01") from None


def _accounted_for() -> dict[str, Any]:
    """What an office answers for: how long what is kept, who looked, and what was discussed with whom when."""
    return {
        "RETENTION": _terms(_read("RETENTION") or ""),
        "ACCESS_LOG": _read("ACCESS_LOG") or "stdout",
        "DISCUSSED_ON": _date("DISCUSSED_ON"),
        "INFORMED_ON": _date("INFORMED_ON"),
        "EVALUATED_ON": _date("EVALUATED_ON"),
        "PRIVACY_CONTACT": _read("PRIVACY_CONTACT"),
    }


def _single_sign_on() -> dict[str, Any]:
    """Where the organisation signs in, and whether there are accounts with passwords beside that."""
    return {
        "OIDC_ISSUER": _read("OIDC_ISSUER"),
        "OIDC_CLIENT_ID": _read("OIDC_CLIENT_ID"),
        "OIDC_CLIENT_SECRET": _read("OIDC_CLIENT_SECRET"),
        "OIDC_GROUPS": _read("OIDC_GROUPS"),
        "LOCAL_ACCOUNTS": _switch("LOCAL_ACCOUNTS", default=True),
    }


def _terms(setting: str) -> dict[Kept, int]:
    try:
        return terms(setting)
    except ValueError as error:
        raise SystemExit(f"TRYGT_RETENTION: {error}") from None


def _words(name: str, default: str) -> frozenset[str]:
    """Words with spaces or commas between them."""
    return frozenset((_read(name) or default).replace(",", " ").split())


def _kept_secret() -> str | None:
    """The key that `flask prepare` made for this folder; production sets its own."""
    kept = INSTANCE / "secret_key"
    return kept.read_text().strip() if kept.exists() else None
