"""What is remembered: rows, constraints and querysets, in the words of the ground floor."""

from sundial.models.alerts import Alert, AlertKind, Channel, Delivery, DeliveryState
from sundial.models.awaiting import AwaitedFix, ResourceRequest
from sundial.models.case import Case
from sundial.models.course import CustomerCourse
from sundial.models.dead_letters import DeadLetterAct, DeadLetterDeed
from sundial.models.digests import Digest
from sundial.models.glass import GlassAnswer, GlassEnd, GlassLook, GlassRequest
from sundial.models.handed import Handover
from sundial.models.history import FactRow, histories_of, history_of
from sundial.models.ladder import Escalation
from sundial.models.letters import InboundLetter, InboundRaw, LetterTakenUp, MailAccount
from sundial.models.now import database_now
from sundial.models.organization import Entitlement, Organization
from sundial.models.paged import AlertAct
from sundial.models.person import Credential, Kind, Person
from sundial.models.person_change import PersonChange
from sundial.models.presence import PresenceRow
from sundial.models.protocol import (
    NoProtocol,
    ProtocolCandidate,
    ProtocolMove,
    ProtocolRevision,
    protocol_in_force,
    protocol_of,
    protocols_of,
)
from sundial.models.pulse import Parked, Pulse
from sundial.models.releases import FanOut, Fix, NoticeDraft, Release, ReleaseEvent
from sundial.models.rota import RotaChange, RotaFeed, RotaPattern, lock_rota, rota_head, rota_written
from sundial.models.sent import Sent
from sundial.models.sla import Clock
from sundial.models.viewer import CLOCKWORK, NoTransaction, at_the_door, reads_case, viewing
from sundial.models.wall_change import WallChange, WallCheck
from sundial.models.ways import Reaching, Way, WayAddress, WayKind, WayTrial

__all__ = [
    "CLOCKWORK",
    "Alert",
    "AlertAct",
    "AlertKind",
    "AwaitedFix",
    "Case",
    "Channel",
    "Clock",
    "Credential",
    "CustomerCourse",
    "DeadLetterAct",
    "DeadLetterDeed",
    "Delivery",
    "DeliveryState",
    "Digest",
    "Entitlement",
    "Escalation",
    "FactRow",
    "FanOut",
    "Fix",
    "GlassAnswer",
    "GlassEnd",
    "GlassLook",
    "GlassRequest",
    "Handover",
    "InboundLetter",
    "InboundRaw",
    "Kind",
    "LetterTakenUp",
    "MailAccount",
    "NoProtocol",
    "NoTransaction",
    "NoticeDraft",
    "Organization",
    "Parked",
    "Person",
    "PersonChange",
    "PresenceRow",
    "ProtocolCandidate",
    "ProtocolMove",
    "ProtocolRevision",
    "Pulse",
    "Reaching",
    "Release",
    "ReleaseEvent",
    "ResourceRequest",
    "RotaChange",
    "RotaFeed",
    "RotaPattern",
    "Sent",
    "WallChange",
    "WallCheck",
    "Way",
    "WayAddress",
    "WayKind",
    "WayTrial",
    "at_the_door",
    "database_now",
    "histories_of",
    "history_of",
    "lock_rota",
    "protocol_in_force",
    "protocol_of",
    "protocols_of",
    "reads_case",
    "rota_head",
    "rota_written",
    "viewing",
]
