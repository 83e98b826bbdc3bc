"""What is remembered: rows, constraints and querysets, in the words of the ground floor."""

from sundial.models.alerts import Alert, AlertKind, Channel, Delivery, DeliveryState
from sundial.models.case import Case
from sundial.models.history import FactRow, histories_of, history_of
from sundial.models.now import database_now
from sundial.models.organization import Entitlement, Organization
from sundial.models.person import Credential, Kind, Person
from sundial.models.protocol import NoProtocol, ProtocolRevision, protocol_in_force, protocol_of, protocols_of
from sundial.models.pulse import Parked, Pulse
from sundial.models.sent import Sent
from sundial.models.sla import Clock
from sundial.models.viewer import CLOCKWORK, NoTransaction, at_the_door, viewing

__all__ = [
    "CLOCKWORK",
    "Alert",
    "AlertKind",
    "Case",
    "Channel",
    "Clock",
    "Credential",
    "Delivery",
    "DeliveryState",
    "Entitlement",
    "FactRow",
    "Kind",
    "NoProtocol",
    "NoTransaction",
    "Organization",
    "Parked",
    "Person",
    "ProtocolRevision",
    "Pulse",
    "Sent",
    "at_the_door",
    "database_now",
    "histories_of",
    "history_of",
    "protocol_in_force",
    "protocol_of",
    "protocols_of",
    "viewing",
]
