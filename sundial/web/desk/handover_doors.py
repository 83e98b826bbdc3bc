"""The doors of the change of shifts."""

from django.urls import path

from sundial.web.desk import handover, handover_case

DOORS = [
    path("cases/<str:number>/handover", handover_case.show_or_offer, name="case-handover"),
    path("handover", handover.show, name="handover"),
    path("handover/offers", handover.offer, name="handover-offers"),
    path("handover/acceptances", handover.accept, name="handover-acceptances"),
    path("handover/questions", handover.question, name="handover-questions"),
    path("handover/withdrawals", handover.withdraw, name="handover-withdrawals"),
]
