"""Word by a service that apprise reaches (Slack, Teams, PagerDuty, SMS, ...), through the one door that leads out.

Apprise asks over `requests`. Here its adapter is ours: it opens no socket of its own, and what is asked goes through
`egress.py` like everything else. Should some part of apprise open one all the same, Python's own audit hook refuses it.
"""

import io
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from apprise import Apprise, AppriseAsset
from apprise.conversion import convert_between
from django.conf import settings
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict

from sundial.outside.egress import Answer, Ask, exchange
from sundial.outside.not_sent import NotNow, NotSent, Refused, Unknown
from sundial.outside.webhook import judge

OURS = frozenset({"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "user-agent"})
FORBIDDEN = frozenset({
    "socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind", "subprocess.Popen", "os.system",
    "os.posix_spawn",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """What a service is told."""

    address: str = field(repr=False)
    title: str
    text: str


class _Guard(threading.local):
    """Of each thread: whether a service is at work in it, and what became of what that asked."""

    def __init__(self) -> None:
        self.on = False
        self.became: list[NotSent | None] = []


_guard = _Guard()


def send(note: Note) -> None:
    """Tell a service; it has it when this returns. Raises NotNow (Unknown if it may have it) and Refused."""
    scheme = note.address.partition("://")[0].lower()
    if scheme not in settings.WAY_SCHEMES:
        raise Refused(f"services of the kind {scheme[:20]!r} are not allowed here")
    service = Apprise.instantiate(note.address, asset=_asset(), suppress_exceptions=True)
    if service is None:
        raise Refused("the address is not one of this service")
    text = convert_between("text", service.notify_format, note.text)  # type: ignore[no-untyped-call]
    with _guarded() as became:
        taken = service.notify(body=text, title=note.title)
    if not taken:
        raise _outcome(became)


def _outcome(became: list[NotSent | None]) -> NotSent:
    """Return why a service did not take it: what may have arrived goes before what may be taken later."""
    problems = [one for one in became if one is not None]
    for kind in (Unknown, NotNow):
        if found := next((one for one in problems if isinstance(one, kind)), None):
            return found
    return problems[0] if problems else Refused("the service did not take it")


def _asset() -> AppriseAsset:
    """Return what apprise is to know of us: no pictures from elsewhere, nothing kept on the disk, sent nowhere else."""
    return AppriseAsset(
        app_id="Sundial",
        app_desc="Sundial",
        app_url=settings.SITE_URL,
        image_url_mask="",
        image_url_logo="",
        http_redirects=False,
        storage_mode="memory",
    )


@contextmanager
def _guarded() -> Iterator[list[NotSent | None]]:
    _guard.on, _guard.became = True, []
    try:
        yield _guard.became
    finally:
        _guard.on = False


class Adapter(HTTPAdapter):
    """How `requests` asks in this process: through the one door that leads out."""

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Ask, and return the answer; one that sends us elsewhere is an answer like another."""
        was, _guard.on = _guard.on, False
        try:
            answer = exchange(_ask(request))
        except NotSent as problem:
            _guard.became.append(problem)
            raise requests.ConnectionError(str(problem)) from problem
        finally:
            _guard.on = was
        _guard.became.append(_judged(answer.status))
        return _response(request, answer)


def _ask(request: requests.PreparedRequest) -> Ask:
    body: Any = request.body or b""
    headers = {name: str(value) for name, value in request.headers.items() if name.lower() not in OURS}
    return Ask(
        request.method or "GET", request.url or "", body.encode() if isinstance(body, str) else bytes(body), headers
    )


def _judged(status: int) -> NotSent | None:
    try:
        judge(status)
    except NotSent as problem:
        return problem
    return None


def _response(request: requests.PreparedRequest, answer: Answer) -> requests.Response:
    response = requests.Response()
    response.request, response.url, response.status_code = request, request.url or "", answer.status
    response.headers = CaseInsensitiveDict({k: v for k, v in answer.headers.items() if k.lower() != "location"})
    response.raw = io.BytesIO(answer.body)
    response._content = answer.body
    response.encoding = requests.utils.get_encoding_from_headers(response.headers)
    return response


def _watch(event: str, _: Any) -> None:
    if _guard.on and event in FORBIDDEN:
        raise PermissionError(f"a service tried to reach out by itself ({event})")


setattr(requests.sessions, "HTTPAdapter", Adapter)  # noqa: B010 - each session mounts what it finds under this name
sys.addaudithook(_watch)
