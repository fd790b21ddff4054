"""For the platform that runs the app: alive, ready, metrics. Nothing personal."""

from __future__ import annotations

from flask import Blueprint, Response, request
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

from app import clock, taking_over
from app.services import health

blueprint = Blueprint("internal", __name__, url_prefix="/internal")

GAUGES = {
    "beat_age_s": Gauge("trygt_engine_beat_age_seconds", "Seconds since the engine of the alarms was last alive"),
    "open_alarms": Gauge("trygt_alarms_open", "Alarms that are not closed"),
    "ringing_at_top": Gauge("trygt_alarms_ringing_at_top", "Open alarms that nobody in their whole chain has taken"),
    "unsent_notices": Gauge("trygt_notices_unsent", "Notices that wait to be sent"),
    "queue_age_s": Gauge("trygt_notices_queue_age_seconds", "Seconds that the oldest unsent notice has waited"),
}


@blueprint.get("/isalive")
def is_alive() -> str:
    """The process answers."""
    return "alive"


@blueprint.get("/isready")
def is_ready() -> tuple[str, int]:
    """The database answers and takes writes, its schema is one for this code, and the engine of the alarms is alive.

    With ?of=web engine and writes are left out: for a platform that would take the pages away, too, on which people
    then read whom to call and get back what they typed.
    """
    problem = health.problem()
    if problem is None and request.args.get("of") != "web":
        problem = health.problem_with_writing(clock.now()) or taking_over.problem()
    return (problem, 503) if problem else ("ready", 200)


@blueprint.get("/metrics")
def metrics() -> Response:
    """Prometheus metrics: counts and times by endpoint, and how the alarms stand; no people."""
    standing = health.figures(clock.now())
    for name, gauge in GAUGES.items():
        figure = getattr(standing, name, None)
        gauge.set(float("nan") if figure is None else figure)
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
