"""What is remembered: columns, constraints, named selects and predicates."""

from app.models.assessment import Assessment, ChosenMeasure, Decision, Reaction
from app.models.base import db
from app.models.escalation import Acknowledgement, Escalation, FollowUp, Link, Report
from app.models.export import Export
from app.models.insight import Count, Counting
from app.models.meeting import Meeting
from app.models.notice import Address, Heartbeat, Notice
from app.models.person import Passkey, Person, SignIn
from app.models.place import Place
from app.models.record import Anchor, AnchoredHead, Hold, NeverThere, Tombstone
from app.models.round_trip import RoundTrip
from app.models.timeline import AccessLine, Event, Submission
from app.models.training import Training
from app.models.unit import Absence, Appointment, Deputyship, Transfer, Unit, represents_safety
from app.models.upload import Upload

__all__ = [
    "Absence",
    "AccessLine",
    "Acknowledgement",
    "Address",
    "Anchor",
    "AnchoredHead",
    "Appointment",
    "Assessment",
    "ChosenMeasure",
    "Count",
    "Counting",
    "Decision",
    "Deputyship",
    "Escalation",
    "Event",
    "Export",
    "FollowUp",
    "Heartbeat",
    "Hold",
    "Link",
    "Meeting",
    "NeverThere",
    "Notice",
    "Passkey",
    "Person",
    "Place",
    "Reaction",
    "Report",
    "RoundTrip",
    "SignIn",
    "Submission",
    "Tombstone",
    "Training",
    "Transfer",
    "Unit",
    "Upload",
    "db",
    "represents_safety",
]
