"""What is remembered: columns, constraints, named selects and predicates."""

from app.models.assessment import Assessment, ChosenMeasure, Decision, Reaction
from app.models.base import db
from app.models.meeting import Meeting
from app.models.person import Person, SignIn
from app.models.timeline import AccessLine, Event, Submission
from app.models.unit import Appointment, Deputyship, Unit

__all__ = [
    "AccessLine",
    "Appointment",
    "Assessment",
    "ChosenMeasure",
    "Decision",
    "Deputyship",
    "Event",
    "Meeting",
    "Person",
    "Reaction",
    "SignIn",
    "Submission",
    "Unit",
    "db",
]
