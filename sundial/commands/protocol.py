"""Put a protocol document in force: from then on, new cases are promised what it says."""

from datetime import datetime

from django.db import transaction

from sundial.models import ProtocolRevision, protocol_in_force
from sundial.models.protocol import NoProtocol
from sundial.protocol.document import Protocol, to_json


def put_in_force(protocol: Protocol, *, now: datetime) -> ProtocolRevision:
    """Keep the document as an immutable revision that counts from `now` for cases opened from then on (O12.1).

    What is in force already is left as it is. A case keeps the revision that its own history names.
    """
    with transaction.atomic():
        if _digest_in_force(now) == protocol.digest:
            return ProtocolRevision.objects.get(pk=protocol.digest)
        return ProtocolRevision.objects.create(digest=protocol.digest, document=to_json(protocol), in_force_from=now)


def _digest_in_force(now: datetime) -> str:
    try:
        return protocol_in_force(now).digest
    except NoProtocol:
        return ""
