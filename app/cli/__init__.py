"""What can be done from the command line: `flask <group> <command>`, one module for each group."""

from __future__ import annotations

from flask import Flask

from app.cli import accounts, alarms, backups, keys, log, retention, running
from app.cli.checklist import checklist
from app.cli.insight import insight

GROUPS = (
    *(checklist, accounts.users, accounts.units, alarms.alarms, insight, keys.keys, log.log, retention.retention),
    *(running.prepare, running.serve, backups.backup, backups.restore),
)


def init_app(app: Flask) -> None:
    """Hang every group on the app's own command line."""
    for group in GROUPS:
        app.cli.add_command(group)
