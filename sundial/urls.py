"""Every door of the house, by who comes in: portal, desk, everybody."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
