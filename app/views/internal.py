"""For the platform that runs the app: alive, ready, metrics. Nothing personal."""

from __future__ import annotations

import sqlalchemy.exc
from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.services import health

blueprint = Blueprint("internal", __name__, url_prefix="/internal")


@blueprint.get("/isalive")
def is_alive() -> str:
    """The process answers."""
    return "alive"


@blueprint.get("/isready")
def is_ready() -> tuple[str, int]:
    """The database answers, and its schema is the one that this code expects."""
    try:
        problem = health.problem()
    except sqlalchemy.exc.SQLAlchemyError:
        problem = "the database does not answer"
    return (problem, 503) if problem else ("ready", 200)


@blueprint.get("/metrics")
def metrics() -> Response:
    """Prometheus metrics: counts and times by endpoint, no people."""
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
