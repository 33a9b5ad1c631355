"""The doors of layouts: how a screen looks and sounds, and whether it can be read."""

import math
from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from branches import clock
from branches.models import Device
from branches.queries import access_branch, screen_of
from branches.rules import Role
from branches.views import View
from quality.playbook.phrases import languages
from queueapp.models import Counter
from signage.actions.layouts import change_layout
from signage.models import Layout, Playlist, default_sound
from signage.rules import OffHours, Paper, Preset, Theme
from signage.rules.layouts import (
    INCHES,
    METRES,
    MOST_ORIGINS,
    OVERSCAN_PERCENT,
    is_origin,
    is_printer,
    wrong_sounds,
)
from signage.rules.legibility import Legibility, legibility_of
from signage.setup import layout_of, seen_from_afar


class ReadingShape(serializers.Serializer[Any]):
    key = serializers.CharField()
    font_percent = serializers.FloatField()
    cap_mm = serializers.FloatField()
    minutes = serializers.FloatField()
    verdict = serializers.CharField()
    far = serializers.BooleanField()
    iso_percent = serializers.FloatField()
    ada_percent = serializers.FloatField()
    reaches_m = serializers.FloatField()


class LegibilityShape(serializers.Serializer[Any]):
    unit = serializers.FloatField()
    readable = serializers.BooleanField()
    readings = ReadingShape(many=True)
    needed_inches = serializers.FloatField()
    needed_m = serializers.FloatField()


class LayoutShape(serializers.ModelSerializer[Layout]):
    legibility = LegibilityShape(allow_null=True, read_only=True)

    class Meta:
        model = Layout
        fields = [
            "revision",
            "preset",
            "theme",
            "still",
            "languages",
            "counter",
            "diagonal_inches",
            "farthest_m",
            "overscan_percent",
            "off_hours",
            "playlist",
            "sound",
            "frame_ancestors",
            "paper",
            "printer",
            "legibility",
        ]


class SoundField(serializers.JSONField):
    """Some of the keys of a sound setting; those left out stay as they are."""

    def to_internal_value(self, data: Any) -> Any:
        """The setting, if every key is known and every value can be."""
        sound = super().to_internal_value(data)
        if not isinstance(sound, dict):
            raise serializers.ValidationError(
                f"An object with any of {', '.join(default_sound())}."
            )
        wrong = wrong_sounds(sound, languages())
        if wrong:
            raise serializers.ValidationError(f"Not as it can be: {', '.join(wrong)}.")
        return sound


class OriginField(serializers.CharField):
    """A site as a browser names it, without a path."""

    def to_internal_value(self, data: Any) -> str:
        """The site, in small letters and without a slash behind it."""
        origin = super().to_internal_value(data).lower().removesuffix("/")
        if not is_origin(origin):
            raise serializers.ValidationError(
                "Like https://signage.example or http://10.0.0.5:8080."
            )
        return origin


class Figure(serializers.FloatField):
    """A number that is one: not infinite, and not "not a number"."""

    def to_internal_value(self, data: Any) -> float:
        """The number, if it can be measured."""
        figure = super().to_internal_value(data)
        if not math.isfinite(figure):
            raise serializers.ValidationError("A finite number.")
        return figure


class Inches(Figure):
    """The diagonal of a glass, from a small tablet to a wall."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=INCHES[0], max_value=INCHES[1], **options)


class Metres(Figure):
    """How far the farthest seat is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=METRES[0], max_value=METRES[1], **options)


class LayoutChange(serializers.Serializer[Any]):
    preset = serializers.ChoiceField(Preset.choices, required=False)
    theme = serializers.ChoiceField(Theme.choices, required=False)
    still = serializers.BooleanField(required=False)
    languages = serializers.ListField(
        child=serializers.CharField(max_length=8), required=False, max_length=8
    )
    counter = serializers.PrimaryKeyRelatedField(
        queryset=Counter.objects.none(), allow_null=True, required=False
    )
    diagonal_inches = Inches(allow_null=True, required=False)
    farthest_m = Metres(allow_null=True, required=False)
    overscan_percent = Figure(
        min_value=OVERSCAN_PERCENT[0], max_value=OVERSCAN_PERCENT[1], required=False
    )
    off_hours = serializers.ChoiceField(OffHours.choices, required=False)
    playlist = serializers.PrimaryKeyRelatedField(
        queryset=Playlist.objects.none(), allow_null=True, required=False
    )
    sound = SoundField(required=False)
    frame_ancestors = serializers.ListField(
        child=OriginField(max_length=270), required=False, max_length=MOST_ORIGINS
    )
    paper = serializers.ChoiceField(Paper.choices, required=False)
    printer = serializers.CharField(max_length=120, allow_blank=True, required=False)

    def validate_languages(self, value: list[str]) -> list[str]:
        """Languages the house speaks, each once."""
        if not set(value) <= set(languages()) or len(set(value)) < len(value):
            raise serializers.ValidationError(f"Some of {', '.join(languages())}, each once.")
        return value

    def validate_printer(self, value: str) -> str:
        """host:port, or nothing."""
        if value and not is_printer(value):
            raise serializers.ValidationError("Like printer.local:9100.")
        return value


def change_of(device: Device, body: Any) -> dict[str, Any]:
    """What a body changes about a screen's layout; counters and playlists are the branch's own."""
    change = LayoutChange(data=body, partial=True)
    change.fields["counter"].queryset = Counter.objects.filter(branch=device.branch_id)  # type: ignore[attr-defined]
    change.fields["playlist"].queryset = Playlist.objects.filter(branch=device.branch_id)  # type: ignore[attr-defined]
    change.is_valid(raise_exception=True)
    return dict(change.validated_data)


def told(device: Device, layout: Layout) -> dict[str, Any]:
    """A layout as the doors tell it, with how it reads from the farthest seat."""
    seen = seen_from_afar(device, layout)
    return {**LayoutShape(layout).data, "legibility": asdict(seen) if seen else None}


class LayoutView(View):
    """`branches/{b}/devices/{id}/layout/`: how one screen looks and sounds."""

    def _screen(self, branch_id: int, device_id: int) -> Device:
        return screen_of(access_branch(self.staff, branch_id, role=Role.MANAGER), device_id)

    @extend_schema(responses=LayoutShape, operation_id="layout_get")
    def get(self, request: Request, branch_id: int, device_id: int) -> Response:
        device = self._screen(branch_id, device_id)
        return Response(told(device, layout_of(device)))

    @extend_schema(request=LayoutChange, responses=LayoutShape, operation_id="layout_change")
    def patch(self, request: Request, branch_id: int, device_id: int) -> Response:
        device = self._screen(branch_id, device_id)
        values = change_of(device, request.data)
        layout = change_layout(device.pk, by=self.staff, now=clock.now(), **values)
        return Response(told(device, layout))


class LegibilityQuery(serializers.Serializer[Any]):
    diagonal_inches = Inches()
    farthest_m = Metres()
    preset = serializers.ChoiceField(Preset.choices, default=Preset.LANDSCAPE)


class LegibilityView(View):
    """`legibility/`: how a layout would read, asked before anything is kept."""

    @extend_schema(
        parameters=[LegibilityQuery], responses=LegibilityShape, operation_id="legibility_get"
    )
    def get(self, request: Request) -> Response:
        # for people: a screen has no business here
        _ = self.staff
        asked = LegibilityQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        seen: Legibility = legibility_of(**asked.validated_data)
        return Response(asdict(seen))
