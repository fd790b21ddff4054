"""About Trygt møte: privacy, accessibility, what is kept, who sees what, and why each question is asked."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template

from app.checklists import CURRENT
from app.domain.about import ROLE_WORDS, who_may
from app.domain.retention import NEVER, TERMS

blueprint = Blueprint("about", __name__, url_prefix="/about")


@blueprint.get("/privacy")
def privacy() -> str:
    """The privacy notice, and when the control measure was discussed with the employees' representatives."""
    config = current_app.config
    dates = {name: config[name.upper()] for name in ("discussed_on", "informed_on", "evaluated_on")}
    return render_template("about/privacy.html", contact=config["PRIVACY_CONTACT"], **dates)


@blueprint.get("/accessibility")
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("about/accessibility.html", contact=current_app.config["PRIVACY_CONTACT"])


@blueprint.get("/retention")
def retention() -> str:
    """How long what is kept, as it is set here."""
    days = current_app.config["RETENTION"]
    return render_template("about/retention.html", terms=TERMS, days=days, never=NEVER)


@blueprint.get("/access")
def access() -> str:
    """Who sees what: the table that the locks on the doors read."""
    return render_template("about/access.html", roles=list(ROLE_WORDS.values()), permissions=who_may())


@blueprint.get("/questions")
def questions() -> str:
    """Each question of the checklist, why it is asked, and which requirement it rests on."""
    return render_template("about/questions.html", checklist=CURRENT)
