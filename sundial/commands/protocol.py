"""Put a protocol document in force: from then on, new cases are promised what it says."""

import json
from datetime import datetime

from django.db import transaction

from sundial.models import ProtocolRevision, protocol_of
from sundial.protocol.document import Protocol, to_json


def put_in_force(protocol: Protocol, *, now: datetime) -> ProtocolRevision:
    """Keep the document as an immutable revision that counts from `now` for cases opened from then on (O12.1).

    What is in force already is left as it is. A case keeps the revision that its own history names.
    """
    with transaction.atomic():
        standing = ProtocolRevision.objects.filter(in_force_from__lte=now).order_by("-in_force_from").first()
        if standing and protocol.digest in (standing.digest, protocol_of(standing.digest).digest):
            return standing
        document = json.dumps(to_json(protocol), ensure_ascii=False)
        return ProtocolRevision.objects.create(digest=protocol.digest, document=document, in_force_from=now)
