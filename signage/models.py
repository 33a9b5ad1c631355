"""How the screens of the public are laid out, and what they play."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from branches.models import Branch, Device, Organisation
from queueapp.models import Counter, Ticket
from signage.rules import ItemKind, OffHours, Paper, Preset, Theme


def default_sound() -> dict[str, Any]:
    """Gong and chime, no voice: it is switched on after listening (UX.md 1.3)."""
    return {
        "gong": True,
        "chime": True,
        # whether the videos of the playlist are heard
        "media": False,
        # languages in which a call is spoken, in this order
        "voice": [],
        # the folder of recorded clips that speaks instead, by language
        "clips": {},
        "volume": 0.6,
        # a call that nobody answered is sounded again after so many seconds; 0: never
        "repeat_s": 0,
        # wall-clock spans of the branch in which nothing sounds: [["20:00", "07:00"]]
        "quiet": [],
    }


class Playlist(models.Model):
    """What the media zone of a branch's displays plays, in order."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="playlists")
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["branch", "name"], name="playlist_name_per_branch")
        ]

    def __str__(self) -> str:
        return self.name


class MediaFile(models.Model):
    """An image or a video, kept in the database like all that must last."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="media_files")
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["branch", "sha256"], name="media_once_per_branch")
        ]


class PlaylistItem(models.Model):
    """One page of a playlist; `texts` by language, "en" always among them for a text."""

    playlist = models.ForeignKey(Playlist, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=5, choices=ItemKind.choices)
    # the text, or what an image shows for those who do not see it
    texts = models.JSONField(default=dict, blank=True)
    file = models.ForeignKey(MediaFile, models.PROTECT, null=True, related_name="items")
    seconds = models.PositiveSmallIntegerField(default=10)
    # shown from the first to the last of these days of the branch
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="item_days_in_order",
                condition=Q(first_day__isnull=True)
                | Q(last_day__isnull=True)
                | Q(first_day__lte=F("last_day")),
            )
        ]


class BlockedWord(models.Model):
    """A word that no playlist of the organisation, or of one branch, may hold (FIL-11)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="blocked_words")
    # null: every branch of the organisation
    branch = models.ForeignKey(
        Branch, models.CASCADE, null=True, blank=True, related_name="blocked_words"
    )
    word = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "branch", "word"],
                name="blocked_word_once",
                nulls_distinct=False,
            )
        ]


class Layout(models.Model):
    """How one screen looks and sounds. A screen that shows an older revision loads itself anew."""

    device = models.OneToOneField(Device, models.CASCADE, related_name="layout")
    revision = models.PositiveIntegerField(default=1)
    preset = models.CharField(max_length=12, choices=Preset.choices, default=Preset.LANDSCAPE)
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.AUTO)
    # nothing moves or pulses on it
    still = models.BooleanField(default=False)
    # empty: those of the branch
    languages = models.JSONField(default=list, blank=True)
    # a sign that stands at one counter
    counter = models.ForeignKey(Counter, models.SET_NULL, null=True, blank=True, related_name="+")
    # of the glass, and of the seat farthest from it: what letters must be read from there
    diagonal_inches = models.FloatField(null=True, blank=True)
    farthest_m = models.FloatField(null=True, blank=True)
    overscan_percent = models.FloatField(default=2.5)
    off_hours = models.CharField(max_length=5, choices=OffHours.choices, default=OffHours.CLOCK)
    playlist = models.ForeignKey(
        Playlist, models.SET_NULL, null=True, blank=True, related_name="layouts"
    )
    sound = models.JSONField(default=default_sound)
    # sites whose pages may frame this screen: other signage systems
    frame_ancestors = models.JSONField(default=list, blank=True)
    # of a kiosk
    paper = models.CharField(max_length=7, choices=Paper.choices, default=Paper.NONE)
    # host:port of its network printer
    printer = models.CharField(max_length=120, blank=True)


class PushSubscription(models.Model):
    """Where a client's phone wants to be woken when the number is called; gone with the ticket."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="push_subscriptions")
    endpoint = models.URLField(max_length=500)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    language = models.CharField(max_length=8, default="en")
    # whether it was woken because few are still before the client; that is told once
    near_told = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "endpoint"], name="push_once_per_ticket")
        ]


class PushMark(models.Model):
    """Up to which event of a branch the phones of its clients were woken."""

    branch = models.OneToOneField(Branch, models.CASCADE, related_name="push_mark")
    number = models.BigIntegerField(default=0)
