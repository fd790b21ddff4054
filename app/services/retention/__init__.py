"""Removing what has been kept long enough: what is due and why, in batches, with a tombstone for each timeline."""

from app.services.retention.due import Due, due
from app.services.retention.running import run

__all__ = ["Due", "due", "run"]
