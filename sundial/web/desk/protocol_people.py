"""Who has doors to the protocol: Duty Managers, Directors and the support leadership; for others there are none."""

from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from sundial.commands.moves import may_decide
from sundial.web.access import NOT_FOUND, Door, SignedIn, for_staff
from sundial.web.desk.composer import new_key
from sundial.web.desk.keys import EVERYWHERE
from sundial.web.desk.side import side_of

HERE = "protocol"


def for_deciders(view: Door) -> Door:
    """Open a page to those who may change the protocol."""

    @for_staff
    @wraps(view)
    def opened(request: SignedIn, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_decide(request.user, request.now):
            raise Http404(NOT_FOUND)
        return view(request, *args, **kwargs)

    return opened


def show(request: SignedIn, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Answer a page beside the views."""
    side = side_of(request.user, HERE, request.now, request.zone)
    around = {"side": side, "keys": EVERYWHERE, "key": request.POST.get("key") or new_key()}
    return render(request, template, around | context, status=status)
