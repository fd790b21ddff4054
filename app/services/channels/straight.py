"""A line to another host that goes nowhere else."""

from __future__ import annotations

from typing import Any

import requests


class Straight(requests.Session):
    """Follows no redirect, so that an allowed host cannot send us on to another."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """As requests.Session does, but a redirect is the answer."""
        return super().request(*args, **{**kwargs, "allow_redirects": False})
