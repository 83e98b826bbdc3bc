"""The one Django app of Sundial."""

from django.apps import AppConfig


class SundialConfig(AppConfig):
    """The app with the label `sundial`; its models are the first floor of the house."""

    name = "sundial"
    label = "sundial"
    default_auto_field = "django.db.models.BigAutoField"
