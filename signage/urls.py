"""The addresses of the public pages."""

from django.urls import URLPattern, path, re_path

from signage.api import voice
from signage.api import layouts
from signage.pages import figures, screens, ticket

urlpatterns = [
    re_path(r"^display/(?P<token>[^/]+)/?$", screens.display, name="display"),
    re_path(r"^sign/(?P<token>[^/]+)/?$", screens.sign, name="sign"),
    re_path(r"^kiosk/(?P<token>[^/]+)/?$", screens.kiosk, name="kiosk"),
    re_path(r"^t/(?P<token>[^/]+)/?$", ticket.ticket_page, name="ticket"),
    re_path(r"^figures/(?P<token>[^/]+)/?$", figures.figures, name="public-figures"),
    path("t/<str:token>/qr.svg", ticket.ticket_qr, name="ticket-qr"),
]

# under /api/v1/
api_urlpatterns: list[URLPattern] = [
    path("boards/<str:token>/voice/", voice.VoiceView.as_view()),
]
