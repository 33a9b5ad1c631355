"""The addresses of the public pages."""

from django.urls import URLPattern, path, re_path

from signage.api import blocked, kiosk, layouts, playlists, push, voice
from signage.pages import figures, media, pair, screens, signs, ticket

urlpatterns = [
    re_path(r"^pair/?$", pair.pair, name="pair"),
    path("pair/qr.svg", pair.pair_qr, name="pair-qr"),
    re_path(r"^display/(?P<token>[^/]+)/?$", screens.display, name="display"),
    re_path(r"^sign/(?P<token>[^/]+)/?$", signs.sign, name="sign"),
    re_path(r"^counter/(?P<token>[^/]+)/?$", signs.sign, name="counter-sign"),
    re_path(r"^sign/(?P<token>[^/]+)/print/?$", signs.sign_print, name="sign-print"),
    path("sign/<str:token>/image.png", signs.sign_image, name="sign-image"),
    re_path(r"^sheet/(?P<token>[^/]+)/?$", signs.sheet, name="public-sheet"),
    re_path(r"^kiosk/(?P<token>[^/]+)/?$", screens.kiosk, name="kiosk"),
    path("t/sw.js", ticket.service_worker, name="service-worker"),
    re_path(r"^t/(?P<token>[^/]+)/?$", ticket.ticket_page, name="ticket"),
    re_path(r"^figures/(?P<token>[^/]+)/?$", figures.figures, name="public-figures"),
    path("t/<str:token>/qr.svg", ticket.ticket_qr, name="ticket-qr"),
    path("media/branches/<int:branch_id>/<str:sha256>", media.office_file, name="office-file"),
    path("media/<str:token>/<str:sha256>", media.screen_file, name="screen-file"),
]

PLAYLIST = "branches/<int:branch_id>/playlists/<int:playlist_id>"

# under /api/v1/
api_urlpatterns: list[URLPattern] = [
    path("branches/<int:branch_id>/devices/<int:device_id>/layout/", layouts.LayoutView.as_view()),
    path("legibility/", layouts.LegibilityView.as_view()),
    path("kiosk/prints/", kiosk.PrintsView.as_view()),
    path("kiosk/speech/", kiosk.SpeechView.as_view()),
    path("boards/<str:token>/voice/", voice.VoiceView.as_view()),
    path("tickets/<str:token>/push/", push.PushView.as_view()),
    path("boards/<str:token>/playlist/", playlists.PlayedView.as_view()),
    path("branches/<int:branch_id>/playlists/", playlists.PlaylistsView.as_view()),
    path(f"{PLAYLIST}/", playlists.PlaylistView.as_view()),
    path(f"{PLAYLIST}/items/", playlists.ItemsView.as_view()),
    path(f"{PLAYLIST}/items/<int:item_id>/", playlists.ItemView.as_view()),
    path(f"{PLAYLIST}/files/", playlists.FilesView.as_view()),
    path("blocked-words/", blocked.BlockedWordsView.as_view()),
    path("blocked-words/<int:word_id>/", blocked.BlockedWordView.as_view()),
]
