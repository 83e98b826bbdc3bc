"""The doors of severity, plan, waiting, waivers and agreements."""

from django.urls import path

from sundial.web.desk import agreements, plan, severity, waiting, waivers

DOORS = [
    path("cases/<str:number>/severity", severity.show, name="severity"),
    path("cases/<str:number>/severity/requests", severity.requests, name="severity-requests"),
    path("cases/<str:number>/severity/refusals", severity.refusals, name="severity-refusals"),
    path("cases/<str:number>/plan", plan.show, name="plan"),
    path("cases/<str:number>/waiting", waiting.show, name="waiting"),
    path("cases/<str:number>/waivers", waivers.index, name="waivers"),
    path("cases/<str:number>/waivers/<slug:key>", waivers.show, name="waiver"),
    path("cases/<str:number>/waivers/<slug:key>/requests", waivers.requests, name="waiver-requests"),
    path("cases/<str:number>/agreements", agreements.index, name="agreements"),
    path("cases/<str:number>/agreements/proposals", agreements.proposals, name="agreement-proposals"),
    path("cases/<str:number>/agreements/looks", agreements.looks, name="agreement-looks"),
    path("cases/<str:number>/agreements/<int:seq>/withdrawals", agreements.withdrawals, name="agreement-withdrawals"),
    path("cases/<str:number>/agreements/<int:seq>/refusals", agreements.refusals, name="agreement-refusals"),
]
