"""The application that the server runs."""

import os

from django.core.asgi import get_asgi_application

from sundial.outside.collector import settle_down

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sundial.settings")
application = get_asgi_application()

from sundial.jobs.health import begin  # noqa: E402 - it reads models, which are there from here on

settle_down()
begin()
