"""Whether there are designated regions, kept by the database beside them: what the wall and its indexes ask first."""

from django.db.models import BooleanField, ExpressionWrapper, GeneratedField, Q


def restricted() -> GeneratedField:
    """Return the column of a table that has `regions`."""
    there_are = ExpressionWrapper(~Q(regions=[]), output_field=BooleanField())
    return GeneratedField(expression=there_are, output_field=BooleanField(), db_persist=True)
