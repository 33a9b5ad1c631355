"""The paths of queues and breaks below /api/v1/."""

from django.urls import path

from breaks.api import boards, commitments, plans, policy, running, sessions, tickets

api_urlpatterns = [
    path("tickets/", tickets.TicketsView.as_view()),
    path("tickets/<str:token>/", tickets.TicketView.as_view()),
    path("tickets/<str:token>/hold/", tickets.HoldView.as_view()),
    path("tickets/<str:token>/revival/", tickets.RevivalView.as_view()),
    path("sessions/", sessions.SessionsView.as_view()),
    path("sessions/<int:session_id>/", sessions.SessionView.as_view()),
    path("sessions/<int:session_id>/call/", sessions.CallView.as_view()),
    path("sessions/<int:session_id>/recall/", sessions.RecallView.as_view()),
    path("sessions/<int:session_id>/service/", sessions.ServiceView.as_view()),
    path("sessions/<int:session_id>/no-show/", sessions.NoShowView.as_view()),
    path("sessions/<int:session_id>/transfer/", sessions.TransferView.as_view()),
    path("sessions/<int:session_id>/revival/", sessions.SessionRevivalView.as_view()),
    path("sessions/<int:session_id>/break/", sessions.SessionBreakView.as_view()),
    path("breaks/<int:break_id>/", plans.BreakView.as_view()),
    path("breaks/<int:break_id>/answer/", running.AnswerView.as_view()),
    path("breaks/<int:break_id>/end/", running.EndView.as_view()),
    path("breaks/<int:break_id>/spoken/", running.SpokenView.as_view()),
    path("branches/<int:branch_id>/breaks/", plans.BreaksView.as_view()),
    path("branches/<int:branch_id>/plans/<str:day>/", plans.PlanView.as_view()),
    path("branches/<int:branch_id>/plans/<str:day>/publication/", plans.PublicationView.as_view()),
    path("branches/<int:branch_id>/policy/", policy.PolicyView.as_view()),
    path("branches/<int:branch_id>/policy/history/", policy.HistoryView.as_view()),
    path("branches/<int:branch_id>/preset/", policy.PresetView.as_view()),
    path("organisation/policy/", policy.OrganisationPolicyView.as_view()),
    path("queues/<int:queue_id>/policy/", policy.QueuePolicyView.as_view()),
    path("presets/", policy.PresetsView.as_view()),
    path("branches/<int:branch_id>/floor/", running.FloorView.as_view()),
    path("branches/<int:branch_id>/commitments/", commitments.CommitmentsView.as_view()),
    path("commitments/<int:commitment_id>/kept/", commitments.KeptView.as_view()),
    path("commitments/<int:commitment_id>/release/", commitments.ReleaseView.as_view()),
    path("boards/<str:token>/", boards.BoardView.as_view()),
    path("boards/<str:token>/receipts/", boards.ReceiptsView.as_view()),
]
