"""One feed per branch and process: read once, tell all, repair what was lost, never die."""

import asyncio
import json
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from channels.layers import get_channel_layer
from django.db import OperationalError
from pytest_django.fixtures import Settings

from branches import clock, events, live
from branches.actions import change_branch, set_clock
from branches.models import Branch
from tests.people import Bank, at, found_bank

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("empty_house")]


class Reader:
    """Stands for the floor above: what a board says, how often it was asked, and its failures."""

    def __init__(self) -> None:
        self.reads = 0
        self.due_in: timedelta | None = None
        self.failure: Exception | None = None
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def board(self, branch_id: int, now: datetime) -> dict[str, Any]:
        self.reads += 1
        version = Branch.objects.get(pk=branch_id).version
        self.may_go_on.wait(5)
        if self.failure:
            raise self.failure
        due = now + self.due_in if self.due_in else None
        return {"type": "board", "version": version, "build": "b1", "next_change_at": due}


reader = Reader()


def board_for(branch_id: int, now: datetime, speed: float) -> dict[str, Any]:
    """The name under which the setting finds the reader."""
    return reader.board(branch_id, now)


class Socket:
    """The far end of a socket: what arrived there, as text."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def send(self, message: dict[str, Any]) -> None:
        self.texts.append(message["text"])

    @property
    def news(self) -> list[dict[str, Any]]:
        return [json.loads(text) for text in self.texts]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.news if message["type"] == kind]


@pytest.fixture
def bank(transactional_db: None) -> Bank:
    return found_bank()


@pytest.fixture
def sockets(bank: Bank, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    global reader
    reader = Reader()
    settings.BOARD_READER = f"{__name__}.board_for"
    settings.CLOCK_CONTROL = True
    # beats only where a test is about them
    monkeypatch.setattr(live, "BEAT_SECONDS", 60.0)

    def join(*, wants_board: bool = True, send: Any = None) -> tuple[Socket, live.Listener]:
        socket = Socket()
        listener = live.join(bank.branch.pk, send or socket.send, wants_board=wants_board)
        return socket, listener

    return join


async def until(true: Callable[[], Any], seconds: float = 3.0) -> None:
    """Wait until something is so, and fail if it never is."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never became true"
        await asyncio.sleep(0.005)


async def in_thread(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return await live.database_sync_to_async(act, thread_sensitive=False)(*args, **kwargs)


async def change(bank: Bank, alternative: str = "ATM outside") -> None:
    terms = {"by": bank.carla, "now": at("12:00"), "alternative": alternative}
    await in_thread(change_branch, bank.branch.pk, **terms)


async def hearing(bank: Bank) -> None:
    """Wait until the feed has subscribed."""
    layer = get_channel_layer()
    name = f"{layer.prefix}__group__{events.group_of(bank.branch.pk)}"
    await until(lambda: any(name in shard._subscribed_to for shard in layer._shards))


async def test_a_newcomer_gets_a_whole_board(sockets: Any) -> None:
    socket, _ = sockets()
    await until(lambda: socket.news)
    assert socket.news[0]["type"] == "board"


async def test_a_press_reaches_every_socket_from_one_read(sockets: Any, bank: Bank) -> None:
    ends = [sockets()[0] for _ in range(20)]
    hint, _ = sockets(wants_board=False)
    await until(lambda: all(end.news for end in ends))
    await hearing(bank)
    before = reader.reads
    await change(bank)
    await until(lambda: all(end.of("board")[-1]["version"] == 1 for end in ends))
    assert reader.reads == before + 1
    # the very same text, not merely an equal one
    assert len({id(end.texts[-1]) for end in ends}) == 1
    await until(lambda: hint.of("changed"))
    assert hint.of("changed")[-1] == {"type": "changed", "version": 1}
    assert not hint.of("board")


async def test_many_nudges_during_a_read_cause_one_more(sockets: Any, bank: Bank) -> None:
    socket, _ = sockets()
    await until(lambda: socket.news)
    await hearing(bank)
    before = reader.reads
    reader.may_go_on.clear()
    await in_thread(events.nudge, bank.branch.pk)
    await until(lambda: reader.reads == before + 1)
    for _ in range(10):
        await in_thread(events.nudge, bank.branch.pk)
    await asyncio.sleep(0.2)
    reader.may_go_on.set()
    await asyncio.sleep(0.3)
    assert reader.reads == before + 2


async def test_a_lost_nudge_is_repaired_by_the_next_beat(
    sockets: Any, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BEAT_SECONDS", 0.2)
    socket, _ = sockets()
    await until(lambda: socket.news)
    await in_thread(Branch.objects.filter(pk=bank.branch.pk).update, version=7)
    await until(lambda: socket.of("board")[-1]["version"] == 7)
    await until(lambda: socket.of("heartbeat") and socket.of("heartbeat")[-1]["version"] == 7)


async def test_quiet_beats_read_no_board(sockets: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "BEAT_SECONDS", 0.05)
    socket, _ = sockets()
    await until(lambda: len(socket.of("heartbeat")) >= 3)
    beat = socket.of("heartbeat")[-1]
    assert set(beat) == {"type", "version", "now", "clock_speed", "build"}
    assert (beat["build"], beat["clock_speed"], reader.reads) == ("b1", 1.0, 1)


async def test_a_board_is_read_again_when_the_clock_alone_changes_it(sockets: Any) -> None:
    reader.due_in = timedelta(seconds=0.4)
    socket, _ = sockets()
    await until(lambda: len(socket.of("board")) >= 2)
    assert reader.reads >= 2


async def test_a_faster_clock_brings_the_alarm_earlier(sockets: Any, bank: Bank) -> None:
    terms = {"now": at("12:00"), "speed": 60, "real_now": clock.real_now()}
    await in_thread(set_clock, **terms)
    reader.due_in = timedelta(seconds=30)
    socket, _ = sockets()
    await until(lambda: len(socket.of("board")) >= 2, seconds=2)


async def test_a_board_that_is_always_due_is_not_read_in_a_circle(sockets: Any) -> None:
    reader.due_in = timedelta(seconds=-5)
    sockets()
    await asyncio.sleep(1.0)
    assert 2 <= reader.reads <= 6


async def test_a_moved_clock_is_seen_without_any_event(sockets: Any, bank: Bank) -> None:
    socket, _ = sockets()
    await until(lambda: socket.news)
    await hearing(bank)
    terms = {"now": at("12:00"), "speed": 0, "real_now": clock.real_now()}
    await in_thread(set_clock, **terms)
    await until(lambda: len(socket.of("board")) == 2)


async def test_a_slow_socket_holds_nobody_up_and_its_line_is_short(
    sockets: Any, bank: Bank
) -> None:
    open_again, late = asyncio.Event(), []

    async def slow(message: dict[str, Any]) -> None:
        await open_again.wait()
        late.append(message)

    _, stuck = sockets(send=slow)
    socket, _ = sockets()
    await until(lambda: socket.news)
    for n in range(200):
        stuck.offer(str(n))
    feed = live._feeds[(asyncio.get_running_loop(), bank.branch.pk)]
    feed.look_again()
    await until(lambda: len(socket.of("board")) >= 2)
    open_again.set()
    await until(lambda: len(late) >= live.LINE_LENGTH)
    await asyncio.sleep(0.05)
    # the one that was on its way, and a full line
    assert len(late) == live.LINE_LENGTH + 1


async def test_a_socket_that_breaks_leaves_the_others_alone(sockets: Any, bank: Bank) -> None:
    async def broken(message: dict[str, Any]) -> None:
        raise RuntimeError("gone")

    sockets(send=broken)
    socket, _ = sockets()
    await until(lambda: socket.news)
    await hearing(bank)
    await change(bank)
    await until(lambda: socket.of("board")[-1]["version"] == 1)


async def test_a_feed_outlives_a_database_that_is_away(
    sockets: Any, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BEAT_SECONDS", 0.1)
    reader.failure = OperationalError("away")
    socket, _ = sockets()
    hint, _ = sockets(wants_board=False)
    await until(lambda: reader.reads >= 3)
    await until(lambda: hint.of("heartbeat"))
    # a screen that could not be given its board is told nothing, and shows itself as stale
    assert socket.news == []
    reader.failure = None
    await until(lambda: socket.of("board") and socket.of("heartbeat"))


async def test_without_redis_a_feed_beats_alone_and_hears_again_by_itself(
    sockets: Any, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BEAT_SECONDS", 0.2)
    layer = get_channel_layer()._get_layer()
    subscribe, refusals = layer._shards[0].subscribe, []

    async def away(channel: str) -> None:
        refusals.append(channel)
        raise ConnectionError

    monkeypatch.setattr(layer._shards[0], "subscribe", away)
    socket, _ = sockets()
    await until(lambda: len(refusals) >= 2)
    await change(bank, "by the beat")
    await until(lambda: socket.of("board")[-1]["version"] == 1)
    monkeypatch.setattr(layer._shards[0], "subscribe", subscribe)
    await hearing(bank)
    monkeypatch.setattr(live, "BEAT_SECONDS", 60.0)
    await asyncio.sleep(0.3)
    await change(bank, "by the nudge")
    await until(lambda: socket.of("board")[-1]["version"] == 2)


async def test_the_last_one_out_leaves_nothing_behind(sockets: Any, bank: Bank) -> None:
    layer, branch_id = get_channel_layer(), bank.branch.pk
    (socket, first), (_, second) = sockets(), sockets()
    await until(lambda: socket.news)
    await hearing(bank)
    feed = live._feeds[(asyncio.get_running_loop(), branch_id)]
    live.leave(branch_id, first)
    assert live._feeds
    live.leave(branch_id, second)
    assert not live._feeds
    await until(lambda: all(task.done() for task in feed._tasks))
    assert (layer.channels, layer.groups) == ({}, {})
    live.leave(branch_id, second)


async def test_a_branch_that_was_left_can_be_joined_again_at_once(sockets: Any, bank: Bank) -> None:
    socket, listener = sockets()
    await until(lambda: socket.news)
    await hearing(bank)
    live.leave(bank.branch.pk, listener)
    again, _ = sockets()
    await until(lambda: again.news)
    await asyncio.sleep(0.2)
    await hearing(bank)
    await change(bank)
    await until(lambda: again.of("board")[-1]["version"] == 1)


async def held_change(bank: Bank, socket: Socket) -> Branch:
    """A change whose board is being read, and is not ready before the reader may go on."""
    await until(lambda: socket.news)
    await hearing(bank)
    before = reader.reads
    reader.may_go_on.clear()
    await change(bank)
    await until(lambda: reader.reads == before + 1)
    branch: Branch = await in_thread(Branch.objects.get, pk=bank.branch.pk)
    return branch


async def test_an_answer_waits_until_the_screens_were_told(
    sockets: Any, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "SCREENS_FIRST_SECONDS", 5.0)
    socket, _ = sockets()
    branch = await held_change(bank, socket)
    answer = asyncio.create_task(in_thread(live.let_screens_go_first, branch))
    await asyncio.sleep(0.2)
    assert not answer.done()
    reader.may_go_on.set()
    await asyncio.wait_for(answer, 3)
    await until(lambda: socket.of("board")[-1]["version"] == branch.version)


async def test_an_answer_does_not_wait_for_screens_that_take_long(sockets: Any, bank: Bank) -> None:
    socket, _ = sockets()
    branch = await held_change(bank, socket)
    await asyncio.wait_for(in_thread(live.let_screens_go_first, branch), 3)
    assert socket.of("board")[-1]["version"] < branch.version
    reader.may_go_on.set()
