"""Setting out to the organisation's own sign-in."""

from __future__ import annotations

from wtforms import HiddenField

from forms.base import Form


class SingleSignOnForm(Form):
    """One tap; `next` and `kept` are carried as on the form with a password."""

    next = HiddenField()
    kept = HiddenField()
