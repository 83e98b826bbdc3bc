"""The application that the server runs."""

import os

import django

from sundial.outside.collector import settle_down

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sundial.settings")
django.setup(set_prefix=False)

from sundial.jobs.health import begin  # noqa: E402 - it reads models, which are there from here on
from sundial.web.answering import Handler  # noqa: E402

application = Handler()
settle_down()
begin()
