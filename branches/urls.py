"""The paths of the ground floor: below /api/v1/, and the pages of coming in and going out."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from branches import pages
from branches.api import pairings, people, places, records, screens

api_urlpatterns = [
    path("branches/", places.BranchesView.as_view()),
    path("branches/<int:branch_id>/", places.BranchView.as_view()),
    path("branches/<int:branch_id>/staff/", people.StaffView.as_view()),
    path("branches/<int:branch_id>/staff/<int:staff_id>/", people.PersonView.as_view()),
    path("branches/<int:branch_id>/devices/", screens.DevicesView.as_view()),
    path("branches/<int:branch_id>/devices/<int:device_id>/", screens.DeviceView.as_view()),
    path("branches/<int:branch_id>/pairings/", pairings.BranchPairingsView.as_view()),
    path("pairings/", pairings.PairingsView.as_view()),
    path("pairings/<str:secret>/", pairings.PairingView.as_view()),
    path("boards/<str:token>/state/", screens.StateView.as_view()),
    path("branches/<int:branch_id>/events/", records.EventsView.as_view()),
    path("clock/", records.ClockView.as_view()),
]
urlpatterns = [
    path("", pages.landing, name="landing"),
    path("login/", pages.LoginPage.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
]
