"""The composer: a note first, a public reply by choice, and nothing lost on the way (UX 3)."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from uuid import uuid4

from django import forms
from django.http import QueryDict

from sundial.models import Case, Person
from sundial.web.desk import guard
from sundial.web.desk.guard import Hold
from sundial.web.desk.people import colleagues
from sundial.web.desk.thread import Entry, drawn_words

NOTE, PUBLIC = "note", "public"
LONGEST = 20_000  # characters
SPOKEN = ("them", "us", "note")


class MessageForm(forms.Form):
    """What a composer sends; `seen` is the last entry that its writer had before them.

    `wait` is the key that a browser presses when Enter is hit on a choice: it sends nothing.
    """

    text = forms.CharField(
        max_length=LONGEST,
        error_messages={
            "required": "Write something first.",
            "max_length": f"That is longer than {LONGEST:,} characters; put the rest into a second message.",
        },
    )
    mode = forms.ChoiceField(choices=[(NOTE, NOTE), (PUBLIC, PUBLIC)])
    seen = forms.IntegerField(min_value=0)
    key = forms.UUIDField()
    anyway = forms.CharField(required=False, max_length=80)
    wait = forms.CharField(required=False, max_length=3)

    def clean_wait(self) -> str:
        """Refuse to be sent by Enter."""
        if self.cleaned_data["wait"]:
            raise forms.ValidationError("Enter does not send. Press the key.")
        return ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the composer, why it waits, if it does, and the determinations whose notice it is (by `seq`)."""

    seen: int
    mode: str = NOTE
    text: str = ""
    key: str = ""
    holds: tuple[Hold, ...] = ()
    unseen: tuple[Entry, ...] = ()
    problem: str = ""
    anyway: str = ""
    fresh: bool = False
    notice: tuple[int, ...] = ()

    @property
    def is_held(self) -> bool:
        """Whether a public message waits for a second look."""
        return bool(self.holds or self.unseen)


def problem(form: forms.Form) -> str:
    """Say why a form cannot be taken."""
    said = [*form.errors.get("wait", []), *form.errors.get("text", [])]
    return str(next(iter(said), "This form has gone stale; send it again."))


def empty(case: Case, mode: str = NOTE, *, fresh: bool = False) -> Draft:
    """Return an empty composer with a new key."""
    return Draft(case.head_seq, mode if mode in (NOTE, PUBLIC) else NOTE, key=new_key(), fresh=fresh)


def new_key() -> str:
    """Return a key that no form has carried yet."""
    return str(uuid4())


def typed(post: QueryDict, case: Case, problem: str) -> Draft:
    """Return what was typed, as it was, with the reason why it was not sent; its key is still good."""
    mode, seen = post.get("mode", ""), post.get("seen", "")
    return Draft(
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else case.head_seq,
        mode=mode if mode in (NOTE, PUBLIC) else NOTE,
        text=post.get("text", ""),
        key=post.get("key") or new_key(),
        problem=problem,
    )


def held(form: MessageForm, case: Case, entries: Sequence[Entry], writer: Person) -> Draft | None:
    """Return the draft that has to wait, None if it may go: a note always may, and what was looked at twice."""
    said = form.cleaned_data
    if said["mode"] != PUBLIC:
        return None
    holds = (*guard.holds(said["text"], colleagues()), *_repeated(said["text"], entries, writer))
    unseen = tuple(entry for entry in entries if _is_news(entry, said["seen"], writer))
    token = _token(said["text"], case.head_seq)
    if not (holds or unseen) or said["anyway"] == token:
        return None
    return Draft(said["seen"], PUBLIC, said["text"], str(said["key"]), holds, unseen, anyway=token)


def rules_json() -> str:
    """Return the guard's patterns for the page."""
    return json.dumps([asdict(rule) for rule in guard.rules(colleagues())])


def _repeated(text: str, entries: Sequence[Entry], writer: Person) -> tuple[Hold, ...]:
    """Hold what its writer has sent before, word for word: a page gone back to brings old words with a new key."""
    shown = drawn_words(text.strip())
    again = any(entry.kind == "us" and entry.by == str(writer.pk) and entry.body == shown for entry in entries)
    return (Hold("repeat", text, "You have sent exactly this before.", "Once is enough?"),) if again else ()


def _is_news(entry: Entry, seen: int, writer: Person) -> bool:
    return entry.kind in SPOKEN and entry.seq > seen and entry.by != str(writer.pk)


def _token(text: str, head: int) -> str:
    """Name one text over one state of the case: either changing, the question is asked again."""
    return f"{head}-{sha256(text.encode()).hexdigest()[:32]}"
