"""The protocol documents that were ever in force, each an immutable revision."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from uuid import uuid4

from django.db import models

from sundial.models.asked_once import once
from sundial.models.written import Written
from sundial.protocol.document import Protocol, from_json


class NoProtocol(LookupError):
    """No protocol document is in force, or a history names a revision that is not kept."""


class ProtocolRevision(models.Model):
    """One document as it was put in force; the digest that it had then is its name, and nothing changes it (O12.1).

    A document that comes into force again is a row again, under the same name.
    """

    digest = models.CharField(max_length=64, db_index=True)
    document = models.TextField()  # JSON as text: jsonb would forget the order of the plans
    in_force_from = models.DateTimeField()

    class Meta:
        db_table = "protocol_revision"
        constraints = [models.UniqueConstraint(fields=["in_force_from"], name="protocol_one_at_a_time")]

    def __str__(self) -> str:
        return f"{self.digest[:12]}, in force from {self.in_force_from:%Y-%m-%d %H:%M} UTC"


class ProtocolCandidate(models.Model):
    """A document that somebody tries on the open cases, before it is put in force or thrown away."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    document = models.TextField()
    by = models.ForeignKey("Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "protocol_candidate"
        indexes = [models.Index(fields=["-at"], name="protocol_candidate_latest")]

    def __str__(self) -> str:
        return f"{self.name}, {self.digest[:12]}"


class ProtocolMove(models.Model):
    """A decision about open cases when a document is put in force: to move them, to pin them, or to leave them (O12.1).

    `plans` are those whose cases are meant, [] for all. `counts_from` is the day on which it is carried out, None: at
    once; `check_at` is when clockwork asks for that, None once it has. `finished_at` is when every case had its fact; a
    decision that could not be carried out says in `refusal` why not, and has changed nothing.
    """

    class Kind(models.TextChoices):
        """What was decided: KEEP leaves open cases, a later move of all takes them along; DROP calls off what waits."""

        KEEP = "keep", "left"
        MOVE = "move", "moved"
        PIN = "pin", "pinned"
        DROP = "drop", "called off"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    digest = models.CharField(max_length=64)
    plans = models.JSONField(default=list)
    reason = models.CharField(max_length=300, blank=True, default="")
    by = models.ForeignKey("Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    counts_from = models.DateTimeField(null=True)
    check_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        db_table = "protocol_move"
        indexes = [
            models.Index(fields=["-at"], name="protocol_move_latest"),
            models.Index(
                fields=["check_at"], condition=models.Q(check_at__isnull=False), name="protocol_move_check_at"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.digest[:12]}"


def _in_force(at: datetime) -> "models.QuerySet[ProtocolRevision, str]":
    begun = ProtocolRevision.objects.filter(in_force_from__lte=at).order_by("-in_force_from")
    return begun.values_list("digest", flat=True)[:1]


IN_FORCE = Written(_in_force, datetime.min.replace(tzinfo=UTC))


def protocol_in_force(at: datetime) -> Protocol:
    """Return the document in force at an instant; raises NoProtocol if there was none yet."""
    return protocol_of(digest_in_force(at))


def digest_in_force(at: datetime) -> str:
    """Return the name under which that document is kept: what a history names, whatever it would be called today."""
    return once(("digest in force", at), lambda: _digest_in_force(at))


def protocols_of(digests: Iterable[str]) -> Mapping[str, Protocol]:
    """Return the documents that some histories name, by digest."""
    return {digest: protocol_of(digest) for digest in set(digests)}


@lru_cache(maxsize=64)
def protocol_of(digest: str) -> Protocol:
    """Return one revision, read once by each process: it can never change. Raises NoProtocol."""
    document = ProtocolRevision.objects.filter(digest=digest).values_list("document", flat=True).first()
    if document is None:
        raise NoProtocol(f"the protocol revision {digest[:12]} is not kept here")
    return read_document(document)


def read_document(document: str) -> Protocol:
    """Return a document from the text in which a revision, or one that is tried, is kept."""
    return from_json(json.loads(document))


def _digest_in_force(at: datetime) -> str:
    digest = IN_FORCE.first(at)
    if digest is None:
        raise NoProtocol(f"no protocol document is in force at {at:%Y-%m-%d %H:%M} UTC: put one in force first")
    return digest
