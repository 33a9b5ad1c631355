"""The paths of queues, desks and the roster below /api/v1/, and of coming in."""

from django.urls import path

from queueapp.api import entry, setup

api_urlpatterns = [
    path("login/", entry.LoginView.as_view()),
    path("logout/", entry.LogoutView.as_view()),
    path("me/", entry.MeView.as_view()),
    path("branches/<int:branch_id>/queues/", setup.QueuesView.as_view()),
    path("queues/<int:queue_id>/", setup.QueueView.as_view()),
    path("branches/<int:branch_id>/counters/", setup.CountersView.as_view()),
    path("branches/<int:branch_id>/shifts/", setup.ShiftsView.as_view()),
]
