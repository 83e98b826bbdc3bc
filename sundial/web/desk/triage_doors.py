"""The doors of triage and of requests to other groups."""

from django.urls import path

from sundial.web.desk import place, questions, request_acts, request_queue, requests, triage, worklist

DOORS = [
    path("triage", worklist.show, name="triage"),
    path("requests", request_queue.show, name="requests"),
    path("cases/<str:number>/triage", triage.show_or_record, name="case-triage"),
    path("cases/<str:number>/questions", questions.show_or_ask, name="case-questions"),
    path("cases/<str:number>/place", place.show, name="case-place"),
    path("cases/<str:number>/requests", requests.show_or_ask, name="case-requests"),
    path("cases/<str:number>/requests/<int:seq>", request_acts.show, name="case-request"),
    path("cases/<str:number>/requests/<int:seq>/ownerships", request_acts.own, name="request-ownerships"),
    path("cases/<str:number>/requests/<int:seq>/answers", request_acts.answer, name="request-answers"),
    path("cases/<str:number>/requests/<int:seq>/withdrawals", request_acts.withdraw, name="request-withdrawals"),
]
