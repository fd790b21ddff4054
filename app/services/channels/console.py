"""The console: a line in the log, so that nothing has to be set up before the first alarm can be seen to work."""

from __future__ import annotations

import logging

from app.services.channels.letters import Letter, Outside

log = logging.getLogger("trygt.notices")


def send(letter: Letter, allowed: Outside) -> None:
    """Write the letter to the log."""
    log.info(letter.with_link(allowed.base_url), extra={"person": letter.person_id, "stream": letter.matter})
