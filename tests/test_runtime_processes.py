"""The set-up for a bare machine: its processes, and real pairs of servers."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from config.runtime import leftovers, outside, places
from config.runtime.datadir import DataDir
from config.runtime.errors import SetupError
from config.runtime.places import Places
from config.runtime.processes import Child, Program, describe_exit, signal_group, spawn
from config.runtime.servers import start_own
from config.runtime.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short folder that other users may enter, as a clone in an ordinary place is."""
    path = Path(tempfile.mkdtemp(prefix="rt-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    for note in list(path.rglob(places.NOTE)):  # whole first: removing disturbs the walk
        Places(DataDir(note.parent)).remove()
    shutil.rmtree(path)


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


# --- processes


def program(folder: Path, code: str, **options: object) -> Program:
    argv = [sys.executable, "-c", code]
    return Program("dummy", argv, folder / "dummy.log", dict(os.environ), **options)  # type: ignore[arg-type]


def test_restarts_back_off_and_forget_after_a_steady_life(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = Child(program(folder, ""))
    child._started_at = time.monotonic()
    assert [child.plan_restart() for _ in range(7)] == [0.5, 1, 2, 4, 8, 10, 10]
    child._started_at = time.monotonic() - 31
    assert child.plan_restart() == 0.5


def test_exits_are_put_in_words() -> None:
    assert describe_exit(3) == "ended with code 3"
    assert describe_exit(-9) == "was ended by SIGKILL"


def test_who_stands_back_runs_with_less_priority(folder: Path) -> None:
    child = spawn(program(folder, "import time; time.sleep(60)", niceness=7), subprocess.DEVNULL)
    try:
        assert os.getpriority(os.PRIO_PROCESS, child.pid) == os.nice(0) + 7
    finally:
        signal_group(child.pid, signal.SIGKILL)
        child.wait()


def test_a_killed_child_comes_back_and_a_stubborn_one_is_stopped_in_time(folder: Path) -> None:
    data = DataDir(folder / "data")
    data.take()
    supervisor = Supervisor(data)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1); time.sleep(60)"
    child = supervisor.start(program(folder, deaf))
    first = child.pid
    assert first and data.read_state()["children"] == {"dummy": first}
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: supervisor.look() is None and child.pid not in (None, first))
    second = child.pid
    wait_until(lambda: b"1" in (folder / "dummy.log").read_bytes())
    begun = time.monotonic()
    stop(supervisor)
    assert time.monotonic() - begun < 5
    assert second and not is_alive(second)


def test_a_child_that_may_finish_is_not_started_again(folder: Path) -> None:
    data = DataDir(folder / "data")
    data.take()
    supervisor = Supervisor(data)
    supervisor.start(program(folder, "", may_finish=True))
    wait_until(lambda: supervisor.look() is None and not supervisor.children)


def test_a_child_that_never_answers_ends_the_start_with_its_last_words(folder: Path) -> None:
    data = DataDir(folder / "data")
    data.take()
    supervisor = Supervisor(data)
    child = supervisor.start(program(folder, "raise SystemExit('no such port')"))
    child.exits = 3
    begun = time.monotonic()
    with pytest.raises(SetupError, match="no such port"):
        supervisor.await_ready(child, lambda: False, 60)
    assert time.monotonic() - begun < 30, "it waited to the end, though the child cannot start"


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's word for it is Linux's own")
def test_children_die_with_a_supervisor_that_is_killed(folder: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; sys.path.insert(0, sys.argv[2])\n"
        "from config.runtime.datadir import DataDir\n"
        "from config.runtime.supervisor import Supervisor\n"
        "from config.runtime.processes import Program\n"
        "data = DataDir(Path(sys.argv[1])); data.take(); supervisor = Supervisor(data)\n"
        "supervisor.start(Program('dummy', ['sleep', '60'], data.log('dummy'), {'PATH': '/bin'}))\n"
        "supervisor.watch()\n"
    )
    data = DataDir(folder / "data")
    parent = subprocess.Popen([sys.executable, "-c", code, str(data.path), str(ROOT)])
    wait_until(lambda: bool(data.read_state().get("children")))
    pid = data.read_state()["children"]["dummy"]
    assert is_alive(pid)
    parent.kill()
    parent.wait()
    wait_until(lambda: not is_alive(pid))


def test_a_pid_file_whose_number_went_to_another_process_is_dropped(folder: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as other:
        (folder / "postmaster.pid").write_text(f"{other.pid}\n{folder}\n")
        leftovers.clear_postmaster(folder)
        assert not (folder / "postmaster.pid").exists()
        assert other.poll() is None
        other.kill()


def test_processes_of_others_are_not_ended(folder: Path) -> None:
    with subprocess.Popen(["sleep", "60"], process_group=0) as other:
        leftovers.clear_children({"children": {"web": other.pid}}, folder)
        assert other.poll() is None
        other.kill()


# --- a real pair of servers


def stop(supervisor: Supervisor) -> None:
    """Stop a supervisor without leaving its deafness to signals behind in pytest."""
    kept = {number: signal.getsignal(number) for number in (2, 15, 1)}
    supervisor.stop()
    for number, handler in kept.items():
        signal.signal(number, handler)


@contextlib.contextmanager
def running_pair(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.setenv(name, "")
    data = DataDir(path)
    data.take()
    supervisor, kept = Supervisor(data), Places(data)
    try:
        start_own(supervisor, kept, {"DATABASE_URL", "REDIS_URL"}, hasty=True)
        yield supervisor
    finally:
        stop(supervisor)
        kept.forget_sockets()
        data.release()


@pytest.mark.parametrize("length", [0, 120], ids=["short path", "path too long for a socket"])
def test_a_pair_of_servers_lives_dies_and_keeps_its_data(
    folder: Path, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / ("D" * length) / "data"
    with running_pair(path, monkeypatch) as supervisor:
        outside.check_database(os.environ["DATABASE_URL"])
        outside.check_redis(os.environ["REDIS_URL"])
        with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            connection.execute("CREATE EXTENSION btree_gist")
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        broker = redis.Redis.from_url(os.environ["REDIS_URL"])
        assert broker.config_get("save") == {"save": ""}
        killed = supervisor.children["postgres"]
        assert killed.pid
        os.kill(killed.pid, signal.SIGKILL)
        wait_until(lambda: supervisor.look() is None and killed.exits == 1)
    with running_pair(path, monkeypatch) as supervisor:
        with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT number FROM kept").fetchone() == (7,)
        pids = [child.pid for child in supervisor.children.values()]
        wrong = os.environ["DATABASE_URL"].replace("intermezzo:", "intermezzo:x", 1)
        with pytest.raises(SetupError, match="refuses the user or the password"):
            outside.check_database(wrong)
        missing = os.environ["DATABASE_URL"].replace("/intermezzo?", "/nowhere?")
        with pytest.raises(SetupError, match="has no such database"):
            outside.check_database(missing)
    assert not any(pid and is_alive(pid) for pid in pids)
    assert json.loads((path / "places.json").read_text())["sockets"] == "" if length else True


def test_data_of_another_major_version_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_pair(folder / "data", monkeypatch):
        pass
    (folder / "data" / "postgres" / "PG_VERSION").write_text("12\n")
    with (
        pytest.raises(SetupError, match="was made by PostgreSQL 12"),
        running_pair(folder / "data", monkeypatch),
    ):
        pass
