"""Let what triage says of the product reach the row of its case."""

from django.db import migrations

COLUMN = "update (product) on support_case"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0009_names")]
    operations = [
        migrations.RunSQL(
            f"grant {COLUMN} to sundial_web, sundial_worker",
            f"revoke {COLUMN} from sundial_web, sundial_worker",
        ),
    ]
