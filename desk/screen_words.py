"""How the office says what the screens of a branch are doing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from branches import clock
from branches.models import Branch, Device
from branches.queries import screens_of
from branches.rules import DeviceKind, DeviceSound, Presence, presence_of, runs_wrong
from breaks.models import Receipt
from breaks.queries import proves_zone, terms_for
from queueapp.queries import Reserve, reserves_of
from queueapp.rules import wastes_numbers
from signage.build import build_hash
from signage.rules.legibility import Legibility

KINDS = {DeviceKind.DISPLAY: "Display", DeviceKind.SIGN: "Sign", DeviceKind.KIOSK: "Kiosk"}
TONES = {
    Presence.ONLINE: "good",
    Presence.LATE: "warn",
    Presence.OFFLINE: "bad",
    Presence.NEVER: "quiet",
}
SOUND_TONES = {DeviceSound.ON: "good", DeviceSound.BLOCKED: "warn"}
SIZES = {
    "hero": "Number on the stage",
    "history": "Numbers called before",
    "headline": "Notice: which counter, until when",
    "body": "Notice, waits and breaks",
    "small": "Labels and small words",
}
VERDICTS = {
    "good": ("Good", "good"),
    "least": ("Just readable", "warn"),
    "small": ("Too small", "bad"),
}
NEARBY = ("From nearer only", "quiet")
MOST_RECEIPTS = 12


@dataclass(frozen=True)
class Mark:
    """A fact with its tone and, for who wants to know, what lies behind it."""

    text: str
    tone: str = "plain"
    more: str = ""


@dataclass(frozen=True)
class Row:
    """One screen as the office's table shows it."""

    device: Device
    kind: str
    presence: Mark
    build: Mark
    size: str
    sound: Mark
    clock: Mark
    painted: Mark
    proof: Mark
    # the labels of the counters whose notices it proves
    counters: Sequence[str]


def rows_of(branch: Branch, *, now: datetime, real_now: datetime) -> list[Row]:
    """Every paired screen of a branch, by name, in a fixed number of queries."""
    screens = list(screens_of(branch))
    proofs = _newest_proofs(screens)
    told = _Told(branch, now, real_now)
    return [told.row(screen, proofs.get(screen.pk)) for screen in screens]


def row_of(device: Device, branch: Branch, *, now: datetime, real_now: datetime) -> Row:
    """One screen."""
    told = _Told(branch, now, real_now)
    return told.row(device, _newest_proofs([device]).get(device.pk))


def dark_zones(branch: Branch, rows: Sequence[Row]) -> dict[str, list[str]]:
    """The counters whose notices no living screen could prove now, by zone."""
    alive = {c for r in rows if r.presence.tone in ("good", "warn") for c in r.counters}
    zones = {zone: [c for c in labels if c not in alive] for zone, labels in _zones(branch).items()}
    return {zone: labels for zone, labels in zones.items() if labels}


def wasteful(branch: Branch, rows: Sequence[Row], now: datetime) -> list[tuple[Device, Reserve]]:
    """The kiosks that have few numbers left for a cut connection, or came for many today."""
    found = reserves_of(branch, now)
    here = [(row.device, found[row.device.pk]) for row in rows if row.device.pk in found]
    return [(device, had) for device, had in here if wastes_numbers(had.left, had.asked)]


def receipts_of(device: Device) -> list[dict[str, Any]]:
    """Which warnings a screen painted last: the counter, the start it showed, and when."""
    rows = Receipt.objects.filter(device=device).select_related("break_ref__counter")
    return [
        {
            "counter": r.break_ref.counter.label if r.break_ref.counter else "–",
            "starts_at": r.starts_at,
            "revision": r.revision,
            "at": r.at,
            "proved": r.break_ref.notice_at == r.at,
        }
        for r in rows.order_by("-at")[:MOST_RECEIPTS]
    ]


def reading_rows(seen: Legibility) -> list[dict[str, Any]]:
    """Each size of a layout's text, as it reads from the farthest seat."""
    return [
        {
            "name": SIZES[reading.key],
            "reading": reading,
            "verdict": Mark(*_verdict(reading.verdict, far=reading.far)),
        }
        for reading in seen.readings
    ]


def _verdict(verdict: str, *, far: bool) -> tuple[str, str]:
    return VERDICTS[verdict] if far or verdict != "small" else NEARBY


def _zones(branch: Branch) -> Mapping[str, list[str]]:
    zones: dict[str, list[str]] = {}
    for label, zone in branch.counters.order_by("label").values_list("label", "zone"):
        zones.setdefault(zone, []).append(label)
    return zones


def _newest_proofs(screens: Sequence[Device]) -> dict[int, Receipt]:
    rows = Receipt.objects.filter(device__in=screens).select_related("break_ref__counter")
    newest = rows.order_by("device", "-at").distinct("device")
    return {receipt.device_id: receipt for receipt in newest if receipt.device_id}


class _Told:
    """What is known of the branch while its screens are told of."""

    def __init__(self, branch: Branch, now: datetime, real_now: datetime) -> None:
        self.branch, self.now, self.real_now = branch, now, real_now
        self.zones = _zones(branch)
        self.offline_s = terms_for(branch)["display.offline_s"]
        self.zone = clock.zone_of(branch)

    def row(self, device: Device, proof: Receipt | None) -> Row:
        return Row(
            device=device,
            kind=KINDS[DeviceKind(device.kind)],
            presence=self._presence(device),
            build=_build(device),
            size=f"{device.width} × {device.height}" if device.width else "–",
            sound=_sound(device),
            clock=_clock(device),
            painted=self._painted(device),
            proof=self._proof(proof),
            counters=[
                label
                for zone, labels in self.zones.items()
                if proves_zone(device, zone)
                for label in labels
            ],
        )

    def _presence(self, device: Device) -> Mark:
        state = presence_of(device.last_seen_at, self.real_now, self.offline_s)
        if device.last_seen_at is None:
            return Mark(state.label, TONES[state])
        ago = span_words((self.real_now - device.last_seen_at).total_seconds())
        return Mark(state.label, TONES[state], f"heard {ago} ago")

    def _painted(self, device: Device) -> Mark:
        if device.painted_version is None or device.painted_at is None:
            return Mark("–", "quiet")
        behind = self.branch.version - device.painted_version
        newest = Mark(self._wall(device.painted_at), "plain", "the newest board")
        if behind <= 0:
            return newest
        return Mark(newest.text, "plain", f"{behind} change{'s' if behind > 1 else ''} ago")

    def _proof(self, receipt: Receipt | None) -> Mark:
        if receipt is None:
            return Mark("–", "quiet")
        counter = receipt.break_ref.counter
        what = f"counter {counter.label}, " if counter else ""
        start = f"break of {self._wall(receipt.starts_at, seconds=False)}"
        return Mark(self._wall(receipt.at), "plain", f"{what}{start}, revision {receipt.revision}")

    def _wall(self, instant: datetime, *, seconds: bool = True) -> str:
        """The time on the wall of the branch, with the day where it is not today's."""
        local, today = instant.astimezone(self.zone), self.now.astimezone(self.zone)
        shown = f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
        return shown if local.date() == today.date() else f"{shown}, {local.day} {local:%B}"


def _build(device: Device) -> Mark:
    if not device.build:
        return Mark("–", "quiet")
    if device.build == build_hash():
        return Mark("Present", "good", device.build)
    return Mark("Old", "warn", device.build)


def _sound(device: Device) -> Mark:
    if not device.sound:
        return Mark("–", "quiet")
    sound = DeviceSound(device.sound)
    return Mark(sound.label, SOUND_TONES.get(sound, "quiet"))


def _clock(device: Device) -> Mark:
    """3.9 no. 29: it goes by the house's clock, but a wrong one of its own is told."""
    skew = device.skew_seconds
    if skew is None:
        return Mark("–", "quiet")
    if not runs_wrong(skew):
        return Mark("Right", "good", f"{skew:+.1f} s")
    return Mark(f"{span_words(abs(skew))} {'ahead' if skew > 0 else 'behind'}", "warn")


def span_words(seconds: float) -> str:
    """A length in its largest unit: "40 s", "3 min", "2 h", "5 d"."""
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size or (unit == "min" and seconds >= size):
            return f"{seconds / size:.0f} {unit}"
    return f"{max(0.0, seconds):.0f} s"
