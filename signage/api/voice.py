"""What a screen says aloud: a call of today, in one of its languages."""

import hashlib
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from branches import clock
from branches.errors import NotFound, Refused
from branches.queries import access_device
from branches.views import View
from signage.announcer import render
from signage.pages.limits import Dear, mind_limit
from signage.queries import is_called
from signage.setup import layout_of

# the same call sounds the same all day; a new recording is heard the day after at the latest
KEPT = "private, max-age=43200"


class Asked(serializers.Serializer[Any]):
    code = serializers.RegexField(r"^\w{1,8}\Z")
    counter = serializers.CharField(max_length=8)
    language = serializers.RegexField(r"^[a-z]{2,3}\Z")


class VoiceView(View):
    """`GET boards/{token}/voice/`: a call as WAV, from recorded clips or by espeak-ng.

    404 `no_voice` where the language has neither, and for what is not called here today; 429 for
    more than 120 a minute from one address.
    """

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        parameters=[Asked],
        responses={(200, "audio/wav"): OpenApiTypes.BINARY},
        operation_id="voice_hear",
    )
    def get(self, request: Request, token: str) -> HttpResponse:
        device = access_device(token)
        mind_limit(request, Dear.VOICE, device)
        asked = Asked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        code, counter, language = (asked.validated_data[k] for k in ("code", "counter", "language"))
        if not is_called(device.branch, code, counter, now=clock.now()):
            raise NotFound("call")
        clips = layout_of(device).sound.get("clips", {}).get(language, "")
        sound = render(code, counter, language, clips=clips)
        if sound is None:
            raise Refused("no_voice", f"There is no voice for the language {language}.", status=404)
        return _audio(request, sound)


def _audio(request: Request, sound: bytes) -> HttpResponse:
    etag = f'"{hashlib.sha256(sound).hexdigest()[:32]}"'
    about = {"ETag": etag, "Cache-Control": KEPT, "X-Content-Type-Options": "nosniff"}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers=about)
    return HttpResponse(sound, content_type="audio/wav", headers=about)
