"""The doors of merging, splitting and evidence."""

from django.urls import path

from sundial.web.desk import evidence, merges, splits

DOORS = [
    path("cases/<str:number>/merges", merges.show, name="merges"),
    path("cases/<str:number>/splits", splits.show, name="splits"),
    path("cases/<str:number>/evidence", evidence.show, name="evidence"),
    path("cases/<str:number>/evidence/file", evidence.file, name="evidence-file"),
]
