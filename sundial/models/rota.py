"""Protocol 02, the rota: its patterns and changes as they were written, kept for ever, and leaves to read it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import connection, models

from sundial.models.asked_once import once
from sundial.protocol.rota import Change, Pattern, pattern_from_json, what_from_json

LOCK = 0x50_74_61  # of the advisory lock: whoever writes to the rota stands in line
AROUND = timedelta(days=15)  # no single shift is longer, so nothing further away touches one; commands/rota holds to it


class RotaPattern(models.Model):
    """One pattern as it was written (`what`, JSON); the last of one key holds: one is ended by being written again."""

    seq = models.PositiveIntegerField(primary_key=True)
    id = models.UUIDField(unique=True, default=uuid4, editable=False)
    key = models.CharField(max_length=64)
    what = models.JSONField()
    by = models.ForeignKey("Person", models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "rota_pattern"
        constraints = [models.CheckConstraint(condition=models.Q(seq__gte=1), name="rota_pattern_from_one")]

    def __str__(self) -> str:
        return self.key


class RotaChange(models.Model):
    """One change as it was written (`what`, JSON); it touches nothing outside `since` to `until` (UTC)."""

    seq = models.PositiveIntegerField(primary_key=True)
    id = models.UUIDField(unique=True, default=uuid4, editable=False)
    what = models.JSONField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    by = models.ForeignKey("Person", models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "rota_change"
        indexes = [models.Index(fields=["until"], name="rota_change_until")]
        constraints = [
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="rota_change_from_one"),
            models.CheckConstraint(condition=models.Q(since__lt=models.F("until")), name="rota_change_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.seq}, {self.what.get('kind')}"


class RotaFeed(models.Model):
    """Leave to read shifts without signing in, as `person` would: their own (`region` ""), or a region's.

    The address under which it is read is worked out from `id` and the desk's own secret, and stands nowhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey("Person", models.CASCADE, related_name="+")
    region = models.CharField(max_length=32, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "rota_feed"
        constraints = [models.UniqueConstraint(fields=["person", "region"], name="rota_feed_once")]

    def __str__(self) -> str:
        return self.region or "own"


class Head(NamedTuple):
    """The last rows of the rota: nothing is ever changed, so they name everything that was written until then."""

    pattern: UUID | None
    change: UUID | None


class Written(NamedTuple):
    """What was written of the rota."""

    patterns: tuple[Pattern, ...]
    changes: tuple[Change, ...]


def rota_head() -> Head:
    """Return where the rota stands, in one query; two that are the same are the same rota."""
    return once("rota head", _rota_head)


def _rota_head() -> Head:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT id FROM rota_pattern ORDER BY seq DESC LIMIT 1),"
            " (SELECT id FROM rota_change ORDER BY seq DESC LIMIT 1)"
        )
        return Head(*cursor.fetchone())


def rota_written(since: datetime | None = None, until: datetime | None = None) -> Written:
    """Return the rota, whole, or what bears upon the shifts between two instants (UTC)."""
    rows = RotaChange.objects.order_by("seq")
    if since is not None and until is not None:
        rows = rows.filter(until__gt=since - AROUND, since__lt=until + AROUND)
    patterns = RotaPattern.objects.order_by("seq").values_list("what", flat=True)
    return Written(tuple(map(pattern_from_json, patterns)), tuple(_changes(rows)))


def lock_rota() -> None:
    """Stand in line with whoever else writes to the rota, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _changes(rows: models.QuerySet[RotaChange]) -> Iterable[Change]:
    for seq, at, by, what in rows.values_list("seq", "at", "by_id", "what"):
        yield Change(seq, at, str(by), what_from_json(what))
