"""The doors of the protocol: documents that are tried, decided about, and the calendars in them."""

from django.urls import path

from sundial.web.desk import protocol, protocol_calendar, protocol_document

DOORS = [
    path("protocol", protocol.index, name="protocol"),
    path("protocol/candidates", protocol.candidates, name="protocol-candidates"),
    path("protocol/candidates/<uuid:candidate>", protocol_document.candidate, name="protocol-candidate"),
    path("protocol/candidates/<uuid:candidate>/removals", protocol.removals, name="protocol-removals"),
    path("protocol/revisions/<slug:digest>", protocol_document.revision, name="protocol-revision"),
    path("protocol/waiting/<slug:digest>/withdrawals", protocol_document.withdrawals, name="protocol-withdrawals"),
    path("protocol/calendar/<slug:region>", protocol_calendar.calendar, name="protocol-calendar"),
]
