"""The styles in one answer: they are written in some fifty files, and no browser needs to ask for each of them."""

import re
from collections.abc import Mapping
from hashlib import sha256
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

from django.contrib.staticfiles import finders
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import NOT_ALLOWED_RESPONSE, Response

SHEET = "css/app.css"
IMPORT = re.compile(r'@import url\("([^"]+)"\);')
TAG = "ETag"


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # which has no types
    """Serves our own files; the sheet that imports the others with all of them in it, but not while debugging."""

    def add_files_from_finders(self) -> None:
        super().add_files_from_finders()
        body = joined(Path(str(finders.find(SHEET)))).encode()
        kept = {"Cache-Control": f"max-age={self.max_age}, public", TAG: f'"{sha256(body).hexdigest()[:32]}"'}
        self.files[f"{self.static_prefix}{SHEET}"] = Joined(body, kept)


class Joined:
    """A sheet that lies in memory, answered as WhiteNoise answers a file."""

    def __init__(self, body: bytes, kept: dict[str, str]) -> None:
        self.body, self.kept = body, kept
        self.headers = {"Content-Type": 'text/css; charset="utf-8"', "Content-Length": str(len(body)), **kept}

    def get_response(self, method: str, asked: Mapping[str, str]) -> Response:
        """Answer the sheet, or that nothing changed."""
        if method not in {"GET", "HEAD"}:
            return NOT_ALLOWED_RESPONSE
        if self.kept[TAG] in asked.get("HTTP_IF_NONE_MATCH", ""):
            return Response(HTTPStatus.NOT_MODIFIED, self.kept.items(), None)
        return Response(HTTPStatus.OK, self.headers.items(), BytesIO(self.body) if method == "GET" else None)


def joined(sheet: Path) -> str:
    """Return a sheet with what it imports in the place of each import; layers keep their order."""
    return IMPORT.sub(lambda found: (sheet.parent / found[1]).read_text("utf-8"), sheet.read_text("utf-8"))
