"""An evidence pack: one case with all that its due times rest on, as one file that is checked offline (O12.1).

`kept` is what is taken out of the desk's memory, `pack` the file that is made of it, `check` proves such a file. What
that proves, and what it does not, is in docs/evidence.md.
"""

from sundial.protocol.evidence.check import NotAPack, Report, check
from sundial.protocol.evidence.kept import Kept, Said, made_with
from sundial.protocol.evidence.pack import pack, written

__all__ = ["Kept", "NotAPack", "Report", "Said", "check", "made_with", "pack", "written"]
