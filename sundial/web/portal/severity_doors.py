"""The doors of severity and agreements; what one may not know the number of is numbered as one sees it."""

from django.urls import path

from sundial.web.portal import agreeing, severity_asking

SEVERITY = "cases/<str:number>/severity/<int:nth>"
AGREEMENT = "cases/<str:number>/agreements/<int:nth>"
DOORS = [
    path("cases/<str:number>/severity", severity_asking.ask, name="severity"),
    path(f"{SEVERITY}/acceptances", severity_asking.acceptances, name="severity-acceptances"),
    path(f"{SEVERITY}/refusals", severity_asking.refusals, name="severity-refusals"),
    path("agreements", agreeing.index, name="agreements"),
    path(f"{AGREEMENT}/acceptances", agreeing.acceptances, name="agreement-acceptances"),
    path(f"{AGREEMENT}/refusals", agreeing.refusals, name="agreement-refusals"),
    path(f"{AGREEMENT}/withdrawals", agreeing.withdrawals, name="agreement-withdrawals"),
]
