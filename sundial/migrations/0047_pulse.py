"""How much could not be delivered is counted no more: that there is some is red until somebody has seen to it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sundial", "0046_letters_taken_up")]
    operations = [migrations.RemoveField("pulse", "undeliverable")]
