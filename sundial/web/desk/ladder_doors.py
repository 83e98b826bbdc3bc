"""The doors of the ladder."""

from django.urls import path

from sundial.web.desk import ladder_told

DOORS = [
    path("cases/<str:number>/ladder", ladder_told.show, name="ladder"),
]
