"""News for the screens: in each server process one feed per branch.

A nudge only says "look again". The feed reads the board once, serialises it once and offers the
same text to every socket. What a nudge did not bring (a dead Redis, a lost message) the heartbeat
repairs: every two seconds it compares the version shown with the one in the database.
"""

import asyncio
import contextlib
import json
import logging
import threading
import uuid
from asyncio import AbstractEventLoop
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.module_loading import import_string

from branches import clock
from branches.errors import NotFound
from branches.events import group_of
from branches.models import Branch, Event

logger = logging.getLogger(__name__)
BEAT_SECONDS = 2.0
# frames that may wait for one slow socket; what comes later is dropped and repaired by a heartbeat
LINE_LENGTH = 64
# a board that is due again at once is read again after this, not in a circle
SHORTEST_ALARM_SECONDS = 0.25
# how long an answer waits for the screens at most
SCREENS_FIRST_SECONDS = 0.06

Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True)
class Pulse:
    """What the database says of a branch and of the clock at one instant."""

    version: int
    now: datetime
    speed: float
    moved: tuple[Any, ...]

    def overtakes(self, shown: "Pulse | None") -> bool:
        """Whether a board read at `shown` is out of date, by its version or by a moved clock."""
        return shown is None or self.version > shown.version or self.moved != shown.moved


@dataclass(frozen=True)
class Reading:
    """A board, serialised once, with the instant from which it is no longer true."""

    pulse: Pulse
    text: str
    build: Any
    next_change_at: datetime | None
    # the screens that the branch has; None from a reader that does not say
    screens: frozenset[int] | None = None

    def seconds_true(self) -> float | None:
        """For how many real seconds the board holds; None while nothing is due."""
        if self.next_change_at is None or self.pulse.speed <= 0:
            return None
        ahead = (self.next_change_at - self.pulse.now).total_seconds() / self.pulse.speed
        return max(ahead, SHORTEST_ALARM_SECONDS)


def read_pulse(branch_id: int) -> Pulse:
    """The version of a branch and the clock, in at most two queries."""
    version = Branch.objects.filter(pk=branch_id).values_list("version", flat=True).first()
    if version is None:
        raise NotFound("branch")
    return Pulse(version, *_clock())


def _clock() -> tuple[datetime, float, tuple[Any, ...]]:
    """The clock's instant and speed, and how it was moved."""
    setting, real = clock.moved(), clock.real_now()
    if setting is None:
        return real, 1.0, ()
    moved = (setting.real_at, setting.shown_at, setting.speed)
    return setting.at(real), setting.speed, moved


def read_board(branch_id: int) -> Reading:
    """The board of a branch as the reader of the floor above makes it.

    The reader reads the version before all else: what happens while it reads is then read again,
    not missed.
    """
    now, speed, moved = _clock()
    board = import_string(settings.BOARD_READER)(branch_id, now=now, speed=speed)
    pulse = Pulse(board["version"], now, speed, moved)
    due, layouts = board.get("next_change_at"), board.get("layouts")
    return Reading(
        pulse=pulse,
        text=as_text(board),
        build=board.get("build"),
        next_change_at=datetime.fromisoformat(due) if isinstance(due, str) else due,
        screens=None if layouts is None else frozenset(map(int, layouts)),
    )


def read_alarms(branch_id: int, after: int, upto: int) -> list[str]:
    """What happened in between that calls for a manager, as frames, in order."""
    rows = Event.objects.filter(branch=branch_id, number__gt=after, number__lte=upto)
    return [_alarm(event) for event in rows.filter(data__has_key="alarm").order_by("number")]


def _alarm(event: Event) -> str:
    return as_text(
        {
            "type": "alarm",
            "kind": event.data["alarm"],
            "event": event.kind,
            "at": event.at,
            event.subject or "subject": event.subject_id,
            "version": event.number,
            "facts": event.data,
        }
    )


def as_text(message: dict[str, Any]) -> str:
    """A message as it travels."""
    return json.dumps(
        message, cls=DjangoJSONEncoder, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


_NOT_PAIRED = as_text({"type": "error", "code": "not_found", "status": 404})
_GOODBYE = ""


class Listener:
    """One socket: a short line of frames and the task that sends them, at the socket's own pace."""

    def __init__(
        self, send: Send, *, wants_board: bool, wants_alarms: bool, device: int | None = None
    ) -> None:
        self.wants_board, self.wants_alarms, self.device = wants_board, wants_alarms, device
        self._send = send
        self._line: asyncio.Queue[str] = asyncio.Queue(LINE_LENGTH)
        self._task = asyncio.create_task(self._deliver())

    def offer(self, text: str) -> None:
        """Put a frame in line; one too many is dropped, so that nobody waits for this socket."""
        with contextlib.suppress(asyncio.QueueFull):
            self._line.put_nowait(text)

    def stop(self) -> None:
        """Send nothing more."""
        self._task.cancel()

    def dismiss(self) -> None:
        """Say that this screen is no screen of the branch any more, and close."""
        # whoever was slow hears only this
        while not self._line.empty():
            self._line.get_nowait()
        self.offer(_NOT_PAIRED)
        self.offer(_GOODBYE)

    async def _deliver(self) -> None:
        try:
            while (text := await self._line.get()) != _GOODBYE:
                await self._send({"type": "websocket.send", "text": text})
            await self._send({"type": "websocket.close", "code": 4404})
        except Exception as error:
            # the socket is gone; its consumer hears of it by itself
            logger.debug("a socket took no more: %r", error)


class BranchFeed:
    """What the sockets of one branch in this process are told, and when."""

    def __init__(self, branch_id: int) -> None:
        self.branch_id = branch_id
        # for threads that wait until the sockets were told
        self.told, self.told_version = threading.Condition(), 0
        self.listeners: set[Listener] = set()
        self._newcomers: list[Listener] = []
        self._changed = False
        self._wake = asyncio.Event()
        self._shown: Reading | None = None
        self._alarm: float | None = None
        self._beat_at = _loop_time() + BEAT_SECONDS
        self._tasks = [asyncio.create_task(self._run()), asyncio.create_task(self._hear())]

    def add(self, listener: Listener) -> None:
        """Take in a socket; one that wants boards gets a fresh one."""
        self.listeners.add(listener)
        if listener.wants_board or self._shown is None:
            self._newcomers.append(listener)
            self._wake.set()

    def look_again(self) -> None:
        """Something happened: read the board soon. Many calls during one read cause one more."""
        self._changed = True
        self._wake.set()

    def has_told(self, version: int) -> bool:
        """Whether the sockets were sent a version, or a later one."""
        return self.told_version >= version

    def stop(self) -> None:
        """End the tasks; the feed is done for."""
        for task in self._tasks:
            task.cancel()

    async def _run(self) -> None:
        """Read, tell and beat, for ever: whatever fails is tried again at the next beat."""
        while True:
            await self._rest()
            try:
                await self._step()
            except Exception as error:
                logger.warning("the feed of branch %s: %r", self.branch_id, error)

    async def _rest(self) -> None:
        until = self._beat_at if self._alarm is None else min(self._beat_at, self._alarm)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                await self._wake.wait()

    async def _step(self) -> None:
        now = _loop_time()
        self._wake.clear()
        if self._alarm is not None and now >= self._alarm:
            self._alarm, self._changed = None, True
        if now >= self._beat_at:
            self._beat_at = now + BEAT_SECONDS
            await self._beat()
        elif self._changed or self._newcomers:
            await self._refresh()

    async def _beat(self) -> None:
        pulse = await _in_thread(read_pulse, self.branch_id)
        if pulse.overtakes(self._shown.pulse if self._shown else None):
            self._changed = True
        try:
            if self._changed or self._newcomers:
                await self._refresh()
        finally:
            # a screen whose board could not be read again is left without a heartbeat, and
            # shows itself as stale; a page that only asks by HTTP may go on
            self._tell(
                _heartbeat(pulse, self._shown.build if self._shown else None),
                (e for e in self.listeners if not (e.wants_board and self._changed)),
            )

    async def _refresh(self) -> None:
        changed, newcomers, here = self._changed, self._newcomers, [*self.listeners]
        self._changed, self._newcomers = False, []
        try:
            reading = await _in_thread(read_board, self.branch_id)
        except BaseException:
            self._changed, self._newcomers = True, newcomers + self._newcomers
            raise
        before = self._shown.pulse if self._shown else None
        news = changed or reading.pulse.overtakes(before)
        self._shown = reading
        self._part(here, reading.screens)
        seconds = reading.seconds_true()
        self._alarm = None if seconds is None else _loop_time() + seconds
        self._show(reading, self.listeners if news else newcomers)
        if before and reading.pulse.version > before.version:
            await self._sound(before.version, reading.pulse.version)

    def _part(self, here: Iterable[Listener], screens: frozenset[int] | None) -> None:
        """Let those go who were here before the reading and are none of the screens any more."""
        for listener in here:
            if listener.device and screens is not None and listener.device not in screens:
                self.listeners.discard(listener)
                listener.dismiss()

    async def _sound(self, after: int, upto: int) -> None:
        """Tell the managers who listen what calls for them; a page that missed it asks for it."""
        managers = [listener for listener in self.listeners if listener.wants_alarms]
        if managers:
            for text in await _in_thread(read_alarms, self.branch_id, after, upto):
                self._tell(text, managers)

    def _show(self, reading: Reading, listeners: Iterable[Listener]) -> None:
        hint = as_text({"type": "changed", "version": reading.pulse.version})
        for listener in listeners:
            listener.offer(reading.text if listener.wants_board else hint)
        # behind the sending itself: whoever waits for it begins to compute at once
        asyncio.get_running_loop().call_soon(self._say_told, reading.pulse.version)

    def _say_told(self, version: int) -> None:
        with self.told:
            self.told_version = version
            self.told.notify_all()

    def _tell(self, text: str, listeners: Iterable[Listener]) -> None:
        for listener in listeners:
            listener.offer(text)

    async def _hear(self) -> None:
        """Wait for nudges, for ever; without Redis the beats go on alone."""
        # a name of our own: `new_channel` would leave a queue behind at every failed attempt
        layer, channel, deaf = get_channel_layer(), f"feed.{uuid.uuid4().hex}", False
        layer.channels[channel] = asyncio.Queue()
        try:
            while True:
                try:
                    await layer.group_add(group_of(self.branch_id), channel)
                    deaf = False
                    while await layer.receive(channel):
                        self.look_again()
                except Exception as error:
                    if not deaf:
                        logger.warning("branch %s hears no nudges: %r", self.branch_id, error)
                    deaf = True
                    await asyncio.sleep(BEAT_SECONDS)
        finally:
            layer.channels.pop(channel, None)
            with contextlib.suppress(Exception):
                await layer.group_discard(group_of(self.branch_id), channel)


def _heartbeat(pulse: Pulse, build: Any) -> str:
    return as_text(
        {
            "type": "heartbeat",
            "version": pulse.version,
            "now": pulse.now,
            "clock_speed": pulse.speed,
            "build": build,
        }
    )


def _loop_time() -> float:
    return asyncio.get_running_loop().time()


async def _in_thread(read: Callable[..., Any], *what: int) -> Any:
    # a thread of its own: a database that does not answer one feed must not hold up the others
    return await database_sync_to_async(read, thread_sensitive=False)(*what)


_feeds: dict[tuple[AbstractEventLoop, int], BranchFeed] = {}


def join(
    branch_id: int,
    send: Send,
    *,
    wants_board: bool,
    wants_alarms: bool = False,
    device: int | None = None,
) -> Listener:
    """Let a socket hear of a branch: whole boards, or only that something changed, and alarms."""
    key = (asyncio.get_running_loop(), branch_id)
    if key not in _feeds:
        _feeds[key] = BranchFeed(branch_id)
    wanted = {"wants_board": wants_board, "wants_alarms": wants_alarms}
    listener = Listener(send, device=device, **wanted)
    _feeds[key].add(listener)
    return listener


def let_screens_go_first(branch: Branch) -> None:
    """Wait in a request's thread until this process has told its sockets the branch's version.

    A process reads one thing at a time as fast as two: the board first, then the answer to whoever
    pressed the key, and both are there when the answer alone would have been. Where the process has
    no screen of the branch nobody waits, and nowhere longer than SCREENS_FIRST_SECONDS.
    """
    feeds = [feed for (_, branch_id), feed in list(_feeds.items()) if branch_id == branch.pk]
    for feed in feeds:
        with feed.told:
            told = partial(feed.has_told, branch.version)
            feed.told.wait_for(told, timeout=SCREENS_FIRST_SECONDS)


def leave(branch_id: int, listener: Listener) -> None:
    """Let a socket go; with the last one the feed stops and nothing of it is kept."""
    listener.stop()
    key = (asyncio.get_running_loop(), branch_id)
    feed = _feeds.get(key)
    if feed is None:
        return
    feed.listeners.discard(listener)
    if not feed.listeners:
        _feeds.pop(key).stop()
