"""The addresses of the public pages."""

from django.urls import path, re_path

from signage import pages

urlpatterns = [
    re_path(r"^display/(?P<token>[^/]+)/?$", pages.display, name="display"),
    re_path(r"^sign/(?P<token>[^/]+)/?$", pages.sign, name="sign"),
    re_path(r"^kiosk/(?P<token>[^/]+)/?$", pages.kiosk, name="kiosk"),
    re_path(r"^t/(?P<token>[^/]+)/?$", pages.ticket_page, name="ticket"),
    re_path(r"^figures/(?P<token>[^/]+)/?$", pages.figures, name="public-figures"),
    path("t/<str:token>/qr.svg", pages.ticket_qr, name="ticket-qr"),
]
