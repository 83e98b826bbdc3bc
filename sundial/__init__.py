"""Sundial, a desk that keeps a support protocol's promises.

Time zones come from the `tzdata` package that the lock file names and never from the machine's own database, so that
the same question has the same due time on every machine (docs/decisions.md).
"""

import zoneinfo

zoneinfo.reset_tzpath(())
zoneinfo.ZoneInfo.clear_cache()
