"""What cases wait for, by fix and by group: projections of their histories (O3.4, O6.4)."""

from django.db import models


class AwaitedFix(models.Model):
    """A fix that a case waits for, by its key, with the date that stands for it (a projection)."""

    case = models.ForeignKey("Case", models.CASCADE, db_index=False, related_name="awaited")
    fix = models.CharField(max_length=40)
    date = models.DateTimeField(null=True)

    class Meta:
        db_table = "awaited_fix"
        constraints = [models.UniqueConstraint(fields=["case", "fix"], name="awaited_fix_once")]
        indexes = [models.Index(fields=["fix"], name="awaited_fix_by_fix")]

    def __str__(self) -> str:
        return f"{self.case_id} waits for {self.fix}"


class ResourceRequest(models.Model):
    """What another group was asked for and has not answered, by the fact of the asking (a projection)."""

    case = models.ForeignKey("Case", models.CASCADE, db_index=False, related_name="requests")
    seq = models.PositiveIntegerField()
    group = models.CharField(max_length=32)
    due_at = models.DateTimeField()
    owner = models.ForeignKey("Person", models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        db_table = "resource_request"
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="resource_request_once")]
        indexes = [models.Index(fields=["group", "due_at"], name="resource_request_of_group")]

    def __str__(self) -> str:
        return f"{self.group} owes {self.case_id} an answer by {self.due_at:%Y-%m-%d %H:%M}"
