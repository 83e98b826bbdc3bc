"""What a desk must not be started with (TRUST S28)."""

import stat

from django.conf import settings
from django.core.management.base import CommandError

from sundial import surroundings


def refuse_unsafe() -> None:
    """Raise CommandError with what to do, if the secret is missing, the home is open or debugging meets the world."""
    if not surroundings.secret_key_file().exists():
        raise CommandError(
            f"There is no secret key in {settings.HOME}: `sundial database start` (or bin/run) makes one."
        )
    if settings.HOME.stat().st_mode & (stat.S_IRWXO | stat.S_IRWXG) & ~(stat.S_IXOTH | stat.S_IXGRP):
        raise CommandError(f"{settings.HOME} can be read by other users: chmod go-rw {settings.HOME}")
    if settings.DEBUG and not settings.DEMO:
        raise CommandError("SUNDIAL_DEBUG shows secrets to every visitor: unset it, or set SUNDIAL_DEMO=1.")
