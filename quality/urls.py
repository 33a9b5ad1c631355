"""The paths of playbook, protocols, alarms, cases and indicators below /api/v1/."""

from django.urls import URLPattern

api_urlpatterns: list[URLPattern] = []
