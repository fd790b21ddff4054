"""What kind of device somebody signed in on, as far as its browser says so: to recognise it by, never to trust."""

from __future__ import annotations

from app.domain.text import _

# Browsers name their ancestors too: the first that is found is the one.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "SamsungBrowser": "Samsung Internet",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}
UNKNOWN = _("Ukjent enhet")


def described(user_agent: str) -> str:
    """Browser and system in their own names, such as "Chrome, Android"; UNKNOWN (bokmål) when neither is known."""
    found = [next((name for mark, name in known.items() if mark in user_agent), None) for known in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in found if name) or UNKNOWN
