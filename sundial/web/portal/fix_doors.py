"""The doors of a release date that is accepted."""

from django.urls import path

from sundial.web.portal import fix_acceptances

DOORS = [
    path("cases/<str:number>/acceptances", fix_acceptances.acceptances, name="acceptances"),
    path("cases/<str:number>/acceptances/withdrawals", fix_acceptances.withdrawals, name="acceptance-withdrawals"),
]
