"""A letter that one mail room reads is left to it: its reading has a lease, as every sending has."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sundial", "0042_set_times")]
    operations = [migrations.AddField("inboundraw", "trying_until", models.DateTimeField(null=True))]
