"""The paths of playbook, protocols, alarms, cases and indicators below /api/v1/."""

from django.urls import URLPattern, path

from quality.api import playbook

api_urlpatterns: list[URLPattern] = [
    path("playbook/", playbook.PlaybookView.as_view()),
    path("playbook/texts/<path:path>/<str:language>/", playbook.TextView.as_view()),
]
