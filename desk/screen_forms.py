"""The forms of the office's screens: what a manager types becomes one verb."""

from collections.abc import Iterable
from typing import Any

from django import forms

from branches.models import Branch, Device
from branches.rules import DeviceKind
from desk.screen_words import KINDS
from quality.playbook.phrases import languages
from signage.models import Layout, default_sound
from signage.rules import OffHours, Paper, Preset, Theme
from signage.rules.layouts import (
    CLIP_SET,
    INCHES,
    LONGEST_REPEAT_S,
    METRES,
    MOST_ORIGINS,
    OVERSCAN_PERCENT,
    is_origin,
    is_printer,
    is_quiet_span,
)

LANGUAGES = [*languages().items()]


class PairForm(forms.Form):
    """The code that a new screen shows, and what the screen shall be."""

    code = forms.CharField(max_length=12, label="Code on the screen")
    kind = forms.ChoiceField(choices=[(k.value, word) for k, word in KINDS.items()])
    name = forms.CharField(max_length=80)
    zone = forms.CharField(max_length=40, initial="main")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        written = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        self.fields["code"].widget.attrs.update(written)
        self.fields["zone"].widget.attrs["list"] = "zones"


class NameForm(forms.Form):
    """What a screen is called, and where it stands."""

    name = forms.CharField(max_length=80)
    zone = forms.CharField(max_length=40)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["zone"].widget.attrs["list"] = "zones"


class LayoutForm(forms.Form):
    """How a screen looks and sounds."""

    preset = forms.ChoiceField(choices=Preset.choices, label="Zones")
    theme = forms.ChoiceField(choices=Theme.choices, label="Colours")
    languages = forms.MultipleChoiceField(
        choices=LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple
    )
    counter = forms.ChoiceField(required=False, label="Stands at counter")
    diagonal_inches = forms.FloatField(
        min_value=INCHES[0], max_value=INCHES[1], required=False, label="Diagonal (inches)"
    )
    farthest_m = forms.FloatField(
        min_value=METRES[0], max_value=METRES[1], required=False, label="Farthest seat (metres)"
    )
    overscan_percent = forms.FloatField(
        min_value=OVERSCAN_PERCENT[0], max_value=OVERSCAN_PERCENT[1], label="Safe edge (%)"
    )
    still = forms.BooleanField(required=False, label="Nothing moves or pulses")
    off_hours = forms.ChoiceField(choices=OffHours.choices, label="While closed")
    playlist = forms.ChoiceField(required=False)
    gong = forms.BooleanField(required=False, label="Gong before a break")
    chime = forms.BooleanField(required=False, label="Chime before a call")
    voice = forms.MultipleChoiceField(
        choices=LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple
    )
    volume = forms.FloatField(min_value=0, max_value=1, label="Volume (0 to 1)")
    repeat_s = forms.IntegerField(
        min_value=0, max_value=LONGEST_REPEAT_S, label="Repeat after (s, 0: never)"
    )
    quiet = forms.CharField(required=False, label="Quiet hours, like 20:00-07:00, 12:00-13:00")
    clips = forms.CharField(required=False, label="Recorded clips, like hu=anna, en=anna-en")
    frame_ancestors = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        label="Sites that may frame it, one a line",
    )
    paper = forms.ChoiceField(choices=Paper.choices, label="Tickets of a kiosk")
    printer = forms.CharField(max_length=120, required=False, label="Network printer (host:port)")

    def __init__(self, branch: Branch, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.branch = branch
        counters = branch.counters.order_by("label").values_list("pk", "label")
        playlists = branch.playlists.order_by("name").values_list("pk", "name")
        _choose(self.fields["counter"], counters, "none")
        _choose(self.fields["playlist"], playlists, "none")
        for name in ("diagonal_inches", "farthest_m", "overscan_percent", "volume"):
            self.fields[name].widget.attrs["step"] = "any"

    def clean_quiet(self) -> list[list[str]]:
        """The spans, as the screens read them."""
        spans = [part.split("-") for part in _parts(self.cleaned_data["quiet"])]
        spans = [[wall.strip() for wall in span] for span in spans]
        if not all(map(is_quiet_span, spans)):
            raise forms.ValidationError("Like 20:00-07:00, 12:00-13:00.")
        return spans

    def clean_clips(self) -> dict[str, str]:
        """The folder of each language."""
        pairs = [part.partition("=") for part in _parts(self.cleaned_data["clips"])]
        clips = {language.strip(): folder.strip() for language, _, folder in pairs}
        known = clips.keys() <= dict(LANGUAGES).keys()
        if not known or not all(map(CLIP_SET.fullmatch, clips.values())):
            raise forms.ValidationError("Like hu=anna, en=anna-en.")
        return clips

    def clean_frame_ancestors(self) -> list[str]:
        """One site a line."""
        lines = self.cleaned_data["frame_ancestors"].lower().split()
        sites = [line.removesuffix("/") for line in lines]
        if len(sites) > MOST_ORIGINS or not all(map(is_origin, sites)):
            raise forms.ValidationError("Like https://signage.example, one a line.")
        return sites

    def clean_printer(self) -> str:
        """host:port, or nothing."""
        printer = str(self.cleaned_data["printer"])
        if printer and not is_printer(printer):
            raise forms.ValidationError("Like printer.local:9100.")
        return printer

    def values(self, layout: Layout) -> dict[str, Any]:
        """What the verb takes."""
        typed = dict(self.cleaned_data)
        own = default_sound().keys() & typed.keys()
        sound = {**default_sound(), **layout.sound, **{key: typed.pop(key) for key in own}}
        for name, rows in (("counter", self.branch.counters), ("playlist", self.branch.playlists)):
            typed[name] = rows.filter(pk=typed[name]).first() if typed[name] else None
        return {**typed, "sound": sound}


def first_values(layout: Layout) -> dict[str, Any]:
    """A layout as its form shows it."""
    names = (
        "preset theme languages diagonal_inches farthest_m overscan_percent still off_hours "
        "paper printer"
    )
    sound = {**default_sound(), **layout.sound}
    return {
        **{name: getattr(layout, name) for name in names.split()},
        **sound,
        "counter": layout.counter_id or "",
        "playlist": layout.playlist_id or "",
        "quiet": ", ".join("-".join(span) for span in sound["quiet"]),
        "clips": ", ".join(f"{language}={folder}" for language, folder in sound["clips"].items()),
        "frame_ancestors": "\n".join(layout.frame_ancestors),
    }


def fields_for(device: Device) -> list[tuple[str, list[str]]]:
    """The fields of a layout that concern a kind of screen, under their headings."""
    sound = ["gong", "chime", "volume", "repeat_s", "quiet", "voice", "clips"]
    look = ["theme", "languages", "still"]
    if device.kind == DeviceKind.KIOSK:
        return [("Look", look), ("Tickets", ["paper", "printer"])]
    room = ["diagonal_inches", "farthest_m"]
    look = ["preset", *look, "overscan_percent", "off_hours"]
    if device.kind == DeviceKind.SIGN:
        return [
            ("Can it be read?", room),
            ("Look", [*look, "counter"]),
            ("In other systems", ["frame_ancestors"]),
        ]
    return [
        ("Can it be read?", room),
        ("Look", [*look, "playlist"]),
        ("Sound", sound),
        ("In other systems", ["frame_ancestors"]),
    ]


def _choose(field: forms.Field, rows: Iterable[tuple[int, str]], none: str) -> None:
    choices = [("", none), *((str(pk), label) for pk, label in rows)]
    field.choices = choices  # type: ignore[attr-defined]


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
