"""The paths of the ground floor: below /api/v1/, and the pages of coming in and going out."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from branches import api, pages

api_urlpatterns = [
    path("branches/", api.BranchesView.as_view()),
    path("branches/<int:branch_id>/", api.BranchView.as_view()),
    path("branches/<int:branch_id>/staff/", api.StaffView.as_view()),
    path("branches/<int:branch_id>/staff/<int:staff_id>/", api.PersonView.as_view()),
    path("branches/<int:branch_id>/devices/", api.DevicesView.as_view()),
    path("branches/<int:branch_id>/devices/<int:device_id>/", api.DeviceView.as_view()),
    path("branches/<int:branch_id>/events/", api.EventsView.as_view()),
    path("clock/", api.ClockView.as_view()),
]
urlpatterns = [
    path("", pages.landing, name="landing"),
    path("login/", pages.LoginPage.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
]
