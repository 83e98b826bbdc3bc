"""Protocol 01 and 07, mail that comes in: read, proved, judged. It is no channel, but for rung 4 (O1.6, O7.4).

Mail proves nothing of itself. What is here reads a letter as bytes that anybody may have written: it never raises,
opens no attachment, and follows no header.
"""

from sundial.protocol.letters.judging import Fate, Seen, Verdict, Why, judge, may_answer
from sundial.protocol.letters.letter import Address, Attachment, Letter, Mark, Proof, Proven
from sundial.protocol.letters.reading import Ours, read

__all__ = [
    "Address",
    "Attachment",
    "Fate",
    "Letter",
    "Mark",
    "Ours",
    "Proof",
    "Proven",
    "Seen",
    "Verdict",
    "Why",
    "judge",
    "may_answer",
    "read",
]
