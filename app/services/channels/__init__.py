"""The ways out of the app: which channels there are, what they may reach, and how one letter is sent."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from app.services.channels import console, gateways, push
from app.services.channels.letters import Failed, Letter, Outside

SENDERS: dict[str, Callable[[Letter, Outside], None]] = {
    "console": console.send,
    "push": push.send,
    "apprise": gateways.send,
}
LANES: dict[str, Callable[[str], str]] = {"push": push.lane, "apprise": gateways.lane}

__all__ = ["Failed", "Letter", "Outside", "lane", "outside", "send"]


def outside(config: Mapping[str, Any]) -> Outside:
    """What the settings allow, from the app's configuration."""
    return Outside(**{field.name: config[field.name.upper()] for field in dataclasses.fields(Outside)})


def send(letter: Letter, allowed: Outside) -> None:
    """Send one letter now; returns when the other end has taken it. Raises Failed with a reason, within seconds."""
    SENDERS[letter.channel](letter, allowed)


def lane(channel: str, target: str | None) -> str:
    """The host that a letter goes to: one that is stuck holds up others in its own lane, and nobody else."""
    return f"{channel} {LANES[channel](target)}" if target and channel in LANES else channel
