"""The paths of playbook, protocols, alarms, cases and indicators below /api/v1/."""

from django.urls import URLPattern, path

from quality.api import alarms, playbook, protocols

api_urlpatterns: list[URLPattern] = [
    path("branches/<int:branch_id>/cards/", protocols.CardsView.as_view()),
    path("cards/<int:run_id>/", protocols.CardView.as_view()),
    path("cards/<int:run_id>/answer/", protocols.AnswerView.as_view()),
    path("cards/<int:run_id>/said/", protocols.SaidView.as_view()),
    path("branches/<int:branch_id>/alarms/", alarms.AlarmsView.as_view()),
    path("sessions/<int:session_id>/alarm/", alarms.SessionAlarmView.as_view()),
    path("alarms/<int:alarm_id>/acknowledgement/", alarms.AcknowledgementView.as_view()),
    path("alarms/<int:alarm_id>/resolution/", alarms.ResolutionView.as_view()),
    path("playbook/", playbook.PlaybookView.as_view()),
    path("playbook/texts/<path:path>/<str:language>/", playbook.TextView.as_view()),
]
